"""Compare a workbook with the plan: what would be created, changed, left out, and why."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from maillon.domain.errors import InvalidInput
from maillon_web.filieres.selectors import Opened
from maillon_web.plan.services.workbook.cells import Cell, to_text
from maillon_web.plan.services.workbook.codes import find_ref, make_ref
from maillon_web.plan.services.workbook.columns import SHEETS, fold
from maillon_web.plan.services.workbook.context import Stock
from maillon_web.plan.services.workbook.hanging import plan_hanging
from maillon_web.plan.services.workbook.outcome import Draft, FieldChange, ImportPlan, Problem
from maillon_web.plan.services.workbook.parsing import Given, parse_cell
from maillon_web.plan.services.workbook.reading import ReadBook, ReadRow, ReadSheet
from maillon_web.ui.formatting import format_day, format_number

__all__ = ["plan_import"]

_SHEETS = {sheet.key: sheet for sheet in SHEETS}
_NAMED = ("objectives", "actions", "indicators")
_MOST_DESCRIPTION = 4000
_NAME_FIELDS = {"objectives": "title", "actions": "title", "indicators": "label"}
Row = tuple[ReadSheet, ReadRow]


def plan_import(opened: Opened, book: ReadBook, *, keeps_unknown: bool = False) -> ImportPlan:
    """
    Return what an import would do; nothing is written.

    Parameters
    ----------
    keeps_unknown
        Whether what has no column in the plan goes at the end of the description.
    """
    return _Planner(opened, book, keeps_unknown=keeps_unknown).plan()


class _Planner:
    """Goes through the sheets twice: first who is there, then what is said of each."""

    def __init__(self, opened: Opened, book: ReadBook, *, keeps_unknown: bool) -> None:
        self.stock = Stock(opened)
        self.book = book
        self.keeps_unknown = keeps_unknown
        self.result = ImportPlan(
            file_name=book.file_name,
            skipped_sheets=list(book.skipped),
            keeps_unknown=keeps_unknown,
        )
        self.current: dict[tuple[str, int], dict[str, Any]] = {}
        self.by_record: dict[tuple[str, int], Draft] = {}
        self.claimed: set[int] = set()
        self.read: list[tuple[Draft, Row, bool]] = []
        self.next_key = -1

    def plan(self) -> ImportPlan:
        self._seed()
        for kind in _NAMED:
            for row in self._iter_rows(kind):
                self._meet(kind, row)
        for draft, row, is_sure in self.read:
            self._fill(draft, row, is_sure=is_sure)
        self._check_actions()
        plan_hanging(self.stock, self.book, self.result, self.claimed_drafts())
        self._list_unknown()
        return self.result

    def claimed_drafts(self) -> dict[tuple[str, int], Draft]:
        """Return the draft of each row read, by sheet and number."""
        return {(row[0].name, row[1].number): draft for draft, row, _is_sure in self.read}

    def _seed(self) -> None:
        for kind in _NAMED:
            for record, cells in self.stock.entries[kind]:
                draft = Draft(kind=kind, name=str(record), where="", key=record.pk, record=record)
                self.current[kind, record.pk] = dict(cells)
                self.by_record[kind, record.pk] = draft
                self.stock.names[kind].add(draft, refs=[make_ref(record)])

    def _iter_rows(self, kind: str) -> Iterator[Row]:
        for sheet in self.book.sheets:
            if sheet.kind == kind:
                for row in sheet.rows:
                    yield sheet, row

    def _meet(self, kind: str, row: Row) -> None:
        """Find which record a row is about, or make a new draft."""
        sheet, line = row
        name_key = _SHEETS[kind].name_key
        name = to_text(line.cells.get(name_key, ""))
        where = sheet.locate(line, name_key)
        if not name:
            self._refuse(where, _("La ligne n’a pas d’intitulé : elle n’est pas importée."))
            return
        ref = find_ref(to_text(line.cells.get("ref", "")))
        found = self.stock.names[kind].find_by_ref(ref) if ref else None
        if found is not None and found.record is None:
            self._refuse(
                where, _("La référence {ref} revient deux fois dans le classeur.").format(ref=ref)
            )
            return
        if found is not None and id(found) in self.claimed:
            self._refuse(
                where,
                _("« {name} » revient deux fois : seule la première ligne compte.").format(
                    name=name[:80]
                ),
            )
            return
        is_sure = found is not None
        found = found or self._find_by_name(kind, name, to_text(line.cells.get("objective", "")))
        if found is None:
            found = Draft(kind=kind, name=name, where=where, key=self._take_key())
            self.stock.names[kind].add(found, refs=[ref])
        found.where = where
        self.claimed.add(id(found))
        self.result.drafts.append(found)
        self.read.append((found, row, is_sure))
        if kind == "actions" and not sheet.is_ours:
            self._meet_objective(sheet, line)

    def _find_by_name(self, kind: str, name: str, objective: str) -> Draft | None:
        free = [
            draft
            for (known, _pk), draft in self.by_record.items()
            if known == kind and id(draft) not in self.claimed and fold(draft.name) == fold(name)
        ]
        if kind == "actions" and len(free) > 1:
            wanted = fold(objective)
            near = [d for d in free if fold(str(d.record.objective or "")) == wanted]
            free = near or free
        return free[0] if free else None

    def _meet_objective(self, sheet: ReadSheet, line: ReadRow) -> None:
        """In a plain table, an objective that is not there yet comes with its first action."""
        name = to_text(line.cells.get("objective", ""))
        names = self.stock.names["objectives"]
        if not name or len(name) > 200 or find_ref(name) or names.find_by_name(name):
            return
        made = Draft(
            kind="objectives",
            name=name,
            where=sheet.locate(line, "objective"),
            key=self._take_key(),
            values={"title": name},
        )
        names.add(made)
        self.result.drafts.append(made)

    def _fill(self, draft: Draft, row: Row, *, is_sure: bool) -> None:
        """Read the cells of a row; `is_sure` when its reference says which record it is."""
        sheet, line = row
        current = self.current.get((draft.kind, draft.key), {})
        left: list[str] = []
        for key, cell in line.cells.items():
            if key == "ref" or to_text(cell) == to_text(current.get(key)):
                continue
            if to_text(cell) == "" and not is_sure:
                continue
            try:
                self._take(draft, key, cell, current)
            except InvalidInput as error:
                self._note(draft, sheet.locate(line, key), error, key)
                left.append(f"{_SHEETS[draft.kind].get_header(key)} : {to_text(cell)}")
        if self.keeps_unknown and draft.kind == "actions" and not sheet.is_ours:
            left += [f"{name} : {to_text(cell)}" for name, cell in line.others.items()]
            self._keep(draft, left)

    def _take(self, draft: Draft, key: str, cell: Cell, current: dict[str, Any]) -> None:
        given = parse_cell(self.stock, draft.kind, key, cell)
        if draft.record is not None and _is_same(draft.record, given):
            return
        if given.is_join:
            draft.joins[given.field] = given.value
        else:
            draft.values[given.field] = given.value
        if given.field == "owner_name" and key == "owner" and _has(draft.record, "owner_id"):
            draft.values["owner_id"] = None
        if given.field == "owner_id" and given.value and _has(draft.record, "owner_name"):
            draft.values["owner_name"] = ""
        draft.changes.append(
            FieldChange(
                _SHEETS[draft.kind].get_header(key),
                _show(current.get(key)),
                _show_given(given, cell),
            )
        )

    def _note(self, draft: Draft, where: str, error: InvalidInput, key: str) -> None:
        if key == _NAME_FIELDS[draft.kind]:
            draft.is_dropped = True
            self._refuse(where, error.for_user())
        else:
            self.result.problems.append(Problem(where, error.for_user(), is_row=False))

    def _keep(self, draft: Draft, lines: list[str]) -> None:
        """Put what has no place of its own at the end of the description, once."""
        held = draft.values.get("description", getattr(draft.record, "description", ""))
        new = [line for line in lines if line not in held.split("\n")]
        text = "\n".join(filter(None, [held, *new]))
        if not new:
            return
        if len(text) > _MOST_DESCRIPTION:
            self.result.problems.append(
                Problem(
                    draft.where,
                    _("La description serait trop longue : ces colonnes n’y sont pas ajoutées."),
                    is_row=False,
                )
            )
            return
        draft.values["description"] = text
        label = _SHEETS["actions"].get_header("description")
        draft.changes = [change for change in draft.changes if change.label != label]
        before = getattr(draft.record, "description", "")
        draft.changes.append(FieldChange(label, before, text))

    def _check_actions(self) -> None:
        for draft in self.result.drafts:
            if draft.is_dropped or not draft.is_changed:
                continue
            if draft.kind == "actions":
                self._check_days(draft, "starts_on", "ends_on")
                self._check_parent(draft)
            if draft.kind == "indicators" and not _get(draft, "unit"):
                draft.is_dropped = True
                self._refuse(
                    draft.where,
                    _("L’indicateur « {name} » n’a pas d’unité : il n’est pas importé.").format(
                        name=draft.name[:80]
                    ),
                )

    def _check_days(self, draft: Draft, first: str, last: str) -> None:
        start, end = _get(draft, first), _get(draft, last)
        if start and end and end < start:
            draft.is_dropped = True
            self._refuse(
                draft.where,
                _("« {name} » finirait ({end}) avant de commencer ({start}).").format(
                    name=draft.name[:80], end=format_day(end), start=format_day(start)
                ),
            )

    def _check_parent(self, draft: Draft) -> None:
        parent = draft.values.get("parent")
        if parent is None:
            return
        has_parts = any(
            other.values.get("parent") is draft
            or (draft.record is not None and getattr(other.record, "parent_id", None) == draft.key)
            for other in (*self.result.drafts, *self.by_record.values())
            if other.kind == "actions"
        )
        if parent is draft or _get(parent, "parent") or has_parts:
            del draft.values["parent"]
            label = _SHEETS["actions"].get_header("parent")
            draft.changes = [change for change in draft.changes if change.label != label]
            self.result.problems.append(
                Problem(
                    draft.where,
                    _(
                        "« {name} » ne peut pas faire partie de « {parent} » : une partie d’action "
                        "n’en contient pas d’autre."
                    ).format(name=draft.name[:80], parent=parent.name[:80]),
                    is_row=False,
                )
            )

    def _list_unknown(self) -> None:
        for sheet in self.book.sheets:
            names = {name for row in sheet.rows for name in row.others}
            self.result.unknown_columns += [
                _("« {name} » (colonne {place} de « {sheet} »)").format(
                    name=name, place=sheet.places.get(name, "?"), sheet=sheet.name
                )
                for name in sorted(names)
            ]

    def _refuse(self, where: str, sentence: str) -> None:
        self.result.problems.append(Problem(where, sentence, is_row=True))

    def _take_key(self) -> int:
        self.next_key -= 1
        return self.next_key


def _get(draft: Draft, name: str) -> Any:  # noqa: ANN401 - the value of any field
    if name in draft.values:
        return draft.values[name]
    return getattr(draft.record, name, None)


def _has(record: Any, name: str) -> bool:  # noqa: ANN401 - a record or nothing
    return bool(getattr(record, name, None))


def _is_same(record: Any, given: Given) -> bool:  # noqa: ANN401 - any kind of record
    """Tell whether a record says already what a cell gives."""
    if given.is_join:
        held = set(getattr(record, given.field).values_list("pk", flat=True))
        wanted = {item.key if isinstance(item, Draft) else item.pk for item in given.value}
        return held == wanted
    if given.field in {"objective", "parent"}:
        held_id = getattr(record, f"{given.field}_id")
        return bool(held_id == (given.value.key if given.value else None))
    if given.field == "owner_name" and getattr(record, "owner", None) is not None:
        # The name of somebody who has left the filière is still the name of who carries it.
        return fold(str(record.owner)) == fold(given.value)
    return bool(getattr(record, given.field) == given.value)


def _show(value: Any) -> str:  # noqa: ANN401 - a cell
    match value:
        case None | "":
            return ""
        case date():
            return format_day(value)
        case Decimal() | float():
            return format_number(float(value))
    return str(value)


def _show_given(given: Given, cell: Cell) -> str:
    if isinstance(given.value, date | Decimal):
        return _show(given.value)
    return to_text(cell)
