"""A sheet as a form shows it, and as it is kept: lists as lines, tables as rows."""

import math
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from maillon.reference.experiences import FieldType, SheetField
from maillon_web.filieres.forms.records import DayInput
from maillon_web.library.forms.fields import LinesField, join_rows, split_lines, split_rows
from maillon_web.library.models import Contribution

__all__ = [
    "DETAIL",
    "LINES",
    "LISTS",
    "TEXTS",
    "make_detail",
    "read_initial",
    "read_number",
    "read_year",
    "to_detail",
    "to_sheet",
]

LINES = ("actors", "results", "difficulties", "keywords")
LISTS = ("filieres", "stages", "steps", "levers")
TEXTS = (
    *("summary", "place", "country", "territory_kind", "budget", "contact"),
    *("resource_type", "passage", "doubt"),
)
DETAIL = "detail_"
_FIGURE = ("label", "value", "unit", "year", "note")


def read_initial(contribution: Contribution) -> dict[str, Any]:
    """Return what a form shows of a sheet."""
    sheet = contribution.sheet
    initial: dict[str, Any] = {name: sheet.get(name, "") for name in TEXTS}
    initial["country"] = sheet.get("country") or "FR"
    initial["year"] = sheet.get("year")
    initial |= {name: list(sheet.get(name, ())) for name in LISTS}
    initial |= {name: "\n".join(sheet.get(name, ())) for name in LINES}
    figures = [
        [_write_number(row.get(name)) if name == "value" else row.get(name) for name in _FIGURE]
        for row in sheet.get("figures", ())
    ]
    initial["figures"] = join_rows(figures)
    links = [(row["label"], row["address"]) for row in sheet.get("links", ())]
    initial["links"] = join_rows(links)
    for key, value in (sheet.get("details") or {}).items():
        is_list = isinstance(value, list)
        initial[f"{DETAIL}{key}"] = "\n".join(map(str, value)) if is_list else value
    return initial


def make_detail(field: SheetField) -> forms.Field:
    """Return the field of what only a kind of sheet has."""
    named: dict[str, Any] = {"label": field.label, "help_text": field.help}
    match field.type:
        case FieldType.LIST:
            return LinesField(**named)
        case FieldType.DATE:
            return forms.DateField(required=False, widget=DayInput(), **named)
        case FieldType.NUMBER:
            return forms.FloatField(required=False, **named)
    area = forms.Textarea(attrs={"rows": 8 if field.key == "answer" else 2})
    return forms.CharField(required=False, max_length=6000, widget=area, **named)


def to_detail(field: SheetField, value: Any) -> Any:  # noqa: ANN401 - a value of JSON
    """Return the value of such a field as a sheet keeps it."""
    if field.type is FieldType.LIST:
        return split_lines(value)
    return value.isoformat() if isinstance(value, date) else value


def to_sheet(name: str, value: Any) -> Any:  # noqa: ANN401 - a value of JSON
    """Return the value of a field as a sheet keeps it."""
    if name in LINES:
        return split_lines(value)
    if name == "figures":
        return [_to_figure([*row, "", "", "", "", ""]) for row in split_rows(value)]
    if name == "links":
        return [{"label": row[0] or row[1], "address": row[1]} for row in split_rows(value)]
    return value


def _to_figure(cells: list[str]) -> dict[str, Any]:
    return {
        "label": cells[0],
        "value": read_number(cells[1]),
        "unit": cells[2],
        "year": read_year(cells[3]),
        "note": cells[4],
    }


def read_number(text: str) -> float | None:
    """
    Read a number written in French; nothing is `None`.

    Raises
    ------
    ValidationError
        If it is not one.
    """
    if not text:
        return None
    bare = "".join(text.split()).replace(",", ".")
    try:
        value = float(bare)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise forms.ValidationError(
            _("« {text} » n’est pas un nombre : mettez les mots dans « Précision ».").format(
                text=text
            )
        )
    return value


def _write_number(value: float | None) -> str:
    if value is None:
        return ""
    return str(int(value)) if float(value).is_integer() else str(value).replace(".", ",")


def read_year(text: str) -> int | None:
    """
    Read a year; nothing is `None`.

    Raises
    ------
    ValidationError
        If it is not one.
    """
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise forms.ValidationError(
            _("« {text} » n’est pas une année en quatre chiffres.").format(text=text)
        )
    return int(text)
