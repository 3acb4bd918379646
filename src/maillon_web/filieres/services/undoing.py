"""Undo a change of a filière, within the rights of who asks and the rules of who leads."""

from django.db import transaction
from django.utils.translation import gettext as _

from maillon.domain.errors import InconsistentData
from maillon_web.accounts.models import User
from maillon_web.filieres.models import Filiere
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.services.members import check_lead
from maillon_web.filieres.signals import change_undone
from maillon_web.history.models import ChangeSet
from maillon_web.history.services import undo
from maillon_web.history.wording import explain_lasting

__all__ = ["explain_refusal", "may_undo", "undo_change"]

_OF_LEADS = "filieres."


def may_undo(opened: Opened, change_set: ChangeSet) -> bool:
    """Tell whether a reader may undo a change; settings, chain and members are of the leads."""
    is_of_leads = change_set.changes.filter(model__startswith=_OF_LEADS).exists()
    return opened.can_lead if is_of_leads else opened.can_contribute


def explain_refusal(change_set: ChangeSet) -> str:
    """Return why a change cannot be undone, as far as one can tell before trying; else nothing."""
    if getattr(change_set, "undone_by", None) is not None:
        return _("Ce changement a déjà été annulé.")
    if lasting := explain_lasting(change_set):
        return lasting
    if not change_set.changes.exists():
        return _("Ce changement n’a rien laissé à remettre en place.")
    return ""


def undo_change(opened: Opened, change_set: ChangeSet, *, author: User) -> ChangeSet:
    """
    Put back what a change did.

    Raises
    ------
    InconsistentData
        If a record was changed since, or if this kind of change is there to stay.
    InvalidInput
        If nobody would lead the filière any more.
    """
    refusal = explain_refusal(change_set)
    if refusal:
        raise InconsistentData(f"change set {change_set.pk} cannot be undone", user=refusal)
    with transaction.atomic():
        undoing = undo(change_set, author=author)
        if change_set.changes.filter(model="filieres.member").exists():
            check_lead(opened.filiere)
        change_undone.send(Filiere, filiere=opened.filiere, change_set=change_set, undoing=undoing)
    return undoing
