"""The library of sheets: indexed, searched, compared, suggested."""

from maillon.library.excerpts import Piece
from maillon.studies.searching.answers import (
    FACETS,
    Context,
    Correction,
    Entry,
    Facet,
    FacetValue,
    Reader,
    SearchAnswer,
    SearchHit,
    SimilarSheet,
    StoredSheet,
    SynonymUse,
)
from maillon.studies.searching.folders import FolderReport, index_folder
from maillon.studies.searching.indexing import (
    AIDS,
    compute_fingerprint,
    list_bundled_entries,
    list_lasting_entries,
)
from maillon.studies.searching.opening import Library, open_home_library, open_library

__all__ = [
    "AIDS",
    "FACETS",
    "Context",
    "Correction",
    "Entry",
    "Facet",
    "FacetValue",
    "FolderReport",
    "Library",
    "Piece",
    "Reader",
    "SearchAnswer",
    "SearchHit",
    "SimilarSheet",
    "StoredSheet",
    "SynonymUse",
    "compute_fingerprint",
    "index_folder",
    "list_bundled_entries",
    "list_lasting_entries",
    "open_home_library",
    "open_library",
]
