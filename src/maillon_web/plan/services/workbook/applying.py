"""Write what an import plan says, all of it or nothing, in one change that can be undone."""

from collections.abc import Iterable, Mapping
from typing import Any

from maillon_web.accounts.models import User
from maillon_web.filieres.models import Filiere
from maillon_web.filieres.services.records import join_records
from maillon_web.history.services import Recorder, record
from maillon_web.plan.models import (
    Action,
    ActionBudget,
    Dependency,
    Funding,
    Indicator,
    IndicatorValue,
    Objective,
)
from maillon_web.plan.services.workbook.outcome import Draft, ImportPlan

__all__ = ["write_plan"]

_MODELS: Mapping[str, Any] = {
    "objectives": Objective,
    "actions": Action,
    "budgets": ActionBudget,
    "fundings": Funding,
    "dependencies": Dependency,
    "indicators": Indicator,
    "values": IndicatorValue,
}
_NAMED = frozenset({"objectives", "actions", "indicators"})
_NAME_FIELDS = {"objectives": "title", "actions": "title", "indicators": "label"}


def write_plan(filiere: Filiere, plan: ImportPlan, *, author: User) -> None:
    """
    Write an import.

    Raises
    ------
    ChangedMeanwhile
        If somebody wrote one of the records since the plan was read; nothing is then written.
    """
    with record(
        "plan.import", scope=filiere.scope, author=author, params={"name": plan.file_name}
    ) as recorder:
        writer = _Writer(filiere, author, recorder)
        for kind in _MODELS:
            wanted = [draft for draft in (*plan.created, *plan.changed) if draft.kind == kind]
            for draft in _sort(wanted):
                writer.write(draft)


def _sort(drafts: Iterable[Draft]) -> list[Draft]:
    """Put the whole before its parts."""
    return sorted(drafts, key=lambda draft: draft.values.get("parent") is not None)


class _Writer:
    def __init__(self, filiere: Filiere, author: User, recorder: Recorder) -> None:
        self.filiere = filiere
        self.author = author
        self.recorder = recorder
        self.positions = {
            kind: _MODELS[kind].objects.filter(filiere=filiere).count()
            for kind in ("objectives", "actions")
        }

    def write(self, draft: Draft) -> None:
        values = {name: _get_record(value) for name, value in draft.values.items()}
        if draft.is_new:
            draft.record = self._make(draft, values)
            self.recorder.create(draft.record)
        else:
            self.recorder.update(draft.record, _to_attributes(values))
        for name, wanted in draft.joins.items():
            records = [item for item in map(_get_record, wanted) if item is not None]
            join_records(draft.record, name, records, self.recorder)

    def _make(self, draft: Draft, values: dict[str, Any]) -> Any:  # noqa: ANN401 - a record
        model = _MODELS[draft.kind]
        if draft.kind not in _NAMED:
            return model(**values)
        values.setdefault(_NAME_FIELDS[draft.kind], draft.name)
        if draft.kind in self.positions:
            values["position"] = self.positions[draft.kind]
            self.positions[draft.kind] += 1
        parent = values.get("parent")
        if parent is not None and values.get("objective") is None:
            values["objective_id"] = parent.objective_id
            values.pop("objective", None)
        return model(filiere=self.filiere, created_by=self.author, **values)


def _get_record(value: Any) -> Any:  # noqa: ANN401 - the value of any field
    """Return the record of a draft; one that was left out is nothing."""
    return value.record if isinstance(value, Draft) else value


def _to_attributes(values: Mapping[str, Any]) -> dict[str, Any]:
    linked = {"objective", "parent", "action", "indicator"}
    return {
        f"{name}_id" if name in linked else name: getattr(value, "pk", None)
        if name in linked
        else value
        for name, value in values.items()
    }
