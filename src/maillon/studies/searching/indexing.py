"""Turn sheets into what the index holds."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from maillon.domain.language import get_language, use_language
from maillon.domain.sheets import Sheet, build_sheet
from maillon.library.french import NORMALISER_VERSION
from maillon.library.spelling import list_deletions
from maillon.library.terms import TermCounts, average_lengths, count_terms, weigh_terms
from maillon.library.texts import list_texts
from maillon.reference.filieres import list_filieres
from maillon.reference.thesaurus import list_synonyms, load_search_settings
from maillon.store.sheet_rows import Batch, SheetRecord
from maillon.studies.searching.answers import Entry
from maillon.studies.searching.language import get_lexicon

__all__ = [
    "AIDS",
    "compute_fingerprint",
    "count_sheet",
    "list_bundled_entries",
    "list_lasting_entries",
    "list_values",
    "make_batch",
    "read_sheet",
    "write_sheet",
]


AIDS = "aids"
"""Owner of the imported aids in an index."""


def list_bundled_entries() -> list[Entry]:
    """Return the sheets that come with Maillon."""
    from maillon.reference.experiences import list_sheets

    return [Entry(sheet=sheet) for sheet in list_sheets()]


def list_lasting_entries(home: Path | None = None) -> list[Entry]:
    """Return the sheets that come with Maillon, and the aids that were imported into a home."""
    from maillon.studies.aids import list_aid_sheets

    imported = (Entry(sheet=sheet, owner=AIDS) for sheet in list_aid_sheets(home))
    return [*list_bundled_entries(), *imported]


def compute_fingerprint(entries: Iterable[Entry]) -> str:
    """
    Return what an index of these sheets would be made of.

    It changes with a sheet, with the normaliser, with a synonym or a weight: an index that bears
    another must be made again.
    """
    digest = hashlib.sha256(fingerprint_language().encode())
    for entry in entries:
        digest.update(f"\0{entry.owner}\0{write_sheet(entry.sheet)}".encode())
    return digest.hexdigest()


@cache
def fingerprint_language() -> str:
    """Return what the words of an index are made of."""
    known = repr((NORMALISER_VERSION, list_synonyms(), load_search_settings(), _name_filieres()))
    return hashlib.sha256(known.encode()).hexdigest()


def make_batch(entries: Sequence[Entry], averages: Mapping[str, float]) -> Batch:
    """
    Return sheets ready to be written; of two that bear one key, the last.

    Parameters
    ----------
    averages
        Mean length of the fields in the index; measured on these sheets when there is none yet.
    """
    unique = list({entry.sheet.key: entry for entry in entries}.values())
    counted = [count_sheet(entry.sheet) for entry in unique]
    lengths = dict(averages) or average_lengths(counted)
    records = [
        _make_record(entry, counts, lengths) for entry, counts in zip(unique, counted, strict=True)
    ]
    words = {word for record in records for word in record.words}
    return Batch(
        records=records,
        averages=lengths if unique else {},
        deletions={word: list_deletions(word) for word in words},
    )


def count_sheet(sheet: Sheet) -> TermCounts:
    """Count the terms of a sheet."""
    labels = [_name_filieres()[key] for key in sheet.filieres if key in _name_filieres()]
    return count_terms(list_texts(sheet, labels), get_lexicon())


def list_values(sheet: Sheet) -> dict[str, tuple[str, ...]]:
    """Return the values of a sheet by facet."""
    values: dict[str, tuple[str, ...]] = {
        "kind": (sheet.kind,),
        "filiere": sheet.filieres,
        "stage": sheet.stages,
        "step": sheet.steps,
        "lever": sheet.levers,
        "country": (sheet.country,),
        "territory_kind": (sheet.territory_kind,),
        "resource_type": (sheet.resource_type,),
        "year": () if sheet.year is None else (str(sheet.year),),
        "visibility": (sheet.visibility,),
    }
    return {name: tuple(str(one) for one in held if one) for name, held in values.items()}


def write_sheet(sheet: Sheet) -> str:
    """Return a sheet as text, that `read_sheet` reads back."""
    return json.dumps(sheet.to_dict(), ensure_ascii=False, separators=(",", ":"), default=str)


def read_sheet(payload: str) -> Sheet:
    """Return a sheet from its text."""
    values: dict[str, Any] = json.loads(payload)
    return build_sheet(values)


def _make_record(entry: Entry, counts: TermCounts, averages: Mapping[str, float]) -> SheetRecord:
    return SheetRecord(
        key=entry.sheet.key,
        owner=entry.owner,
        payload=write_sheet(entry.sheet),
        terms=weigh_terms(counts, averages, load_search_settings()),
        facets=list_values(entry.sheet),
        words=counts.words,
    )


@cache
def _name_filieres() -> dict[str, str]:
    """Return the French label of each filière: the index speaks French whoever asks."""
    language = get_language()
    use_language("fr")
    try:
        return {filiere.key: filiere.label for filiere in list_filieres()}
    finally:
        use_language(language)
