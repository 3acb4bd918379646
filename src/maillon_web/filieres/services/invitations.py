"""Invite people by a link that serves once; only its digest is kept."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from maillon.domain.errors import InvalidInput
from maillon_web.accounts.mails import send
from maillon_web.accounts.models import User
from maillon_web.accounts.selectors import hash_token
from maillon_web.accounts.services import DAYS_TO_ACCEPT, draw_token
from maillon_web.filieres.models import Filiere, Invitation, Member
from maillon_web.filieres.rights import STRENGTH, Access
from maillon_web.filieres.signals import invitation_accepted
from maillon_web.history.services import record

__all__ = ["Accepted", "Welcome", "accept", "cancel", "invite", "make_account", "resend"]

LinkMaker = Callable[[str], str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Welcome:
    """Where somebody who accepts goes first, and what must be said there, if anything."""

    path: str
    sentence: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Accepted:
    """Who joined; `welcome` is what the application that had asked for the invitation wants."""

    member: Member
    welcome: Welcome | None


def invite(
    filiere: Filiere,
    *,
    email: str,
    role: str,
    author: User,
    make_link: LinkMaker,
    context: Mapping[str, Any] | None = None,
) -> Invitation:
    """
    Send somebody a link that opens a filière; a former link to the same address dies.

    Parameters
    ----------
    make_link
        Returns the whole address for a token.
    context
        What the application that asks wants to find again when the link is accepted.

    Raises
    ------
    InvalidInput
        If that person is a member already.
    """
    address = email.strip().lower()
    given = dict(context or {})
    if not given and filiere.members.filter(user__email=address).exists():
        raise InvalidInput(
            "already a member",
            user=_("Cette personne est déjà membre : changez son rôle dans la liste."),
        )
    with record("member.invite", scope=filiere.scope, author=author):
        filiere.invitations.filter(email=address, context=given, accepted_at__isnull=True).delete()
        token = draw_token()
        invitation = Invitation.objects.create(
            filiere=filiere,
            email=address,
            role=role,
            context=given,
            token_digest=hash_token(token),
            invited_by=author,
            expires_at=_find_end(),
        )
    _send(invitation, make_link(token), author=author)
    return invitation


def resend(invitation: Invitation, *, author: User, make_link: LinkMaker) -> None:
    """Send a new link; the former one dies and the delay starts again."""
    token = draw_token()
    invitation.token_digest = hash_token(token)
    invitation.expires_at = _find_end()
    invitation.save(update_fields=["token_digest", "expires_at"])
    _send(invitation, make_link(token), author=author)


def cancel(invitation: Invitation, *, author: User) -> None:
    """Take an invitation back: its link opens nothing any more."""
    with record("member.uninvite", scope=invitation.filiere.scope, author=author):
        invitation.delete()


def accept(invitation: Invitation, *, user: User) -> Accepted:
    """
    Make a person a member; an invitation never weakens the role somebody already has.

    Raises
    ------
    InvalidInput
        If somebody used the link in the meantime.
    """
    filiere = invitation.filiere
    with transaction.atomic():
        taken = Invitation.objects.filter(pk=invitation.pk, accepted_at__isnull=True).update(
            accepted_at=timezone.now()
        )
        if not taken:
            raise InvalidInput(
                "the invitation was used meanwhile", user=_("Cette invitation a déjà servi.")
            )
        with record("member.join", scope=filiere.scope, author=user) as recorder:
            member = Member.objects.filter(filiere=filiere, user=user).first()
            if member is None:
                member = Member(filiere=filiere, user=user, role=invitation.role)
                recorder.create(member)
            elif _is_stronger(invitation.role, member.role):
                recorder.update(member, {"role": invitation.role})
        told: list[tuple[Any, Any]] = invitation_accepted.send(
            Invitation, invitation=invitation, user=user
        )
    welcomes = [welcome for _listener, welcome in told if isinstance(welcome, Welcome)]
    return Accepted(member=member, welcome=next(iter(welcomes), None))


def make_account(invitation: Invitation, *, name: str, password: str | None) -> User:
    """
    Make the account of the person who holds the link, which proves its address.

    Without a password, the person signs in by a code sent to that address.
    """
    with transaction.atomic():
        user = User.objects.create_user(
            invitation.email, password, name=name, language=(get_language() or "fr")[:2]
        )
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def _is_stronger(role: str, other: str) -> bool:
    return STRENGTH.index(Access(role)) > STRENGTH.index(Access(other))


def _find_end() -> datetime:
    return timezone.now() + timedelta(days=DAYS_TO_ACCEPT)


def _send(invitation: Invitation, link: str, *, author: User) -> None:
    send(
        "filieres/mail_invitation.txt",
        to=invitation.email,
        language=(get_language() or "fr")[:2],
        context={
            "filiere": invitation.filiere,
            "role": invitation.get_role_display(),
            "author": author,
            "link": link,
            "days": DAYS_TO_ACCEPT,
        },
    )
