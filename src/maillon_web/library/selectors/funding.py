"""What registers say of the public money that actors received."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from maillon.domain.figures import Figure
from maillon.studies.funding import (
    FundingHistory,
    FundingLine,
    FundingTotal,
    has_funding,
    kind_label,
    list_funding,
)
from maillon_web.directory.models import Actor, Presence
from maillon_web.directory.selectors.visible import LISTED, list_hidden_holders, list_visible
from maillon_web.filieres.selectors import Opened

__all__ = [
    "FiliereFunding",
    "ShownTotal",
    "find_siren",
    "is_funding_known",
    "read_filiere_funding",
    "read_funding",
    "show_totals",
]


_MOST_INPUTS = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownTotal:
    """A total that opens: its figure, what it adds up, and the lines that make it."""

    total: FundingTotal
    kind: str
    figure: Figure
    lines: Sequence[FundingLine]

    @property
    def inputs(self) -> list[tuple[FundingLine, float]]:
        """The first lines, each with what it brings."""
        return [(line, line.amounts[self.total.kind]) for line in self.lines[:_MOST_INPUTS]]

    @property
    def more_count(self) -> int:
        """How many lines are not among them."""
        return max(0, len(self.lines) - _MOST_INPUTS)


@dataclass(frozen=True, kw_only=True, slots=True)
class FiliereFunding:
    """What the actors of a filière received."""

    history: FundingHistory
    actors: Mapping[str, tuple[int, str]]
    """Number and name of the actor of each SIREN, as the reader sees them."""


def is_funding_known() -> bool:
    """Tell whether a register of funded projects is imported on this server."""
    return has_funding(settings.HOME)


def find_siren(opened: Opened, actor: Actor) -> str:
    """Return the SIREN of an actor, empty when it has none or when it is not for this reader."""
    hidden = list_hidden_holders(opened, "siren") | list_hidden_holders(opened, "siret")
    if hidden.filter(actor_id=actor.pk).exists():
        return ""
    return actor.siren or actor.siret[:9]


def read_funding(siren: str) -> FundingHistory | None:
    """Return the history of one actor, `None` when registers say nothing of it."""
    if not siren:
        return None
    history = list_funding(siren, settings.HOME)
    return history if history.lines else None


def read_filiere_funding(opened: Opened) -> FiliereFunding:
    """Return what the listed actors of a filière received, as far as registers tell."""
    actors = {
        siren or siret[:9]: (number, name)
        for number, name, siren, siret in _list_actors(opened)
        .order_by("-actor_id")
        .values_list("actor_id", "actor__name", "actor__siren", "actor__siret")
        if siren or siret
    }
    return FiliereFunding(history=list_funding(actors, settings.HOME), actors=actors)


def _list_actors(opened: Opened) -> QuerySet[Presence]:
    """Return the listed actors whose name and number the reader may see."""
    found = list_visible(opened).filter(LISTED)
    for field in ("siren", "siret", "name"):
        hidden = list_hidden_holders(opened, field)
        found = found.exclude(actor_id__in=hidden.values("actor_id"))
    return found


def show_totals(history: FundingHistory) -> list[ShownTotal]:
    """Return the totals with what each adds up."""
    lines: dict[tuple[Any, ...], list[FundingLine]] = defaultdict(list)
    for line in history.lines:
        if line.is_counted:
            for kind in line.amounts:
                lines[line.funder, line.programme, kind, line.nature].append(line)
    figures = history.figures
    return [
        ShownTotal(
            total=total,
            kind=kind_label(total.kind),
            figure=figures[total.figure],
            lines=lines[total.funder, total.programme, total.kind, total.nature],
        )
        for total in history.totals
    ]
