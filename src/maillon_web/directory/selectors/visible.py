"""What a reader may know of: records by their level, sensitive fields by theirs."""

from django.db.models import QuerySet

from maillon_web.directory.models import Presence
from maillon_web.filieres.models import Visibility
from maillon_web.filieres.selectors import Opened

__all__ = ["list_visible"]


def list_visible(opened: Opened) -> QuerySet[Presence]:
    """Return every presence that the reader may know of, listed or not."""
    presences = Presence.objects.filter(filiere=opened.filiere)
    levels = opened.levels
    if len(levels) == len(Visibility):
        # All levels: no condition, so that the order of the index serves.
        return presences
    return presences.filter(visibility__in=levels)
