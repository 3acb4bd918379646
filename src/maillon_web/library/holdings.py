"""What this application holds on a person: that it wrote or reviewed a sheet, what it looks for."""

from typing import Any

from django.db.models import Q

from maillon_web.accounts.models import User
from maillon_web.library.models import Contribution, ContributionState, SavedSearch

__all__ = ["collect", "erase"]


def collect(user: User) -> list[dict[str, Any]]:
    """Return the sheets that the person wrote or reviewed, and its searches."""
    about = Contribution.objects.filter(Q(author=user) | Q(reviewed_by=user))
    sheets = [
        {
            "sheet": kept.title,
            "state": kept.get_state_display(),
            "filiere": kept.filiere.name if kept.filiere else "",
            "written": kept.created_at,
        }
        for kept in about.select_related("filiere").defer("sheet", "published")
    ]
    searches = [
        {
            "name": saved.name,
            "text": saved.query,
            "reminder": saved.get_rhythm_display(),
            "reminded": saved.written_at,
        }
        for saved in SavedSearch.objects.filter(owner=user).defer("seen_keys")
    ]
    return [*sheets, *searches]


def erase(user: User) -> None:
    """Leave what is shared, unsigned; remove the drafts of nobody else, and the searches."""
    own = Contribution.objects.filter(author=user)
    own.filter(filiere=None, published_visibility="", state__in=_UNSHARED).delete()
    Contribution.objects.filter(author=user).update(author=None)
    Contribution.objects.filter(reviewed_by=user).update(reviewed_by=None)
    SavedSearch.objects.filter(owner=user).delete()


_UNSHARED = (
    ContributionState.DRAFT,
    ContributionState.RETURNED,
    ContributionState.REFUSED,
    ContributionState.WITHDRAWN,
)
