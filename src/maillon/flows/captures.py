"""Who takes a gisement: shares by destination and year, what secures them, what is not known."""

import math
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from maillon.domain.errors import InvalidInput
from maillon.domain.gisements import Capture, Destination, Gisement, Origin
from maillon.domain.language import translate as _
from maillon.domain.text import fold
from maillon.flows.gisements.laws import Estimate, make_estimate
from maillon.flows.gisements.totals import estimate_gisement, find_base_unit, read_years
from maillon.flows.units import find_unit
from maillon.reference.parameters.pedigree import PedigreeTable

__all__ = ["CaptureYear", "share_captures"]

_Key = TypeVar("_Key", bound=Hashable)


@dataclass(frozen=True, kw_only=True, slots=True)
class CaptureYear:
    """
    Who took the gisements of a matter in a year, known in one way.

    Attributes
    ----------
    gisements
        Keys of the gisements concerned.
    ratios
        Keys of the ratios that estimated them.
    available
        What arises in the year, in `unit`; `None` when nobody knows.
    low, high
        Its bounds; `None` when it has none.
    compared_years
        Years of the gisements, when they are not the year of the captures.
    quantities
        What is known to be taken, by destination.
    remainder
        What is left of the gisement, of which nobody says where it goes; `None` when the gisement
        is not known.
    shares
        Share of the gisement by destination; empty when it is not known.
    excess
        What is taken beyond the gisement; zero when it is not exceeded.
    unquantified
        Takers of which nobody knows how much they take, by destination.
    secured
        What the ESS takes with its access secured, by measure; one capture may have several.
    secured_total
        What the ESS takes with at least one measure.
    unsecured
        Takers of the ESS that nothing secures.
    """

    matter: str
    unit: str
    year: int
    origin: Origin
    is_dormant: bool
    gisements: tuple[str, ...]
    ratios: tuple[str, ...]
    available: float | None
    low: float | None
    high: float | None
    compared_years: tuple[int, ...]
    quantities: Mapping[Destination, float]
    remainder: float | None
    shares: Mapping[Destination, float]
    excess: float
    unquantified: Mapping[Destination, tuple[str, ...]]
    secured: Mapping[str, float]
    secured_total: float
    unsecured: tuple[str, ...]

    @property
    def unknown_share(self) -> float | None:
        """Share of the gisement of which nobody says where it goes."""
        if self.remainder is None or not self.available:
            return None
        return self.remainder / self.available

    @property
    def ess_bounds(self) -> tuple[float, float] | None:
        """Share of the ESS if the gisement is at its upper, then at its lower bound."""
        taken = self.quantities.get(Destination.ESS, 0.0)
        if not self.low or not self.high:
            return None
        return min(1.0, taken / self.high), min(1.0, taken / self.low)


def share_captures(
    gisements: Sequence[Gisement], captures: Sequence[Capture], pedigree: PedigreeTable
) -> tuple[CaptureYear, ...]:
    """
    Say who takes the gisements, by matter and year, and what nobody accounts for.

    Returns
    -------
    tuple of CaptureYear
        By matter in the order of the gisements, then by year. Gisements that are declared, weighed
        and estimated, and stocks that sleep, stay apart.

    Raises
    ------
    InvalidInput
        If a capture bears on an unknown gisement, or has a unit of another kind, or a negative
        quantity: one sentence each.

    Notes
    -----
    A quantity given for several years is shared evenly between them. A gisement of which a part is
    not quantified is not known: no share is given.
    """
    by_key = {gisement.key: gisement for gisement in gisements}
    _check(captures, by_key)
    groups: dict[tuple[str, str, Origin, bool], list[Gisement]] = defaultdict(list)
    for gisement in gisements:
        unit = find_base_unit(gisement.unit).symbol
        groups[fold(gisement.matter), unit, gisement.origin, gisement.is_dormant].append(gisement)
    of_gisement: dict[str, list[Capture]] = defaultdict(list)
    for capture in captures:
        of_gisement[capture.gisement].append(capture)
    return tuple(
        line for found in groups.values() for line in _share_group(found, of_gisement, pedigree)
    )


def _check(captures: Sequence[Capture], by_key: Mapping[str, Gisement]) -> None:
    problems = []
    for capture in captures:
        name = capture.taker or capture.gisement
        gisement = by_key.get(capture.gisement)
        if gisement is None:
            problems.append(
                _("« {name} » : le gisement « {key} » n’existe pas.").format(
                    name=name, key=capture.gisement
                )
            )
        elif capture.quantity is None:
            continue
        elif capture.quantity < 0:
            problems.append(_("« {name} » : la quantité captée est négative.").format(name=name))
        elif find_base_unit(capture.unit) != find_base_unit(gisement.unit):
            problems.append(
                _("« {name} » : {unit} ne se compare pas à {other}, l’unité du gisement.").format(
                    name=name, unit=capture.unit, other=gisement.unit
                )
            )
    if problems:
        raise InvalidInput(
            f"{len(problems)} captures are wrong",
            user=_("Des captations sont à corriger avant le calcul des parts."),
            details=problems,
        )


