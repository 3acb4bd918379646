"""What people did, since an import, on the sheets that it made."""

from collections.abc import Sequence

from django.db.models import Q

from maillon_web.directory.models import Actor, Presence
from maillon_web.directory.services.moving import iter_links
from maillon_web.history.models import Change, ChangeSet
from maillon_web.history.services import name_model

__all__ = ["find_worked_on", "has_decisions"]


def find_worked_on(
    pks: Sequence[int], *, filiere_id: int, since: ChangeSet, apart: ChangeSet
) -> set[int]:
    """
    Return the sheets that somebody edited, or attached something to.

    Parameters
    ----------
    since
        The import that made them.
    apart
        The undoing under way, which is no work on them.
    """
    return _find_edited(pks, since, apart) | _find_linked(pks, filiere_id)


def _find_edited(pks: Sequence[int], since: ChangeSet, apart: ChangeSet) -> set[int]:
    """Return the sheets that a later change, still in force, speaks of."""
    later = Change.objects.filter(
        model=name_model(Actor),
        object_id__in=[str(pk) for pk in pks],
        pk__gt=since.changes.order_by("pk").values("pk")[:1],
    )
    later = later.exclude(change_set__in=(since, apart))
    is_taken_back = Q(change_set__undone_by__isnull=False) & Q(
        change_set__undone_by__undone_by=None
    )
    in_force = later.exclude(is_taken_back).filter(change_set__undoes=None)
    return {int(text) for text in in_force.values_list("object_id", flat=True)}


def _find_linked(pks: Sequence[int], filiere_id: int) -> set[int]:
    """Return the sheets to which somebody attached something, in any application."""
    merged = Q(merged_into__in=pks) | Q(parent__in=pks)
    found = set(
        Actor.objects.filter(pk__in=pks).exclude(merged_into=None).values_list("pk", flat=True)
    )
    for above, kept in Actor.objects.filter(merged).values_list("parent_id", "merged_into_id"):
        found |= {above, kept}
    for model, column in iter_links():
        links = model._default_manager.filter(**{f"{column}__in": pks})  # noqa: SLF001 - Django's documented model API
        if model is Presence:
            links = links.exclude(filiere_id=filiere_id)
        found |= set(links.values_list(column, flat=True))
    return found.intersection(pks)


def has_decisions(presence: Presence) -> bool:
    """Tell whether somebody decided or said something about an actor in a filière."""
    return bool(
        presence.actor.decisions.filter(filiere_id=presence.filiere_id).exists()
        or presence.actor.statements.filter(filiere_id=presence.filiere_id).exists()
    )
