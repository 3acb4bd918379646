"""Fields that choose actors of the filière."""

from typing import Any

from django.db.models import QuerySet

from maillon_web.directory.models import Actor, Presence
from maillon_web.filieres.selectors import Opened

__all__ = ["offer_actors"]

_MOST_ACTORS_LISTED = 500
_SURE = ("confirmed", "declared", "placed")


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
