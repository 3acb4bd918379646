"""Never tell what one establishment holds: places of too few establishments are hidden."""

import numpy as np

from maillon.flows.gisements.spreading import IntArray

__all__ = ["withhold_places"]


def withhold_places(unit_counts: IntArray, *, min_units: int) -> tuple[IntArray, bool]:
    """
    Say which places of one table to hide, and whether its total must be too.

    Parameters
    ----------
    unit_counts
        Establishments behind each place.
    min_units
        Fewest of them that may be shown.

    Returns
    -------
    hidden
        Ranks of the places to hide, in order. A place of none is shown: it tells of nobody.
    is_total_hidden
        True when the total itself is of too few, or would give a hidden place away.

    Notes
    -----
    The rule of `maillon.domain.secrecy.protect_counts` for a table of one total, written out
    because it must hold for thousands of communes: whoever reads the total knows the sum of the
    hidden places and that each has at least one establishment. They are safe when they are at
    least two, hold together as many as the rule asks for, and are not all of one.
    """
    counts = np.asarray(unit_counts)
    total = int(counts.sum())
    hidden = np.flatnonzero((counts > 0) & (counts < min_units))
    if 0 < total < min_units:
        return hidden, True
    if not len(hidden):
        return hidden, False
    shown = np.flatnonzero(counts >= min_units)
    neighbours = iter(shown[np.argsort(counts[shown], kind="stable")])
    kept = list(hidden)
    while not _is_safe(counts[kept], min_units):
        companion = next(neighbours, None)
        if companion is None:
            return np.array(sorted(kept)), True
        kept.append(companion)
    return np.array(sorted(kept)), False


def _is_safe(counts: IntArray, min_units: int) -> bool:
    together = int(counts.sum())
    return len(counts) > 1 and together >= min_units and together > len(counts)
