"""Totals by matter: what was weighed, declared and estimated stay apart, stocks too."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillon.domain.text import fold
from maillon.studies.gisements.totals import Addition, GisementTotal, add_gisements
from maillon_web.filieres.selectors import Opened
from maillon_web.gisements.models import Gisement, Nature, Origin
from maillon_web.gisements.selectors.bars import Bar, Quantity, draw_bars
from maillon_web.gisements.selectors.problems import attempt
from maillon_web.gisements.selectors.records import list_gisements
from maillon_web.gisements.selectors.values import make_gisement

__all__ = [
    "Group",
    "MatterView",
    "Overview",
    "explain_total",
    "find_total",
    "list_steps",
    "view_overview",
]

_MOST_ROWS = 8
_MOST_PAIRS = 10


@dataclass(frozen=True, kw_only=True)
class Group:
    """The gisements of a matter that may be added up: one origin, one dimension, one nature."""

    total: GisementTotal
    gisements: Sequence[Gisement]
    url: str

    @property
    def origin(self) -> str:
        """How they are known, in words."""
        return str(Origin(self.total.origin.value).label)

    @property
    def nature(self) -> str:
        """What to say when they are there once only."""
        return str(Nature.STOCK.label) if self.total.is_dormant else ""

    @cached_property
    def bars(self) -> list[Bar]:
        """The three quantities, on one scale."""
        return draw_bars(list_steps(self.total))

    @cached_property
    def sentences(self) -> list[str]:
        """How the three quantities were made."""
        return explain_total(self.total)

    @property
    def shown(self) -> Sequence[Gisement]:
        """The first of its gisements."""
        return self.gisements[:_MOST_ROWS]


@dataclass(frozen=True, kw_only=True, slots=True)
class MatterView:
    """One matter: its totals, which are never added to one another."""

    name: str
    groups: Sequence[Group]

    @property
    def may_count_twice(self) -> bool:
        """Whether the same quantity may be in two of its totals."""
        yearly = [group for group in self.groups if not group.total.is_dormant]
        return len({group.total.origin for group in yearly}) > 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Overview:
    """Every gisement that the reader may see, by matter; `doubles` may be one quantity each."""

    matters: Sequence[MatterView]
    gisement_count: int
    doubles: Sequence[tuple[Gisement, Gisement]]
    problems: Sequence[str]


def view_overview(opened: Opened) -> Overview:
    """Return the totals of every matter, in one query."""
    kept = list(list_gisements(opened))
    by_key = {str(gisement.pk): gisement for gisement in kept}
    found, problems = attempt(
        lambda: add_gisements([make_gisement(gisement) for gisement in kept]), add_gisements(())
    )
    groups: dict[str, list[Group]] = {}
    for total in found.totals:
        numbers = (*total.theoretical.gisements, *total.theoretical.missing)
        group = Group(
            total=total,
            gisements=[by_key[number] for number in numbers],
            url=_find_url(opened, total),
        )
        groups.setdefault(fold(total.matter), []).append(group)
    return Overview(
        matters=[
            MatterView(name=listed[0].total.matter, groups=listed) for listed in groups.values()
        ],
        gisement_count=len(kept),
        problems=problems,
        doubles=[(by_key[pair.first], by_key[pair.second]) for pair in found.doubles[:_MOST_PAIRS]],
    )


def _find_url(opened: Opened, total: GisementTotal) -> str:
    query = {
        "matter": total.matter,
        "origin": total.origin.value,
        "nature": (Nature.STOCK if total.is_dormant else Nature.YEARLY).value,
    }
    return f"{reverse('gisements:rows', args=[opened.filiere.pk])}?{urlencode(query)}"


def find_total(gisement: Gisement) -> GisementTotal | None:
    """Return the three quantities of one gisement; `None` when they cannot be known."""
    if gisement.quantity is None:
        return None
    found, _problems = attempt(lambda: add_gisements([make_gisement(gisement)]), add_gisements(()))
    return found.totals[0] if found.totals else None


def list_steps(total: GisementTotal) -> list[Quantity]:
    """Return what arises, what can be reached and what can be used; a step may be unknown."""
    return [
        Quantity(
            label=label,
            value=step.value,
            unit=total.unit,
            low=step.estimate.low if step.estimate else None,
            high=step.estimate.high if step.estimate else None,
        )
        for label, step in (
            (_("Théorique"), total.theoretical),
            (_("Mobilisable"), total.mobilisable),
            (_("Valorisable"), total.recoverable),
        )
    ]


def explain_total(total: GisementTotal) -> list[str]:
    """Return how the three quantities of a total were made, and what they leave out."""
    counted = len(total.theoretical.gisements)
    sentences = [
        ngettext(
            "Théorique = la quantité d’un seul gisement.",
            "Théorique = somme de {count} gisements de même origine.",
            counted,
        ).format(count=counted),
        _("Mobilisable = théorique × part mobilisable de chaque gisement."),
        _("Valorisable = mobilisable × part valorisable de chaque gisement."),
        _(
            "« Entre … et … » : neuf chances sur dix. Les erreurs de gisements distincts se "
            "compensent en partie ; celles de gisements estimés par un même ratio s’ajoutent."
        ),
    ]
    sentences += _say_missing(total)
    if len(total.years) > 1:
        sentences.append(
            _("Les années diffèrent ({years}) : ce total mélange plusieurs années.").format(
                years=", ".join(str(year) for year in total.years)
            )
        )
    return sentences


def _say_missing(total: GisementTotal) -> list[str]:
    said = []
    if total.theoretical.missing:
        said.append(
            ngettext(
                "{count} gisement sans quantité n’y compte pas.",
                "{count} gisements sans quantité n’y comptent pas.",
                len(total.theoretical.missing),
            ).format(count=len(total.theoretical.missing))
        )
    for label, step in (
        (_("Mobilisable"), total.mobilisable),
        (_("Valorisable"), total.recoverable),
    ):
        left = _count_left(total.theoretical, step)
        if left and step.gisements:
            said.append(
                ngettext(
                    "{label} : la part de {count} gisement n’est pas connue, il n’y compte pas.",
                    "{label} : la part de {count} gisements n’est pas connue, ils n’y comptent "
                    "pas.",
                    left,
                ).format(label=label, count=left)
            )
    return said


def _count_left(whole: Addition, step: Addition) -> int:
    return len(set(whole.gisements) - set(step.gisements))
