"""A template of one's own: what it uses, what is wrong with it, and its filling."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _
from maillon.reports.office_package import freeze
from maillon.reports.papers.own_checks import find_kind
from maillon.reports.papers.own_marks import list_mark_problems
from maillon.reports.papers.own_word import drop_attached_template, open_word
from maillon.reports.wording import in_language
from maillon.studies.drafting import check_context

if TYPE_CHECKING:
    from docxtpl import DocxTemplate

__all__ = ["OwnTemplate", "check_own_template", "fill_own_template"]

_TAG = re.compile(r"<[^>]+>")
_FIELD_MARK = re.compile(r"\{\{|\{%")
_LONGEST_NEAR = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnTemplate:
    """
    What is known of a template of one's own.

    Attributes
    ----------
    kind
        `docx` or `pptx`.
    fields
        Paths of the fields that it uses; without any, it serves for its styles only.
    problems
        French sentences, one a problem: with any, it cannot be filled.
    """

    kind: str
    fields: tuple[str, ...]
    problems: tuple[str, ...]

    @property
    def has_fields(self) -> bool:
        """Tell whether it is to be filled rather than continued."""
        return bool(self.fields or self.problems)


def check_own_template(content: bytes) -> OwnTemplate:
    """
    Return what a template of one's own uses, and what is to be mended in it.

    Raises
    ------
    InvalidInput
        If the file is no .docx or .pptx, is too large, damaged, or holds macros.
    """
    kind = find_kind(content)
    if kind == "pptx":
        return _check_deck(content)
    from maillon.reports.papers.own_fields import FieldReader

    template = _open(content)
    parts = list(_iter_parts(template))
    broken = [problem for xml in parts for problem in list_mark_problems(xml)]
    if broken:
        return OwnTemplate(kind=kind, fields=(), problems=tuple(dict.fromkeys(broken)))
    reader = FieldReader()
    for xml in parts:
        reader.read(_lay_out(template, xml), _show_line)
    return OwnTemplate(kind=kind, fields=tuple(reader.fields), problems=tuple(reader.problems))


def fill_own_template(
    content: bytes, context: Mapping[str, Any], *, written_on: str, language: str = "fr"
) -> bytes:
    """
    Return a Word file of one's own whose fields, conditions and loops are filled.

    Parameters
    ----------
    content
        The file.
    context
        As for `draft_paper`; what is not known is shown between brackets.
    written_on
        ISO date of the document, its field `date`.

    Raises
    ------
    InvalidInput
        If the file cannot be used; the details hold one sentence a problem.
    """
    checked = check_own_template(content)
    problems = [*checked.problems, *check_context(context)]
    if checked.kind != "docx" or problems:
        raise InvalidInput(
            f"own template: {problems or checked.kind}",
            user=_("Ce modèle ne peut pas être rempli. Corrigez ce qui suit, puis recommencez."),
            details=problems
            or [_("Seul un fichier Word (.docx) a des champs : une présentation prête son style.")],
        )
    from jinja2.exceptions import TemplateError

    from maillon.reports.papers.own_fields import FilledEnvironment
    from maillon.reports.papers.own_values import build_values

    with in_language(language):
        values = build_values({"date": written_on, **context})
        template = _open(content)
        try:
            template.render(values, jinja_env=FilledEnvironment(), autoescape=True)
        except TemplateError as error:
            raise InvalidInput(
                f"own template: {error!r}",
                user=_(
                    "Ce modèle cite un élément qui n’existe pas dans une liste : parcourez-la par "
                    "une boucle plutôt que par un rang."
                ),
            ) from error
        drop_attached_template(template.docx)
        filled = BytesIO()
        template.save(filled)
    return freeze(filled.getvalue())


def _open(content: bytes) -> "DocxTemplate":
    from docxtpl import DocxTemplate

    open_word(content)
    template = DocxTemplate(BytesIO(content))
    template.init_docx()
    # Properties are no place for fields: what stands there is left as it is.
    template.render_properties = lambda *_given, **_named: None
    return template


def _iter_parts(template: "DocxTemplate") -> Iterator[str]:
    """Yield the parts of the file that are filled."""
    yield template.get_xml()
    for uri in (template.HEADER_URI, template.FOOTER_URI):
        for _key, part in template.get_headers_footers(uri):
            yield template.get_part_xml(part)
    for part in template.docx.part.package.parts:
        if part.content_type.endswith("wordprocessingml.footnotes+xml"):
            yield part.blob.decode("utf-8")


def _lay_out(template: "DocxTemplate", xml: str) -> str:
    """Return a part as it is filled, one paragraph a line."""
    return re.sub(r"<w:p([ >])", r"\n<w:p\1", template.patch_xml(xml))


def _show_line(source: str, number: int) -> str:
    lines = source.splitlines()
    line = lines[min(max(number, 1), len(lines)) - 1] if lines else ""
    return _TAG.sub("", line).strip()[:_LONGEST_NEAR]


def _check_deck(content: bytes) -> OwnTemplate:
    from maillon.reports.papers.own_deck import open_own_deck

    form = open_own_deck(content)
    problems = []
    if _FIELD_MARK.search(form.words_before):
        problems.append(
            _(
                "Les champs ne sont remplis que dans un fichier Word : une présentation prête "
                "son style."
            )
        )
    return OwnTemplate(kind="pptx", fields=(), problems=tuple(problems))
