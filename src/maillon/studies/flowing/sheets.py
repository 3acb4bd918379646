"""A model of flows as JSON values and as the workbook that is read again."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

import xlsxwriter

from maillon.domain.flows import OUTSIDE, FlowModel
from maillon.domain.language import translate as _

__all__ = ["describe_flow_model", "render_flow_template", "render_flow_workbook"]

_SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_WIDTH = 20
_YES = "oui"
_LONGEST_CELL = 32_767


def describe_flow_model(model: FlowModel) -> dict[str, Any]:
    """Return a model as JSON values, which `build_flow_model` reads."""
    return {
        "title": model.title,
        "labels": dict(model.labels),
        "stages": [
            {
                "key": node,
                "label": model.get_label(node),
                "parent": model.parents.get(node, ""),
                "mixes": _YES if node in model.mixing else "",
            }
            for node in model.nodes
        ],
        "flows": [
            {
                "from": flow.source,
                "to": flow.target,
                "matter": flow.matter,
                "unit": flow.unit,
                "year": flow.year,
                "value": flow.value,
                "standard_error": flow.standard_error,
                "min": flow.minimum,
                "max": flow.maximum,
                "source": flow.reference,
                "quality": flow.quality,
            }
            for flow in model.flows
        ],
        "yields": [
            {
                "stage": one.stage,
                "matter": one.matter,
                "from": one.source,
                "to": one.target,
                "to_matter": one.target_matter,
                "share": one.share,
                "standard_error": one.standard_error,
                "year": one.year,
                "source": one.reference,
            }
            for one in model.yields
        ],
        "stock_changes": [
            {
                "stage": one.stage,
                "matter": one.matter,
                "unit": one.unit,
                "year": one.year,
                "value": one.value,
                "standard_error": one.standard_error,
                "source": one.reference,
            }
            for one in model.stock_changes
        ],
    }


def render_flow_template() -> bytes:
    """Return an empty workbook with the sheets and the columns that are read."""
    return render_flow_workbook({"flows": [], "stages": []})


def render_flow_workbook(document: Mapping[str, Any]) -> bytes:
    """
    Return a model as the workbook that `read_flow_model` reads.

    Parameters
    ----------
    document
        A model as JSON values, its nodes by key; cells hold their labels.
    """
    labels = {stage["key"]: stage["label"] for stage in document.get("stages", ())}
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, _SAFE) as book:
        for title, columns, rows in _list_sheets(document, labels):
            _write_sheet(book, title, columns, rows)
    return buffer.getvalue()


Sheet = tuple[str, list[str], list[list[Any]]]


def _list_sheets(document: Mapping[str, Any], labels: Mapping[str, str]) -> list[Sheet]:
    def name(key: str | None) -> str:
        return _("extérieur") if key == OUTSIDE else labels.get(key or "", key or "")

    flows = [
        [
            name(row.get("from")),
            name(row.get("to")),
            row.get("matter"),
            row.get("unit"),
            row.get("year"),
            row.get("value"),
            row.get("standard_error"),
            row.get("min"),
            row.get("max"),
            row.get("source"),
            row.get("quality"),
        ]
        for row in document.get("flows", ())
    ]
    yields = [
        [
            name(row.get("stage")),
            row.get("matter"),
            name(row.get("from")),
            name(row.get("to")),
            row.get("to_matter"),
            row.get("share"),
            row.get("standard_error"),
            row.get("year"),
            row.get("source"),
        ]
        for row in document.get("yields", ())
    ]
    stocks = [
        [
            name(row.get("stage")),
            row.get("matter"),
            row.get("unit"),
            row.get("year"),
            row.get("value"),
            row.get("standard_error"),
            row.get("source"),
        ]
        for row in document.get("stock_changes", ())
    ]
    stages = [
        [row["label"], row["label"], name(row.get("parent")), row.get("mixes") or ""]
        for row in document.get("stages", ())
    ]
    error, year, source = "Écart-type", "Année", "Source"
    matter, unit = "Matière", "Unité"
    bounds = ["Minimum", "Maximum"]
    return [
        (
            "Flux",
            ["De", "Vers", matter, unit, year, "Valeur", error, *bounds, source, "Qualité"],
            flows,
        ),
        (
            "Rendements",
            ["Maillon", matter, "De", "Vers", "Matière sortante", "Part", error, year, source],
            yields,
        ),
        ("Stocks", ["Maillon", matter, unit, year, "Variation", error, source], stocks),
        ("Maillons", ["Maillon", "Nom", "Dans", "Transforme"], stages),
    ]


def _write_sheet(
    book: xlsxwriter.Workbook, title: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    head = book.add_format({"bold": True, "bg_color": "#E8F2F6", "text_wrap": True})
    sheet = book.add_worksheet(title)
    sheet.set_column(0, len(columns) - 1, _WIDTH)
    for rank, column in enumerate(columns):
        sheet.write_string(0, rank, column, head)
    for number, row in enumerate(rows, start=1):
        for rank, cell in enumerate(row):
            if isinstance(cell, str):
                if cell:
                    sheet.write_string(number, rank, cell[:_LONGEST_CELL])
            elif cell is not None:
                sheet.write_number(number, rank, cell)
    sheet.freeze_panes(1, 0)
