"""The gisements in short, for the documents and the method."""

from dataclasses import dataclass

from django.urls import reverse

from maillon_web.filieres.selectors import Opened
from maillon_web.gisements.selectors.problems import attempt
from maillon_web.gisements.selectors.shares import share_all
from maillon_web.gisements.selectors.totals import view_overview

__all__ = ["GisementLine", "summarize"]


@dataclass(frozen=True, kw_only=True, slots=True)
class GisementLine:
    """
    The gisements of one matter that are known in one way.

    Attributes
    ----------
    origin
        `weighed`, `declared` or `estimated`; lines of different origins never add up.
    quantity, low, high
        What arises, in `unit`; `None` when it is not known.
    year
        Last year of which somebody said who takes it; `None` when nobody did.
    shares
        Share of each destination in that year (`ess`, `others`, `exported`, `lost`, `unknown`);
        empty when it cannot be known.
    sentence
        The same in words.
    """

    matter: str
    unit: str
    origin: str
    is_stock: bool
    gisement_count: int
    quantity: float | None
    low: float | None
    high: float | None
    year: int | None
    shares: dict[str, float]
    sentence: str
    url: str


def summarize(opened: Opened) -> tuple[GisementLine, ...]:
    """Return the gisements that the reader may see, by matter and origin, in five queries."""
    taken = {}
    shares, _problems = attempt(lambda: share_all(opened, is_last_only=True), ())
    for shared in shares:
        line = shared.years[0].found
        taken[line.matter, line.unit, line.origin, line.is_dormant] = shared.years[0]
    lines = []
    for matter in view_overview(opened).matters:
        for group in matter.groups:
            total, step = group.total, group.total.theoretical
            last = taken.get((total.matter, total.unit, total.origin, total.is_dormant))
            lines.append(
                GisementLine(
                    matter=matter.name,
                    unit=total.unit,
                    origin=total.origin.value,
                    is_stock=total.is_dormant,
                    gisement_count=len(group.gisements),
                    quantity=step.value,
                    low=step.estimate.low if step.estimate else None,
                    high=step.estimate.high if step.estimate else None,
                    year=last.year if last else None,
                    shares={part.key: part.share for part in last.segments} if last else {},
                    sentence=last.sentence if last else "",
                    url=reverse("gisements:list", args=[opened.filiere.pk]),
                )
            )
    return tuple(lines)
