"""Uncertainty of a value that has none, from what is known of its quality."""

import math
from collections.abc import Sequence

from maillon.reference.parameters.pedigree import PedigreeTable

__all__ = ["compute_variation", "is_score"]

_EXPERT = "E"


def is_score(quality: str, pedigree: PedigreeTable) -> bool:
    """Tell whether a quality is a score that the pedigree reads."""
    text = quality.strip().upper()
    if text.startswith(_EXPERT):
        return _are_scores(text[1:], (pedigree.expert,))
    scales = (pedigree.reliability, *(pedigree.others for _name in pedigree.other_names))
    return _are_scores(text, scales)


def _are_scores(digits: str, scales: Sequence[Sequence[float]]) -> bool:
    return len(digits) == len(scales) and all(
        digit.isdecimal() and 1 <= int(digit) <= len(scale)
        for digit, scale in zip(digits, scales, strict=True)
    )


def compute_variation(quality: str, pedigree: PedigreeTable) -> float:
    """
    Return the coefficient of variation of a score, a ratio of the value.

    Parameters
    ----------
    quality
        One digit for the reliability, then one for each of the other qualities, 1 to 4
        (`21231`); or `E` and one digit for what an expert says.

    Notes
    -----
    Squares add up: the qualities are taken as independent. See `docs/methodes/flux.md`.
    """
    text = quality.strip().upper()
    if text.startswith(_EXPERT):
        return pedigree.expert[int(text[1:]) - 1]
    first, *others = (int(digit) - 1 for digit in text)
    squares = [pedigree.reliability[first] ** 2, *(pedigree.others[rank] ** 2 for rank in others)]
    return math.sqrt(sum(squares))
