"""Read people and organisations."""

import hashlib

from django.db.models import Count, QuerySet
from django.http import Http404
from django.utils import timezone

from maillon_web.accounts.models import (
    Organisation,
    OrganisationInvitation,
    OrganisationMember,
    OrganisationRole,
    User,
)

__all__ = [
    "find_invitation",
    "get_membership",
    "hash_token",
    "list_memberships",
    "list_organisations",
]


def hash_token(token: str) -> str:
    """Return what is kept of a link sent to somebody: enough to recognise it, not to make it."""
    return hashlib.sha256(token.encode()).hexdigest()


def list_organisations(user: User) -> QuerySet[OrganisationMember]:
    """Return the places of a person in organisations, with the size of each."""
    return (
        user.organisation_memberships.select_related("organisation")
        .annotate(member_count=Count("organisation__memberships"))
        .order_by("organisation__name")
    )


def get_membership(
    user: User, organisation_id: int, *, is_admin_needed: bool = False
) -> OrganisationMember:
    """
    Return the place of a person in an organisation.

    Raises
    ------
    Http404
        If the person is not of it, or does not administer it where that is needed.
    """
    found = (
        user.organisation_memberships.select_related("organisation")
        .filter(organisation_id=organisation_id)
        .first()
    )
    if found is None or (is_admin_needed and found.role != OrganisationRole.ADMIN):
        raise Http404
    return found


def list_memberships(organisation: Organisation) -> QuerySet[OrganisationMember]:
    """Return the people of an organisation."""
    return organisation.memberships.select_related("user").order_by("user__name", "pk")


def find_invitation(token: str) -> OrganisationInvitation | None:
    """Return the invitation that a link opens, `None` when it is used, cancelled or too old."""
    return (
        OrganisationInvitation.objects.select_related("organisation")
        .filter(
            token_digest=hash_token(token),
            accepted_at__isnull=True,
            expires_at__gt=timezone.now(),
        )
        .first()
    )
