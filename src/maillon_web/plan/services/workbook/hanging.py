"""The rows that hang on others: budgets, requests for money, dependencies, measures."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from maillon.domain.errors import InvalidInput
from maillon_web.plan.models import FundingState
from maillon_web.plan.selectors.dependencies import find_circle
from maillon_web.plan.services.workbook.cells import read_number, read_year, to_text
from maillon_web.plan.services.workbook.codes import find_ref, make_ref
from maillon_web.plan.services.workbook.columns import SHEETS
from maillon_web.plan.services.workbook.context import Stock
from maillon_web.plan.services.workbook.outcome import Draft, FieldChange, ImportPlan, Problem
from maillon_web.plan.services.workbook.parsing import parse_cell
from maillon_web.plan.services.workbook.reading import ReadBook, ReadRow, ReadSheet
from maillon_web.ui.formatting import format_day, format_money, format_number

__all__ = ["plan_hanging"]

_SHEETS = {sheet.key: sheet for sheet in SHEETS}
_SUMS = ("planned_eur", "spent_eur")
_NEW = -1_000_000
RowDrafts = Mapping[tuple[str, int], Draft]


def plan_hanging(stock: Stock, book: ReadBook, result: ImportPlan, rows: RowDrafts) -> None:
    """Add to an import plan what hangs on its actions and indicators."""
    planner = _Hanging(stock, result)
    readers: Mapping[str, Callable[[ReadSheet, ReadRow], None]] = {
        "budgets": planner.read_budget,
        "fundings": planner.read_funding,
        "dependencies": planner.read_dependency,
        "values": planner.read_value,
    }
    for sheet in book.sheets:
        reader = readers.get(sheet.kind)
        for row in sheet.rows:
            if reader is not None:
                planner.attempt(reader, sheet, row)
            elif row.years and (sheet.name, row.number) in rows:
                planner.read_years(sheet, row, rows[sheet.name, row.number])


class _Hanging:
    """Reads these rows; any cell that is not understood leaves its whole row out."""

    def __init__(self, stock: Stock, result: ImportPlan) -> None:
        self.stock = stock
        self.result = result
        entries = stock.entries
        self.budgets = {(row.action_id, row.year): row for row, _cells in entries["budgets"]}
        self.fundings = {make_ref(row): (row, cells) for row, cells in entries["fundings"]}
        self.values = {
            (row.indicator_id, row.measured_on): row for row, _cells in entries["values"]
        }
        self.needs: dict[int, set[int]] = {}
        for row, _cells in entries["dependencies"]:
            self.needs.setdefault(row.after_id, set()).add(row.before_id)
        self.seen: set[tuple[Any, ...]] = set()
        self.next_key = _NEW

    def attempt(
        self, reader: Callable[[ReadSheet, ReadRow], None], sheet: ReadSheet, row: ReadRow
    ) -> None:
        """Read a row, or say why it is left out."""
        try:
            reader(sheet, row)
        except InvalidInput as error:
            key = _SHEETS[sheet.kind].name_key
            where = error.details[0] if error.details else sheet.locate(row, key)
            self.result.problems.append(Problem(where, error.for_user(), is_row=True))

    def read_budget(self, sheet: ReadSheet, row: ReadRow) -> None:
        """Read the money of an action in a year."""
        action = self._find(sheet, row, "action", "actions")
        year = self._parse(sheet, row, "year", read_year)
        if year is None:
            raise _refuse(sheet, row, "year", _("De quelle année est ce budget ?"))
        sums = {key: self._parse(sheet, row, key, read_number) for key in _SUMS}
        self._add_budget(action, year, sums, sheet.locate(row, "year"), erases=True)

    def read_years(self, sheet: ReadSheet, row: ReadRow, action: Draft) -> None:
        """Read the sums that a plain table has in columns such as « Budget 2025 »."""
        if action.is_dropped:
            return
        by_year: dict[int, dict[str, Any]] = {}
        for name, cell in row.years.items():
            key, year_text = name.split(":")
            try:
                value = read_number(cell)
            except InvalidInput as error:
                where = sheet.locate(row, name)
                self.result.problems.append(Problem(where, error.for_user(), is_row=False))
                continue
            if value is not None:
                by_year.setdefault(int(year_text), {})[key] = value
        for year, sums in sorted(by_year.items()):
            where = sheet.locate(row, f"{next(iter(sums))}:{year}")
            self._add_budget(action, year, sums, where, erases=False)

    def _add_budget(
        self, action: Draft, year: int, sums: dict[str, Any], where: str, *, erases: bool
    ) -> None:
        self._claim(("budget", action.key, year), where)
        record = self.budgets.get((action.key, year))
        if record is None and all(value is None for value in sums.values()):
            return
        changed = {
            key: value
            for key, value in sums.items()
            if (record is None or getattr(record, key) != value) and (erases or value is not None)
        }
        draft = self._add(
            "budgets",
            _("{action}, {year}").format(action=action.name, year=year),
            where,
            record,
            changed,
        )
        if record is None:
            draft.values |= {"action": action, "year": year}
        draft.changes = [
            FieldChange(
                _SHEETS["budgets"].get_header(key),
                _show_money(getattr(record, key, None)),
                _show_money(value),
            )
            for key, value in changed.items()
            if value is not None or record is not None
        ]

    def read_funding(self, sheet: ReadSheet, row: ReadRow) -> None:
        """Read a request for money."""
        action = self._find(sheet, row, "action", "actions")
        ref = find_ref(to_text(row.cells.get("ref", "")))
        if not to_text(row.cells.get("funder", "")):
            raise _refuse(sheet, row, "funder", _("Le financeur manque."))
        found = self.fundings.get(ref) or self._find_funding(action, row)
        record, current = found or (None, {})
        where = sheet.locate(row, "funder")
        self._claim(("funding", record.pk if record else row.number, sheet.name), where)
        values, changes = {}, []
        for key, cell in row.cells.items():
            if key in {"ref", "action"} or to_text(cell) == to_text(current.get(key)):
                continue
            given = self._parse(sheet, row, key, partial(parse_cell, self.stock, "fundings", key))
            if record is not None and getattr(record, given.field) == given.value:
                continue
            values[given.field] = given.value
            changes.append(
                FieldChange(
                    _SHEETS["fundings"].get_header(key), to_text(current.get(key)), to_text(cell)
                )
            )
        state = values.get("state", getattr(record, "state", FundingState.WANTED))
        obtained = values.get("obtained_eur", getattr(record, "obtained_eur", None))
        if obtained is not None and state != FundingState.OBTAINED:
            raise _refuse(
                sheet,
                row,
                "obtained_eur",
                _("Un montant obtenu va avec l’état « Obtenu » : changez l’un ou l’autre."),
            )
        if record is None or record.action_id != action.key:
            values["action"] = action
        name = to_text(row.cells["funder"])
        self._add("fundings", name, where, record, values).changes = changes

    def _find_funding(self, action: Draft, row: ReadRow) -> Any:  # noqa: ANN401 - a funding and its cells
        """Return a request that says the same already: a table without references comes again."""
        keys = ("funder", "instrument", "year", "asked_eur")
        for record, cells in self.fundings.values():
            if record.action_id == action.key and all(
                to_text(row.cells.get(key, "")) == to_text(cells.get(key)) for key in keys
            ):
                return record, cells
        return None

    def read_dependency(self, sheet: ReadSheet, row: ReadRow) -> None:
        """Read what waits for what."""
        after = self._find(sheet, row, "after", "actions")
        before = self._find(sheet, row, "before", "actions")
        if before.key in self.needs.get(after.key, ()):
            name = _("{after} attend {before}").format(after=after.name, before=before.name)
            draft = Draft(kind="dependencies", name=name, where="", key=0, record=(after, before))
            self.result.drafts.append(draft)
            return
        if before.key == after.key:
            raise _refuse(sheet, row, "before", _("Une action ne peut pas s’attendre elle-même."))
        if find_circle(self.needs, before=before.key, after=after.key):
            raise _refuse(
                sheet,
                row,
                "before",
                _(
                    "« {before} » attend déjà « {after} » : les actions tourneraient en rond."
                ).format(before=before.name[:80], after=after.name[:80]),
            )
        if _is_inside(before, after) or _is_inside(after, before):
            raise _refuse(
                sheet,
                row,
                "before",
                _(
                    "« {before} » et « {after} » sont l’une dans l’autre : aucune n’attend l’autre."
                ).format(before=before.name[:80], after=after.name[:80]),
            )
        self.needs.setdefault(after.key, set()).add(before.key)
        name = _("{after} attend {before}").format(after=after.name, before=before.name)
        values = {"after": after, "before": before}
        self._add("dependencies", name, sheet.locate(row, "after"), None, values)

    def read_value(self, sheet: ReadSheet, row: ReadRow) -> None:
        """Read a measure."""
        indicator = self._find(sheet, row, "indicator", "indicators")
        given: dict[str, Any] = {
            key: self._parse(sheet, row, key, partial(parse_cell, self.stock, "values", key)).value
            for key in ("measured_on", "value", "source")
            if key in row.cells
        }
        for key in ("measured_on", "value", "source"):
            if given.get(key) in {None, ""}:
                header = _SHEETS["values"].get_header(key)
                raise _refuse(sheet, row, key, _("Il manque « {column} ».").format(column=header))
        day = given["measured_on"]
        where = sheet.locate(row, "measured_on")
        self._claim(("value", indicator.key, day), where)
        record = self.values.get((indicator.key, day))
        changed = {
            key: value
            for key, value in given.items()
            if record is None or getattr(record, key) != value
        }
        changes = [
            FieldChange(
                _SHEETS["values"].get_header(key),
                _show(getattr(record, key, None)),
                _show(value),
            )
            for key, value in changed.items()
        ]
        name = _("{indicator}, {day}").format(indicator=indicator.name, day=format_day(day))
        draft = self._add("values", name, where, record, changed)
        draft.changes = changes
        if record is None:
            draft.values["indicator"] = indicator

    def _find(self, sheet: ReadSheet, row: ReadRow, key: str, kind: str) -> Draft:
        text = to_text(row.cells.get(key, ""))
        if not text:
            header = _SHEETS[sheet.kind].get_header(key)
            raise _refuse(sheet, row, key, _("Il manque « {column} ».").format(column=header))
        found: Draft = self._parse(sheet, row, key, lambda _cell: self.stock.names[kind].get(text))
        if found.is_dropped:
            raise _refuse(
                sheet,
                row,
                key,
                _("« {name} » n’est pas importée, cette ligne non plus.").format(
                    name=found.name[:80]
                ),
            )
        return found

    @staticmethod
    def _parse(sheet: ReadSheet, row: ReadRow, key: str, parse: Callable[[Any], Any]) -> Any:  # noqa: ANN401 - what the cell gives
        try:
            return parse(row.cells.get(key, ""))
        except InvalidInput as error:
            raise _refuse(sheet, row, key, error.for_user()) from error

    def _claim(self, key: tuple[Any, ...], where: str) -> None:
        if key in self.seen:
            raise InvalidInput(
                f"{key} comes twice",
                user=_("Cette ligne revient deux fois : seule la première compte."),
                details=[where],
            )
        self.seen.add(key)

    def _add(
        self,
        kind: str,
        name: str,
        where: str,
        record: Any,  # noqa: ANN401 - a record of any kind, or nothing
        values: dict[str, Any],
    ) -> Draft:
        self.next_key -= 1
        key = record.pk if record is not None else self.next_key
        draft = Draft(
            kind=kind, name=name, where=where, key=key, record=record, values=dict(values)
        )
        self.result.drafts.append(draft)
        return draft


def _refuse(sheet: ReadSheet, row: ReadRow, key: str, sentence: str) -> InvalidInput:
    return InvalidInput(
        f"row {row.number} of {sheet.kind}", user=sentence, details=[sheet.locate(row, key)]
    )


def _is_inside(part: Draft, whole: Draft) -> bool:
    parent = part.values.get("parent")
    if parent is not None:
        return parent is whole
    return part.record is not None and getattr(part.record, "parent_id", None) == whole.key


def _show_money(value: Any) -> str:  # noqa: ANN401 - a sum or nothing
    return "" if value is None else format_money(float(value), 0 if value == int(value) else 2)


def _show(value: Any) -> str:  # noqa: ANN401 - a day, a number or a text
    if value is None:
        return ""
    if hasattr(value, "isoformat"):
        return format_day(value)
    return value if isinstance(value, str) else format_number(float(value))
