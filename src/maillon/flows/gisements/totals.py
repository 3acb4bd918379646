"""Add gisements up by matter, without counting one quantity twice."""

import itertools
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from maillon.domain.errors import InvalidInput
from maillon.domain.gisements import Gisement, Origin
from maillon.domain.language import translate as _
from maillon.domain.text import fold
from maillon.flows.gisements.chain import GisementChain, lead_to_recoverable
from maillon.flows.gisements.laws import Estimate, find_variation, make_estimate
from maillon.flows.units import Unit, find_unit
from maillon.reference.parameters.pedigree import PedigreeTable

__all__ = [
    "Addition",
    "GisementTotal",
    "PossibleDouble",
    "add_gisements",
    "estimate_gisement",
    "find_base_unit",
    "find_doubles",
    "read_years",
]

_MOST_DOUBLES = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Addition:
    """
    One step of a total.

    Attributes
    ----------
    value
        Sum of what is known; `None` when nothing is.
    estimate
        The same with its bounds; `None` when one of the gisements has no uncertainty.
    gisements
        Keys of the gisements added up.
    missing
        Keys of those of which the quantity, or the share, is not known.
    unsure
        Keys of those without uncertainty.
    """

    value: float | None
    estimate: Estimate | None
    gisements: tuple[str, ...]
    missing: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class GisementTotal:
    """
    Gisements of one matter, known in one way.

    Attributes
    ----------
    matter
        As the first gisement writes it.
    unit
        Base unit of the dimension (`t`).
    years
        Years of the gisements; more than one is to be said.
    """

    matter: str
    unit: str
    origin: Origin
    is_dormant: bool
    theoretical: Addition
    mobilisable: Addition
    recoverable: Addition
    years: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class PossibleDouble:
    """Two gisements that may be the same quantity, known in two ways."""

    matter: str
    first: str
    second: str


def add_gisements(
    gisements: Sequence[Gisement], pedigree: PedigreeTable
) -> tuple[GisementTotal, ...]:
    """
    Add gisements up by matter, dimension and origin; stocks that sleep apart.

    Returns
    -------
    tuple of GisementTotal
        What is declared, weighed and estimated is never added together.

    Raises
    ------
    InvalidInput
        If a unit is unknown, a quantity negative or a share wrong: one sentence each.

    Notes
    -----
    Errors of distinct gisements are independent and add up in quadrature, but those of gisements
    that were estimated with the same ratio add up: it is the same error.
    """
    chains = _lead_all(gisements, pedigree)
    groups: dict[tuple[str, str, Origin, bool], list[Gisement]] = defaultdict(list)
    for gisement in gisements:
        unit = find_base_unit(gisement.unit)
        groups[fold(gisement.matter), unit.symbol, gisement.origin, gisement.is_dormant].append(
            gisement
        )
    return tuple(
        GisementTotal(
            matter=found[0].matter,
            unit=unit,
            origin=origin,
            is_dormant=is_dormant,
            theoretical=_add(found, chains, "theoretical"),
            mobilisable=_add(found, chains, "mobilisable"),
            recoverable=_add(found, chains, "recoverable"),
            years=tuple(sorted({year for one in found for year in read_years(one)})),
        )
        for (_matter, unit, origin, is_dormant), found in groups.items()
    )


def find_doubles(gisements: Sequence[Gisement]) -> tuple[PossibleDouble, ...]:
    """Return gisements that may be one quantity known twice: same matter, place and time."""
    return tuple(itertools.islice(_iter_doubles(gisements), _MOST_DOUBLES))


def estimate_gisement(gisement: Gisement, pedigree: PedigreeTable) -> tuple[Estimate | None, bool]:
    """
    Return the quantity of a gisement in the base unit, and whether it has an uncertainty.

    Raises
    ------
    InvalidInput
        If its unit is unknown or its quantity negative.
    """
    if gisement.quantity is None:
        return None, False
    base = find_base_unit(gisement.unit)
    unit = find_unit(gisement.unit) or base
    variation = find_variation(
        gisement.quantity,
        cv=gisement.cv,
        low=gisement.low,
        high=gisement.high,
        confidence=gisement.confidence,
        pedigree=pedigree,
    )
    return make_estimate(gisement.quantity * unit.factor, variation or 0.0), variation is not None


@lru_cache(maxsize=256)
def find_base_unit(text: str) -> Unit:
    """
    Return the base unit of the dimension of a unit that a person wrote.

    Raises
    ------
    InvalidInput
        If it is unknown.
    """
    unit = find_unit(text)
    if unit is None:
        raise InvalidInput(
            f"unknown unit {text!r}",
            user=_("L’unité « {unit} » n’est pas connue : écrivez par exemple t, kg ou m³.").format(
                unit=text
            ),
        )
    return _BASES[unit.dimension]


