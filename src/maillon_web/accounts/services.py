"""Write people and organisations."""

import secrets
from collections.abc import Callable
from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from maillon.domain.errors import InvalidInput
from maillon_web.accounts.mails import send
from maillon_web.accounts.models import (
    Organisation,
    OrganisationInvitation,
    OrganisationMember,
    OrganisationRole,
    User,
)
from maillon_web.accounts.personal_data import iter_holdings
from maillon_web.accounts.selectors import hash_token

__all__ = [
    "DAYS_TO_ACCEPT",
    "accept_invitation",
    "change_role",
    "create_organisation",
    "draw_token",
    "erase_person",
    "invite",
    "leave",
]

DAYS_TO_ACCEPT = 14


def draw_token() -> str:
    """Return a new secret for a link sent to somebody."""
    return secrets.token_urlsafe(32)


def create_organisation(*, name: str, kind: str, siren: str, author: User) -> Organisation:
    """Make an organisation that its author administers."""
    with transaction.atomic():
        organisation = Organisation.objects.create(name=name, kind=kind, siren=siren)
        OrganisationMember.objects.create(
            organisation=organisation, user=author, role=OrganisationRole.ADMIN
        )
    return organisation


def invite(
    organisation: Organisation,
    *,
    email: str,
    role: str,
    author: User,
    make_link: Callable[[str], str],
) -> OrganisationInvitation:
    """
    Send a link that opens an organisation to somebody.

    Parameters
    ----------
    make_link
        Returns the whole address for a token.
    """
    token = draw_token()
    address = email.strip().lower()
    with transaction.atomic():
        organisation.invitations.filter(email=address, accepted_at__isnull=True).delete()
        invitation = OrganisationInvitation.objects.create(
            organisation=organisation,
            email=address,
            role=role,
            token_digest=hash_token(token),
            invited_by=author,
            expires_at=timezone.now() + timedelta(days=DAYS_TO_ACCEPT),
        )
    send(
        "accounts/mail_organisation_invitation.txt",
        to=address,
        language=(get_language() or "fr")[:2],
        context={
            "organisation": organisation,
            "author": author,
            "link": make_link(token),
            "days": DAYS_TO_ACCEPT,
        },
    )
    return invitation


def accept_invitation(invitation: OrganisationInvitation, *, user: User) -> OrganisationMember:
    """Make a person a member; an invitation never weakens the role somebody already has."""
    with transaction.atomic():
        invitation.accepted_at = timezone.now()
        invitation.save(update_fields=["accepted_at"])
        place, is_new = OrganisationMember.objects.get_or_create(
            organisation=invitation.organisation, user=user, defaults={"role": invitation.role}
        )
        if not is_new and invitation.role == OrganisationRole.ADMIN:
            place.role = invitation.role
            place.save(update_fields=["role"])
    return place


def change_role(place: OrganisationMember, role: str) -> None:
    """
    Change what a person may do in an organisation.

    Raises
    ------
    InvalidInput
        If nobody would administer it any more.
    """
    if role != OrganisationRole.ADMIN:
        _check_another_admin(place)
    place.role = role
    place.save(update_fields=["role"])


def leave(place: OrganisationMember) -> None:
    """
    Take a person out of an organisation.

    Raises
    ------
    InvalidInput
        If nobody would administer it any more.
    """
    _check_another_admin(place)
    place.delete()


def _check_another_admin(place: OrganisationMember) -> None:
    others = OrganisationMember.objects.filter(
        organisation=place.organisation, role=OrganisationRole.ADMIN
    ).exclude(pk=place.pk)
    if place.role == OrganisationRole.ADMIN and not others.exists():
        raise InvalidInput(
            f"organisation {place.organisation.pk} would have no administrator",
            user=_(
                "Personne d’autre n’administre « {name} » : confiez d’abord ce rôle à quelqu’un."
            ).format(name=place.organisation.name),
        )


def erase_person(user: User) -> None:
    """
    Take a person's name and address out of everything, and close the account.

    Shared records stay, signed by a person without a name.
    """
    with transaction.atomic():
        for _key, holding in iter_holdings():
            holding.erase(user)
        user.organisation_memberships.all().delete()
        user.emailaddress_set.all().delete()  # type: ignore[attr-defined]  # allauth's relation
        user.authenticator_set.all().delete()  # type: ignore[attr-defined]  # allauth's relation
        user.email = f"anonyme-{user.pk}@invalid"
        user.name = ""
        user.is_active = user.is_staff = user.is_superuser = False
        user.anonymised_at = timezone.now()
        user.last_seen_at = None
        user.set_unusable_password()
        user.save()
    _close_sessions(user)


def _close_sessions(user: User) -> None:
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
