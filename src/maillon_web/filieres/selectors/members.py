"""Who works in a filière."""

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone

from maillon_web.accounts.models import User
from maillon_web.accounts.selectors import hash_token
from maillon_web.filieres.models import Filiere, Invitation, Member, Partner, Role

__all__ = ["find_invitation", "list_invitations", "list_members", "list_partners", "list_people"]

_ORDER = (Role.LEAD, Role.CONTRIBUTOR, Role.READER, Role.ACTOR)


def list_members(filiere: Filiere) -> QuerySet[Member]:
    """Return the people, those who lead first."""
    whens = [When(role=role, then=Value(rank)) for rank, role in enumerate(_ORDER)]
    rank = Case(*whens, default=Value(len(_ORDER)), output_field=IntegerField())
    return filiere.members.select_related("user").order_by(rank, "user__name", "pk")


def list_people(filiere: Filiere, *, chosen: int | None = None) -> QuerySet[User]:
    """Return who may be given something to do: its members, and who has it already, by name."""
    members = Q(memberships__filiere=filiere)
    found = User.objects.filter(members | Q(pk=chosen) if chosen else members)
    return found.distinct().order_by("name", "email", "pk")


def list_partners(filiere: Filiere) -> QuerySet[Partner]:
    """Return the partner organisations by name."""
    return filiere.partnerships.select_related("organisation").order_by("organisation__name", "pk")


def list_invitations(filiere: Filiere) -> QuerySet[Invitation]:
    """Return the invitations that nobody has used yet, old ones included."""
    return (
        filiere.invitations.filter(accepted_at__isnull=True)
        .select_related("invited_by")
        .order_by("-created_at", "-pk")
    )


def find_invitation(token: str) -> Invitation | None:
    """Return the invitation of a link, used or old ones included; `None` for an unknown link."""
    found = (
        Invitation.objects.select_related("filiere__organisation", "invited_by")
        .filter(token_digest=hash_token(token))
        .first()
    )
    if found is not None and found.filiere.archived_at and found.expires_at > timezone.now():
        found.expires_at = timezone.now()
    return found
