"""What one gives to a search and what it gives back."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from maillon.domain.sheets import Sheet
from maillon.domain.visibility import Visibility
from maillon.library.excerpts import Piece

__all__ = [
    "FACETS",
    "Context",
    "Correction",
    "Entry",
    "Facet",
    "FacetValue",
    "Reader",
    "SearchAnswer",
    "SearchHit",
    "SimilarSheet",
    "StoredSheet",
    "SynonymUse",
]

FACETS = (
    "kind",
    "filiere",
    "step",
    "lever",
    "country",
    "territory_kind",
    "resource_type",
    "year",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reader:
    """
    Who asks: sees the sheets of these visibilities, and every sheet of these owners.

    Nothing that this reader may not see is counted, suggested or used to mend a word.
    """

    levels: frozenset[Visibility] = frozenset({Visibility.PUBLIC})
    owners: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A sheet and the label of who put it there; empty for those that come with Maillon."""

    sheet: Sheet
    owner: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """
    Where one works, for which sheets are suggested.

    Attributes
    ----------
    kinds
        Kinds of sheets wanted; every kind when empty.
    words
        Free text of the page that helps to choose.
    excluded
        Keys of sheets that are already there.
    """

    steps: Sequence[str] = ()
    levers: Sequence[str] = ()
    filieres: Sequence[str] = ()
    territory_kind: str = ""
    kinds: Sequence[str] = ()
    words: str = ""
    excluded: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value, how many sheets have it, and whether the reader ticked it."""

    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """
    A way to narrow the answer.

    The counts leave out what was chosen in this facet itself, so that a second value may be added.
    """

    name: str
    label: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class Correction:
    """A word that no sheet says, and those looked for instead."""

    word: str
    instead: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SynonymUse:
    """A word, and the terms of the trade that were looked for with it."""

    word: str
    others: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class SearchHit:
    """
    A sheet found.

    Attributes
    ----------
    title, excerpt
        Text in pieces, found words apart.
    reasons
        Why it was found, in sentences.
    """

    key: str
    sheet: Sheet
    owner: str
    score: float
    title: tuple[Piece, ...]
    excerpt: tuple[Piece, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class SearchAnswer:
    """
    What a search found.

    Attributes
    ----------
    total
        Sheets that the reader may see and that answer, beyond those of this page.
    notes
        What was looked for besides the words typed, in sentences.
    """

    query: str
    total: int
    hits: tuple[SearchHit, ...]
    facets: tuple[Facet, ...]
    corrections: tuple[Correction, ...]
    synonyms: tuple[SynonymUse, ...]
    notes: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as plain values, for JSON."""
        return asdict(self)


@dataclass(frozen=True, kw_only=True, slots=True)
class SimilarSheet:
    """A sheet that is like another, or that suits where one works: from 0 to 1, and why."""

    key: str
    sheet: Sheet
    owner: str
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredSheet:
    """A sheet as it was given, and whose it is."""

    sheet: Sheet
    owner: str
