"""Write a plan as a workbook: numbers as numbers, days as days, no formula."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter

from maillon_web.directory.models import Actor
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.selectors.chain import list_stage_labels
from maillon_web.filieres.selectors.records import list_records
from maillon_web.plan.models import (
    Action,
    ActionBudget,
    Dependency,
    Funding,
    Indicator,
    IndicatorValue,
    Objective,
)
from maillon_web.plan.selectors.levers import name_levers
from maillon_web.plan.services.workbook.cells import Out
from maillon_web.plan.services.workbook.codes import list_labels, make_ref, name_choice, point_to
from maillon_web.plan.services.workbook.columns import (
    ACTIONS,
    BUDGETS,
    DEPENDENCIES,
    FUNDINGS,
    INDICATORS,
    OBJECTIVES,
    SHEETS,
    VALUES,
    Sheet,
)
from maillon_web.signals.models import Obstacle, Project

__all__ = ["Entry", "read_entries", "write_template", "write_workbook"]

_SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - a workbook has no time zone; the same plan, the same file
Entry = tuple[Any, Mapping[str, Out]]
"""A record, and its cells by column."""


def read_entries(opened: Opened) -> dict[str, list[Entry]]:
    """Return every row of every sheet that the reader sees, in a constant number of queries."""
    actions = list(_list_actions(opened))
    shown = [action.pk for action in actions]
    return {
        OBJECTIVES.key: [
            (record, _read_objective(record)) for record in list_records(opened, Objective)
        ],
        ACTIONS.key: list(_iter_actions(opened, actions)),
        BUDGETS.key: [
            (row, _read_budget(row))
            for row in ActionBudget.objects.filter(action__in=shown)
            .select_related("action")
            .order_by("action_id", "year")
        ],
        FUNDINGS.key: [
            (row, _read_funding(row))
            for row in Funding.objects.filter(action__in=shown)
            .select_related("action__filiere")
            .order_by("action_id", "pk")
        ],
        DEPENDENCIES.key: [
            (row, {"after": point_to(row.after), "before": point_to(row.before)})
            for row in Dependency.objects.filter(after__in=shown, before__in=shown)
            .select_related("after", "before")
            .order_by("pk")
        ],
        INDICATORS.key: list(_iter_indicators(opened)),
        VALUES.key: [
            (row, _read_value(row))
            for row in IndicatorValue.objects.filter(indicator__in=list_records(opened, Indicator))
            .select_related("indicator")
            .order_by("indicator_id", "measured_on")
        ],
    }


def _list_actions(opened: Opened) -> Any:  # noqa: ANN401 - a QuerySet of actions
    return (
        list_records(opened, Action)
        .select_related("objective", "parent", "owner", "project")
        .order_by("position", "pk")
    )


def _read_objective(record: Objective) -> dict[str, Out]:
    return {
        "ref": make_ref(record),
        "title": record.title,
        "description": record.description,
        "due_on": record.due_on,
        "visibility": name_choice("visibility", record.visibility),
    }


def _iter_actions(opened: Opened, actions: Sequence[Action]) -> Iterator[Entry]:
    stages = list_stage_labels(opened.filiere)
    obstacles = _join_names(opened, actions, "obstacles")
    actors = _join_names(opened, actions, "actors")
    for action in actions:
        plain: dict[str, Out] = {
            name: getattr(action, name)
            for name in (
                "title",
                "owner_name",
                "starts_on",
                "ends_on",
                "next_step",
                "description",
                "referent",
                "departments",
                "partners",
                "fte",
                "outcome",
            )
        }
        yield (
            action,
            plain
            | {
                "ref": make_ref(action),
                "objective": _point(opened, action.objective),
                "parent": _point(opened, action.parent),
                "status": name_choice("status", action.status),
                "priority": name_choice("priority", action.priority),
                "owner": str(action.owner) if action.owner and opened.can_take_part else "",
                "stage_key": stages.get(action.stage_key, action.stage_key),
                "lever_keys": "\n".join(label for _key, label in name_levers(action.lever_keys)),
                "project": _name(opened, action.project),
                "obstacles": "\n".join(obstacles.get(action.pk, ())),
                "actors": "\n".join(actors.get(action.pk, ())),
                "visibility": name_choice("visibility", action.visibility),
            },
        )


def _join_names(opened: Opened, actions: Sequence[Action], field: str) -> dict[int, list[str]]:
    """Return the names tied to each action, in one query."""
    levels = list(opened.levels)
    tied = {"plan_actions__in": [action.pk for action in actions], "visibility__in": levels}
    found: Any
    if field == "actors":
        present = {
            "presences__filiere": opened.filiere,
            "presences__visibility__in": levels,
        }
        found = Actor.objects.filter(**tied, **present).values_list("plan_actions", "name")
    else:
        found = Obstacle.objects.filter(**tied).values_list("plan_actions", "title")
    names: dict[int, list[str]] = {}
    order = "sort_name" if field == "actors" else "title"
    for number, name in found.order_by(order, "pk"):
        names.setdefault(number, []).append(name)
    return names


def _point(opened: Opened, record: Any) -> str:  # noqa: ANN401 - a record or nothing
    return point_to(record) if record is not None and record.visibility in opened.levels else ""


def _name(opened: Opened, record: Project | None) -> str:
    return record.title if record is not None and record.visibility in opened.levels else ""


def _read_budget(row: ActionBudget) -> dict[str, Out]:
    return {
        "action": point_to(row.action),
        "year": row.year,
        "planned_eur": row.planned_eur,
        "spent_eur": row.spent_eur,
    }


def _read_funding(row: Funding) -> dict[str, Out]:
    return {
        "ref": make_ref(row),
        "action": point_to(row.action),
        "funder": row.funder,
        "instrument": name_choice("instrument", row.instrument),
        "state": name_choice("state", row.state),
        "year": row.year,
        "asked_eur": row.asked_eur,
        "obtained_eur": row.obtained_eur,
        "due_on": row.due_on,
        "sheet_key": row.sheet_key,
    }


def _iter_indicators(opened: Opened) -> Iterator[Entry]:
    found = list_records(opened, Indicator).select_related("objective").order_by("pk")
    levels = list(opened.levels)
    tied: dict[int, list[str]] = {}
    for action in Action.objects.filter(
        indicators__in=found, visibility__in=levels
    ).prefetch_related("indicators"):
        for indicator in action.indicators.all():
            tied.setdefault(indicator.pk, []).append(point_to(action))
    for record in found:
        yield (
            record,
            {
                "ref": make_ref(record),
                "label": record.label,
                "unit": record.unit,
                "objective": _point(opened, record.objective),
                "wanted": name_choice("wanted", record.wanted),
                "baseline": record.baseline,
                "baseline_on": record.baseline_on,
                "target": record.target,
                "target_on": record.target_on,
                "method": record.method,
                "actions": "\n".join(sorted(set(tied.get(record.pk, ())))),
                "visibility": name_choice("visibility", record.visibility),
            },
        )


def _read_value(row: IndicatorValue) -> dict[str, Out]:
    return {
        "indicator": point_to(row.indicator),
        "measured_on": row.measured_on,
        "value": row.value,
        "source": row.source,
    }


def write_workbook(opened: Opened) -> bytes:
    """Return the plan that the reader sees as a workbook."""
    entries = read_entries(opened)
    return _write(
        {
            sheet.key: [
                [cells.get(column.key) for column in sheet.columns]
                for _record, cells in entries[sheet.key]
            ]
            for sheet in SHEETS
        }
    )


def write_template() -> bytes:
    """Return an empty workbook with the same columns, and how to fill it."""
    return _write({})


def _write(rows: Mapping[str, Sequence[Sequence[Out]]]) -> bytes:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, _SAFE) as book:
        book.set_properties({"title": "Plan d’action", "created": _MADE})
        styles = {
            "head": book.add_format(
                {"bold": True, "text_wrap": True, "valign": "top", "border": 1}
            ),
            "body": book.add_format({"text_wrap": True, "valign": "top"}),
            "day": book.add_format({"num_format": "dd/mm/yyyy", "valign": "top"}),
        }
        for sheet in SHEETS:
            _write_sheet(book, sheet, rows.get(sheet.key, ()), styles)
        _write_notes(book, styles)
    return buffer.getvalue()


def _write_sheet(
    book: xlsxwriter.Workbook,
    sheet: Sheet,
    rows: Sequence[Sequence[Out]],
    styles: Mapping[str, Any],
) -> None:
    page = book.add_worksheet(sheet.name)
    for rank, column in enumerate(sheet.columns):
        page.set_column(rank, rank, column.width)
        page.write_string(0, rank, column.header, styles["head"])
    for number, row in enumerate(rows, start=1):
        for rank, cell in enumerate(row):
            _write_cell(page, number, rank, cell, styles)
    page.freeze_panes(1, 2)
    page.autofilter(0, 0, max(len(rows), 1), len(sheet.columns) - 1)
    page.repeat_rows(0)
    page.set_landscape()
    page.fit_to_pages(1, 0)


def _write_cell(
    page: Any,  # noqa: ANN401 - xlsxwriter publishes no type
    number: int,
    rank: int,
    cell: Out,
    styles: Mapping[str, Any],
) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, date):
        page.write_datetime(number, rank, datetime(cell.year, cell.month, cell.day), styles["day"])  # noqa: DTZ001 - a day
    elif isinstance(cell, int | Decimal):
        page.write_number(number, rank, float(cell), styles["body"])
    else:
        page.write_string(number, rank, cell.replace("\r\n", "\n"), styles["body"])


def _write_notes(book: xlsxwriter.Workbook, styles: Mapping[str, Any]) -> None:
    page = book.add_worksheet("Lisez-moi")
    page.set_column(0, 0, 110)
    notes = (
        "Ce classeur se réimporte tel quel. Ce qui n’y figure plus n’est pas supprimé du plan.",
        "La colonne « Réf. » reconnaît chaque ligne : ne la changez pas, laissez-la vide pour une "
        "nouvelle ligne.",
        "Pour citer une ligne nouvelle (objectif, action, indicateur), écrivez son intitulé.",
        "Plusieurs leviers, freins ou acteurs dans une cellule : un par ligne, ou entre « ; ».",
        "Dates : 31/12/2026, mars 2026, T2 2026 ou 2026. Montants en euros.",
        *(f"{title} : {', '.join(list_labels(name).values())}." for title, name in _WORDS),
    )
    for number, note in enumerate(notes):
        page.write_string(number, 0, note, styles["body"])


_WORDS = (
    ("État d’une action", "status"),
    ("Priorité", "priority"),
    ("Forme d’un financement", "instrument"),
    ("État d’un financement", "state"),
    ("Sens souhaité d’un indicateur", "wanted"),
    ("Visible de", "visibility"),
)
