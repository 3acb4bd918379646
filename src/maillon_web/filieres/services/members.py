"""Who works in a filière: people, and organisations with all of theirs."""

from django.db import transaction
from django.utils.translation import gettext as _

from maillon.domain.errors import InvalidInput
from maillon_web.accounts.models import Organisation, User
from maillon_web.filieres.models import Filiere, Member, Partner, Role
from maillon_web.history.services import record

__all__ = [
    "add_partner",
    "change_partner",
    "change_role",
    "check_lead",
    "remove_member",
    "remove_partner",
]


def change_role(member: Member, role: str, *, author: User) -> bool:
    """
    Change what a person may do.

    Raises
    ------
    InvalidInput
        If nobody would lead the filière any more.
    """
    if role == member.role:
        return False
    with record("member.role", scope=member.filiere.scope, author=author) as recorder:
        recorder.update(member, {"role": role})
        check_lead(member.filiere)
    return True


def remove_member(member: Member, *, author: User) -> None:
    """
    Take a person out of a filière, or let it leave.

    Raises
    ------
    InvalidInput
        If nobody would lead the filière any more.
    """
    filiere = member.filiere
    kind = "member.leave" if member.user_id == author.pk else "member.remove"
    with record(kind, scope=filiere.scope, author=author) as recorder:
        recorder.delete(member)
        check_lead(filiere)


def check_lead(filiere: Filiere) -> None:
    """
    Refuse that nobody leads a filière.

    Raises
    ------
    InvalidInput
        If no member leads it.
    """
    with transaction.atomic():
        # Two leads who leave at the same time would each see the other: one waits here.
        Filiere.objects.select_for_update().get(pk=filiere.pk)
        leads = Member.objects.filter(filiere=filiere, role=Role.LEAD, user__is_active=True)
        if leads.exists():
            return
    raise InvalidInput(
        f"filière {filiere.pk} would have no lead",
        user=_("Personne d’autre ne pilote cette filière : confiez d’abord ce rôle à quelqu’un."),
    )


def add_partner(
    filiere: Filiere, organisation: Organisation, *, role: str, author: User
) -> Partner:
    """
    Let the people of another organisation work in a filière.

    Raises
    ------
    InvalidInput
        If that organisation is there already.
    """
    is_there = filiere.partnerships.filter(organisation=organisation).exists()
    if is_there or organisation.pk == filiere.organisation_id:
        raise InvalidInput(
            "the organisation takes part already",
            user=_("« {name} » participe déjà à cette filière.").format(name=organisation.name),
        )
    partner = Partner(filiere=filiere, organisation=organisation, role=role)
    with record(
        "partner.add", scope=filiere.scope, author=author, params={"name": organisation.name}
    ) as recorder:
        recorder.create(partner)
    return partner


def change_partner(partner: Partner, role: str, *, author: User) -> bool:
    """Change what the people of a partner organisation may do."""
    if role == partner.role:
        return False
    with record(
        "partner.role",
        scope=partner.filiere.scope,
        author=author,
        params={"name": partner.organisation.name},
    ) as recorder:
        return recorder.update(partner, {"role": role})


def remove_partner(partner: Partner, *, author: User) -> None:
    """Take a partner organisation out of a filière; its people who are members stay."""
    with record(
        "partner.remove",
        scope=partner.filiere.scope,
        author=author,
        params={"name": partner.organisation.name},
    ) as recorder:
        recorder.delete(partner)
