"""The words that every form of a result shares: states, kinds of evidence, short names."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from maillon.domain.language import get_language, mark, use_language
from maillon.domain.language import translate as _
from maillon.domain.typography import typeset_french

__all__ = [
    "COUNT_NAMES",
    "describe_short_name",
    "in_language",
    "in_language_of",
    "is_internal",
    "show_confidence",
    "show_ess_status",
    "show_position_quality",
    "show_state",
    "show_strength",
    "typeset",
    "warn_internal",
]

_STATES = {
    "present": mark("présent"),
    "fragile": mark("fragile"),
    "missing": mark("manquant"),
    "unobservable": mark("non observé"),
}
_ESS_STATUSES = {
    "published": mark("publiée par un registre"),
    "deduced": mark("déduite de la forme juridique"),
    "declared": mark("déclarée"),
    "refused": mark("écartée après vérification"),
    "none": mark("aucun signe connu"),
}
_CONFIDENCES = {
    "confirmed": mark("confirmé"),
    "declared": mark("déclaré"),
    "placed": mark("placé par indices"),
    "to_check": mark("à vérifier"),
}
_POSITIONS = {
    "precise": mark("à l’adresse"),
    "street": mark("dans la rue"),
    "commune": mark("au centre de la commune"),
    "doubtful": mark("douteuse"),
}
_STRENGTHS = {
    "strong": mark("appuyée par les trois sortes d’indices"),
    "medium": mark("appuyée par deux sortes d’indices"),
    "weak": mark("appuyée par une seule sorte d’indice"),
}
_SHORT_NAMES = {
    "establishments": mark("Établissements"),
    "ess_published": mark("ESS publiée"),
    "ess_deduced": mark("ESS déduite"),
    "ess_declared": mark("ESS déclarée"),
    "employers": mark("Employeurs"),
    "workforce": mark("Effectif salarié"),
    "to_check": mark("À vérifier"),
    "hidden": mark("Comptés, non montrés"),
    "location_quotient": mark("Spécialisation (1 = France)"),
    "per_10000": mark("Pour 10 000 habitants"),
    "dependence": mark("Poids du premier acteur"),
}
COUNT_NAMES = tuple(_SHORT_NAMES)


@contextmanager
def in_language_of(document: dict[str, Any]) -> Iterator[None]:
    """Speak the language of the result, so that its sentences and ours agree, then give it back."""
    with in_language(document["language"]):
        yield


@contextmanager
def in_language(language: str) -> Iterator[None]:
    """Speak a language, then give back the one before."""
    before = get_language()
    use_language(language)
    try:
        yield
    finally:
        use_language(before)


def show_state(state: str) -> str:
    """Return the state of a stage in words."""
    return _(_STATES[state])


def show_ess_status(status: str) -> str:
    """Return how we know that an actor is of the ESS, in words."""
    return _(_ESS_STATUSES.get(status, status))


def show_confidence(confidence: str) -> str:
    """Return how sure the stage of an actor is, in words."""
    return _(_CONFIDENCES[confidence])


def show_position_quality(quality: str | None) -> str:
    """Return how precise a position is, in words."""
    return _("inconnue") if quality is None else _(_POSITIONS[quality])


def show_strength(strength: str) -> str:
    """Return how well a candidate activity is evidenced, in words."""
    return _(_STRENGTHS[strength])


def describe_short_name(name: str) -> str:
    """Return the heading of a count or a ratio."""
    return _(_SHORT_NAMES[name]) if name in _SHORT_NAMES else name


def is_internal(document: dict[str, Any]) -> bool:
    """Tell whether the result holds at least one actor that is not public."""
    return document["audience"] == "members" and any(
        actor["visibility"] != "public" for actor in document["actors"]
    )


def warn_internal(document: dict[str, Any]) -> str:
    """Return the band to show above a result that must not circulate, empty otherwise."""
    if not is_internal(document):
        return ""
    return _("Document de travail – contient des données internes. Ne pas diffuser.")


_INSIDE_NUMBER = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")


_SPACE_BEFORE_MARK = re.compile(" ([:;]) ")


def typeset(text: str) -> str:
    """
    Set the punctuation of the language.

    In French, marks stay with their word: no line begins with `:` or cuts a number. In English,
    what our own joints put before a mark goes away.
    """
    if get_language() != "fr":
        return _SPACE_BEFORE_MARK.sub("\\1 ", text)
    return typeset_french(_INSIDE_NUMBER.sub("\u202f", text))
