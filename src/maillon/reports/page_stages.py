"""The stages of a result arranged for reading: table, gaps, comparison."""

from typing import Any

from maillon.domain.formatting import format_number, format_quantity
from maillon.domain.language import translate as _
from maillon.domain.language import translate_plural
from maillon.reports.figure_text import make_cell
from maillon.reports.wording import describe_short_name, show_ess_status, show_state

__all__ = ["say_more", "view_comparison", "view_gaps", "view_stages"]

_COLUMNS = (
    "establishments",
    "ess_published",
    "ess_deduced",
    "ess_declared",
    "employers",
    "workforce",
    "to_check",
    "per_10000",
    "location_quotient",
    "dependence",
)


def say_more(shown: int, total: int) -> str:
    """Return the sentence that tells what was left out, empty when nothing was."""
    left = total - shown
    if left <= 0:
        return ""
    return translate_plural(
        "Et {count} autre, dans le fichier complet.",
        "Et {count} autres, dans le fichier complet.",
        left,
    ).format(count=format_number(left))


def view_stages(document: dict[str, Any]) -> dict[str, Any]:
    """Return the table of stages, without the columns that no stage fills."""
    names = [
        name for name in _COLUMNS if any(name in stage["figures"] for stage in document["stages"])
    ]
    return {
        "columns": [{"key": name, "label": describe_short_name(name)} for name in names],
        "rows": [
            {
                "id": stage["key"],
                "label": stage["label"],
                "state": stage["state"],
                "state_label": show_state(stage["state"]),
                "cells": [make_cell(document, stage["figures"].get(name)) for name in names],
            }
            for stage in document["stages"]
        ],
    }


def view_gaps(document: dict[str, Any], *, most: int, nearest: int) -> dict[str, Any]:
    """Return the stages that are missing or fragile, and where the nearest actors are."""
    order = ("missing", "fragile", "unobservable")
    gaps = [stage for state in order for stage in document["stages"] if stage["state"] == state]
    return {
        "rows": [_view_gap(stage, nearest) for stage in gaps[:most]],
        "more": say_more(len(gaps[:most]), len(gaps)),
    }


def _view_gap(stage: dict[str, Any], nearest: int) -> dict[str, Any]:
    outside = stage["nearest_outside"]
    return {
        "label": stage["label"],
        "state": stage["state"],
        "state_label": show_state(stage["state"]),
        "reasons": [reason["text"] for reason in stage["state_reasons"]],
        "nearest": [_say_nearest(candidate) for candidate in outside[:nearest]],
        "neighbours": [_say_neighbour(entry) for entry in stage["neighbours"][:nearest]],
    }


def _say_nearest(candidate: dict[str, Any]) -> str:
    distance = format_quantity(round(candidate["distance_km"]), "km")
    text = _("{name}, {commune}, à {distance}").format(
        name=candidate["name"], commune=candidate["commune_name"], distance=distance
    )
    if candidate["ess_status"] in {"published", "deduced", "declared"}:
        text += _(" (ESS {status})").format(status=show_ess_status(candidate["ess_status"]))
    return text


def _say_neighbour(entry: dict[str, Any]) -> str:
    count = entry["establishment_count"]
    return translate_plural(
        "{name} ({count} établissement)", "{name} ({count} établissements)", count
    ).format(name=entry["name"], count=format_number(count))


def view_comparison(document: dict[str, Any], *, most: int) -> dict[str, Any] | None:
    """Return the stages beside those of similar territories, for 10 000 inhabitants."""
    comparison = document["comparison"]
    if comparison is None or not comparison["rows"]:
        return None
    labels = {stage["key"]: stage["label"] for stage in document["stages"]}
    territories = comparison["territories"][:most]
    return {
        "territories": [
            {
                "label": territory["name"],
                "facts": _say_territory(territory),
            }
            for territory in territories
        ],
        "rows": [
            {
                "label": labels.get(row["stage"], row["stage"]),
                "here": make_cell(document, row["figure"]),
                "median": make_cell(document, row["median_figure"]),
                "values": [
                    _("non connu") if value is None else format_number(value)
                    for value in row["values"][: len(territories)]
                ],
            }
            for row in comparison["rows"]
        ],
        "more": say_more(len(territories), len(comparison["territories"])),
    }


def _say_territory(territory: dict[str, Any]) -> str:
    facts = [format_quantity(territory["population"], _("habitants"))]
    if territory["density_per_km2"] is not None:
        facts.append(format_quantity(round(territory["density_per_km2"]), _("habitants au km²")))
    return f"{', '.join(facts)}. {territory['reason']}"
