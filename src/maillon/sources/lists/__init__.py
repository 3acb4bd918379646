"""Own lists: a CSV or a workbook of a local authority or a network, whatever its headers."""

from maillon.sources.lists.choices import RECONCILED_FIELDS, ValueChoices, name_place
from maillon.sources.lists.declarations import find_band, find_declared_ess
from maillon.sources.lists.headers import list_columns
from maillon.sources.lists.inspection import CLEAR, InspectedColumn, ListInspection, inspect_list
from maillon.sources.lists.kinds import find_inclusive_kinds
from maillon.sources.lists.opening import FileForm
from maillon.sources.lists.places import PlaceFinder
from maillon.sources.lists.reading import ListReading, make_slug, read_list
from maillon.sources.lists.values import (
    ListValues,
    WrittenPlace,
    find_written_departement,
    list_values,
)

__all__ = [
    "CLEAR",
    "RECONCILED_FIELDS",
    "FileForm",
    "InspectedColumn",
    "ListInspection",
    "ListReading",
    "ListValues",
    "PlaceFinder",
    "ValueChoices",
    "WrittenPlace",
    "find_band",
    "find_declared_ess",
    "find_inclusive_kinds",
    "find_written_departement",
    "inspect_list",
    "list_columns",
    "list_values",
    "make_slug",
    "name_place",
    "read_list",
]
