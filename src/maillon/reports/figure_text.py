"""A figure of a result in words: its value as shown, and its whole explanation."""

import re
from collections.abc import Sequence
from typing import Any

from maillon.domain.errors import InvalidInput
from maillon.domain.formatting import format_date, format_interval, format_percent, format_quantity
from maillon.domain.language import translate as _
from maillon.domain.text import find_nearest

__all__ = [
    "check_figure_exists",
    "explain_in_words",
    "list_summary_parts",
    "make_cell",
    "show_figure",
    "show_source",
]

_SHARE_UNITS = {"part", "share"}
_SPACES = re.compile("[\u00a0\u202f ]")


def show_figure(figure: dict[str, Any], *, with_unit: bool = True) -> str:
    """Return the value as shown: number, interval, withheld or unknown, never a bare nothing."""
    if figure["is_protected"]:
        return _("non publié (secret)")
    unit = figure["unit"]
    shown_unit = unit if with_unit else ""
    interval = _show_interval(figure, shown_unit)
    if figure["value"] is None:
        return interval or _("non connu")
    if unit in _SHARE_UNITS:
        return format_percent(figure["value"])
    value = format_quantity(figure["value"], "%" if unit == "%" else shown_unit)
    return f"{value} ({interval})" if interval else value


def _show_interval(figure: dict[str, Any], unit: str) -> str:
    if figure["range"] is None:
        return ""
    low, high = figure["range"]
    if figure["unit"] in _SHARE_UNITS:
        low, high = (None if bound is None else bound * 100 for bound in (low, high))
        return format_interval(low, high, "%")
    return format_interval(low, high, unit if figure["value"] is None else "")


def make_cell(document: dict[str, Any], figure_id: str | None) -> dict[str, str]:
    """Return a cell that leads to the explanation of its number; `note` is its interval."""
    if figure_id is None or figure_id not in document["figures"]:
        return {"text": "", "note": "", "figure": ""}
    figure = document["figures"][figure_id]
    has_both = figure["value"] is not None and not figure["is_protected"]
    note = _show_interval(figure, "") if has_both else ""
    bare = {**figure, "range": None} if note else figure
    return {"text": show_figure(bare, with_unit=False), "note": note, "figure": figure_id}


def show_source(document: dict[str, Any], key: str) -> str:
    """Return a source by its label and date; a key that has no sheet is shown as it stands."""
    for vintage in document["vintages"]:
        if vintage["key"] == key:
            date = format_date(vintage["vintage"])
            return f"{vintage['label']} ({date})" if date else str(vintage["label"])
    return key


def explain_in_words(document: dict[str, Any], figure_id: str) -> dict[str, Any]:
    """Return everything that a reader may ask of a figure, ready to lay out."""
    figure = document["figures"][figure_id]
    return {
        "id": figure_id,
        "label": figure["label"],
        "value": show_figure(figure),
        "formula": figure["formula"],
        "formula_key": figure["formula_key"],
        "inputs": [_show_input(document, entry) for entry in figure["inputs"]],
        "sources": [show_source(document, key) for key in figure["sources"]],
        "assumptions": list(figure["assumptions"]),
        "caveats": list(figure["caveats"]),
        "is_protected": figure["is_protected"],
        "protection": _("Ce nombre existe ; il est retenu pour ne pas désigner un acteur.")
        if figure["is_protected"]
        else "",
    }


def _show_input(document: dict[str, Any], entry: dict[str, Any]) -> dict[str, str]:
    value = entry["value"]
    if value is None:
        shown = _("non connu")
    elif isinstance(value, str):
        shown = value
    elif entry["unit"] in _SHARE_UNITS:
        shown = format_percent(value)
    else:
        shown = format_quantity(value, entry["unit"])
    figure_id = entry["figure"] if entry["figure"] in document["figures"] else ""
    if figure_id and document["figures"][figure_id]["is_protected"]:
        shown = show_figure(document["figures"][figure_id])
    source = show_source(document, entry["source"]) if entry["source"] else ""
    return {"label": entry["label"], "value": shown, "source": source, "figure": figure_id}


def check_figure_exists(document: dict[str, Any], figure_id: str) -> None:
    """
    Say which figures come near when the one asked for is not in the result.

    Raises
    ------
    InvalidInput
        If the result has no such figure; the details name the nearest ones.
    """
    if figure_id in document["figures"]:
        return
    nearest = find_nearest(figure_id, document["figures"])
    user = _("Ce résultat n’a pas de chiffre « {wanted} ».").format(wanted=figure_id)
    if nearest:
        hint = _("Vouliez-vous dire {names} ?").format(names=", ".join(nearest))
    else:
        hint = _("Demandez la liste : « maillon explain RÉSULTAT.json ».")
    raise InvalidInput(f"unknown figure {figure_id!r}", user=f"{user} {hint}", details=nearest)


def list_summary_parts(
    document: dict[str, Any], text: str, figure_ids: Sequence[str]
) -> dict[str, Any]:
    """
    Cut a sentence at the numbers it quotes, so that each one opens where it stands.

    Returns
    -------
    dict
        `parts`, cells whose texts make the sentence; `others`, the figures whose number was not
        found in it, to be named after the sentence.
    """
    found: list[tuple[int, int, str]] = []
    others = []
    for figure_id in figure_ids:
        if figure_id not in document["figures"]:
            continue
        span = _find_number(text, document["figures"][figure_id], [hit[:2] for hit in found])
        if span is None:
            others.append(figure_id)
        else:
            found.append((*span, figure_id))
    return {"parts": _cut(text, sorted(found)), "others": [_name(document, key) for key in others]}


def _find_number(
    text: str, figure: dict[str, Any], taken: Sequence[tuple[int, int]]
) -> tuple[int, int] | None:
    if figure["value"] is None:
        return None
    number = show_figure({**figure, "range": None}, with_unit=False)
    flat = _SPACES.sub(" ", text)
    pattern = rf"(?<![\w.,]){re.escape(_SPACES.sub(' ', number))}(?![\w]|[.,]\d| \d)"
    for match in re.finditer(pattern, flat):
        if all(match.end() <= start or match.start() >= end for start, end in taken):
            return match.span()
    return None


def _cut(text: str, spans: Sequence[tuple[int, int, str]]) -> list[dict[str, str]]:
    parts, position = [], 0
    for start, end, figure_id in spans:
        parts.append({"text": text[position:start], "figure": ""})
        parts.append({"text": text[start:end], "figure": figure_id})
        position = end
    parts.append({"text": text[position:], "figure": ""})
    return [part for part in parts if part["text"]]


def _name(document: dict[str, Any], figure_id: str) -> dict[str, str]:
    figure = document["figures"][figure_id]
    return {"text": f"{figure['label']} : {show_figure(figure)}", "figure": figure_id}
