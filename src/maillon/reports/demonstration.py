"""The bundled cases as pages: what the tool shows before anyone types."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from maillon.domain.errors import InvalidInput
from maillon.domain.language import get_language
from maillon.domain.language import translate as _
from maillon.reference.cases import Case, list_cases
from maillon.reports.html_page import TEMPLATES, render_html, template_environment
from maillon.reports.pdf_note import render_pdf
from maillon.studies.cases import CASE_PREFIX
from maillon.studies.diagnosing import diagnose
from maillon.studies.shapes import list_shapes

__all__ = ["DemonstrationPage", "write_demonstration"]

# No import of the person enters the demonstration: it is the same everywhere.
_NOWHERE = Path("/nonexistent/maillon-demonstration")


@dataclass(frozen=True, kw_only=True, slots=True)
class DemonstrationPage:
    """One diagnosis written: file names, filière, first sentence of its summary."""

    title: str
    filiere: str
    sentence: str
    html: str
    pdf: str


def write_demonstration(folder: Path) -> list[DemonstrationPage]:
    """
    Write the page, the PDF and the JSON result of every bundled case, and an index.

    Raises
    ------
    InvalidInput
        If the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        written = [
            (case, [_write_page(case, key, folder) for key in case.filieres])
            for case in list_cases()
        ]
        _write_index(folder, written)
    except OSError as error:
        raise InvalidInput(
            f"cannot write in {folder}: {error!r}",
            user=_(
                "Le dossier {name} ne peut pas être écrit ({reason}) : choisissez-en un autre avec "
                "--out."
            ).format(name=folder, reason=error.strerror or error),
        ) from error
    return [page for _case, pages in written for page in pages]


def _write_page(case: Case, filiere_key: str, folder: Path) -> DemonstrationPage:
    document = diagnose(f"{CASE_PREFIX}{case.key}", filiere_key, home=_NOWHERE).document
    name = f"{case.key}-{filiere_key}".replace("_", "-")
    shapes = list_shapes(document)
    (folder / f"{name}.html").write_text(render_html(document, shapes=shapes), encoding="utf-8")
    (folder / f"{name}.pdf").write_bytes(render_pdf(document, shapes=shapes))
    result = json.dumps(document, ensure_ascii=False, indent=1)
    (folder / f"{name}.json").write_text(result, encoding="utf-8")
    return DemonstrationPage(
        title=f"{case.title} – {document['filiere']['label']}",
        filiere=document["filiere"]["label"],
        sentence=document["summary"][0]["text"],
        html=f"{name}.html",
        pdf=f"{name}.pdf",
    )


def _write_index(folder: Path, written: list[tuple[Case, list[DemonstrationPage]]]) -> None:
    cases: list[dict[str, Any]] = [
        {
            "key": case.key,
            "title": case.title,
            "summary": case.summary if get_language() == "fr" else case.summary_en,
            "source": f"{case.source.document}. {case.territory.note}",
            "pages": pages,
        }
        for case, pages in written
    ]
    style = Markup((TEMPLATES / "style.css").read_text(encoding="utf-8"))  # noqa: S704 -- ours
    page = template_environment().get_template("demonstration.html")
    text = page.render(cases=cases, style=style, lang=get_language())
    (folder / "index.html").write_text(text, encoding="utf-8")
