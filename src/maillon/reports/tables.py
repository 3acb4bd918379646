"""The tables of a result: one row an actor, a stage or a figure, the same for CSV and sheets."""

from typing import Any

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _
from maillon.reports.actor_reading import get_main_stage
from maillon.reports.wording import COUNT_NAMES

__all__ = ["TABLES", "Cell", "list_rows", "protect"]

Cell = str | int | float | bool | None
TABLES = ("actors", "stages", "figures")
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def list_rows(document: dict[str, Any], what: str) -> list[dict[str, Cell]]:
    """
    Return a table of the result as rows with stable English keys.

    Raises
    ------
    InvalidInput
        If there is no such table.
    """
    match what:
        case "actors":
            return [_read_actor(actor) for actor in document["actors"]]
        case "stages":
            return [_read_stage(document, stage) for stage in document["stages"]]
        case "figures":
            return [_read_figure(key, figure) for key, figure in document["figures"].items()]
    raise InvalidInput(
        f"unknown table {what!r}",
        user=_("Il n’y a pas de table « {wanted} » ; choisissez parmi : {known}.").format(
            wanted=what, known=", ".join(TABLES)
        ),
    )


def protect(cell: Cell) -> Cell:
    """Return the cell so that no spreadsheet takes a text for a formula, and `true` for `True`."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, str) and cell.startswith(_FORMULA_SIGNS):
        return f"'{cell}"
    return cell


def _read_actor(actor: dict[str, Any]) -> dict[str, Cell]:
    ess = actor["ess"]
    return {
        "id": actor["id"],
        "name": actor["name"],
        "siret": actor["siret"],
        "siren": actor["siren"],
        "commune_code": actor["commune_code"],
        "commune_name": actor["commune_name"],
        "lat": actor["lat"],
        "lon": actor["lon"],
        "position_quality": actor["position_quality"],
        "naf_code": actor["naf_code"],
        "naf_label": actor["naf_label"],
        "band_code": actor["band_code"],
        "band_label": actor["band_label"],
        "is_employer": actor["is_employer"],
        "main_stage": get_main_stage(actor),
        "stages": ";".join(place["key"] for place in actor["stages"]),
        "confidences": ";".join(place["confidence"] for place in actor["stages"]),
        "reasons": " | ".join(text for place in actor["stages"] for text in place["reasons"]),
        "ess_status": ess["status"],
        "ess_family": ess["family"],
        "ess_rule": ess["rule_text"],
        "inclusive_kinds": ";".join(ess["inclusive_kinds"]),
        "reserved_articles": ";".join(ess["reserved_articles"]),
        "sources": ";".join(actor["sources"]),
        "visibility": actor["visibility"],
        "evidence": actor.get("evidence", ""),
    }


def _read_stage(document: dict[str, Any], stage: dict[str, Any]) -> dict[str, Cell]:
    """Return one stage; a withheld number is an empty cell, and `protected` names it."""
    figures = {
        name: document["figures"][stage["figures"][name]]
        for name in COUNT_NAMES
        if stage["figures"].get(name) in document["figures"]
    }
    low, high = _read_range(figures["workforce"]) if "workforce" in figures else (None, None)
    values = {
        name: _read_value(figures[name]) if name in figures else None
        for name in COUNT_NAMES
        if name != "hidden"
    }
    return {
        "stage": stage["key"],
        "label": stage["label"],
        "state": stage["state"],
        "reasons": " | ".join(reason["text"] for reason in stage["state_reasons"]),
        **values,
        "workforce_low": low,
        "workforce_high": high,
        "protected": ";".join(name for name, figure in figures.items() if figure["is_protected"]),
    }


def _read_figure(key: str, figure: dict[str, Any]) -> dict[str, Cell]:
    low, high = _read_range(figure)
    return {
        "figure": key,
        "label": figure["label"],
        "value": _read_value(figure),
        "low": low,
        "high": high,
        "unit": figure["unit"],
        "is_protected": figure["is_protected"],
        "formula": figure["formula"],
        "inputs": " | ".join(_say_input(entry) for entry in figure["inputs"]),
        "assumptions": " | ".join(figure["assumptions"]),
        "caveats": " | ".join(figure["caveats"]),
        "sources": ";".join(figure["sources"]),
    }


def _read_value(figure: dict[str, Any]) -> float | None:
    return None if figure["is_protected"] else figure["value"]


def _read_range(figure: dict[str, Any]) -> tuple[float | None, float | None]:
    if figure["is_protected"] or figure["range"] is None:
        return None, None
    low, high = figure["range"]
    return low, high


def _say_input(entry: dict[str, Any]) -> str:
    value = "" if entry["value"] is None else f"{entry['value']} {entry['unit']}".strip()
    return f"{entry['label']} = {value}"
