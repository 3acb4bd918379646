"""Fields that choose actors of the filière."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from maillon_web.directory.models import Actor, Presence
from maillon_web.filieres.forms.records import RecordForm
from maillon_web.filieres.selectors import Opened

__all__ = ["OrganisationForm", "offer_actors"]

_MOST_ACTORS_LISTED = 500
_SURE = ("confirmed", "declared", "placed")


class OrganisationForm(RecordForm):
    """A form of an organisation: an actor of the directory, or a name where it has none."""

    def add_fields(self) -> None:
        """Offer the actors of the filière; the name is needed only without one."""
        super().add_fields()
        chosen = getattr(self.stored, "actor_id", None)
        offer_actors(self.fields["actor"], self.opened, chosen={chosen} if chosen else set())
        self.fields["actor"].label = _("Acteur de l’annuaire")
        self.fields["organisation"].required = False
        self.fields["organisation"].label = _("ou une autre organisation")

    def clean(self) -> dict[str, Any]:
        """Take the name of the actor, or ask for a name."""
        given = super().clean() or self.cleaned_data
        actor, name = given.get("actor"), str(given.get("organisation", "")).strip()
        if actor is not None:
            given["organisation"] = actor.name[:200]
        elif not name:
            self.add_error(
                "organisation", _("Choisissez un acteur de l’annuaire ou écrivez un nom.")
            )
        return given


def offer_actors(field: Any, opened: Opened, *, chosen: set[int]) -> None:  # noqa: ANN401 - a ModelChoiceField of either kind
    """
    Offer in a field the actors placed with some certainty, and those that are chosen already.

    A list of fifty thousand names is no choice: the others are tied from their own sheet.
    """
    field.queryset = _list_actors(opened, chosen)
    field.required = False


def _list_actors(opened: Opened, chosen: set[int]) -> QuerySet[Actor]:
    nearest = Presence.objects.filter(
        filiere=opened.filiere,
        is_listed__in=(True,),
        visibility__in=opened.levels,
        main_confidence__in=_SURE,
    )
    numbers = nearest.order_by("sort_name", "pk").values_list("actor_id", flat=True)
    wanted = {*numbers[:_MOST_ACTORS_LISTED], *chosen}
    found = Actor.objects.filter(pk__in=wanted, visibility__in=opened.levels)
    return found.only("pk", "name", "sort_name").order_by("sort_name", "pk")
