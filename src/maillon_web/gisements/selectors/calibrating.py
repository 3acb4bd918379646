"""Estimates beside a total that somebody published: by how much to multiply them."""

from collections.abc import Sequence
from dataclasses import dataclass

from maillon.domain.text import fold
from maillon.studies.flowing.units import find_factor, get_unit
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.selectors.records import list_records
from maillon_web.gisements.models import Gisement, KnownTotal, Nature, Origin
from maillon_web.gisements.selectors.records import list_gisements

__all__ = ["CalibratedRow", "Calibration", "calibrate", "list_calibrations"]


@dataclass(frozen=True, kw_only=True, slots=True)
class CalibratedRow:
    """An estimate before and after, in its own unit."""

    gisement: Gisement
    before: float
    after: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Calibration:
    """
    A known total and the estimates of its matter and year.

    Attributes
    ----------
    estimated
        Their sum, in the unit of the total; zero when there is none.
    factor
        What each is multiplied by so that they add up to the total; `None` without estimates.
    other_count
        Gisements of the same matter that were weighed or declared: they are left as they are.
    """

    total: KnownTotal
    rows: Sequence[CalibratedRow]
    estimated: float
    factor: float | None
    other_count: int

    @property
    def is_reached(self) -> bool:
        """Whether the estimates add up to the total already."""
        return self.factor is not None and abs(self.factor - 1) < 1e-9


def list_calibrations(opened: Opened) -> list[Calibration]:
    """Return every known total with what it would change, in two queries."""
    gisements: dict[str, list[Gisement]] = {}
    for kept in list_gisements(opened).filter(nature=Nature.YEARLY, quantity__isnull=False):
        gisements.setdefault(fold(kept.matter), []).append(kept)
    return [
        calibrate(total, gisements.get(fold(total.matter), []))
        for total in list_records(opened, KnownTotal)
    ]


def calibrate(total: KnownTotal, gisements: Sequence[Gisement]) -> Calibration:
    """Return what a known total makes of the estimates of its matter; proportions stay."""
    wanted = get_unit(total.unit)
    found: list[tuple[Gisement, float, float]] = []
    others = 0
    for kept in gisements:
        if not _is_of_year(kept, total.year):
            continue
        factor = find_factor(kept.unit, wanted)
        if kept.origin != Origin.ESTIMATED:
            others += 1
        elif factor is not None and kept.quantity is not None:
            found.append((kept, kept.quantity, factor))
    estimated = sum(quantity * factor for _kept, quantity, factor in found)
    ratio = total.quantity / estimated if estimated else None
    return Calibration(
        total=total,
        rows=[
            CalibratedRow(gisement=kept, before=quantity, after=quantity * (ratio or 1.0))
            for kept, quantity, _factor in found
        ],
        estimated=estimated,
        factor=ratio,
        other_count=others,
    )


def _is_of_year(kept: Gisement, year: int) -> bool:
    if kept.starts_on is None or kept.ends_on is None:
        return True
    return kept.starts_on.year <= year <= kept.ends_on.year
