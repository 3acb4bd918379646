"""Tie estimates to a total that is known, their proportions kept."""

from collections.abc import Sequence

import numpy as np

from maillon.domain.errors import InconsistentData, InvalidInput, NoSolution
from maillon.domain.language import translate as _
from maillon.flows.gisements.estimating import SpreadEstimate
from maillon.flows.gisements.laws import Estimate, make_estimate
from maillon.flows.gisements.spreading import FloatArray

__all__ = ["calibrate_parts", "calibrate_spread", "rake"]

_ROUNDS = 500
_TOLERANCE = 1e-10


def calibrate_parts(values: Sequence[float], total: float) -> list[float]:
    """
    Return the values multiplied so that they add up to a known total; their proportions stay.

    Raises
    ------
    InvalidInput
        If the total or a value is negative.
    InconsistentData
        If the total is positive and every value zero: nothing says how to share it.
    """
    if total < 0 or min(values, default=0.0) < 0:
        raise InvalidInput(
            "negative total or part",
            user=_("Un total connu ou une estimation est négatif : corrigez-le."),
        )
    whole = sum(values)
    if not whole:
        if total:
            raise InconsistentData(
                f"nothing to share {total} between",
                user=_(
                    "Le total connu n’est pas nul et l’estimation l’est : rien ne dit comment le "
                    "répartir. Vérifiez les ratios et les effectifs."
                ),
            )
        return list(values)
    return [value * (total / whole) for value in values]


def calibrate_spread(
    found: SpreadEstimate, total: float, cv: float = 0.0
) -> tuple[Estimate, FloatArray, FloatArray]:
    """
    Tie an estimate and its places to a known total.

    Parameters
    ----------
    total, cv
        What is known, and its coefficient of variation.

    Returns
    -------
    total, place_values, place_variations
        The total, as known; the places, and what is left of their uncertainty.

    Notes
    -----
    A ratio common to every place no longer matters once the total is known: only what makes a
    place differ from the whole is left. To the first order, the relative deviation of a place is
    that of the total plus, for each factor, its variation times the difference of its weight in
    the place and in the whole.
    """
    values = np.array(calibrate_parts([float(value) for value in found.place_values], total))
    apart = (found.weights[:-1] - found.weights[-1]) * found.variations
    variations = np.where(values > 0, np.sqrt(cv**2 + (apart**2).sum(axis=1)), 0.0)
    return make_estimate(total, cv), values, variations


def rake(
    table: FloatArray,
    *,
    row_totals: FloatArray | None = None,
    column_totals: FloatArray | None = None,
) -> FloatArray:
    """
    Multiply the rows and the columns of a table so that both add up to what is known.

    Parameters
    ----------
    table
        Estimates, none negative: places by matters.
    row_totals, column_totals
        Known totals; NaN where one is not known. `None` when none of them is.

    Raises
    ------
    InconsistentData
        If rows and columns, all known, do not add up to the same, or a known total has nothing
        to share it.
    NoSolution
        If zeros of the table keep both from being reached.
    """
    fitted = np.array(table, dtype=np.float64)
    if fitted.size and fitted.min() < 0:
        raise InvalidInput(
            "negative cell", user=_("Une estimation est négative : corrigez-la avant le calage.")
        )
    rows, columns = (
        _complete(row_totals, fitted.shape[0]),
        _complete(column_totals, fitted.shape[1]),
    )
    _check_totals(fitted, rows, columns)
    for _round in range(_ROUNDS):
        fitted = _scale(fitted, rows, axis=1)
        fitted = _scale(fitted, columns, axis=0)
        if _is_reached(fitted.sum(axis=1), rows):
            return fitted
    raise NoSolution(
        "raking does not converge",
        user=_(
            "Les totaux connus ne peuvent pas tous être atteints : des cases nulles l’empêchent. "
            "Retirez un total, ou complétez les ratios."
        ),
    )


def _complete(totals: FloatArray | None, length: int) -> FloatArray:
    return np.full(length, np.nan) if totals is None else np.asarray(totals, dtype=np.float64)


def _scale(table: FloatArray, totals: FloatArray, *, axis: int) -> FloatArray:
    sums = table.sum(axis=axis)
    factors = np.where(np.isnan(totals) | (sums == 0), 1.0, totals / np.where(sums == 0, 1.0, sums))
    return np.asarray(table * np.expand_dims(factors, axis))


def _is_reached(sums: FloatArray, totals: FloatArray) -> bool:
    known = ~np.isnan(totals)
    return bool(np.allclose(sums[known], totals[known], rtol=_TOLERANCE, atol=0.0))


def _check_totals(table: FloatArray, rows: FloatArray, columns: FloatArray) -> None:
    for totals, axis in ((rows, 1), (columns, 0)):
        if np.nanmin(totals, initial=0.0) < 0:
            raise InvalidInput(
                "negative total", user=_("Un total connu est négatif : corrigez-le.")
            )
        if np.any((table.sum(axis=axis) == 0) & (np.nan_to_num(totals) > 0)):
            raise InconsistentData(
                "a known total has nothing to share it",
                user=_(
                    "Un total connu porte sur une ligne ou une colonne vide : rien ne dit comment "
                    "le répartir."
                ),
            )
    is_whole = not (np.isnan(rows).any() or np.isnan(columns).any())
    if is_whole and not np.isclose(rows.sum(), columns.sum(), rtol=_TOLERANCE):
        raise InconsistentData(
            f"rows add up to {rows.sum()}, columns to {columns.sum()}",
            user=_(
                "Les totaux par lieu et par matière ne font pas la même somme : l’un des deux est "
                "à corriger."
            ),
        )
