"""Records that speak of one actor become one row: nothing said is lost, nothing hidden is told."""

from collections.abc import Mapping, Sequence
from typing import Any

from maillon.domain.text import fold
from maillon.domain.visibility import Visibility

__all__ = ["enrich", "unite"]

_JOINED = ("inclusive_kinds", "source_keys", "declared_stages")
# What would let a reader recognise an actor: never taken from a record that may not be shown.
_TELLING = ("name", "address", "lat", "lon", "position_quality", "evidence")
_FIRST_KNOWN = (
    "other_names",
    "declared_activity",
    "declared_filiere",
    "declared_ess",
    "band_code",
    "naf_code",
    "naf25_code",
    "naf_origin",
    "commune_code",
    "departement_code",
    "post_code",
    *_TELLING,
)
_ANY = ("in_ess_list", "in_annuaire_ess", "in_foundations")
_NAMES = " | "


def enrich(row: dict[str, Any], other: Mapping[str, Any]) -> None:
    """Complete a row with what another record says of the same actor; what the row says wins."""
    _join_words(row, other)
    for column in _FIRST_KNOWN:
        if row[column] is None and _may_tell(other, column):
            row[column] = other[column]
    if other["visibility"] == Visibility.PUBLIC:
        row["visibility"] = other["visibility"]


def unite(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """
    Return one row for records that a human declared to be one actor.

    Parameters
    ----------
    rows
        Rows of `establishments`, the one that gives its identity first.

    Notes
    -----
    Names, sources, stages and kinds add up; elsewhere the first value known is kept. A row that
    the register masks masks the whole; a private record stays unnamed and lets the others show.
    """
    kept = dict(rows[0])
    if not kept["is_diffusible"]:
        kept |= dict.fromkeys((*_TELLING, "other_names"))
    for other in rows[1:]:
        _join_words(kept, other)
        for column, value in other.items():
            if column in _ANY:
                kept[column] = bool(kept[column]) or bool(value)
            elif kept[column] is None and _may_tell(other, column):
                kept[column] = value
    kept["other_names"] = _join_names(kept["name"], rows)
    shown = [row for row in rows if row["is_diffusible"]]
    kept["is_diffusible"] = bool(shown) and not any(_is_masked(row) for row in rows)
    kept["is_natural_person"] = any(row["is_natural_person"] for row in rows)
    kept["visibility"] = min((row["visibility"] for row in rows), key=_openness)
    return kept


def _join_words(row: dict[str, Any], other: Mapping[str, Any]) -> None:
    for column in _JOINED:
        words = [word for part in (row[column], other[column]) if part for word in part.split(";")]
        row[column] = ";".join(sorted(set(words))) or None


def _may_tell(other: Mapping[str, Any], column: str) -> bool:
    return bool(other["is_diffusible"]) or column not in (*_TELLING, "other_names")


def _is_masked(row: Mapping[str, Any]) -> bool:
    """Tell a record that its register masks from one that its owner keeps private."""
    return not row["is_diffusible"] and row["visibility"] == Visibility.PUBLIC


def _join_names(name: str | None, rows: Sequence[Mapping[str, Any]]) -> str | None:
    by_folded: dict[str, str] = {}
    for row in rows:
        if row["is_diffusible"]:
            for part in (row["name"], *(row["other_names"] or "").split(_NAMES)):
                if part:
                    by_folded.setdefault(fold(part), part)
    by_folded.pop(fold(name or ""), None)
    return _NAMES.join(by_folded.values()) or None


def _openness(visibility: str) -> int:
    return [Visibility.PUBLIC, Visibility.MEMBERS, Visibility.PRIVATE].index(Visibility(visibility))
