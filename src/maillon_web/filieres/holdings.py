"""What this application holds on a person."""

from typing import Any

from django.db.models import Q

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
    lines = Change.objects.filter(model=name_model(Member))
    was_created, was_removed = Q(after__user_id=user.pk), Q(before__user_id=user.pk)
    numbers = {str(number) for number in user.memberships.values_list("pk", flat=True)}
    numbers.update(lines.filter(was_created | was_removed).values_list("object_id", flat=True))
    lines.filter(object_id__in=numbers).update(name="")
    user.memberships.all().delete()
