"""Actions that cross from one filière to another: only what both sides agreed to is read."""

from django.db.models import QuerySet
from django.http import Http404

from maillon_web.accounts.models import User
from maillon_web.filieres.models import Filiere, Visibility
from maillon_web.filieres.selectors import Opened, list_readable_filieres
from maillon_web.plan.models import Action, ActionShare

__all__ = ["get_received", "list_offered", "list_received", "list_targets"]

SHAREABLE = (Visibility.PUBLIC, Visibility.MEMBERS)
"""What only the team of a filière sees does not leave it, even once offered."""


def list_targets(action: Action, reader: User) -> QuerySet[Filiere]:
    """Return the filières to which a person may offer an action: those that it may read."""
    taken = action.shares.values("filiere")
    return (
        list_readable_filieres(reader)
        .filter(archived_at=None)
        .exclude(pk=action.filiere_id)
        .exclude(pk__in=taken)
        .order_by("name", "pk")
        .only("pk", "name", "territory_name")
    )


def list_offered(action: Action) -> QuerySet[ActionShare]:
    """Return to whom an action is offered."""
    return action.shares.select_related("filiere").order_by("filiere__name", "pk")


def list_received(opened: Opened, *, is_accepted: bool = True) -> QuerySet[ActionShare]:
    """
    Return the actions that other filières share with this one; its members see them.

    What waits for an answer is for those who may answer.
    """
    found = ActionShare.objects.filter(
        filiere=opened.filiere,
        action__visibility__in=SHAREABLE,
        action__filiere__archived_at=None,
        accepted_at__isnull=not is_accepted,
    ).select_related("action__filiere", "action__owner", "filiere")
    may_see = opened.can_take_part if is_accepted else opened.can_contribute
    return found.order_by("action__ends_on", "pk") if may_see else found.none()


def get_received(opened: Opened, share_id: int) -> ActionShare:
    """
    Return one action that another filière shares with this one.

    Raises
    ------
    Http404
        If there is none for this reader, or if it was taken back.
    """
    for is_accepted in (True, False):
        found = list_received(opened, is_accepted=is_accepted).filter(pk=share_id).first()
        if found is not None:
            return found
    raise Http404
