"""Sobol indices: the share of the variance of a result that each cause explains, alone or not."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _
from maillon.economics.model import ChainEconomy
from maillon.economics.sensitivity import evaluate_chain, list_factors, list_spreads

__all__ = ["VarianceShare", "share_variance"]

Array = npt.NDArray[np.float64]
_LARGEST = 4096


@dataclass(frozen=True, kw_only=True, slots=True)
class VarianceShare:
    """
    Part of a cause in the variance of the result.

    Attributes
    ----------
    first
        Alone: the variance that would go if this cause were known.
    total
        Alone and with others: the variance that would stay if all but this cause were known.
    """

    factor: str
    first: float
    total: float


def share_variance(
    chain: ChainEconomy, keys: Sequence[str], *, draws: int, seed: int, spread: float
) -> list[VarianceShare]:
    """
    Return the Sobol indices of the result of the whole chain, the largest first.

    Parameters
    ----------
    keys
        Factors that vary; the others keep their value.
    draws
        Size of each of the two base samples, a power of two.
    spread
        As in `draw_tornado`.

    Raises
    ------
    InvalidInput
        If the number of draws is no power of two from 2 to 4096.

    Notes
    -----
    The causes are drawn apart, as the method supposes: groups of correlated causes play no part.

    References
    ----------
    Saltelli et al. (2010), Computer Physics Communications 181, 259-270, as in `scipy.stats`.
    """
    if not 2 <= draws <= _LARGEST or draws & (draws - 1):
        raise InvalidInput(
            f"{draws} draws for Sobol indices",
            user=_(
                "Le nombre de tirages des indices de Sobol est une puissance de deux, de 2 à "
                "4096 : 256 ou 512 suffisent."
            ),
        )
    factors = list_factors(chain)
    rank = {factor.key: place for place, factor in enumerate(factors)}
    widths = list_spreads(factors, spread)
    varying = [rank[key] for key in keys if widths[rank[key]] > 0]
    if not varying:
        return []

    def compute(points: Array) -> Array:
        multipliers = np.ones((points.shape[1], len(factors)))
        multipliers[:, varying] = points.T
        return np.asarray(evaluate_chain(chain, multipliers).result.sum(axis=1))

    from scipy.stats import sobol_indices, uniform

    laws = [uniform(loc=1 - width, scale=2 * width) for width in widths[varying]]
    generator = np.random.default_rng(seed)
    found_indices = sobol_indices(func=compute, n=draws, dists=laws, rng=generator)
    first, total = found_indices.first_order, found_indices.total_order
    found = [
        VarianceShare(factor=factors[place].key, first=float(one), total=float(whole))
        for place, one, whole in zip(varying, first, total, strict=True)
    ]
    return sorted(found, key=lambda one: -one.total)
