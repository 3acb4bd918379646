"""The notions behind the words of the sources of aids."""

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

import yaml

from maillon.domain.text import fold
from maillon.domain.typography import typeset_french
from maillon.reference.nomenclatures import NAF_REV2, detect_naf_version

__all__ = ["AidWord", "Subject", "find_naf_section", "find_word", "list_words"]

Subject = Literal[
    "audiences", "project_steps", "instruments", "recurrences", "themes", "perimeters"
]


@dataclass(frozen=True, kw_only=True, slots=True)
class AidWord:
    """
    A notion of the aids.

    Attributes
    ----------
    key, label
        Stable name, and name to show.
    words
        As the sources write it.
    lever
        Key of the lever of the method that it answers to; empty when none does.
    """

    key: str
    label: str
    words: tuple[str, ...]
    lever: str = ""


@cache
def _load() -> dict[str, Any]:
    file = resources.files("maillon.reference.aids") / "vocabulary.yaml"
    content: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return content


@cache
def list_words(subject: Subject) -> tuple[AidWord, ...]:
    """Return the notions of a subject, in the order in which they are offered."""
    return tuple(
        AidWord(
            **{**entry, "label": typeset_french(entry["label"]), "words": tuple(entry["words"])}
        )
        for entry in _load()[subject]
    )


@cache
def _by_folded(subject: Subject) -> dict[str, AidWord]:
    return {
        fold(text): entry
        for entry in list_words(subject)
        for text in (entry.key, entry.label, *entry.words)
    }


def find_word(subject: Subject, text: str) -> AidWord | None:
    """Return the notion that a word of a source means; `None` when it is not known."""
    return _by_folded(subject).get(fold(text))


def find_naf_section(naf_code: str) -> str | None:
    """
    Return the section of a NAF rev. 2 code or division; `None` when it cannot be told.

    Notes
    -----
    A code of NAF 2025 has no section here: its letters are not those of the eligibility rules.
    """
    code = naf_code.strip()
    if len(code) > 2 and detect_naf_version(code) != NAF_REV2:
        return None
    division = code[:2]
    bounds: dict[str, list[str]] = _load()["naf_sections"]
    return next((key for key, (low, high) in bounds.items() if low <= division <= high), None)
