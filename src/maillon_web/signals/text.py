"""Cut the text of a note into sentences that a person codes one by one."""

import re
from dataclasses import dataclass

__all__ = ["Piece", "cut_into_pieces", "find_quote"]

# A sentence ends at its mark, or at the end of its line; a lone initial or "etc." is no end.
_SENTENCE = re.compile(r"\S(?:[^\n]*?(?<![A-Z])[.!?…]+(?=\s|$)|[^\n]*)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """
    A sentence of a note.

    Attributes
    ----------
    start, end
        Its place in the text, in characters, end excluded.
    text
        The sentence.
    """

    start: int
    end: int
    text: str


def cut_into_pieces(text: str) -> list[Piece]:
    """Return the sentences of a text, in order; together they hold every word of it."""
    return [
        Piece(start=found.start(), end=found.end(), text=found.group())
        for found in _SENTENCE.finditer(text)
    ]


def find_quote(text: str, quote: str, near: int) -> tuple[int, int] | None:
    """
    Return where a quote now stands in a text that was edited, the nearest to its former place.

    Returns
    -------
    tuple or None
        Start and end, `None` when the text no longer says it.
    """
    places = [found.start() for found in re.finditer(re.escape(quote), text)]
    if not quote or not places:
        return None
    start = min(places, key=lambda place: abs(place - near))
    return start, start + len(quote)
