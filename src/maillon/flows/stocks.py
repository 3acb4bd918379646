"""What stays in use and what comes out of it, from what entered and how long things last."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _

__all__ = ["Lifetime", "StockHistory", "follow_stock"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Lifetime:
    """
    How long what enters stays, in years.

    Attributes
    ----------
    mean
        At least one year.
    standard_error
        Spread of the lives around it, as a normal law without negative lives; 0 when all last
        the same.
    """

    mean: float
    standard_error: float = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class StockHistory:
    """Year after year, in the unit of what enters: what is left at the end, what came out."""

    stock: tuple[float, ...]
    outflow: tuple[float, ...]


def follow_stock(inflow: Sequence[float], lifetime: Lifetime) -> StockHistory:
    """
    Return the stock that yearly entries leave, and what leaves it each year.

    Parameters
    ----------
    inflow
        What enters each year, from an empty stock: to count an older stock, give its entries.

    Raises
    ------
    InvalidInput
        If something negative enters, or the lifetime is no lifetime.

    Notes
    -----
    What enters in a year is of age 0 at its end, and leaves in the year when its age reaches its
    life. All that entered is in stock or came out.

    References
    ----------
    Brunner and Rechberger (2016), Handbook of Material Flow Analysis: delayed stocks.
    """
    entered = np.asarray(inflow, dtype=float)
    _check(entered, lifetime)
    left = _share_left(np.arange(len(entered)), lifetime)
    stock = np.convolve(entered, left)[: len(entered)]
    outflow = entered - np.diff(stock, prepend=0.0)
    # Rounding could leave a hair under zero.
    outflow = np.maximum(outflow, 0.0)
    return StockHistory(stock=tuple(stock.tolist()), outflow=tuple(outflow.tolist()))


def _share_left(ages: np.ndarray, lifetime: Lifetime) -> np.ndarray:
    """Return the share of what entered that is still there at each age, in years."""
    if lifetime.standard_error == 0:
        return (ages < lifetime.mean).astype(float)
    from scipy.special import ndtr

    left = ndtr((lifetime.mean - ages) / lifetime.standard_error)
    return np.asarray(left / ndtr(lifetime.mean / lifetime.standard_error))


def _check(entered: np.ndarray, lifetime: Lifetime) -> None:
    if not np.isfinite(entered).all() or (entered < 0).any():
        raise InvalidInput(
            "inflow is negative or missing",
            user=_("Ce qui entre dans un stock ne peut être ni négatif ni vide : mettez 0."),
        )
    if not (lifetime.mean >= 1 and 0 <= lifetime.standard_error < float("inf")):
        raise InvalidInput(
            f"lifetime {lifetime}",
            user=_("Une durée de vie est d’au moins un an, et son écart-type n’est pas négatif."),
        )
