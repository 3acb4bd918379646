"""A result made safe to write in an office file: no forbidden character, no endless name."""

import re
from typing import Any

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _

__all__ = ["check_is_diagnosis", "clean", "clean_diagnosis", "cut"]

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


def check_is_diagnosis(document: dict[str, Any]) -> None:
    """
    Refuse what is no result before half a file is written.

    Raises
    ------
    InvalidInput
        If parts of a result are absent; the details name them.
    """
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
    """
    check_is_diagnosis(document)
    rest = {key: value for key, value in document.items() if key != "actors"}
    return {**clean(rest), "actors": document["actors"]}


def clean(value: Any, *, longest: int = _LONGEST_TEXT) -> Any:
    """Return the same lists and dictionaries; their texts lose what XML forbids and are cut."""
    if isinstance(value, str):
        return cut(_BREAKS.sub(" ", _FORBIDDEN.sub("", value)), longest)
    if isinstance(value, list):
        return [clean(item, longest=longest) for item in value]
    if isinstance(value, dict):
        return {
            clean(key): clean(item, longest=_LONGEST_NAME if key in _NAMES else _LONGEST_TEXT)
            for key, item in value.items()
        }
    return value


def cut(text: str, longest: int) -> str:
    """Return the text, ended at a word by an ellipsis when it is too long."""
    return text if len(text) <= longest else text[: longest - 1].rsplit(" ", 1)[0] + "…"
