"""A document in the format that is asked for."""

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _
from maillon.domain.papers import Paper
from maillon.reports.papers.deck import render_paper_pptx
from maillon.reports.papers.pdf import render_paper_pdf
from maillon.reports.papers.word import render_paper_docx

__all__ = ["CONTENT_TYPES", "render_paper"]

_OFFICE = "application/vnd.openxmlformats-officedocument"
CONTENT_TYPES = {
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "pptx": f"{_OFFICE}.presentationml.presentation",
    "pdf": "application/pdf",
}


def render_paper(paper: Paper, wanted: str, *, own_template: bytes | None = None) -> bytes:
    """
    Return a document in a format of `CONTENT_TYPES`.

    Parameters
    ----------
    paper
        The document.
    wanted
        `docx`, `pptx` or `pdf`.
    own_template
        An office file of the same format, used for its styles or its master.

    Raises
    ------
    InvalidInput
        If there is no such format, if it takes no template, or if the template cannot be used.
    """
    if wanted == "docx":
        return render_paper_docx(paper, own_template)
    if wanted == "pptx":
        return render_paper_pptx(paper, own_template)
    if wanted == "pdf" and own_template is None:
        return render_paper_pdf(paper)
    raise InvalidInput(
        f"no paper as {wanted!r}",
        user=_("Ce format n’existe pas ou ne prend pas de modèle. Choisissez : {names}.").format(
            names=", ".join(CONTENT_TYPES)
        ),
    )
