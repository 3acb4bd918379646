"""Published ratios of quantity per unit of activity, dated and sourced."""

from maillon.reference.ratios.catalogue import (
    get_ratio_table,
    list_city_facts,
    list_ratio_tables,
)
from maillon.reference.ratios.columns import list_ratio_columns
from maillon.reference.ratios.reading import FRANCE, NO_FILIERE, load_ratio_file

__all__ = [
    "FRANCE",
    "NO_FILIERE",
    "get_ratio_table",
    "list_city_facts",
    "list_ratio_columns",
    "list_ratio_tables",
    "load_ratio_file",
]
