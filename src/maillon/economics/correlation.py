"""Causes that move together: one rank correlation by group, drawn with a Gaussian copula."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import pi, sin, sqrt
from typing import Any

import numpy as np
import numpy.typing as npt

from maillon.domain.language import translate as _
from maillon.economics.fields import FieldReader

__all__ = ["FactorGroup", "draw_together", "read_groups"]

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, slots=True)
class FactorGroup:
    """
    Factors that rise and fall together.

    Attributes
    ----------
    rank_correlation
        Spearman's, between any two factors of the group, from 0 to 1.
    """

    name: str
    factors: tuple[str, ...]
    rank_correlation: float


def read_groups(values: Mapping[str, Any], names: Sequence[str]) -> tuple[FactorGroup, ...]:
    """
    Return the groups of `correlations`.

    Parameters
    ----------
    names
        Keys of the factors of the chain.

    Raises
    ------
    InvalidInput
        With one sentence each field that is wrong.
    """
    reader = FieldReader()
    groups, taken = [], set[str]()
    for path, row in reader.read_list(values, "", "correlations"):
        share = reader.read_number(row, path, "rank_correlation", low=0, high=1)
        if share is None and row.get("rank_correlation") is None:
            reader.add(path, "rank_correlation", _("manque : donnez un nombre de 0 à 1."))
        keys = row.get("factors")
        if not isinstance(keys, list) or len(keys) < 2:
            reader.add(path, "factors", _("attend une liste d’au moins deux causes."))
            continue
        for key in keys:
            if key not in names:
                reader.add(
                    path, "factors", _("nomme une cause qui n’existe pas : {key}.").format(key=key)
                )
            elif key in taken:
                reader.add(
                    path, "factors", _("reprend une cause déjà liée : {key}.").format(key=key)
                )
            taken.add(str(key))
        groups.append(
            FactorGroup(
                name=reader.read_text(row, path, "name"),
                factors=tuple(str(key) for key in keys),
                rank_correlation=share or 0.0,
            )
        )
    reader.refuse_problems()
    return tuple(groups)


def draw_together(group: FactorGroup, count: int, generator: np.random.Generator) -> Array:
    """
    Return draws between -1 and 1, uniform one by one: a row each draw, a column each factor.

    Notes
    -----
    Of two normal variables correlated at r, the ranks are correlated at (6 / π) asin(r / 2): the
    normal correlation is 2 sin(π ρ / 6). One common cause gives it to every pair of the group.

    References
    ----------
    Iman and Conover (1982), Communications in Statistics 11 (3), 311-334, for the aim: a rank
    correlation whatever the laws.
    """
    from scipy.special import ndtr

    normal = min(1.0, 2 * sin(pi * group.rank_correlation / 6))
    common = generator.standard_normal((count, 1))
    own = generator.standard_normal((count, len(group.factors)))
    return np.asarray(2 * ndtr(sqrt(normal) * common + sqrt(1 - normal) * own) - 1)
