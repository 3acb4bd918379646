"""The ratios that come with the tool."""

from functools import cache
from pathlib import Path

from maillon.domain.errors import InvalidInput
from maillon.domain.gisements import RatioTable
from maillon.domain.language import translate as _
from maillon.domain.text import find_nearest
from maillon.reference.ratios.cities import CityFacts, load_city_file
from maillon.reference.ratios.reading import load_ratio_file

__all__ = ["get_ratio_table", "list_city_facts", "list_ratio_tables"]

_FOLDER = Path(__file__).parent
_CITIES = _FOLDER / "villes_francophones.yaml"


@cache
def list_ratio_tables() -> tuple[RatioTable, ...]:
    """Return the tables of ratios: the country first, then the cities abroad."""
    return load_ratio_file(_FOLDER / "france.yaml"), load_city_file(_CITIES)[0]


def get_ratio_table(key: str) -> RatioTable:
    """
    Return a table by its key.

    Raises
    ------
    InvalidInput
        If there is none; the nearest keys are given.
    """
    tables = {table.key: table for table in list_ratio_tables()}
    if key not in tables:
        near = find_nearest(key, tables) or list(tables)
        raise InvalidInput(
            f"no table of ratios {key!r}",
            user=_("La table de ratios « {key} » n’existe pas. Connues : {known}.").format(
                key=key, known=", ".join(near)
            ),
        )
    return tables[key]


def list_city_facts() -> tuple[CityFacts, ...]:
    """Return what is published of each city abroad: inhabitants, total and composition."""
    return load_city_file(_CITIES)[1]
