"""What a gisement would be by a ratio, with the formula and the three quantities."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from maillon.domain.errors import MaillonError
from maillon.domain.gisements import ActivityKind, Ratio, RecoverySteps, UncertainShare
from maillon.studies.gisements.estimating import (
    KnownActivity,
    MatterEstimate,
    estimate_gisements,
    estimate_one,
)
from maillon_web.filieres.library import get_chain, get_territory
from maillon_web.filieres.selectors import Opened
from maillon_web.gisements.selectors.bars import Bar, Quantity, draw_bars, say_quantity
from maillon_web.gisements.selectors.ratios import ChosenTable, view_ratio
from maillon_web.ui.formatting import format_number, format_quantity

__all__ = [
    "EstimateView",
    "count_inhabitants",
    "estimate_by_count",
    "estimate_by_territory",
    "list_siblings",
    "read_steps",
]


_MOST_PLACES = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class PlaceRow:
    """The part of a commune, in words."""

    name: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class EstimateView:
    """An estimate as the page shows it, before anybody keeps it."""

    found: MatterEstimate
    bars: Sequence[Bar]
    sentences: Sequence[str]
    warnings: Sequence[str] = ()
    places: Sequence[PlaceRow] = ()
    more_places: int = 0


def read_steps(given: Mapping[str, Any]) -> RecoverySteps:
    """Return the shares of a valid form; one that nobody wrote is not known."""
    return RecoverySteps(
        mobilisable=_read_share(given, "mobilisable"),
        recoverable=_read_share(given, "recoverable"),
    )


def _read_share(given: Mapping[str, Any], name: str) -> UncertainShare | None:
    value = given.get(f"{name}_share")
    if value is None:
        return None
    error = given.get(f"{name}_error") or 0.0
    return UncertainShare(value=value, cv=error / value if value else 0.0)


def count_inhabitants(opened: Opened) -> int | None:
    """Return the inhabitants of the territory; `None` when they are not known."""
    try:
        return get_territory(opened.filiere).population
    except MaillonError:
        # A territory that is no longer known has no population to propose.
        return None


def estimate_by_count(ratio: Ratio, count: float, steps: RecoverySteps) -> EstimateView:
    """Return an estimate by one ratio and a count that a person gave."""
    found, _figures = estimate_one(ratio, KnownActivity(value=count), steps=steps)
    row = view_ratio(ratio)
    formula = _("Théorique = {ratio} × {count} = {result} par an.").format(
        ratio=row.text,
        count=format_number(count),
        result=format_quantity(found.theoretical.value, found.unit),
    )
    return _view(found, formula)


def list_siblings(table: ChosenTable, ratio: Ratio) -> list[Ratio]:
    """Return the ratios to use together: per employee, each activity has its own."""
    if ratio.activity is not ActivityKind.EMPLOYEE:
        return [ratio]
    return [
        other
        for other in table.ratios
        if other.activity is ActivityKind.EMPLOYEE
        and (other.matter, other.scope) == (ratio.matter, ratio.scope)
    ]


def estimate_by_territory(
    opened: Opened, table: ChosenTable, ratio: Ratio, steps: RecoverySteps
) -> tuple[EstimateView | None, Sequence[str]]:
    """
    Return an estimate by what the territory counts, by commune, and what is missing.

    Inhabitants come with the territory, headcounts from the register. There is no estimate when
    nothing can be said, or when it would give an establishment away.
    """
    answer = estimate_gisements(
        get_territory(opened.filiere),
        get_chain(opened.filiere),
        ratios=list_siblings(table, ratio),
        include_shipped=False,
        steps={ratio.matter: steps},
        all_matters=True,
        home=settings.HOME,
    )
    if not answer.matters:
        # What names an option of the command says nothing to the reader of a page.
        missing = [sentence for sentence in answer.missing if " --" not in sentence]
        return None, missing or [_("Rien ne permet d’estimer cette matière ici.")]
    found = answer.matters[0]
    if found.is_protected:
        return None, [
            _(
                "Moins de trois établissements sont concernés ici : le total est gardé secret pour "
                "les protéger."
            )
        ]
    formula = _say_territory(found, ratio)
    return _view(found, formula, warnings=answer.warnings), ()


def _say_territory(found: MatterEstimate, ratio: Ratio) -> str:
    result = format_quantity(found.theoretical.value, found.unit)
    count = format_number(found.activity_count)
    if ratio.activity is ActivityKind.EMPLOYEE:
        return _(
            "Théorique = somme, activité par activité, de ratio × salariés du registre : {count} "
            "salariés, {places} établissements, {result} par an."
        ).format(count=count, places=format_number(found.establishment_count or 0), result=result)
    return _("Théorique = {ratio} × {count} habitants du territoire = {result} par an.").format(
        ratio=view_ratio(ratio).text, count=count, result=result
    )


def _list_places(found: MatterEstimate) -> list[PlaceRow]:
    """Return the communes, those that have most first; withheld ones last."""
    ordered = sorted(
        found.places,
        key=lambda place: -(place.estimate.value if place.estimate else -1.0),
    )
    return [
        PlaceRow(
            name=place.name,
            text=say_quantity(
                Quantity(
                    label=place.name,
                    value=place.estimate.value,
                    unit=found.unit,
                    low=place.estimate.low,
                    high=place.estimate.high,
                )
            )
            if place.estimate
            else _("gardé secret (moins de trois établissements)"),
        )
        for place in ordered[:_MOST_PLACES]
    ]


def _view(found: MatterEstimate, formula: str, *, warnings: Sequence[str] = ()) -> EstimateView:
    steps = (
        (_("Théorique"), found.theoretical),
        (_("Mobilisable"), found.mobilisable),
        (_("Valorisable"), found.recoverable),
    )
    sentences = [formula]
    if found.mobilisable is not None:
        sentences.append(_("Mobilisable = théorique × part mobilisable."))
    if found.recoverable is not None:
        sentences.append(_("Valorisable = mobilisable × part valorisable."))
    sentences.append(
        _(
            "« Entre … et … » : neuf chances sur dix. Un ratio est une moyenne : son erreur est la "
            "même pour tous ceux à qui on l’applique, elle ne se compense pas."
        )
    )
    return EstimateView(
        found=found,
        bars=draw_bars(
            [
                Quantity(
                    label=label,
                    value=step.value if step else None,
                    unit=found.unit,
                    low=step.low if step else None,
                    high=step.high if step else None,
                )
                for label, step in steps
            ]
        ),
        sentences=sentences,
        warnings=warnings,
        places=_list_places(found),
        more_places=max(0, len(found.places) - _MOST_PLACES),
    )
