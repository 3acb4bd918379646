"""Where a filière stands in the method: what the team said, what the tool sees, what comes next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet
from django.http import Http404

from maillon.domain.errors import InvalidInput
from maillon.reference.method import Lever, Method, Step, SynthesisLever, get_method
from maillon.studies.advancing import Advice, Known, UnderWay, Unproved, Waiting, advise
from maillon.studies.advancing import LeverProgress as Progress
from maillon.studies.advancing import LeverState as State
from maillon_web.filieres.selectors import Opened
from maillon_web.method.models import Evidence, LeverProgress, LeverState
from maillon_web.method.selectors.changes import MethodChanges, find_changes
from maillon_web.method.selectors.evidence import find_known
from maillon_web.plan.selectors.levers import LeverCount, count_by_lever

__all__ = [
    "LeverLine",
    "Standing",
    "get_evidence",
    "get_lever",
    "list_evidence",
    "list_lines",
    "read_standing",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class LeverLine:
    """A lever as a list shows it."""

    lever: Lever
    state: LeverState
    note: str
    proof_count: int
    actions: LeverCount
    seen: Sequence[Known]
    waiting: Waiting | None
    unproved: Unproved | None
    under_way: UnderWay | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """Everything that the pages of the method show of a filière."""

    method: Method
    advice: Advice
    known: Mapping[str, Known]
    lines: Mapping[str, LeverLine]
    changes: MethodChanges

    def list_step(self, step: Step) -> list[LeverLine]:
        """Return the levers of a step."""
        return [self.lines[lever.key] for lever in step.levers]

    def list_gathered(self, entry: SynthesisLever) -> list[LeverLine]:
        """Return the levers that one of the ten gathers."""
        return [self.lines[key] for key in entry.levers]


def read_standing(opened: Opened, today: date) -> Standing:
    """Return where a filière stands, in a constant number of queries."""
    method = get_method()
    kept = {row.lever_key: row for row in LeverProgress.objects.filter(filiere=opened.filiere)}
    proofs = _count_proofs(opened)
    known = find_known(opened, today)
    states = {
        lever.key: Progress(
            state=State(kept[lever.key].state) if lever.key in kept else State.TO_DO,
            proof_count=proofs.get(lever.key, 0),
        )
        for lever in method.levers
    }
    advice = advise(method, states, known)
    return Standing(
        method=method,
        advice=advice,
        known=known,
        lines=_write_lines(method, kept, states, advice, known, count_by_lever(opened, today)),
        changes=find_changes(method, kept.values()),
    )


def list_lines(standing: Standing, keys: Sequence[str]) -> list[LeverLine]:
    """Return these levers as lists show them."""
    return [standing.lines[key] for key in keys]


def get_lever(key: str) -> Lever:
    """
    Return a lever of the method.

    Raises
    ------
    Http404
        If the method has none of that key.
    """
    try:
        return get_method().get_lever(key)
    except InvalidInput as error:
        raise Http404 from error


def list_evidence(opened: Opened, lever_key: str) -> QuerySet[Evidence]:
    """Return what the team attached to a lever."""
    return Evidence.objects.filter(filiere=opened.filiere, lever_key=lever_key).select_related(
        "added_by"
    )


def get_evidence(opened: Opened, pk: int) -> Evidence:
    """
    Return one piece of evidence of this filière.

    Raises
    ------
    Http404
        If it is of another one.
    """
    found = Evidence.objects.filter(filiere=opened.filiere, pk=pk).select_related("filiere").first()
    if found is None:
        raise Http404
    return found


def _count_proofs(opened: Opened) -> dict[str, int]:
    counted = (
        Evidence.objects.filter(filiere=opened.filiere)
        .order_by()
        .values("lever_key")
        .annotate(total=Count("pk"))
    )
    return {row["lever_key"]: row["total"] for row in counted}


def _write_lines(
    method: Method,
    kept: Mapping[str, LeverProgress],
    states: Mapping[str, Progress],
    advice: Advice,
    known: Mapping[str, Known],
    actions: Mapping[str, LeverCount],
) -> dict[str, LeverLine]:
    waiting = {entry.lever.key: entry for entry in advice.waiting}
    unproved = {entry.lever.key: entry for entry in advice.unproved}
    under_way = {entry.lever.key: entry for entry in advice.under_way}
    return {
        lever.key: LeverLine(
            lever=lever,
            state=LeverState(states[lever.key].state.value),
            note=kept[lever.key].note if lever.key in kept else "",
            proof_count=states[lever.key].proof_count,
            actions=actions.get(lever.key, LeverCount()),
            seen=[known[key] for key in lever.evidence if key in known],
            waiting=waiting.get(lever.key),
            unproved=unproved.get(lever.key),
            under_way=under_way.get(lever.key),
        )
        for lever in method.levers
    }
