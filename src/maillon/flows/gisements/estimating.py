"""A gisement from units of activity and published ratios, with an uncertainty that is honest."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _
from maillon.flows.gisements.laws import Estimate, make_estimate
from maillon.flows.gisements.spreading import FloatArray, IntArray

__all__ = ["ActivityRows", "Factor", "SpreadEstimate", "estimate_by_ratios"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Factor:
    """A number common to all the units of a group (a ratio, the mean size of a band): its law."""

    mean: float
    cv: float = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class ActivityRows:
    """
    Units of activity, a row a group of them.

    Attributes
    ----------
    places, ratios, sizes
        Ranks of the place, of the ratio and of the mean size of each row.
    counts
        Units of each row: establishments of a band, inhabitants.
    place_count
        Number of places.
    """

    places: IntArray
    ratios: IntArray
    sizes: IntArray
    counts: FloatArray
    place_count: int


@dataclass(frozen=True, kw_only=True, slots=True)
class SpreadEstimate:
    """
    A total and its places.

    Attributes
    ----------
    total
        Of every place together.
    place_values, place_variations
        Mean and coefficient of variation of each place.
    activity
        Units of activity behind the total: employees, inhabitants.
    ratio_shares
        Part of the variance of the total that comes from the ratios, the rest from the sizes;
        `None` when it is exact.
    weights
        Share of each factor (ratios, then sizes) in each place; the last row is the total.
    variations
        Coefficient of variation of each factor.
    """

    total: Estimate
    place_values: FloatArray
    place_variations: FloatArray
    activity: float
    ratio_shares: float | None
    weights: FloatArray
    variations: FloatArray


def estimate_by_ratios(
    rows: ActivityRows, ratios: Sequence[Factor], sizes: Sequence[Factor]
) -> SpreadEstimate:
    """
    Estimate a total and its places.

    Parameters
    ----------
    ratios
        Quantity per unit of activity of each group.
    sizes
        Units of activity per unit counted, of each band: 1 and certain for inhabitants.

    Raises
    ------
    InvalidInput
        If a count, a ratio or a size is negative.

    Notes
    -----
    A ratio is one number shared by all that it is applied to: an error in it is repeated, never
    averaged out. Its standard deviation is multiplied by the units that share it, and only
    distinct ratios, taken as independent, add up in quadrature. The mean size of a band likewise.
    """
    _check(rows, ratios, sizes)
    ratio_means = np.array([factor.mean for factor in ratios], dtype=np.float64)
    size_means = np.array([factor.mean for factor in sizes], dtype=np.float64)
    variations = np.array([factor.cv for factor in (*ratios, *sizes)], dtype=np.float64)
    activity = rows.counts * size_means[rows.sizes]
    parts = activity * ratio_means[rows.ratios]
    by_ratio = _tabulate(rows.places, rows.ratios, parts, (rows.place_count, len(ratios)))
    by_size = _tabulate(rows.places, rows.sizes, parts, (rows.place_count, len(sizes)))
    amounts = np.hstack([by_ratio, by_size])
    amounts = np.vstack([amounts, amounts.sum(axis=0)])
    values = amounts[:, : len(ratios)].sum(axis=1)
    both = _add_common_part(rows, parts, variations, ratio_count=len(ratios))
    squares = (amounts * variations) ** 2
    variances = squares.sum(axis=1) + both
    weights = np.divide(
        amounts, values[:, None], out=np.zeros_like(amounts), where=values[:, None] > 0
    )
    cvs = np.sqrt(np.divide(variances, values**2, out=np.zeros_like(values), where=values > 0))
    return SpreadEstimate(
        total=make_estimate(float(values[-1]), float(cvs[-1])),
        place_values=values[:-1],
        place_variations=cvs[:-1],
        activity=math.fsum(activity),
        ratio_shares=float(squares[-1, : len(ratios)].sum() / variances[-1])
        if variances[-1]
        else None,
        weights=weights,
        variations=variations,
    )


def _tabulate(
    rows: IntArray, columns: IntArray, values: FloatArray, shape: tuple[int, int]
) -> FloatArray:
    cells = rows.astype(np.int64) * shape[1] + columns
    table = np.bincount(cells, weights=values, minlength=shape[0] * shape[1])
    return np.asarray(table.reshape(shape), dtype=np.float64)


def _add_common_part(
    rows: ActivityRows, parts: FloatArray, variations: FloatArray, *, ratio_count: int
) -> FloatArray:
    """Return the variance that comes from a ratio and a size being wrong together."""
    size_count = len(variations) - ratio_count
    pairs = rows.ratios.astype(np.int64) * size_count + rows.sizes
    both = variations[rows.ratios] * variations[ratio_count + rows.sizes]
    # Few of the pairs are in a place: only those that are there are added up.
    cells, ranks = np.unique(
        rows.places.astype(np.int64) * (ratio_count * size_count) + pairs, return_inverse=True
    )
    amounts = np.bincount(ranks, weights=parts * both, minlength=len(cells))
    by_place = np.bincount(
        cells // (ratio_count * size_count), weights=amounts**2, minlength=rows.place_count
    )
    whole = np.bincount(pairs, weights=parts * both)
    return np.append(by_place, (whole**2).sum())


def _check(rows: ActivityRows, ratios: Sequence[Factor], sizes: Sequence[Factor]) -> None:
    numbers = [number for factor in (*ratios, *sizes) for number in (factor.mean, factor.cv)]
    if min(numbers, default=0) < 0 or (len(rows.counts) and rows.counts.min() < 0):
        raise InvalidInput(
            "a count, a ratio or a size is negative",
            user=_("Un ratio, un effectif ou une incertitude est négatif : corrigez-le."),
        )
