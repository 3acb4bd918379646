"""What the map shows, commune by commune, in numbers."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from maillon.studies.actor_documents import find_commune_names
from maillon_web.directory.models import EssStatus, Presence
from maillon_web.directory.selectors.visible import show_column
from maillon_web.filieres.selectors import Opened

__all__ = ["CommuneRow", "list_communes"]


@dataclass(frozen=True, kw_only=True, slots=True)
class CommuneRow:
    """What the map shows in a commune, in numbers."""

    code: str
    name: str
    actors: int
    published: int
    deduced: int
    declared: int


def list_communes(opened: Opened, presences: QuerySet[Presence]) -> list[CommuneRow]:
    """
    Return how many actors of a set each commune has, the most first.

    An actor whose commune the reader may not see counts in none, that is under the empty code; one
    whose ESS status is hidden, as an actor without any.
    """
    rows = (
        presences.order_by()
        .annotate(
            shown_code=show_column(opened, "commune_code"),
            shown_status=show_column(opened, "ess_status"),
        )
        .values("shown_code")
        .annotate(
            actors=Count("pk"),
            published=Count("pk", filter=Q(shown_status=EssStatus.PUBLISHED)),
            deduced=Count("pk", filter=Q(shown_status=EssStatus.DEDUCED)),
            declared=Count("pk", filter=Q(shown_status=EssStatus.DECLARED)),
        )
    )
    counted = list(rows)
    names = find_commune_names({row["shown_code"] for row in counted})
    found = [
        CommuneRow(
            code=row["shown_code"],
            name=names[row["shown_code"]],
            actors=row["actors"],
            published=row["published"],
            deduced=row["deduced"],
            declared=row["declared"],
        )
        for row in counted
    ]
    return sorted(found, key=lambda row: (-row.actors, row.name))
