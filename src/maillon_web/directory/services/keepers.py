"""The people who keep an actor's own sheet: how they join, what they answer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillon.domain.errors import InvalidInput
from maillon_web.accounts.models import User
from maillon_web.directory.models import Actor, Keeper, Presence, StatementKind
from maillon_web.directory.selectors.sources import ACTOR
from maillon_web.directory.services.places import complete_values
from maillon_web.directory.services.sheets import resync_everywhere, write_fields
from maillon_web.directory.services.statements import rewrite_own
from maillon_web.filieres.models import Filiere, Invitation, Role
from maillon_web.filieres.services import ask_refresh
from maillon_web.filieres.services.invitations import Welcome, invite
from maillon_web.filieres.signals import invitation_accepted
from maillon_web.history.conflicts import check_version
from maillon_web.history.services import record

__all__ = ["Answer", "answer_sheet", "confirm_sheet", "invite_keeper", "remove_keeper"]

_CONTEXT = "actor"


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """
    What an actor says of itself in one go.

    Attributes
    ----------
    changes
        Fields of the sheet that differ from what was shown.
    levels
        Who sees each field.
    stages
        Stages where it says it is.
    statements
        Lines and who sees them, by kind.
    """

    changes: Mapping[str, Any]
    levels: Mapping[str, str] = field(default_factory=dict)
    stages: Sequence[str] = ()
    statements: Mapping[StatementKind, tuple[Sequence[str], str]] = field(default_factory=dict)


def invite_keeper(
    filiere: Filiere,
    actor: Actor,
    *,
    email: str,
    author: User,
    make_link: Callable[[str], str],
) -> Invitation:
    """
    Send somebody a link to keep a sheet.

    Raises
    ------
    InvalidInput
        If that person keeps it already.
    """
    actor = actor.merged_into or actor
    if actor.keepers.filter(user__email=email.strip().lower()).exists():
        raise InvalidInput(
            "that person keeps the sheet already",
            user=_("Cette personne tient déjà cette fiche."),
        )
    return invite(
        filiere,
        email=email,
        role=Role.ACTOR,
        author=author,
        make_link=make_link,
        context={_CONTEXT: actor.pk},
    )


@receiver(invitation_accepted, dispatch_uid="directory.make_keeper")
def make_keeper(
    sender: object,
    *,
    invitation: Invitation,
    user: User,
    **_others: Any,  # noqa: ANN401 - Django's signature
) -> Welcome | None:
    """
    Give the sheet to whoever accepts the invitation to keep it, and lead there.

    A sheet merged since into another gives that one. Who is asked to keep a sheet answers at once:
    three minutes, from the link of the message.
    """
    if _CONTEXT not in invitation.context:
        return None
    filiere = invitation.filiere
    named = _find_named(invitation)
    actor = named and (named.merged_into or named)
    if actor is None or not filiere.presences.filter(actor=actor).exists():
        return Welcome(
            path=reverse("filieres:overview", args=(filiere.pk,)),
            sentence=_(
                "La fiche à tenir n’est plus dans cette filière : demandez un nouveau lien à la "
                "personne qui vous a écrit."
            ),
        )
    path = reverse("directory:own_sheet", args=(filiere.pk, actor.pk))
    if Keeper.objects.filter(actor=actor, user=user).exists():
        return Welcome(path=path, sentence=_("Vous tenez déjà cette fiche : rien n’a changé."))
    _give(filiere, actor, user)
    if actor == named:
        return Welcome(path=path)
    return Welcome(
        path=path,
        sentence=_(
            "Votre fiche a été réunie avec une autre du même acteur : voici celle qui reste."
        ),
    )


def _find_named(invitation: Invitation) -> Actor | None:
    actor_id = invitation.context[_CONTEXT]
    if not isinstance(actor_id, int):
        return None
    return Actor.objects.filter(pk=actor_id).select_related("merged_into").first()


def _give(filiere: Filiere, actor: Actor, user: User) -> None:
    with record(
        "keeper.join", scope=filiere.scope, author=user, params={"name": actor.name}
    ) as recorder:
        recorder.create(Keeper(actor=actor, user=user))


def remove_keeper(filiere: Filiere, keeper: Keeper, *, author: User) -> None:
    """Take a sheet back from somebody; the person stays a member."""
    with record(
        "keeper.leave",
        scope=filiere.scope,
        author=author,
        params={"name": keeper.actor.name},
    ) as recorder:
        recorder.delete(keeper)


def answer_sheet(
    filiere: Filiere, actor: Actor, answer: Answer, *, author: User, version: int
) -> Actor:
    """
    Write what an actor says of itself, and that its sheet was checked today.

    Raises
    ------
    InconsistentData
        If somebody wrote the sheet meanwhile.
    """
    with record(
        "actor.answer", scope=filiere.scope, author=author, params={"name": actor.name}
    ) as recorder:
        held = Actor.objects.select_for_update().get(pk=actor.pk)
        check_version(held, version)
        changes = complete_values(held, answer.changes)
        recorder.update(held, changes | {"checked_on": timezone.localdate()})
        write_fields(recorder, held, answer.changes, source=ACTOR, levels=answer.levels)
        presence = Presence.objects.select_for_update().get(filiere=filiere, actor=held)
        recorder.update(presence, {"declared_stages": list(answer.stages)})
        for kind, (lines, visibility) in answer.statements.items():
            rewrite_own(
                recorder,
                filiere,
                held,
                kind=kind,
                lines=lines,
                visibility=visibility,
                author=author,
            )
        resync_everywhere(held)
    ask_refresh(filiere, author=author)
    return held


def confirm_sheet(filiere: Filiere, actor: Actor, *, author: User) -> None:
    """Write that everything on a sheet is right today."""
    with record(
        "actor.confirm", scope=filiere.scope, author=author, params={"name": actor.name}
    ) as recorder:
        held = Actor.objects.select_for_update().get(pk=actor.pk)
        recorder.update(held, {"checked_on": timezone.localdate()})
        resync_everywhere(held)
