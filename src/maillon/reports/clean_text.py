"""A result made safe to write in an office file: no forbidden character, no endless name."""

import re
from typing import Any

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _

__all__ = ["clean_diagnosis", "clean_text", "clean_texts", "cut", "drop_forbidden"]

# XML refuses control characters; those that turn the reading direction would disguise a name.
_FORBIDDEN = re.compile(
    "[^\\t\\n\\r\\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069]"
)
_BREAKS = re.compile("[\\t\\n\\r]+")
_NAMES = {"name", "label", "title", "commune", "commune_name", "publisher", "licence"}
_LONGEST_NAME, _LONGEST_TEXT = 200, 1500
_NEEDED = (
    "language",
    "generated_on",
    "territory",
    "filiere",
    "summary",
    "totals",
    "stages",
    "actors",
    "opportunities",
    "comparison",
    "figures",
    "warnings",
    "vintages",
)


def _check_is_whole(document: dict[str, Any]) -> None:
    missing = [name for name in _NEEDED if name not in document]
    if missing:
        raise InvalidInput(
            f"not a diagnosis: {missing} missing",
            user=_(
                "Ce résultat de diagnostic est incomplet : refaites-le avec "
                "« maillon diagnose --format json »."
            ),
            details=missing,
        )


def clean_diagnosis(document: dict[str, Any]) -> dict[str, Any]:
    """
    Return the result with texts that any office file can hold, without its owner's being changed.

    The actors are left as they are, for there may be thousands: clean those that are shown.

    Raises
    ------
    InvalidInput
        If parts of a result are absent; the details name them.
    """
    _check_is_whole(document)
    rest = {key: value for key, value in document.items() if key != "actors"}
    return {**clean_texts(rest), "actors": document["actors"]}


def clean_texts(record: dict[str, Any]) -> dict[str, Any]:
    """Return the same record; its texts, however deep, lose what XML forbids and are cut."""
    return {
        clean_text(key, _LONGEST_NAME): _clean(
            item, _LONGEST_NAME if key in _NAMES else _LONGEST_TEXT
        )
        for key, item in record.items()
    }


def _clean(value: object, longest: int) -> object:
    if isinstance(value, str):
        return clean_text(value, longest)
    if isinstance(value, list):
        return [_clean(item, longest) for item in value]
    return clean_texts(value) if isinstance(value, dict) else value


def clean_text(text: str, longest: int) -> str:
    """Return the text on one line, without what XML forbids, cut when it is too long."""
    return cut(_BREAKS.sub(" ", drop_forbidden(text)), longest)


def drop_forbidden(text: str) -> str:
    """Return the text without what XML forbids, its lines kept."""
    return _FORBIDDEN.sub("", text)


def cut(text: str, longest: int) -> str:
    """Return the text, ended at a word by an ellipsis when it is too long."""
    return text if len(text) <= longest else text[: longest - 1].rsplit(" ", 1)[0] + "…"