def _share_group(
    gisements: Sequence[Gisement],
    of_gisement: Mapping[str, Sequence[Capture]],
    pedigree: PedigreeTable,
) -> Iterator[CaptureYear]:
    captures: dict[int, list[Capture]] = defaultdict(list)
    for one in gisements:
        for capture in of_gisement.get(one.key, ()):
            captures[capture.year].append(capture)
    stocks = [_measure(one, pedigree) for one in gisements] if captures else []
    for year in sorted(captures):
        concerned = _find_concerned(stocks, captures[year], year)
        yield _make_year(concerned, captures[year], year)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Stock:
    """What a gisement gives in a year, in the base unit."""

    gisement: Gisement
    years: tuple[int, ...]
    value: float | None
    deviation: float | None


def _measure(gisement: Gisement, pedigree: PedigreeTable) -> _Stock:
    estimate, is_sure = estimate_gisement(gisement, pedigree)
    years = read_years(gisement)
    # A stock that sleeps is there once; a quantity given for several years is shared between them.
    count = 1 if gisement.is_dormant else max(1, len(years))
    return _Stock(
        gisement=gisement,
        years=years,
        value=None if estimate is None else estimate.value / count,
        deviation=estimate.standard_deviation / count if estimate and is_sure else None,
    )


def _find_concerned(
    stocks: Sequence[_Stock], captures: Sequence[Capture], year: int
) -> list[_Stock]:
    """Return the gisements of the year, and those of another one that something was taken of."""
    taken = {capture.gisement for capture in captures}
    return [
        one
        for one in stocks
        if one.gisement.key in taken
        or one.gisement.is_dormant
        or not one.years
        or year in one.years
    ]


def _add_stocks(stocks: Sequence[_Stock]) -> Estimate | None:
    """Return what the gisements give together; `None` when one of them is not quantified."""
    values = [one.value for one in stocks if one.value is not None]
    if len(values) < len(stocks):
        return None
    value = math.fsum(values)
    by_error: dict[str, float] = defaultdict(float)
    for one in stocks:
        key = one.gisement.ratio_key or f"gisement {one.gisement.key}"
        by_error[key] += one.deviation or 0.0
    return make_estimate(value, math.hypot(*by_error.values()) / value if value else 0.0)


def _make_year(stocks: Sequence[_Stock], captures: Sequence[Capture], year: int) -> CaptureYear:
    quantities = _add(captures, lambda capture: (capture.destination,))
    taken = math.fsum(quantities.values())
    whole = _add_stocks(stocks)
    available = whole.value if whole else None
    bounds = whole if all(one.deviation is not None for one in stocks) else None
    of_ess = [capture for capture in captures if capture.destination is Destination.ESS]
    secured = [capture for capture in of_ess if capture.secured_by]
    unquantified: dict[Destination, list[str]] = defaultdict(list)
    for capture in captures:
        if capture.quantity is None:
            unquantified[capture.destination].append(capture.taker)
    first = stocks[0].gisement
    return CaptureYear(
        matter=first.matter,
        unit=find_base_unit(first.unit).symbol,
        year=year,
        origin=first.origin,
        is_dormant=first.is_dormant,
        gisements=tuple(one.gisement.key for one in stocks),
        ratios=tuple(sorted({one.gisement.ratio_key for one in stocks} - {""})),
        available=available,
        low=bounds.low if bounds else None,
        high=bounds.high if bounds else None,
        compared_years=tuple(
            sorted({other for one in stocks if year not in one.years for other in one.years})
        ),
        quantities=quantities,
        remainder=None if available is None else max(0.0, available - taken),
        shares={end: value / available for end, value in quantities.items()} if available else {},
        excess=0.0 if available is None else max(0.0, taken - available),
        unquantified={end: tuple(names) for end, names in unquantified.items()},
        secured=_add(secured, lambda capture: capture.secured_by),
        secured_total=math.fsum(_add(secured, lambda capture: (capture.destination,)).values()),
        unsecured=tuple(
            dict.fromkeys(capture.taker for capture in of_ess if not capture.secured_by)
        ),
    )


def _add(
    captures: Iterable[Capture], list_keys: Callable[[Capture], Iterable[_Key]]
) -> dict[_Key, float]:
    """Return what is taken by key, in the base unit; what nobody quantified is left out."""
    parts: dict[_Key, list[float]] = defaultdict(list)
    for capture in captures:
        unit = find_unit(capture.unit)
        if capture.quantity is not None and unit is not None:
            for key in list_keys(capture):
                parts[key].append(capture.quantity * unit.factor)
    return {key: math.fsum(values) for key, values in parts.items()}
