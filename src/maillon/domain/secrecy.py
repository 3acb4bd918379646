"""Protect actors: withhold small or dominated counts, and whatever would give them away."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _

__all__ = ["Cell", "Protection", "Total", "protect_counts"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """
    A number that one would like to publish.

    Attributes
    ----------
    key
        Its name.
    unit_count
        Units behind it.
    dominance
        Share of its largest unit in the figure, 0 to 1; `None` when it is a mere count.
    """

    key: str
    unit_count: int
    dominance: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Total:
    """
    A published sum of cells that share no unit.

    Attributes
    ----------
    key
        Its name.
    members
        Keys of the cells that it adds up.
    dominance
        As for a cell.
    """

    key: str
    members: Sequence[str]
    dominance: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Protection:
    """
    What must be withheld.

    Attributes
    ----------
    primary
        Cells and totals that break the rule themselves.
    secondary
        Cells and totals that would let someone recompute the former.
    """

    primary: frozenset[str]
    secondary: frozenset[str]

    @property
    def withheld(self) -> frozenset[str]:
        """Everything that must not be shown."""
        return self.primary | self.secondary


def protect_counts(
    cells: Sequence[Cell],
    totals: Sequence[Total] = (),
    *,
    min_units: int,
    max_dominance: float,
) -> Protection:
    """
    Say which counts to withhold so that no small or dominated one can be known.

    Parameters
    ----------
    cells
        Counts to publish.
    totals
        Sums of these cells that are published too; they may overlap or be nested.
    min_units
        Smallest number of units that may be shown, zero excepted.
    max_dominance
        Largest share of one unit in a figure that may be shown.

    Returns
    -------
    Protection
        Zeros are never withheld: that nobody is there tells of nobody.

    Raises
    ------
    InvalidInput
        If a count is negative, a name is used twice or a total names an unknown cell.

    Notes
    -----
    Whoever reads the table knows that a withheld cell holds at least one unit. It is protected
    when at least two values of it agree with everything shown, and when the withheld cells of
    each total hold together as many units as the rule asks for. A smallest neighbour is withheld
    until this holds, or the total itself when it has none left.
    """
    table = _Table(cells, totals)
    primary = {
        key
        for key in table.members
        if _is_sensitive(table.count(key), table.dominance[key], min_units, max_dominance)
    }
    withheld = set(primary)
    while sums := table.find_leak(withheld, min_units):
        withheld.add(table.choose_companion(sums, withheld))
    return Protection(primary=frozenset(primary), secondary=frozenset(withheld - primary))


def _is_sensitive(
    count: int, dominance: float | None, min_units: int, max_dominance: float
) -> bool:
    return 0 < count < min_units or (count > 0 and (dominance or 0) > max_dominance)


class _Table:
    """Cells and totals as sums of cells: a cell is the sum of itself alone."""

    def __init__(self, cells: Sequence[Cell], totals: Sequence[Total]) -> None:
        self.counts = {cell.key: cell.unit_count for cell in cells}
        self.members: dict[str, tuple[str, ...]] = {cell.key: (cell.key,) for cell in cells}
        self.members.update({total.key: tuple(total.members) for total in totals})
        entries: list[Cell | Total] = [*cells, *totals]
        self.dominance = {entry.key: entry.dominance for entry in entries}
        self._check(len(cells) + len(totals))
        self.totals = [total.key for total in totals]

    def _check(self, entry_count: int) -> None:
        is_unknown = any(set(keys) - set(self.counts) for keys in self.members.values())
        if (
            is_unknown
            or len(self.members) != entry_count
            or min(self.counts.values(), default=0) < 0
        ):
            raise InvalidInput(
                "cells and totals do not describe one table of counts",
                user=_(
                    "Le tableau à protéger ne convient pas : chaque case porte un nom unique et un "
                    "effectif positif, chaque total n’additionne que des cases du tableau."
                ),
            )

    def count(self, key: str) -> int:
        """Return the units of a cell or of a total."""
        return sum(self.counts[member] for member in self.members[key])

    def find_leak(self, withheld: Collection[str], min_units: int) -> list[str]:
        """Return the sums through which a withheld name can be known; none when all are safe."""
        hidden = sorted(key for key in self.counts if key in withheld)
        shown = [key for key in self.totals if key not in withheld]
        for total in shown:
            inside = [key for key in self.members[total] if key in withheld]
            if inside and sum(self.counts[key] for key in inside) < min_units:
                return [total]
        for key in [*hidden, *(key for key in self.totals if key in withheld)]:
            if self._is_determined(key, hidden, shown):
                members = set(self.members[key])
                return [key, *(total for total in shown if members & set(self.members[total]))]
        return []

    def _is_determined(self, key: str, hidden: Sequence[str], shown: Sequence[str]) -> bool:
        """Tell whether only one value of a withheld name agrees with everything shown."""
        rows = [self._mark(total, hidden) for total in shown]
        bounds = _find_bounds(
            self._mark(key, hidden), rows, [float(row @ self._vector(hidden)) for row in rows]
        )
        return bounds[1] - bounds[0] < 0.5

    def _mark(self, key: str, hidden: Sequence[str]) -> npt.NDArray[np.float64]:
        return np.array([cell in self.members[key] for cell in hidden], dtype=np.float64)

    def _vector(self, hidden: Sequence[str]) -> npt.NDArray[np.float64]:
        return np.array([self.counts[cell] for cell in hidden], dtype=np.float64)

    def choose_companion(self, sums: Sequence[str], withheld: Collection[str]) -> str:
        """Return the smallest count to withhold in these sums, or else the smallest of them."""
        cells = {
            member
            for key in sums
            for member in self.members[key]
            if member not in withheld and self.counts[member]
        }
        candidates = cells or {key for key in sums if key not in withheld}
        return min(candidates, key=lambda key: (self.count(key), key))


def _find_bounds(
    wanted: npt.NDArray[np.float64],
    rows: Sequence[npt.NDArray[np.float64]],
    sums: Sequence[float],
) -> tuple[float, float]:
    """Return the least and the greatest value of a sum of withheld cells, whole and not zero."""
    if not rows or not wanted.any():
        return (0.0, np.inf) if wanted.any() else (0.0, 0.0)
    from scipy.optimize import Bounds, LinearConstraint, milp

    constraint = LinearConstraint(np.array(rows), sums, sums)
    answers = [
        milp(
            sign * wanted,
            constraints=constraint,
            bounds=Bounds(1, np.inf),
            integrality=np.ones(len(wanted)),
        )
        for sign in (1, -1)
    ]
    low, high = (answer.fun if answer.success else -np.inf for answer in answers)
    return low, -high
