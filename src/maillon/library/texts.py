"""What a sheet says, field by field, as text."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from maillon.domain.sheets import Sheet, SheetFigure

__all__ = ["list_texts", "write_figure"]


def list_texts(sheet: Sheet, labels: Sequence[str] = ()) -> dict[str, list[str]]:
    """
    Return the texts of a sheet by field.

    Parameters
    ----------
    labels
        Names of its filières, of which the sheet holds the keys only.
    """
    return {
        "title": [sheet.title],
        "summary": [sheet.summary] if sheet.summary else [],
        "keywords": [
            *sheet.keywords,
            *labels,
            *([sheet.resource_type] if sheet.resource_type else ()),
        ],
        "actors": [*sheet.actors, *([sheet.contact] if sheet.contact else ())],
        "place": [sheet.place] if sheet.place else [],
        "rest": _list_rest(sheet),
    }


def write_figure(figure: SheetFigure) -> str:
    """Return a figure as a sentence would say it."""
    value = "" if figure.value is None else f"{figure.value:g} {figure.unit}".strip()
    return " ".join(part for part in (figure.label, value, figure.note) if part)


def _list_rest(sheet: Sheet) -> list[str]:
    return [
        *sheet.results,
        *sheet.difficulties,
        *(write_figure(figure) for figure in sheet.figures),
        *([sheet.budget] if sheet.budget else ()),
        *(link.label for link in sheet.links),
        *_iter_details(sheet.details),
    ]


def _iter_details(value: Any) -> Iterator[str]:  # noqa: ANN401 - details are plain values
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _iter_details(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _iter_details(inner)
