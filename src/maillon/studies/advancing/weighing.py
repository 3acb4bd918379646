"""Weigh what the team says and what the tool sees, lever by lever."""

from collections.abc import Mapping

from maillon.domain.figures import FigureBook
from maillon.reference.method import Lever, Method, Step
from maillon.studies.advancing.figures import StepCounts, add_progress_figures
from maillon.studies.advancing.values import (
    Advice,
    Known,
    LeverProgress,
    LeverState,
    NextAction,
    NextLever,
    StepProgress,
    UnderWay,
    Unproved,
    Waiting,
)
from maillon.studies.advancing.wording import (
    explain_followers,
    explain_order,
    explain_step,
    say_next,
    say_under_way,
    say_unproved,
    say_waiting,
)

__all__ = ["advise"]

_MOST = 3


def advise(
    method: Method, states: Mapping[str, LeverProgress], known: Mapping[str, Known]
) -> Advice:
    """
    Say what is done, what the tool already sees, and at most three things to do next.

    Parameters
    ----------
    method
        The method followed.
    states
        What the team recorded, by key of lever. A lever that is absent is to do.
    known
        What the tool sees, by key of evidence.

    Returns
    -------
    Advice
        The same inputs give the same advice; each list is in the order of the method.

    Raises
    ------
    InvalidInput
        If a state or an evidence names what the method does not have: it would be lost silently.

    Notes
    -----
    A lever is open when each lever that comes before it is settled: done, set aside, seen by the
    tool, or begun when it is never finished. Open levers are proposed by step, then those that
    open the most others, then in the order of the guide. See `docs/methodes/demarche.md`.
    """
    for key in states:
        method.get_lever(key)
    for key in known:
        method.get_evidence_kind(key)
    return _Reading(method, states, known).advise()


class _Reading:
    """One filière's state of the method, asked the same few questions for every lever."""

    def __init__(
        self, method: Method, states: Mapping[str, LeverProgress], known: Mapping[str, Known]
    ) -> None:
        self.method = method
        self.progress = {
            lever.key: states.get(lever.key, LeverProgress()) for lever in method.levers
        }
        self.known = {key: entry for key, entry in known.items() if entry.count > 0}

    def advise(self) -> Advice:
        book = FigureBook()
        total = self.count(self.method.levers)
        add_progress_figures(book, prefix="method", name="", counts=total)
        return Advice(
            next_levers=self.list_next(),
            current_step=self.find_current_step(),
            steps=tuple(self.describe_step(step, book) for step in self.method.steps),
            total=total,
            under_way=self.list_under_way(),
            unproved=self.list_unproved(),
            waiting=self.list_waiting(),
            figures=book,
        )

    def state(self, lever: Lever) -> LeverState:
        return self.progress[lever.key].state

    def traces(self, lever: Lever) -> tuple[tuple[str, Known], ...]:
        return tuple((key, self.known[key]) for key in lever.evidence if key in self.known)

    def is_settled(self, lever: Lever) -> bool:
        """Return whether what comes after the lever may begin."""
        state = self.state(lever)
        if state in {LeverState.DONE, LeverState.SET_ASIDE}:
            return True
        if state is LeverState.IN_PROGRESS and lever.is_ongoing:
            return True
        return bool(self.traces(lever))

    def missing(self, lever: Lever) -> tuple[Lever, ...]:
        before = (self.method.get_lever(key) for key in lever.after)
        return tuple(entry for entry in before if not self.is_settled(entry))

    def followers(self, lever: Lever) -> tuple[Lever, ...]:
        """Return the levers to do that wait for this one."""
        return tuple(
            entry
            for entry in self.method.list_followers(lever.key)
            if self.state(entry) is LeverState.TO_DO and not self.traces(entry)
        )

    def count(self, levers: tuple[Lever, ...]) -> StepCounts:
        states = [self.state(lever) for lever in levers]
        return StepCounts(
            to_do=states.count(LeverState.TO_DO),
            in_progress=states.count(LeverState.IN_PROGRESS),
            done=states.count(LeverState.DONE),
            set_aside=states.count(LeverState.SET_ASIDE),
        )

    def find_current_step(self) -> Step | None:
        for step in self.method.steps:
            if _step_state(self.count(step.levers)) in {LeverState.TO_DO, LeverState.IN_PROGRESS}:
                return step
        return None

    def describe_step(self, step: Step, book: FigureBook) -> StepProgress:
        counts = self.count(step.levers)
        return StepProgress(
            step=step,
            counts=counts,
            state=_step_state(counts),
            figure_ids=add_progress_figures(
                book, prefix=f"method.{step.key}", name=step.title, counts=counts
            ),
        )

    def list_next(self) -> tuple[NextLever, ...]:
        found = [
            (action, lever, step)
            for step in self.method.steps
            for lever in step.levers
            if (action := self.find_action(lever)) is not None
        ]
        # Stable: at equality the order of the guide stays.
        found.sort(key=lambda entry: (entry[2].number, -len(self.followers(entry[1]))))
        return tuple(
            NextLever(
                lever=lever,
                step=step,
                action=action,
                sentence=say_next(action, lever),
                reasons=self.explain(lever, step, action),
            )
            for action, lever, step in found[:_MOST]
        )

    def find_action(self, lever: Lever) -> NextAction | None:
        state = self.state(lever)
        if state is LeverState.TO_DO and not self.traces(lever) and not self.missing(lever):
            return NextAction.START
        holds_others = not self.is_settled(lever) and bool(self.followers(lever))
        if state is LeverState.IN_PROGRESS and holds_others:
            return NextAction.FINISH
        return None

    def explain(self, lever: Lever, step: Step, action: NextAction) -> tuple[str, ...]:
        reasons = [lever.why]
        if action is NextAction.START and lever.after:
            before = [self.method.get_lever(key) for key in lever.after]
            reasons.append(explain_order(lever, before))
        if followers := self.followers(lever):
            reasons.append(explain_followers(followers))
        if step is self.find_current_step():
            reasons.append(explain_step(step))
        return tuple(reasons)

    def list_under_way(self) -> tuple[UnderWay, ...]:
        return tuple(
            UnderWay(
                lever=lever,
                state=self.state(lever),
                evidence=traces,
                sentence=say_under_way(lever, self.state(lever)),
            )
            for lever in self.method.levers
            if self.state(lever) is not LeverState.DONE and (traces := self.traces(lever))
        )

    def list_unproved(self) -> tuple[Unproved, ...]:
        return tuple(
            self.describe_unproved(lever)
            for lever in self.method.levers
            if self.state(lever) is LeverState.DONE
            and self.progress[lever.key].proof_count == 0
            and not self.traces(lever)
        )

    def describe_unproved(self, lever: Lever) -> Unproved:
        expected = tuple(self.method.get_evidence_kind(key) for key in lever.evidence)
        return Unproved(lever=lever, sentence=say_unproved(lever, expected), expected=expected)

    def list_waiting(self) -> tuple[Waiting, ...]:
        return tuple(
            Waiting(lever=lever, missing=missing, sentence=say_waiting(lever, missing))
            for lever in self.method.levers
            if self.state(lever) is LeverState.TO_DO
            and not self.traces(lever)
            and (missing := self.missing(lever))
        )


def _step_state(counts: StepCounts) -> LeverState:
    """Return the state of a whole step from those of its levers."""
    if counts.kept == 0:
        return LeverState.SET_ASIDE
    if counts.done == counts.kept:
        return LeverState.DONE
    if counts.done or counts.in_progress:
        return LeverState.IN_PROGRESS
    return LeverState.TO_DO