_BASES = {
    unit.dimension: unit
    for unit in (find_unit(symbol) for symbol in ("t", "m³", "pièces", "€", "MWh"))
    if unit is not None
}


def read_years(gisement: Gisement) -> tuple[int, ...]:
    """Return the years that the period of a gisement covers; none when it is not said."""
    ends = [text[:4] for text in (gisement.starts_on, gisement.ends_on) if text[:4].isdigit()]
    if not ends:
        return ()
    return tuple(range(int(ends[0]), int(ends[-1]) + 1))


def _lead_all(
    gisements: Sequence[Gisement], pedigree: PedigreeTable
) -> Mapping[str, tuple[GisementChain, bool]]:
    """Return the chain of each gisement that has a quantity, and whether it has an uncertainty."""
    chains: dict[str, tuple[GisementChain, bool]] = {}
    problems: list[str] = []
    for gisement in gisements:
        try:
            chain = _lead(gisement, pedigree)
            if chain is not None:
                chains[gisement.key] = chain
        except InvalidInput as error:
            problems.append(
                _("{matter} ({place}) : {problem}").format(
                    matter=gisement.matter,
                    place=gisement.place or gisement.holder or gisement.key,
                    problem=error.for_user(),
                )
            )
    if problems:
        raise InvalidInput(
            f"{len(problems)} gisements are wrong",
            user=_("Des gisements sont à corriger avant de faire un total."),
            details=problems,
        )
    return chains


def _lead(gisement: Gisement, pedigree: PedigreeTable) -> tuple[GisementChain, bool] | None:
    theoretical, is_sure = estimate_gisement(gisement, pedigree)
    if theoretical is None:
        return None
    return lead_to_recoverable(theoretical, gisement.steps), is_sure


def _add(
    gisements: Sequence[Gisement], chains: Mapping[str, tuple[GisementChain, bool]], step: str
) -> Addition:
    known: dict[str, Estimate] = {}
    by_error: dict[str, float] = defaultdict(float)
    unsure: list[str] = []
    for gisement in gisements:
        chain, is_sure = chains.get(gisement.key, (None, False))
        part: Estimate | None = getattr(chain, step) if chain else None
        if part is None:
            continue
        known[gisement.key] = part
        by_error[gisement.ratio_key or f"gisement {gisement.key}"] += part.standard_deviation
        if not is_sure:
            unsure.append(gisement.key)
    missing = tuple(one.key for one in gisements if one.key not in known)
    if not known:
        return Addition(value=None, estimate=None, gisements=(), missing=missing)
    value = math.fsum(part.value for part in known.values())
    deviation = math.hypot(*by_error.values())
    return Addition(
        value=value,
        estimate=None if unsure else make_estimate(value, deviation / value if value else 0.0),
        gisements=tuple(known),
        missing=missing,
        unsure=tuple(unsure),
    )


def _iter_doubles(gisements: Sequence[Gisement]) -> Iterator[PossibleDouble]:
    """Yield the pairs that may be one quantity; within one place, or with no place at all."""
    by_place: dict[tuple[str, bool], dict[str, list[Gisement]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for gisement in gisements:
        by_place[fold(gisement.matter), gisement.is_dormant][fold(gisement.place)].append(gisement)
    for places in by_place.values():
        nowhere = places.get("", [])
        for place, found in places.items():
            for first, second in _iter_pairs(found, nowhere if place else ()):
                if _overlap(read_years(first), read_years(second)):
                    yield PossibleDouble(matter=first.matter, first=first.key, second=second.key)


def _iter_pairs(
    found: Sequence[Gisement], nowhere: Sequence[Gisement]
) -> Iterator[tuple[Gisement, Gisement]]:
    """
    Yield the pairs of two origins, and those of one origin and one holder.

    Two declarations of two holders are two quantities; they are never compared.
    """
    by_origin: dict[Origin, list[Gisement]] = defaultdict(list)
    by_holder: dict[tuple[Origin, str], list[Gisement]] = defaultdict(list)
    for gisement in found:
        by_origin[gisement.origin].append(gisement)
        by_holder[gisement.origin, gisement.holder].append(gisement)
    for alike in by_holder.values():
        yield from itertools.combinations(alike, 2)
    for first, second in itertools.combinations(by_origin.values(), 2):
        yield from itertools.product(first, second)
    for loose in nowhere:
        for origin, others in by_origin.items():
            if origin is not loose.origin:
                yield from ((loose, other) for other in others)
        yield from ((loose, other) for other in by_holder.get((loose.origin, loose.holder), ()))


def _overlap(first: Sequence[int], second: Sequence[int]) -> bool:
    return not first or not second or not set(first).isdisjoint(second)
