"""Fill a document with what a filière holds, for those who will read it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from maillon.domain.papers import Paper
from maillon.reference.papers import PaperTemplate
from maillon.studies.drafting import draft_paper, reads_otherwise
from maillon_web.documents.models import OwnTemplate
from maillon_web.documents.selectors.context import build_context
from maillon_web.documents.selectors.coverage import list_words
from maillon_web.documents.selectors.plain import in_french
from maillon_web.documents.selectors.readership import Readers, narrow
from maillon_web.documents.selectors.subjects import Subject
from maillon_web.filieres.models import FiliereVisibility
from maillon_web.filieres.selectors import Opened

__all__ = ["Draft", "Wish", "draft"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """
    What a person asks for.

    Attributes
    ----------
    subject
        The contract, charter or meeting that it is about; `None` leaves its fields blank.
    own
        A template of the organisation.
    is_bare
        The person read the document again and takes the mark « interne » away.
    """

    template: PaperTemplate
    readers: Readers = Readers.MEMBERS
    subject: Subject | None = None
    own: OwnTemplate | None = None
    is_bare: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """A document, the facts that filled it, and for whom alone some of them are (empty: nobody)."""

    paper: Paper
    context: Mapping[str, Any]
    reserved_for: str


def draft(opened: Opened, wish: Wish, today: date) -> Draft:
    """Return the document that a person asks for, as its future readers may know it."""
    own = narrow(opened, wish.readers)
    context = build_context(own, wish.subject, today, _list_words(wish))
    day = today.isoformat()
    plain = draft_paper(wish.template, context, written_on=day)
    reserved = _find_reserve(opened, wish, plain, today)
    if not reserved or wish.is_bare:
        return Draft(paper=plain, context=context, reserved_for=reserved)
    # As `draft_paper` would with this band, without filling everything once more.
    bands = (_write_band(reserved), plain.band)
    marked = replace(plain, band=" ".join(text for text in bands if text))
    return Draft(paper=marked, context=context, reserved_for=reserved)


def _find_reserve(opened: Opened, wish: Wish, plain: Paper, today: date) -> Readers | str:
    """Return those for whom something of the document is reserved: others would read otherwise."""
    if wish.readers is Readers.PUBLIC:
        return ""
    if wish.readers is Readers.TEAM and _reads_otherwise(
        opened, wish, plain, today, Readers.MEMBERS
    ):
        return Readers.TEAM
    is_known = opened.filiere.visibility == FiliereVisibility.PUBLIC
    if not is_known or _reads_otherwise(opened, wish, plain, today, Readers.PUBLIC):
        return Readers.MEMBERS
    return ""


def _reads_otherwise(
    opened: Opened, wish: Wish, plain: Paper, today: date, others: Readers
) -> bool:
    context = build_context(narrow(opened, others), wish.subject, today, _list_words(wish))
    return reads_otherwise(plain, wish.template, context)


def _list_words(wish: Wish) -> frozenset[str] | None:
    """Return what the document may quote; a template of the organisation may quote anything."""
    return None if wish.own is not None else list_words(wish.template)


def _write_band(reserved: Readers | str) -> str:
    with in_french():
        if reserved == Readers.TEAM:
            return _("Document interne à l’équipe d’animation de la filière.")
        return _("Document interne, réservé aux membres de la filière.")
