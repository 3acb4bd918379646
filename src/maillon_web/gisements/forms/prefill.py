"""What an address says of a gisement to enter: other pages bring their numbers so."""

import math
from collections.abc import Mapping
from datetime import date
from typing import Any

from maillon_web.gisements.forms.fields import FIRST_YEAR, LAST_YEAR, UNITS
from maillon_web.gisements.models import Gisement, Origin

__all__ = ["read_prefill"]

_TEXTS = ("matter", "reference", "place_name", "stage_key")


def read_prefill(query: Mapping[str, str]) -> Gisement:
    """Return a gisement begun from an address; a word that means nothing is left out."""
    given: dict[str, Any] = {
        name: query[name].strip()[: _find_length(name)] for name in _TEXTS if query.get(name)
    }
    if query.get("unit") in dict(UNITS):
        given["unit"] = query["unit"]
    if query.get("origin") in Origin.values:
        given["origin"] = query["origin"]
    quantity = _read_number(query.get("quantity", ""))
    if quantity is not None:
        given["quantity"] = quantity
    year = query.get("year", "")
    if year.isdecimal() and len(year) == 4 and FIRST_YEAR <= int(year) <= LAST_YEAR:
        given |= {"starts_on": date(int(year), 1, 1), "ends_on": date(int(year), 12, 31)}
    return Gisement(**given)


def _find_length(name: str) -> int:
    return int(getattr(Gisement._meta.get_field(name), "max_length", 0) or 0)  # noqa: SLF001 - Django's documented model API


def _read_number(text: str) -> float | None:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) and value >= 0 else None
