"""
Share an action with another filière.

One side offers and takes back, the other accepts and lets go; each acts in its own history.
"""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from maillon.domain.errors import InvalidInput
from maillon_web.accounts.models import User
from maillon_web.filieres.models import Filiere
from maillon_web.history.services import record
from maillon_web.plan.models import Action, ActionShare
from maillon_web.plan.selectors.sharing import SHAREABLE, list_targets

__all__ = [
    "REPORTED",
    "accept_share",
    "change_share",
    "leave_share",
    "offer_share",
    "report_progress",
    "revoke_share",
]

REPORTED = ("status", "next_step", "outcome")
"""What the other side may write, when it may."""


def offer_share(action: Action, filiere: Filiere, *, may_report: bool, author: User) -> ActionShare:
    """
    Offer an action to another filière, which sees it once it accepts.

    Raises
    ------
    InvalidInput
        If the action is for the team only, or if the person may not read that filière.
    """
    if action.visibility not in SHAREABLE:
        raise InvalidInput(
            "a private action is not shared",
            user=_(
                "Cette action n’est visible que de l’équipe d’animation : changez d’abord qui la "
                "voit."
            ),
        )
    if not list_targets(action, author).filter(pk=filiere.pk).exists():
        raise InvalidInput(
            "not a filiere that the author reads",
            user=_("Choisissez une filière de la liste."),
        )
    made = ActionShare(action=action, filiere=filiere, may_report=may_report)
    with record(
        "share.offer", scope=action.filiere.scope, author=author, params=_name(action, filiere)
    ) as recorder:
        recorder.create(made)
    return made


def change_share(share: ActionShare, *, may_report: bool, author: User) -> None:
    """Change whether the other side may write the progress."""
    params = _name(share.action, share.filiere)
    with record(
        "share.change", scope=share.action.filiere.scope, author=author, params=params
    ) as recorder:
        recorder.update(share, {"may_report": may_report})


def revoke_share(share: ActionShare, *, author: User) -> None:
    """Take an action back: the other side no longer sees it."""
    params = _name(share.action, share.filiere)
    with record(
        "share.revoke", scope=share.action.filiere.scope, author=author, params=params
    ) as recorder:
        recorder.delete(share)


def accept_share(share: ActionShare, *, author: User) -> None:
    """Take the action of another filière into this one's plan."""
    params = _name(share.action, share.action.filiere)
    with record(
        "share.accept", scope=share.filiere.scope, author=author, params=params
    ) as recorder:
        recorder.update(share, {"accepted_at": timezone.now()})


def leave_share(share: ActionShare, *, author: User) -> None:
    """Refuse the action of another filière, or let it go."""
    params = _name(share.action, share.action.filiere)
    with record("share.leave", scope=share.filiere.scope, author=author, params=params) as recorder:
        recorder.delete(share)


def report_progress(share: ActionShare, changes: Mapping[str, Any], *, author: User) -> None:
    """
    Write the progress of an action from the filière that receives it.

    Raises
    ------
    InvalidInput
        If its owners do not let it, or if it has not accepted the action.
    ChangedMeanwhile
        If somebody else wrote the action since it was read.
    """
    if not share.may_report or share.accepted_at is None:
        raise InvalidInput(
            "this share is read only",
            user=_("Cette action se lit ici sans pouvoir y écrire."),
        )
    action = share.action
    written = {name: value for name, value in changes.items() if name in REPORTED}
    with record(
        "action.report",
        scope=action.filiere.scope,
        author=author,
        params={"name": str(action), "filiere": share.filiere.name},
    ) as recorder:
        recorder.update(action, written)


def _name(action: Action, filiere: Filiere) -> dict[str, str]:
    return {"name": str(action), "filiere": filiere.name}
