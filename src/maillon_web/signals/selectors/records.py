"""Read the records of a filière that a reader may see."""

from collections.abc import Mapping
from typing import TypeVar

from django.db.models import Count, QuerySet
from django.http import Http404

from maillon_web.directory.models import Actor, Presence
from maillon_web.filieres.models import Filiere
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.selectors.chain import list_stage_labels
from maillon_web.signals.models import Note, Obstacle, Project, Signal

__all__ = [
    "get_record",
    "list_listed_actors",
    "list_nearest_actors",
    "list_notes",
    "list_obstacles",
    "list_projects",
    "list_signals",
    "list_stages",
]

T = TypeVar("T", Signal, Project, Note, Obstacle)


def list_stages(filiere: Filiere) -> dict[str, str]:
    """Return the stages of a filière: label by key, in order."""
    return list_stage_labels(filiere)


def list_listed_actors(opened: Opened) -> QuerySet[Actor]:
    """Return the actors of a filière that the reader may see, by name."""
    listed = Presence.objects.filter(
        filiere=opened.filiere, is_listed__in=(True,), visibility__in=opened.levels
    )
    return Actor.objects.filter(pk__in=listed.values("actor")).order_by("sort_name", "pk")


def list_nearest_actors(opened: Opened, *, most: int) -> list[int]:
    """Return the numbers of the first actors placed with some certainty, by name."""
    nearest = Presence.objects.filter(
        filiere=opened.filiere,
        is_listed__in=(True,),
        visibility__in=opened.levels,
        main_confidence__in=("confirmed", "declared", "placed"),
    )
    return list(nearest.order_by("sort_name", "pk").values_list("actor_id", flat=True)[:most])


def get_record(opened: Opened, model: type[T], pk: int) -> T:
    """
    Return one record.

    Raises
    ------
    Http404
        If it is not of this filière, or not for this reader.
    """
    found = model._default_manager.filter(  # noqa: SLF001 - Django's documented model API
        filiere=opened.filiere, visibility__in=opened.levels, pk=pk
    ).first()
    if found is None:
        raise Http404
    return found


def list_signals(opened: Opened, wanted: Mapping[str, str]) -> QuerySet[Signal]:
    """Return the signals, latest first, of a state and of a stage when they are given."""
    found = Signal.objects.filter(filiere=opened.filiere, visibility__in=opened.levels)
    return _keep(found, wanted, "state", "stage_key").select_related("project", "actor")


def list_projects(opened: Opened, wanted: Mapping[str, str]) -> QuerySet[Project]:
    """Return the projects with how many signals and actors each has."""
    found = Project.objects.filter(filiere=opened.filiere, visibility__in=opened.levels)
    counted = _keep(found, wanted, "state", "stage_key").annotate(
        signal_count=Count("signals", distinct=True), actor_count=Count("actors", distinct=True)
    )
    return counted.order_by("title", "pk")


def list_notes(opened: Opened, wanted: Mapping[str, str]) -> QuerySet[Note]:
    """Return the notes with how many passages each has."""
    found = Note.objects.filter(filiere=opened.filiere, visibility__in=opened.levels)
    return (
        _keep(found, wanted, "kind")
        .defer("text")
        .select_related("actor")
        .annotate(passage_count=Count("passages"))
        .order_by("-held_on", "-pk")
    )


def list_obstacles(opened: Opened, wanted: Mapping[str, str]) -> QuerySet[Obstacle]:
    """Return the obstacles with who deals with each."""
    found = Obstacle.objects.filter(filiere=opened.filiere, visibility__in=opened.levels)
    return _keep(found, wanted, "state", "family", "stage_key").select_related("owner")


def _keep(found: QuerySet[T], wanted: Mapping[str, str], *names: str) -> QuerySet[T]:
    chosen = {name: wanted[name] for name in names if wanted.get(name)}
    return found.filter(**chosen)
