"""The words that the three forms of a document share, and how a remark is said."""

from maillon.domain.formatting import format_date
from maillon.domain.language import translate as _
from maillon.domain.papers import KeyFigure, KeyFigures, Note, NoteKind, Paper

__all__ = ["list_explained", "list_words", "say_blank", "say_note"]


def list_words() -> dict[str, str]:
    """Return the standing words of a document, by name."""
    return {
        "party": _("Partie"),
        "function": _("Fonction"),
        "date": _("Date"),
        "signature": _("Signature"),
        "figure": _("Chiffre"),
        "value": _("Valeur"),
        "explanation": _("Comment il est fait"),
        "explained": _("D’où viennent ces chiffres"),
        "explained_table": _("Chiffres cités dans ce document"),
    }


def say_note(note: Note) -> tuple[str, str]:
    """Return the title and the text of a remark; a legal one says its date and who validates it."""
    titles = {
        NoteKind.LEGAL: _("Point de droit"),
        NoteKind.DOUBT: _("À savoir"),
        NoteKind.TO_COMPLETE: _("À compléter"),
    }
    title = titles[note.kind]
    if note.title:
        title = _("{kind} : {title}").format(kind=title, title=note.title)
    if note.kind is not NoteKind.LEGAL:
        return title, note.text
    caution = _("État du droit au {date}, à valider par votre service juridique.").format(
        date=format_date(note.as_of)
    )
    return title, f"{note.text} {caution}"


def say_blank(text: str) -> str:
    """Return what is to be written as it is shown: between brackets."""
    return f"[{text}]"


def list_explained(paper: Paper) -> list[KeyFigure]:
    """Return the figures that say how they were made, each once, in reading order."""
    found: dict[str, KeyFigure] = {}
    for block in paper.blocks:
        if isinstance(block, KeyFigures):
            for figure in block.figures:
                if figure.explanation:
                    found.setdefault(figure.figure or figure.label, figure)
    return list(found.values())
