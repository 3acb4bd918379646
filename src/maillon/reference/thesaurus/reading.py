"""Read the synonyms of the trade and the weights of the search."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

__all__ = ["SearchSettings", "SynonymGroup", "list_synonyms", "load_search_settings"]

_FOLDER = Path(__file__).parent
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, kw_only=True, slots=True)
class SynonymGroup:
    """
    Terms that are looked for together.

    Attributes
    ----------
    terms
        In French; the first is the one to show.
    source
        Title of what says so.
    is_checked
        False for a usage that nobody read in a source yet.
    """

    terms: tuple[str, ...]
    source: str
    is_checked: bool


@dataclass(frozen=True, kw_only=True)
class SearchSettings:
    """
    Chosen numbers of the search; `ranking.yaml` gives the reason of each.

    Attributes
    ----------
    fields
        Weight of a word by the field where it stands.
    k1, b
        Saturation and length normalisation of BM25.
    paths
        Part of its score that a word keeps when it is reached by a synonym, a correction…
    rarely
        A word that fewer sheets say is also looked for by its broader terms.
    smallest_share
        Share of the uses of a word from which a broader term holds.
    likeness, suggestion, duplicates
        Weight of each thing two sheets, or a sheet and a context, may have in common.
    """

    fields: Mapping[str, float]
    k1: float
    b: float
    paths: Mapping[str, float]
    rarely: int
    smallest_share: float
    likeness: Mapping[str, float]
    suggestion: Mapping[str, float]
    duplicates: Mapping[str, float]


@cache
def list_synonyms() -> tuple[SynonymGroup, ...]:
    """Return the groups of synonyms of the trade."""
    content = _read("synonyms")
    return tuple(
        SynonymGroup(
            terms=tuple(group["terms"]),
            source=content["sources"][group["source"]]["title"],
            is_checked=group["checked"],
        )
        for group in content["groups"]
    )


@cache
def load_search_settings() -> SearchSettings:
    """Return the chosen numbers of the search."""
    content = _read("ranking")
    return SearchSettings(
        fields=_weigh(content["fields"]),
        k1=content["saturation"]["k1"]["value"],
        b=content["saturation"]["b"]["value"],
        paths=_weigh(content["paths"]),
        rarely=content["broadening"]["rarely"]["value"],
        smallest_share=content["broadening"]["smallest_share"]["value"],
        likeness=_weigh(content["likeness"]),
        suggestion=_weigh(content["suggestion"]),
        duplicates=_weigh(content["duplicates"]),
    )


def _read(name: str) -> dict[str, Any]:
    text = (_FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader
    return loaded


def _weigh(entries: Mapping[str, Mapping[str, Any]]) -> dict[str, float]:
    return {name: entry["weight"] for name, entry in entries.items()}
