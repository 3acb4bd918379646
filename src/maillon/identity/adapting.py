"""What no training knows of a list: how many lines are in the register, how it writes names."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from maillon.identity.comparing import NAME
from maillon.identity.model import LinkageModel

__all__ = ["Habits", "learn_habits"]

# What the model says counts for as many lines as this.
_PRIOR_FOUND = 20
_PRIOR_SPELLING = 10
_SHARES = (0.01, 0.98)
_TURNS = 40
_LARGEST_SUPPORT = 60.0
# One name, whether the register writes the legal form or not: ASSOC RESSOURCERIE, Ressourcerie.
_ONE_NAME = ("identical", "same_rare", "same")


@dataclass(frozen=True, slots=True)
class Habits:
    """
    What the lines say of themselves.

    Attributes
    ----------
    found_share
        Share of the lines whose actor is in the register.
    bits
        What to add to the weight of a pair, by level of its names.
    """

    found_share: float
    bits: Mapping[str, float]


def learn_habits(
    lines: Sequence[Sequence[Mapping[str, Any]]],
    *,
    line_count: int,
    register_size: int,
    model: LinkageModel,
) -> Habits:
    """
    Estimate the habits of a list by repeated averaging (EM), without any known answer.

    Only two things move: the share of the lines to be found, and how the share of true pairs that
    bear one name is split between the ways to write it. A register that writes "ASSOC" before
    every name would otherwise make each of its actors unlikely.

    Parameters
    ----------
    lines
        The candidates of each line, one row each: `weight` and the level of the names.
    line_count
        How many lines hold a name, those without a candidate included.
    """
    weights = np.array([row["weight"] for rows in lines for row in rows], float)
    owners = np.repeat(np.arange(len(lines)), [len(rows) for rows in lines])
    names = np.array([row[NAME] for rows in lines for row in rows])
    trained = {key: weight.m for key, weight in model.weights.get(NAME, {}).items()}
    family = [key for key in _ONE_NAME if trained.get(key)]
    total = sum(trained[key] for key in family)
    split = {key: trained[key] / total for key in family}
    share = model.found_share
    bits = dict.fromkeys(family, 0.0)
    for _turn in range(_TURNS if len(weights) else 0):
        more = np.zeros(len(weights))
        for key in family:
            more[names == key] = bits[key]
        support = np.minimum(weights + more - math.log2(max(1, register_size)), _LARGEST_SUPPORT)
        odds = share * np.exp2(support)
        against = (1.0 - share) + np.bincount(owners, odds, minlength=len(lines))
        expected = odds / against[owners]
        found = float(expected.sum())
        share = (found + _PRIOR_FOUND * model.found_share) / (line_count + _PRIOR_FOUND)
        share = min(max(share, _SHARES[0]), _SHARES[1])
        counted = {key: float(expected[names == key].sum()) for key in family}
        seen = sum(counted.values())
        for key in family:
            fitted = (_PRIOR_SPELLING * split[key] + counted[key]) / (_PRIOR_SPELLING + seen)
            bits[key] = math.log2(fitted / split[key])
        # The very same name never counts against, however rare it is here.
        bits["identical"] = max(0.0, bits.get("identical", 0.0))
    return Habits(share, bits)
