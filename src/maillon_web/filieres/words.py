"""
The words of a chain in the reader's language.

A workspace keeps the words of its stages as they were written. Those that the reference filière
has given are shown in the reader's language; what people wrote themselves stays as they wrote it.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language

from maillon.domain.language import LANGUAGES
from maillon.domain.typography import typeset_french
from maillon.studies.asking import find_words

__all__ = ["SOURCE_LANGUAGE", "say", "say_chains", "say_outputs"]

SOURCE_LANGUAGE = "fr"
_KEPT = 64


def say(template_key: str, text: str, *, language: str = "") -> str:
    """
    Return a text of a chain in a language, by default the reader's.

    Parameters
    ----------
    template_key
        Reference filière that the chain started from; empty for an own chain.
    """
    if not template_key:
        return text
    words = _find_words(template_key, language or _get_language())
    return words.get(text) or words.get(typeset_french(text), text)


def say_outputs(
    template_key: str, outputs: Sequence[Mapping[str, Any]], *, language: str = ""
) -> list[dict[str, Any]]:
    """Return what leaves a stage, its matters in a language."""
    return [
        {**output, "matter": say(template_key, str(output["matter"]), language=language)}
        for output in outputs
    ]


def say_chains(
    template_key: str, chains: Sequence[Mapping[str, Any]], *, language: str = ""
) -> list[dict[str, Any]]:
    """Return the chains of an ecosystem, their names in a language."""
    return [
        {**chain, "label": say(template_key, str(chain["label"]), language=language)}
        for chain in chains
    ]


def _get_language() -> str:
    code = (get_language() or SOURCE_LANGUAGE)[:2]
    return code if code in LANGUAGES else SOURCE_LANGUAGE


@lru_cache(maxsize=_KEPT)
def _find_words(template_key: str, language: str) -> Mapping[str, str]:
    return find_words(template_key, language)
