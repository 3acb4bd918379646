"""The file of a document, in the format that is asked for."""

from dataclasses import dataclass
from datetime import date

from django.utils.text import slugify
from django.utils.translation import gettext as _

from maillon.domain.errors import InvalidInput
from maillon.reports.papers import CONTENT_TYPES, fill_own_template, render_paper
from maillon_web.documents.models import OwnTemplate, TemplateUse
from maillon_web.documents.services.drafting import Draft, Wish, draft
from maillon_web.filieres.models import Filiere
from maillon_web.filieres.selectors import Opened

__all__ = ["MadeFile", "list_formats", "make_file", "read_own_file"]

_LONGEST = 80


@dataclass(frozen=True, kw_only=True, slots=True)
class MadeFile:
    """A file for a person."""

    content: bytes
    content_type: str
    name: str


def list_formats(wish: Wish) -> list[str]:
    """Return the formats in which a document comes with that template, the most useful first."""
    if wish.own is None:
        return list(dict.fromkeys((*wish.template.formats, *CONTENT_TYPES)))
    return [wish.own.file_format]


def make_file(opened: Opened, wish: Wish, wanted: str, today: date) -> MadeFile:
    """
    Return a document as a file.

    Raises
    ------
    InvalidInput
        If it does not come in that format, or if the template of the organisation cannot serve.
    """
    if wanted not in list_formats(wish):
        raise InvalidInput(
            f"{wish.template.key} as {wanted!r}",
            user=_("Ce document ne se fait pas dans ce format. Choisissez : {names}.").format(
                names=", ".join(list_formats(wish))
            ),
        )
    made = draft(opened, wish, today)
    return MadeFile(
        content=_write(made, wish, wanted, today),
        content_type=CONTENT_TYPES[wanted],
        name=_name(opened.filiere, wish, wanted, today),
    )


def _write(made: Draft, wish: Wish, wanted: str, today: date) -> bytes:
    if wish.own is None:
        return render_paper(made.paper, wanted)
    content = bytes(wish.own.content)
    if wish.own.use == TemplateUse.FIELDS:
        return fill_own_template(content, made.context, written_on=today.isoformat())
    return render_paper(made.paper, wanted, own_template=content)


def _name(filiere: Filiere, wish: Wish, wanted: str, today: date) -> str:
    words = slugify(filiere.name)[:_LONGEST].strip("-") or "filiere"
    return f"{wish.template.key}-{words}-{today.isoformat()}.{wanted}"


def read_own_file(own: OwnTemplate) -> MadeFile:
    """Return a template of an organisation, as it came."""
    words = slugify(own.name)[:_LONGEST].strip("-") or "modele"
    return MadeFile(
        content=bytes(own.content),
        content_type=CONTENT_TYPES[own.file_format],
        name=f"{words}.{own.file_format}",
    )
