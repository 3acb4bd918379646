"""Read the part that the local authority plays, and what must hold before it withdraws."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillon.reference.method import Condition, get_method
from maillon.reference.method import Scenario as ScenarioText
from maillon_web.filieres.selectors import Opened
from maillon_web.method.models import ExitCondition, Scenario

__all__ = [
    "Readiness",
    "find_scenario",
    "find_text",
    "get_condition",
    "list_conditions",
    "list_proposals",
    "name_carrier",
    "read_readiness",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Readiness:
    """How many conditions are met."""

    met: Sequence[ExitCondition]
    missing: Sequence[ExitCondition]

    @property
    def total(self) -> int:
        """All the conditions."""
        return len(self.met) + len(self.missing)

    @property
    def sentence(self) -> str:
        """Say it."""
        if not self.total:
            return _("Aucune condition n’est encore écrite.")
        if not self.met:
            return ngettext(
                "La condition n’est pas encore remplie.",
                "Aucune condition sur {total} n’est remplie.",
                self.total,
            ).format(total=self.total)
        return ngettext(
            "{met} condition sur {total} remplie.",
            "{met} conditions sur {total} remplies.",
            len(self.met),
        ).format(met=len(self.met), total=self.total)


def find_scenario(opened: Opened) -> Scenario | None:
    """Return the part that was chosen, `None` before the choice."""
    return (
        Scenario.objects.filter(filiere=opened.filiere).select_related("carrier", "filiere").first()
    )


def name_carrier(opened: Opened, kept: Scenario) -> str:
    """Return who carries the filière, as the reader may know it."""
    if kept.carrier is not None and kept.carrier.visibility in opened.levels:
        return kept.carrier.name
    return kept.carrier_name


def find_text(kept: Scenario) -> ScenarioText:
    """Return what the method says of the part that was chosen."""
    return get_method().get_scenario(kept.kind)


def list_conditions(opened: Opened) -> QuerySet[ExitCondition]:
    """Return what must hold before the local authority withdraws, in order."""
    return ExitCondition.objects.filter(filiere=opened.filiere)


def get_condition(opened: Opened, pk: int) -> ExitCondition:
    """
    Return one condition of this filière.

    Raises
    ------
    Http404
        If it is of another one.
    """
    found = list_conditions(opened).filter(pk=pk).select_related("filiere").first()
    if found is None:
        raise Http404
    return found


def read_readiness(conditions: Sequence[ExitCondition]) -> Readiness:
    """Tell the conditions that are met from the others."""
    return Readiness(
        met=[entry for entry in conditions if entry.met_on],
        missing=[entry for entry in conditions if not entry.met_on],
    )


def list_proposals(kept: Scenario | None, conditions: Sequence[ExitCondition]) -> list[Condition]:
    """Return the conditions of the method that the filière has not taken up."""
    if kept is None:
        return []
    return list(_iter_new(find_text(kept), {entry.text for entry in conditions}))


def _iter_new(text: ScenarioText, taken: set[str]) -> Iterator[Condition]:
    yield from (entry for entry in text.conditions if entry.label not in taken)
