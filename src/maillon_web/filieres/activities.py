"""Activity codes as a person looks for them: by words or by the beginning of the code."""

from maillon.domain.text import fold
from maillon.reference.nomenclatures import load_naf_labels

__all__ = ["find_activities"]

_MOST = 12


def find_activities(text: str) -> list[tuple[str, str]]:
    """Return the codes and labels that hold every word of a text; none for a single letter."""
    given = text.strip()[:100]
    words = fold(given).split()
    if sum(map(len, words)) < 2:
        return []
    start = given.upper().replace(" ", "")
    found = [
        (code, label)
        for code, label in load_naf_labels().items()
        if code.startswith(start)
        or code.replace(".", "").startswith(start)
        or all(word in fold(label) for word in words)
    ]
    return found[:_MOST]
