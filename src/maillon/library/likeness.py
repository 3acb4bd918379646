"""What two sheets have in common."""

from collections.abc import Collection, Mapping

from maillon.domain.sheets import Sheet, SheetKind
from maillon.domain.text import fold
from maillon.library.french import FAMILY, list_words

__all__ = ["compare_sheets", "compare_terms", "may_be_same", "pick_telling_terms", "weigh_parts"]

_MOST_TERMS = 40
_STORIES = {SheetKind.EXPERIENCE, SheetKind.PROJECT}
# What a word that no sheet says is worth: as much as the rarest.
_UNKNOWN = 6.0


def pick_telling_terms(terms: Mapping[str, float], rarity: Mapping[str, float]) -> dict[str, float]:
    """
    Return the terms that tell most of a sheet, with their share of what it says.

    Parameters
    ----------
    terms
        How much the sheet says each term.
    rarity
        What each term is worth among all the sheets; a term that is absent is left out.
    """
    worth = {
        term: impact * rarity[term] ** 2
        for term, impact in terms.items()
        if term in rarity and not term.startswith(FAMILY)
    }
    kept = sorted(worth, key=lambda term: (-worth[term], term))[:_MOST_TERMS]
    total = sum(worth[term] * terms[term] for term in kept) or 1.0
    return {term: worth[term] / total for term in kept}


def compare_sheets(
    first: Sheet, second: Sheet, *, words: float, rarity: Mapping[str, float]
) -> dict[str, float]:
    """
    Return what two sheets have in common, part by part, from 0 to 1.

    Parameters
    ----------
    words
        Likeness of their texts (`compare_terms`).
    rarity
        What each stem is worth: titles that differ by a rare word are not alike.

    Returns
    -------
    dict
        A part is absent when one of the sheets says nothing of it.
    """
    parts = {
        "title": compare_terms(_list_stems(first.title), _list_stems(second.title), rarity),
        "words": words,
        "actors": _overlap(_fold_all(first.actors), _fold_all(second.actors)),
        "figures": _overlap(_list_figures(first), _list_figures(second)),
        "links": _overlap(_list_addresses(first), _list_addresses(second)),
        "place": _overlap(_list_stems(first.place), _list_stems(second.place)),
    }
    return {name: value for name, value in parts.items() if value is not None}


def may_be_same(first: Sheet, second: Sheet) -> bool:
    """Tell whether two sheets are of kinds that one could take for the other."""
    return first.kind == second.kind or {first.kind, second.kind} == _STORIES


def compare_terms(
    first: Collection[str], second: Collection[str], rarity: Mapping[str, float]
) -> float:
    """Return the share of what two texts say that both say: rare terms count more."""
    both = set(first) & set(second)
    worth = [sum(rarity.get(term, _UNKNOWN) for term in part) for part in (both, first, second)]
    return 2 * worth[0] / (worth[1] + worth[2]) if worth[1] + worth[2] else 0.0


def weigh_parts(parts: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Return the weighted mean of the parts that are known."""
    total = sum(weights[name] for name in parts)
    return sum(weights[name] * value for name, value in parts.items()) / total if total else 0.0


def _overlap(first: Collection[object], second: Collection[object]) -> float | None:
    """Return the share of what either holds that both hold."""
    if not first or not second:
        return None
    return len(set(first) & set(second)) / len(set(first) | set(second))


def _fold_all(names: Collection[str]) -> set[str]:
    return {fold(name) for name in names}


def _list_stems(text: str) -> set[str]:
    return {word.stem for word in list_words(text)}


def _list_figures(sheet: Sheet) -> set[tuple[float, str]]:
    return {(one.value, fold(one.unit)) for one in sheet.figures if one.value is not None}


def _list_addresses(sheet: Sheet) -> set[str]:
    return {link.address.rstrip("/").lower() for link in sheet.links}
