"""The whole language of our templates: a field between braces. Nothing is ever evaluated."""

import re
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["Piece", "split_text"]

_FIELD = re.compile(r"\{([a-z][a-z_]*(?:\.[a-z][a-z_]*)*)\}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """A part of a text: plain words, or a field to be replaced by its value."""

    text: str = ""
    field: str = ""


# The sentences of a template come back for every row of a table.
@lru_cache(maxsize=2048)
def split_text(text: str) -> tuple[Piece, ...]:
    """
    Return the words and the fields of a text, in order.

    Raises
    ------
    ValueError
        If a brace stands alone or holds something else than the name of a field.
    """
    pieces: list[Piece] = []
    position = 0
    for match in _FIELD.finditer(text):
        pieces.append(Piece(text=text[position : match.start()]))
        pieces.append(Piece(field=match[1]))
        position = match.end()
    pieces.append(Piece(text=text[position:]))
    for piece in pieces:
        if "{" in piece.text or "}" in piece.text:
            raise ValueError(f"not a field: {piece.text!r}")
    return tuple(piece for piece in pieces if piece.text or piece.field)
