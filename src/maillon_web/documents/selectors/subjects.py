"""What a document is about: a contract, a charter or a meeting, when it needs one."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from maillon.reference.papers import PaperTemplate
from maillon_web.agreements.models import Charter, Contract
from maillon_web.documents.selectors.coverage import list_used_fields
from maillon_web.filieres.models import FiliereRecord
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.selectors.records import get_record, list_records
from maillon_web.gatherings.models import Meeting
from maillon_web.ui.formatting import format_day

__all__ = ["Subject", "SubjectKind", "find_kind", "find_latest", "get_subject", "list_subjects"]


class SubjectKind(StrEnum):
    """The field of a document that one record of the filière fills."""

    CONTRACT = "contract"
    CHARTER = "charter"
    MEETING = "meeting"


_MODELS: Mapping[SubjectKind, tuple[type[FiliereRecord], tuple[str, ...]]] = {
    SubjectKind.CONTRACT: (Contract, ("-created_at", "-pk")),
    SubjectKind.CHARTER: (Charter, ("-created_at", "-pk")),
    SubjectKind.MEETING: (Meeting, ("-starts_at", "-pk")),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """A record that a document is about."""

    kind: SubjectKind
    record: FiliereRecord

    @property
    def label(self) -> str:
        """Its name, with its day when it has one."""
        if isinstance(self.record, Meeting):
            return f"{self.record.title} ({format_day(self.record.starts_at)})"
        return str(self.record)


def find_kind(template: PaperTemplate) -> SubjectKind | None:
    """Return what a document is about; `None` when the filière is enough."""
    first_words = {path.partition(".")[0] for path in list_used_fields(template)}
    return next((kind for kind in SubjectKind if kind in first_words), None)


def list_subjects(opened: Opened, kind: SubjectKind) -> list[Subject]:
    """Return what such a document may be about, the latest first."""
    return [Subject(kind=kind, record=record) for record in _list_ordered(opened, kind)]


def find_latest(opened: Opened, kind: SubjectKind) -> Subject | None:
    """Return the latest of them, `None` when there is none."""
    record = _list_ordered(opened, kind).first()
    return Subject(kind=kind, record=record) if record else None


def _list_ordered(opened: Opened, kind: SubjectKind) -> QuerySet[Any]:
    model, order = _MODELS[kind]
    return list_records(opened, model).order_by(*order)


def get_subject(opened: Opened, kind: SubjectKind, pk: int) -> Subject:
    """
    Return one of them.

    Raises
    ------
    Http404
        If it is not of this filière, or not for this reader.
    """
    model, _order = _MODELS[kind]
    if pk <= 0:
        raise Http404
    return Subject(kind=kind, record=get_record(opened, model, pk))
