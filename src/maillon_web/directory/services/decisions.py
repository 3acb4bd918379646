"""What people settle about an actor: its stages, whether it is ESS. It wins over computations."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from maillon.domain.errors import InvalidInput
from maillon_web.accounts.models import User
from maillon_web.directory.models import Actor, Decision, DecisionKind
from maillon_web.directory.services.presences import resync
from maillon_web.filieres.models import Filiere, Stage
from maillon_web.filieres.services import ask_refresh
from maillon_web.history.models import ChangeSet
from maillon_web.history.services import record

__all__ = ["forget_decision", "move", "place", "remove", "settle_ess_status"]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Choice:
    kind: DecisionKind
    stage_key: str = ""


def place(
    filiere: Filiere, actor: Actor, *, stage_key: str, reason: str, author: User
) -> ChangeSet:
    """
    Say that an actor is at a stage.

    Raises
    ------
    InvalidInput
        If the chain has no such stage.
    """
    label = _get_stage(filiere, stage_key).label
    choices = [_Choice(kind=DecisionKind.PLACE, stage_key=stage_key)]
    params = {"name": actor.name, "stage": label}
    return _decide(filiere, actor, "actor.place", params, choices, reason=reason, author=author)


def remove(
    filiere: Filiere, actor: Actor, *, stage_key: str, reason: str, author: User
) -> ChangeSet:
    """
    Say that an actor is not at a stage.

    Raises
    ------
    InvalidInput
        If the chain has no such stage.
    """
    label = _get_stage(filiere, stage_key).label
    choices = [_Choice(kind=DecisionKind.REMOVE, stage_key=stage_key)]
    params = {"name": actor.name, "stage": label}
    return _decide(filiere, actor, "actor.remove", params, choices, reason=reason, author=author)


def move(
    filiere: Filiere, actor: Actor, *, from_key: str, to_key: str, reason: str, author: User
) -> ChangeSet:
    """
    Say that an actor is at a stage rather than at another.

    Raises
    ------
    InvalidInput
        If the chain lacks one of the stages, or if they are the same.
    """
    if from_key == to_key:
        raise InvalidInput(
            "moved to where it is",
            user=_("Choisissez un autre maillon : l’acteur est déjà à celui-là."),
        )
    params = {
        "name": actor.name,
        "origin": _get_stage(filiere, from_key).label,
        "stage": _get_stage(filiere, to_key).label,
    }
    choices = [
        _Choice(kind=DecisionKind.REMOVE, stage_key=from_key),
        _Choice(kind=DecisionKind.PLACE, stage_key=to_key),
    ]
    return _decide(filiere, actor, "actor.move", params, choices, reason=reason, author=author)


def settle_ess_status(
    filiere: Filiere, actor: Actor, *, is_ess: bool, reason: str, author: User
) -> ChangeSet:
    """Say whether an actor is of the ESS."""
    kind = DecisionKind.ESS_DECLARED if is_ess else DecisionKind.ESS_REFUSED
    name = "actor.ess_declared" if is_ess else "actor.ess_refused"
    return _decide(
        filiere,
        actor,
        name,
        {"name": actor.name},
        [_Choice(kind=kind)],
        reason=reason,
        author=author,
    )


def forget_decision(decision: Decision, *, author: User) -> ChangeSet:
    """Take a decision back: the computation speaks again."""
    filiere, actor = decision.filiere, decision.actor
    with record(
        "actor.undecide", scope=filiere.scope, author=author, params={"name": actor.name}
    ) as recorder:
        recorder.delete(decision)
        resync(filiere, {actor.pk})
        change_set = recorder.change_set
    ask_refresh(filiere, author=author)
    return change_set


def _decide(  # noqa: PLR0913 - where, about whom, what, in which words, why, by whom
    filiere: Filiere,
    actor: Actor,
    name: str,
    params: dict[str, str],
    choices: Sequence[_Choice],
    *,
    reason: str,
    author: User,
) -> ChangeSet:
    with record(name, scope=filiere.scope, author=author, params=params) as recorder:
        for choice in choices:
            recorder.delete_many(_list_replaced(filiere, actor, choice))
            recorder.create(
                Decision(
                    filiere=filiere,
                    actor=actor,
                    kind=choice.kind,
                    stage_key=choice.stage_key,
                    reason=reason,
                    decided_by=author,
                )
            )
        resync(filiere, {actor.pk})
        change_set = recorder.change_set
    ask_refresh(filiere, author=author)
    return change_set


def _list_replaced(filiere: Filiere, actor: Actor, choice: _Choice) -> list[Decision]:
    """Return the decisions about the same thing: a later one replaces them."""
    held = Decision.objects.select_for_update().filter(filiere=filiere, actor=actor)
    if choice.stage_key:
        return list(held.filter(stage_key=choice.stage_key))
    return list(held.filter(kind__in=(DecisionKind.ESS_DECLARED, DecisionKind.ESS_REFUSED)))


def _get_stage(filiere: Filiere, key: str) -> Stage:
    stage = filiere.stages.filter(key=key).first()
    if stage is None:
        raise InvalidInput(
            f"no stage {key!r} in filière {filiere.pk}",
            user=_("Ce maillon n’est plus dans la chaîne : rechargez la page et choisissez-en un."),
        )
    return stage
