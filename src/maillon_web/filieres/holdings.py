"""What this application holds on a person."""

from typing import Any

from maillon_web.accounts.models import User
from maillon_web.filieres.models import Invitation, Member
from maillon_web.history.models import Change
from maillon_web.history.services import name_model

__all__ = ["collect", "erase"]


def collect(user: User) -> list[dict[str, Any]]:
    """Return the places in filières, and the invitations sent to the person's address."""
    places = [
        {
            "filiere": member.filiere.name,
            "role": member.get_role_display(),
            "joined": member.joined_at,
            "last_visit": member.last_visit_at,
        }
        for member in user.memberships.select_related("filiere")
    ]
    invitations = [
        {
            "filiere": invitation.filiere.name,
            "role": invitation.get_role_display(),
            "invited": invitation.created_at,
            "accepted": invitation.accepted_at,
        }
        for invitation in Invitation.objects.filter(email=user.email).select_related("filiere")
    ]
    return [*places, *invitations]


def erase(user: User) -> None:
    """Leave every filière; the history keeps what was done, without the name of the person."""
    Invitation.objects.filter(email=user.email).delete()
    user.memberships.all().delete()
    lines = Change.objects.filter(model=name_model(Member))
    for side in ("before", "after"):
        lines.filter(**{f"{side}__user_id": user.pk}).update(name="")
