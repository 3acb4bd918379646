"""Measure how a territory is specialised, and how sure a small count lets us be."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from maillon.diagnosis.columns import FloatArray
from maillon.domain.errors import InconsistentData, InvalidInput
from maillon.domain.language import translate as _

__all__ = [
    "Quotient",
    "ShiftShare",
    "krugman_index",
    "location_quotients",
    "measure_quotient",
    "shift_share",
    "symmetric_share",
]

MIN_PEERS = 20
_JEFFREYS_SHAPE = 0.5


@dataclass(frozen=True, kw_only=True, slots=True)
class Quotient:
    """
    One location quotient and what the count behind it allows to say.

    Attributes
    ----------
    value
        Count divided by the count expected; `None` when nothing is expected.
    low, high
        Bounds that hold the underlying quotient nine times out of ten; `None` with the value.
    prior
        `peers` when comparable territories steadied the interval, else `jeffreys`.
    is_published
        False when it rests on too few units: noise, and maybe the portrait of one actor.
    """

    value: float | None
    low: float | None
    high: float | None
    prior: str
    is_published: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ShiftShare:
    """
    Change of a territory between two dates, by activity, split without remainder.

    Attributes
    ----------
    total
        Change.
    national
        What it would be if everything had followed the whole of the reference.
    structural
        What the mix of activities adds.
    local
        What remains: the activities of here against the same activities of the reference.
    """

    total: FloatArray
    national: FloatArray
    structural: FloatArray
    local: FloatArray


def location_quotients(counts: npt.ArrayLike) -> FloatArray:
    """
    Return the location quotient of each territory (rows) for each activity (columns).

    The reference is the sum of the rows. An empty territory or activity gives NaN.
    """
    matrix = np.asarray(counts, dtype=np.float64)
    expected = matrix.sum(axis=1, keepdims=True) * matrix.sum(axis=0) / matrix.sum()
    quotients = np.full_like(matrix, np.nan)
    np.divide(matrix, expected, out=quotients, where=expected > 0)
    return quotients


def symmetric_share(quotient: npt.ArrayLike) -> FloatArray:
    """Bring quotients between -1 (absent) and 1 (only here); 0 is the share of the reference."""
    ratio = np.asarray(quotient, dtype=np.float64)
    return np.asarray((ratio - 1) / (ratio + 1))


def krugman_index(local: npt.ArrayLike, reference: npt.ArrayLike) -> float:
    """Return how far two mixes of activities differ: 0 when alike, 2 when nothing is shared."""
    here, there = (np.asarray(mix, dtype=np.float64) for mix in (local, reference))
    return float(np.abs(here / here.sum() - there / there.sum()).sum())


def measure_quotient(
    count: float,
    expected: float,
    *,
    peer_counts: Sequence[float] = (),
    peer_expected: Sequence[float] = (),
    level: float = 0.9,
    min_count: int,
) -> Quotient:
    """
    Return a location quotient with its interval.

    Parameters
    ----------
    count
        Units of the activity in the territory.
    expected
        Units it would have with the share of the reference, e_j x E_i / E.
    peer_counts, peer_expected
        The same two numbers of comparable territories. From twenty on, their own dispersion
        steadies the interval.
    level
        Probability that the interval holds the underlying quotient.
    min_count
        Units below which the quotient is not to be published.

    Raises
    ------
    InvalidInput
        If a count or an expected count is negative, or the peers do not match.

    Notes
    -----
    The count follows a Poisson law around `expected` times the underlying quotient, which follows
    a gamma law: fitted on the peers by moments, or Jeffreys' when there are too few of them or
    when they differ no more than chance.
    """
    from scipy.special import gammaincinv

    counts, expectations = (
        np.asarray(entry, dtype=np.float64) for entry in (peer_counts, peer_expected)
    )
    _check_counts(count, expected, counts, expectations)
    if expected == 0:
        return Quotient(value=None, low=None, high=None, prior="jeffreys", is_published=False)
    fitted = _fit_gamma(counts, expectations)
    shape, rate = fitted or (_JEFFREYS_SHAPE, 0.0)
    low, high = (
        float(gammaincinv(shape + count, share)) / (rate + expected)
        for share in ((1 - level) / 2, (1 + level) / 2)
    )
    return Quotient(
        value=count / expected,
        low=low,
        high=high,
        prior="peers" if fitted else "jeffreys",
        is_published=count >= min_count,
    )


def _fit_gamma(counts: FloatArray, expected: FloatArray) -> tuple[float, float] | None:
    """Return shape and rate of the law of the quotients, by moments; none when peers tell none."""
    known = expected > 0
    counts, expected = counts[known], expected[known]
    if len(counts) < MIN_PEERS:
        return None
    mean = counts.sum() / expected.sum()
    scatter = np.sum(expected * (counts / expected - mean) ** 2) / expected.sum()
    variance = scatter - mean / expected.mean()
    return (float(mean**2 / variance), float(mean / variance)) if variance > 0 else None


def _check_counts(
    count: float, expected: float, peer_counts: FloatArray, peer_expected: FloatArray
) -> None:
    smallest = min(count, expected, *peer_counts, *peer_expected)
    if smallest < 0 or len(peer_counts) != len(peer_expected):
        raise InvalidInput(
            f"counts cannot be compared: {count=}, {expected=}, {len(peer_counts)} peer counts, "
            f"{len(peer_expected)} expectations",
            user=_(
                "Le quotient de localisation demande des effectifs positifs et autant de valeurs "
                "que de territoires comparés : vérifiez le tableau fourni."
            ),
        )


def shift_share(
    local_before: npt.ArrayLike,
    local_after: npt.ArrayLike,
    reference_before: npt.ArrayLike,
    reference_after: npt.ArrayLike,
) -> ShiftShare:
    """
    Split the change of a territory into what the reference, the mix and the place explain.

    Parameters
    ----------
    local_before, local_after
        Units by activity in the territory, at the two dates.
    reference_before, reference_after
        The same in the reference, which contains the territory.

    Raises
    ------
    InconsistentData
        If an activity exists in the territory and not in the reference.
    """
    before, after, whole_before, whole_after = (
        np.asarray(entry, dtype=np.float64)
        for entry in (local_before, local_after, reference_before, reference_after)
    )
    if np.any(before > whole_before) or np.any(after > whole_after):
        raise InconsistentData(
            "the territory holds more than the reference",
            user=_(
                "Le territoire compte plus d’unités que la référence qui doit le contenir : "
                "vérifiez que les deux tableaux portent sur les mêmes activités et les mêmes dates."
            ),
        )
    growth = whole_after.sum() / whole_before.sum() - 1
    by_activity = np.divide(
        whole_after, whole_before, out=np.ones_like(before), where=whole_before > 0
    )
    return ShiftShare(
        total=after - before,
        national=before * growth,
        structural=before * (by_activity - 1 - growth),
        local=after - before * by_activity,
    )
