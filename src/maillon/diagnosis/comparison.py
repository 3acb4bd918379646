"""Choose territories that one can be compared with, and say why."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _

__all__ = ["Comparable", "Profile", "choose_comparable", "describe_comparable"]

_CLOSE = 0.1  # relative difference under which two territories are said to be alike


@dataclass(frozen=True, kw_only=True, slots=True)
class Profile:
    """
    What makes two territories comparable.

    Attributes
    ----------
    key
        Key of the territory.
    kind
        Its kind: an EPCI is compared with EPCI.
    population
        Inhabitants.
    density_per_km2
        Inhabitants per km²; `None` when unknown.
    activity_shares
        Share of each activity, same order everywhere, sum 1; empty when not compared.
    """

    key: str
    kind: str
    population: int
    density_per_km2: float | None = None
    activity_shares: Sequence[float] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparable:
    """
    A comparable territory.

    Attributes
    ----------
    key
        Key of the territory.
    distance
        Standardised distance to the target, all criteria together; 0 when alike.
    population_ratio, density_ratio
        Its population and density divided by those of the target; `None` when not compared.
    activity_gap
        How far the mixes of activities differ, 0 to 2; `None` when not compared.
    """

    key: str
    distance: float
    population_ratio: float
    density_ratio: float | None
    activity_gap: float | None


def choose_comparable(
    target: Profile, candidates: Sequence[Profile], *, limit: int = 5
) -> list[Comparable]:
    """
    Rank the territories nearest to the target in population, density and mix of activities.

    Parameters
    ----------
    target
        Territory to compare.
    candidates
        Others; those of another kind, without inhabitants, or that lack what is known of the
        target (density, activities) are left out, as is the target itself.
    limit
        Number of territories to return.

    Returns
    -------
    list of Comparable
        Nearest first; keys in order when equally near.

    Raises
    ------
    InvalidInput
        If the target has no inhabitant.

    Notes
    -----
    Population and density count by their logarithm: twice as many is as far as half as many. Each
    criterion is divided by its spread among the candidates, so that none outweighs the others.
    """
    if target.population <= 0:
        raise InvalidInput(
            f"{target.key} has no inhabitant",
            user=_("Ce territoire n’a pas de population connue : il ne peut pas être comparé."),
        )
    pool = [entry for entry in candidates if _is_comparable(target, entry)]
    gaps = [_measure_gaps(target, entry) for entry in pool]
    spreads = [statistics.pstdev(column) or 1.0 for column in zip(*gaps, strict=True)]
    ranked = [
        _compare(target, entry, [gap / spread for gap, spread in zip(row, spreads, strict=True)])
        for entry, row in zip(pool, gaps, strict=True)
    ]
    ranked.sort(key=lambda comparable: (comparable.distance, comparable.key))
    return ranked[:limit]


def _is_comparable(target: Profile, entry: Profile) -> bool:
    has_density = bool(entry.density_per_km2) or not target.density_per_km2
    has_mix = len(entry.activity_shares) == len(target.activity_shares)
    return (
        entry.key != target.key
        and entry.kind == target.kind
        and entry.population > 0
        and has_density
        and (has_mix or not target.activity_shares)
    )


def _measure_gaps(target: Profile, entry: Profile) -> tuple[float, ...]:
    gaps = [math.log(entry.population / target.population)]
    if target.density_per_km2 and entry.density_per_km2:
        gaps.append(math.log(entry.density_per_km2 / target.density_per_km2))
    if target.activity_shares:
        gaps.append(_compare_mixes(target, entry))
    return tuple(gaps)


def _compare_mixes(target: Profile, entry: Profile) -> float:
    pairs = zip(target.activity_shares, entry.activity_shares, strict=True)
    return math.fsum(abs(here - there) for here, there in pairs)


def _compare(target: Profile, entry: Profile, gaps: Sequence[float]) -> Comparable:
    has_density = target.density_per_km2 and entry.density_per_km2
    return Comparable(
        key=entry.key,
        distance=math.hypot(*gaps),
        population_ratio=entry.population / target.population,
        density_ratio=(entry.density_per_km2 or 0) / (target.density_per_km2 or 1)
        if has_density
        else None,
        activity_gap=_compare_mixes(target, entry) if target.activity_shares else None,
    )


def describe_comparable(comparable: Comparable) -> str:
    """Return the reason of the choice, in words."""
    parts = [
        _("population {comparison}").format(comparison=_compare_words(comparable.population_ratio))
    ]
    if comparable.density_ratio is not None:
        words = _compare_words(comparable.density_ratio)
        parts.append(_("densité {comparison}").format(comparison=words))
    if comparable.activity_gap is not None:
        shared = round(100 * (1 - comparable.activity_gap / 2))
        parts.append(_("{share} % du tissu d’activités en commun").format(share=shared))
    sentence = ", ".join(parts)
    return _("Même type de territoire : {reasons}.").format(reasons=sentence)


def _compare_words(ratio: float) -> str:
    if abs(ratio - 1) < _CLOSE:
        return _("voisine")
    if ratio >= 2:
        return _("{times} fois plus forte").format(times=round(ratio))
    if ratio > 1:
        return _("plus forte de {share} %").format(share=round(100 * (ratio - 1)))
    return _("plus faible de {share} %").format(share=round(100 * (1 - ratio)))
