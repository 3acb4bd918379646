"""What this application holds on a person."""

from typing import Any

from maillon_web.accounts.models import OrganisationInvitation, User

__all__ = ["collect_account", "collect_organisations", "erase_account", "erase_organisations"]


def collect_account(user: User) -> list[dict[str, Any]]:
    """Return the account."""
    return [
        {
            "email": user.email,
            "name": user.name,
            "language": user.language,
            "joined": user.date_joined,
            "last_seen": user.last_seen_at,
        }
    ]


def erase_account(user: User) -> None:
    """Leave the account itself to `services.erase_person`; forget the invitations sent to it."""
    OrganisationInvitation.objects.filter(email=user.email).delete()


def collect_organisations(user: User) -> list[dict[str, Any]]:
    """Return the places in organisations."""
    return [
        {
            "organisation": place.organisation.name,
            "role": place.get_role_display(),
            "joined": place.joined_at,
        }
        for place in user.organisation_memberships.select_related("organisation")
    ]


def erase_organisations(user: User) -> None:
    """Leave every organisation."""
    user.organisation_memberships.all().delete()
