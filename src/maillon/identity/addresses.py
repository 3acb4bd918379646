"""Streets as people write them, brought to one spelling."""

import re
from functools import cache

from maillon.domain.text import fold
from maillon.reference.nomenclatures import load_street_words

__all__ = ["fold_street"]

# A box number says where the post goes, not where one is.
_POST_BOX = re.compile(r"\b(?:BP|CS|TSA|CEDEX|BOITE POSTALE)\b(?: \d+)*")
_NUMBER = re.compile(r"^(?:\d+(?: (?:BIS|TER|QUATER|[A-D]))?\b ?)+")
_MOST_LETTERS = 200


def fold_street(address: str) -> str:
    """
    Return a street in one spelling, without its number: `12, av. de la Gare` is `AV GARE`.

    Registers and lists often leave the number out; the street alone can be compared everywhere.
    """
    folded = _NUMBER.sub("", _POST_BOX.sub(" ", fold(address[:_MOST_LETTERS])).strip())
    table = _words()
    words = [table.get(word, word) for word in folded.split()]
    return " ".join(word for word in words if word)


@cache
def _words() -> dict[str, str]:
    return load_street_words()
