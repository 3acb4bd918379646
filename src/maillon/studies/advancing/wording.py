"""The sentences of the advice."""

from collections.abc import Sequence

from maillon.domain.language import translate as _
from maillon.domain.language import translate_plural
from maillon.reference.method import EvidenceKind, Lever, Step
from maillon.studies.advancing.values import LeverState, NextAction

__all__ = [
    "explain_followers",
    "explain_order",
    "explain_step",
    "say_next",
    "say_under_way",
    "say_unproved",
    "say_waiting",
]


def list_labels(levers: Sequence[Lever]) -> str:
    """Return the names of levers between quotation marks."""
    return ", ".join(_("« {label} »").format(label=lever.label) for lever in levers)


def say_next(action: NextAction, lever: Lever) -> str:
    """Say what to do."""
    if action is NextAction.FINISH:
        return _("À terminer : {lever}.").format(lever=lever.label)
    return _("À commencer : {lever}.").format(lever=lever.label)


def say_under_way(lever: Lever, state: LeverState) -> str:
    """Say that the tool sees a lever that is not called done."""
    if state is LeverState.SET_ASIDE:
        return _(
            "« {lever} » est mis de côté, mais l’outil en voit la trace. Reprenez-le, ou "
            "laissez-le ainsi."
        ).format(lever=lever.label)
    if state is LeverState.IN_PROGRESS:
        return _("« {lever} » avance : l’outil en voit la trace.").format(lever=lever.label)
    return _(
        "« {lever} » semble commencé : l’outil en voit la trace. Dites s’il est en cours ou fait."
    ).format(lever=lever.label)


def say_waiting(lever: Lever, missing: Sequence[Lever]) -> str:
    """Say what should come before a lever."""
    return _(
        "« {lever} » vient plutôt après : {missing}. {reason} Vous pouvez commencer quand même."
    ).format(lever=lever.label, missing=list_labels(missing), reason=lever.after_reason)


def say_unproved(lever: Lever, expected: Sequence[EvidenceKind]) -> str:
    """Say that nothing shows a lever called done, and what would."""
    if not expected:
        return _(
            "« {lever} » est marqué fait, mais rien ne le montre. Joignez un document ou un lien."
        ).format(lever=lever.label)
    return _(
        "« {lever} » est marqué fait, mais rien ne le montre. Joignez un document ou un lien. "
        "L’outil le verrait aussi avec : {expected}."
    ).format(lever=lever.label, expected=", ".join(kind.label for kind in expected))


def explain_order(lever: Lever, before: Sequence[Lever]) -> str:
    """Say that what comes before a lever is settled, and why it comes before."""
    return _("Ce qui vient avant est réglé : {levers}. {reason}").format(
        levers=list_labels(before), reason=lever.after_reason
    )


def explain_followers(followers: Sequence[Lever]) -> str:
    """Say which levers wait for one."""
    return translate_plural(
        "{count} levier vient après lui : {levers}.",
        "{count} leviers viennent après lui : {levers}.",
        len(followers),
    ).format(count=len(followers), levers=list_labels(followers))


def explain_step(step: Step) -> str:
    """Say that a lever belongs to the first unfinished step."""
    return _("Il fait partie de l’étape {number}, la première à ne pas être terminée.").format(
        number=step.number
    )
