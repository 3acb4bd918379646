"""French in place, other languages by catalogue."""

import gettext
from contextvars import ContextVar
from functools import cache, lru_cache
from pathlib import Path

from maillon.domain.typography import typeset_french

__all__ = ["LANGUAGES", "get_language", "mark", "translate", "translate_plural", "use_language"]

LANGUAGES = ("fr", "en")
_SENTENCES_KEPT = 4096
_CATALOGUES = Path(__file__).parent.parent / "locale"
_language: ContextVar[str] = ContextVar("maillon_language", default="fr")


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("maillon", _CATALOGUES, languages=[language], fallback=True)


def use_language(language: str) -> None:
    """
    Choose the language of every sentence that follows in this context.

    Raises
    ------
    ValueError
        If the language has no catalogue.
    """
    if language not in LANGUAGES:
        raise ValueError(f"no catalogue for {language!r}: {', '.join(LANGUAGES)}")
    _language.set(language)


def get_language() -> str:
    """Return the language code in use."""
    return _language.get()


@lru_cache(maxsize=_SENTENCES_KEPT)
def _typeset(text: str) -> str:
    return typeset_french(text)


def translate(text: str) -> str:
    """
    Return the sentence in the language in use.

    French is the source, written with plain spaces: those that no end of line may break are set
    here.
    """
    language = _language.get()
    return _typeset(text) if language == "fr" else _catalogue(language).gettext(text)


def translate_plural(singular: str, plural: str, number: float) -> str:
    """Return the form that agrees with the number; in French, 0 and 1 are singular."""
    language = _language.get()
    if language == "fr":
        return _typeset(singular if abs(number) < 2 else plural)
    count = int(number) if float(number).is_integer() else 2
    return _catalogue(language).ngettext(singular, plural, count)


def mark(text: str) -> str:
    """Mark a sentence for the catalogue without translating it now (constants of a module)."""
    return text
