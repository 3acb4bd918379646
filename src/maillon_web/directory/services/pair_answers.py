"""Answer a pair in one key: the same, two actors, later; and take the last answer back."""

from django.utils.translation import gettext as _

from maillon.domain.errors import InconsistentData, InvalidInput
from maillon_web.accounts.models import User
from maillon_web.directory.models import Actor, DuplicatePair, PairState
from maillon_web.directory.selectors.duplicates import WAITING, Answer
from maillon_web.directory.selectors.merge_fields import bear_two_numbers, suggest_kept
from maillon_web.directory.services.merging import merge
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.services import ask_refresh
from maillon_web.filieres.services.undoing import undo_change

__all__ = ["check_waiting", "merge_at_once", "take_back"]


def merge_at_once(pair: DuplicatePair, *, author: User) -> Actor:
    """
    Merge the two records of a pair into the one that says the most; return it.

    What the one that stays does not say is taken from the other.

    Raises
    ------
    InvalidInput
        If their official numbers say that they are two: a person then chooses what becomes of them.
    InconsistentData
        If the pair is settled, or if one of the records was merged meanwhile.
    """
    check_waiting(pair)
    if bear_two_numbers(pair.first, pair.second):
        raise InvalidInput(
            f"the records of pair {pair.pk} bear two numbers",
            user=_(
                "Ces deux fiches portent deux numéros officiels : choisissez ce qu’elles "
                "deviennent."
            ),
        )
    kept = suggest_kept(pair.first, pair.second)
    merged = pair.second if kept == pair.first else pair.first
    return merge(filiere=pair.filiere, kept=kept, merged=merged, author=author)


def check_waiting(pair: DuplicatePair) -> None:
    """
    Refuse an answer to a pair that has one.

    Raises
    ------
    InconsistentData
        If somebody settled it meanwhile.
    """
    if pair.state not in WAITING:
        raise InconsistentData(
            f"pair {pair.pk} is {pair.state}", user=_("Cette paire est déjà tranchée.")
        )


def take_back(opened: Opened, answer: Answer, *, author: User) -> None:
    """
    Open again the pair that a person answered last; a merge is undone through the history.

    Raises
    ------
    InconsistentData
        If one of the records was changed since.
    """
    if answer.change_set is None:
        put_off = DuplicatePair.objects.filter(
            filiere=opened.filiere, pk=answer.pair_id or 0, state=PairState.LATER
        )
        put_off.update(state=PairState.OPEN, settled_by=None, settled_at=None)
        return
    undo_change(opened, answer.change_set, author=author)
    if answer.change_set.kind == "actor.merge":
        ask_refresh(opened.filiere, author=author)
