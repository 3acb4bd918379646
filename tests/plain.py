"""Sentences as one types them: to compare what is said, not how it is set."""

__all__ = ["plain"]

_SET = str.maketrans({"\u00a0": " ", "\u202f": " ", "’": "'"})


def plain(text: str) -> str:
    """Return a text with ordinary spaces and apostrophes."""
    return text.translate(_SET)
