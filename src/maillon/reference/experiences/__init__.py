"""Bundled sheets of the library: experiences, resources, trades and questions with their source."""

from maillon.reference.experiences.catalogue import (
    get_sheet,
    list_documents,
    list_sheets,
    load_sheets_folder,
)
from maillon.reference.experiences.fields import (
    FieldType,
    SheetField,
    SheetWords,
    get_words,
    list_fields,
    list_kinds,
    list_resource_types,
    list_territory_kinds,
    load_words_file,
)
from maillon.reference.experiences.reading import SheetsFile, load_sheets_file

__all__ = [
    "FieldType",
    "SheetField",
    "SheetWords",
    "SheetsFile",
    "get_sheet",
    "get_words",
    "list_documents",
    "list_fields",
    "list_kinds",
    "list_resource_types",
    "list_sheets",
    "list_territory_kinds",
    "load_sheets_file",
    "load_sheets_folder",
    "load_words_file",
]
