"""What an import would do: shown before anything is written."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

__all__ = ["Draft", "FieldChange", "ImportPlan", "Problem"]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One cell that differs from the plan."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not taken: where, why; `is_row` when the whole row is left out."""

    where: str
    sentence: str
    is_row: bool


@dataclass(eq=False, slots=True)
class Draft:
    """
    One row as it would be written.

    Attributes
    ----------
    record
        What is there already; `None` for something new.
    key
        Number of the record, below zero while it is new.
    values
        Fields to write, by name; another draft stands for a record that is not written yet.
    joins
        Many-to-many fields to write.
    """

    kind: str
    name: str
    where: str
    key: int
    record: Any = None
    values: dict[str, Any] = field(default_factory=dict)
    joins: dict[str, list[Any]] = field(default_factory=dict)
    changes: list[FieldChange] = field(default_factory=list)
    is_dropped: bool = False

    @property
    def kind_word(self) -> str:
        """What it is, in words."""
        return {
            "objectives": _("objectif"),
            "actions": _("action"),
            "budgets": _("budget"),
            "fundings": _("financement"),
            "dependencies": _("enchaînement"),
            "indicators": _("indicateur"),
            "values": _("mesure"),
        }[self.kind]

    @property
    def is_new(self) -> bool:
        """Whether it would be created."""
        return self.record is None

    @property
    def is_changed(self) -> bool:
        """Whether something would be written."""
        return self.is_new or bool(self.values or self.joins)


@dataclass(slots=True)
class ImportPlan:
    """What would be created, changed, left as it is, left out."""

    file_name: str
    drafts: list[Draft] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    skipped_sheets: list[str] = field(default_factory=list)
    unknown_columns: list[str] = field(default_factory=list)
    keeps_unknown: bool = False

    @property
    def created(self) -> list[Draft]:
        """What is new, objectives first."""
        new = [draft for draft in self._iter_kept() if draft.is_new]
        return sorted(new, key=lambda draft: draft.kind != "objectives")

    @property
    def changed(self) -> list[Draft]:
        """What is there and differs."""
        return [draft for draft in self._iter_kept() if not draft.is_new and draft.is_changed]

    @property
    def same(self) -> int:
        """How many rows say what the plan says."""
        return sum(not draft.is_changed for draft in self._iter_kept())

    @property
    def is_nothing(self) -> bool:
        """Whether nothing would be written."""
        return not self.created and not self.changed

    @property
    def digest(self) -> str:
        """Short name of what would be written: another plan has another."""
        told = [
            [
                draft.kind,
                draft.where,
                draft.key,
                [[c.label, c.before, c.after] for c in draft.changes],
            ]
            for draft in self._iter_kept()
            if draft.is_changed
        ]
        text = json.dumps(told, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def _iter_kept(self) -> Iterator[Draft]:
        return (draft for draft in self.drafts if not draft.is_dropped)
