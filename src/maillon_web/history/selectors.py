"""Read the history."""

from django.db.models import Count, QuerySet

from maillon_web.history.models import Change, ChangeSet

__all__ = ["list_change_sets", "list_changes_of"]


def list_change_sets(scope: str) -> QuerySet[ChangeSet]:
    """Return what was done in a workspace, latest first, with how many records each touched."""
    return (
        ChangeSet.objects.filter(scope=scope)
        .select_related("author", "undone_by")
        .annotate(change_count=Count("changes"))
    )


def list_changes_of(model: str, object_id: object) -> QuerySet[Change]:
    """Return what happened to one record, latest first."""
    return (
        Change.objects.filter(model=model, object_id=str(object_id))
        .select_related("change_set__author", "change_set__undone_by")
        .order_by("-pk")
    )
