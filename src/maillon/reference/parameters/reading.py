"""Read one dated parameter and what it rests on."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from maillon.domain.errors import InvalidInput
from maillon.domain.language import get_language
from maillon.domain.language import translate as _
from maillon.domain.provenance import Provenance
from maillon.domain.text import find_nearest
from maillon.domain.typography import typeset_french

__all__ = ["Parameter", "get_parameter", "list_parameters"]

_FOLDER = Path(__file__).parent
_FILES = ("placement", "diagnosis", "ranking", "opportunities")


@dataclass(frozen=True, kw_only=True, slots=True)
class Parameter:
    """
    A chosen or published value.

    Attributes
    ----------
    key
        File and name: `placement.naf_forte`.
    value
        In `unit`, on the date asked for.
    low, high
        Values between which the computation is worth running again.
    valid_from
        Day from which the value holds, ISO.
    source
        Where it comes from; `retrieved_on` is the day someone checked it, empty when nobody did.
    caveat
        What the value does not say.
    is_verified
        False for a choice, or for a rule quoted from memory.
    """

    key: str
    label: str
    unit: str
    value: float
    low: float | None
    high: float | None
    valid_from: str
    source: Provenance
    caveat: str
    is_verified: bool


def list_parameters(*, on: date | None = None) -> list[Parameter]:
    """Return every parameter, with the value that holds on a day (by default the latest)."""
    return [get_parameter(key, on=on) for key in _entries()]


def get_parameter(key: str, *, on: date | None = None) -> Parameter:
    """
    Return a parameter with the value that holds on a day, by default the latest.

    Raises
    ------
    InvalidInput
        If there is no such parameter, or if it had no value yet on that day.
    """
    entry = _entries().get(key)
    if entry is None:
        near = ", ".join(find_nearest(key, _entries()))
        raise InvalidInput(
            f"unknown parameter {key!r}",
            user=_("Le paramètre « {key} » n’existe pas. Les plus proches : {near}.").format(
                key=key, near=near or _("aucun")
            ),
        )
    dated = _find_value(entry["values"], on)
    if dated is None:
        raise InvalidInput(
            f"parameter {key!r} has no value on {on}",
            user=_("Le paramètre « {key} » n’a pas de valeur au {day}.").format(
                key=key, day=on and on.isoformat()
            ),
        )
    low, high = dated.get("range", (None, None))
    return Parameter(
        key=key,
        label=_read_text(entry, "label"),
        unit=entry["unit"],
        value=dated["value"],
        low=low,
        high=high,
        valid_from=dated["from"],
        source=_make_provenance(entry),
        caveat=_read_text(entry, "caveat"),
        is_verified=entry["verified"],
    )


@cache
def _entries() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for name in _FILES:
        content = yaml.safe_load((_FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
        for key, entry in content["parameters"].items():
            source = {"key": entry["source"], **content["sources"][entry["source"]]}
            found[f"{name}.{key}"] = {**entry, "source": source}
    return found


def _find_value(values: list[dict[str, Any]], on: date | None) -> dict[str, Any] | None:
    held = [dated for dated in values if on is None or dated["from"] <= on.isoformat()]
    return max(held, key=lambda dated: str(dated["from"]), default=None)


def _make_provenance(entry: dict[str, Any]) -> Provenance:
    source = entry["source"]
    return Provenance(
        key=source["key"],
        label=source["title"],
        publisher=source["publisher"],
        vintage=source["date"],
        licence=source["licence"],
        address=source["page"],
        retrieved_on=entry["checked_on"],
    )


def _read_text(entry: dict[str, Any], name: str) -> str:
    language = get_language()
    text: str = entry[name] if language == "fr" else entry[f"{name}_{language}"]
    return typeset_french(text) if language == "fr" else text
