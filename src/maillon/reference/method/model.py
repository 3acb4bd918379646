"""The words of the method: steps, levers, scenarios, factors, each with the passage it rests on."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _
from maillon.domain.text import find_nearest

__all__ = [
    "Condition",
    "CooperationKind",
    "EvidenceKind",
    "FormChoice",
    "Lever",
    "MeansCase",
    "MeansResult",
    "Method",
    "MethodDocument",
    "MethodPassage",
    "Scenario",
    "Step",
    "SuccessFactor",
    "SynthesisLever",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class MethodDocument:
    """A published document that the method was read in; an empty date is not known."""

    key: str
    title: str
    publisher: str
    date: str
    file: str
    licence_note: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MethodPassage:
    """
    Where a document says it.

    Attributes
    ----------
    document
        Key of the document.
    where
        Place in the document, as a reader would look for it.
    first_line, last_line
        Lines of the extracted text, counted from 1, both included.
    quote
        A few words as printed, to find the place again in any edition.
    """

    document: str
    where: str
    first_line: int
    last_line: int
    quote: str

    @property
    def lines(self) -> str:
        """First and last line, as the files write them (`525-527`)."""
        return f"{self.first_line}-{self.last_line}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Lever:
    """
    A public action of the method.

    Attributes
    ----------
    step
        Key of the step it belongs to.
    label, why
        What to do and what for, in our own words.
    after
        Keys of the levers that come before, when the documents say so.
    after_reason, after_passage
        Why, and where it was read; empty and `None` when `after` is.
    is_ongoing
        True for what is never finished (a committee, a watch): once begun, what follows may begin.
    evidence
        Keys of what the tool may know of it.
    """

    key: str
    step: str
    label: str
    why: str
    passage: MethodPassage
    after: tuple[str, ...] = ()
    after_reason: str = ""
    after_passage: MethodPassage | None = None
    is_ongoing: bool = False
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One of the seven steps, with its levers in the order of the guide."""

    key: str
    number: int
    title: str
    aim: str
    passage: MethodPassage
    levers: tuple[Lever, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class SynthesisLever:
    """One of the ten levers of the guide's summary, and the levers of the steps it gathers."""

    key: str
    number: int
    label: str
    levers: tuple[str, ...]
    passage: MethodPassage


@dataclass(frozen=True, kw_only=True, slots=True)
class Condition:
    """
    What must hold before the authority hands over or ends its support.

    Attributes
    ----------
    proof
        What shows that it holds.
    passage
        Where the guide says it; `None` when it is our own proposal.
    """

    key: str
    label: str
    proof: str
    passage: MethodPassage | None

    @property
    def is_from_source(self) -> bool:
        """Whether the guide says it."""
        return self.passage is not None


@dataclass(frozen=True, kw_only=True, slots=True)
class Scenario:
    """A way for the authority to take part, and how its part ends."""

    key: str
    label: str
    summary: str
    actions: tuple[str, ...]
    hand_over: str
    conditions: tuple[Condition, ...]
    passage: MethodPassage


@dataclass(frozen=True, kw_only=True, slots=True)
class FormChoice:
    """A form that a filière may take; `key` is a value of `FiliereKind`."""

    key: str
    label: str
    definition: str
    choose_when: str
    example: str
    passage: MethodPassage


@dataclass(frozen=True, kw_only=True, slots=True)
class SuccessFactor:
    """
    What makes a project succeed, as a question that can be answered with proof.

    Attributes
    ----------
    is_gate
        True for those that the document wants settled before a project is validated.
    proofs
        What counts as proof.
    evidence
        Keys of what the tool may know of it.
    """

    key: str
    label: str
    is_gate: bool
    question: str
    proofs: tuple[str, ...]
    evidence: tuple[str, ...]
    passage: MethodPassage


@dataclass(frozen=True, kw_only=True, slots=True)
class CooperationKind:
    """A kind, or an aim, of cooperation between actors."""

    key: str
    label: str
    definition: str
    example: str
    passage: MethodPassage


@dataclass(frozen=True, kw_only=True, slots=True)
class EvidenceKind:
    """What the tool may know of a lever; `label` in the singular, `how` says what is counted."""

    key: str
    label: str
    how: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MeansResult:
    """What came of the means, as the document says it; `value` is `None` when it gives words."""

    label: str
    value: float | None
    unit: str
    note: str
    passage: MethodPassage


@dataclass(frozen=True, kw_only=True, slots=True)
class MeansCase:
    """
    The animation means of one authority, as a document tells them.

    Attributes
    ----------
    subject, filieres
        What the means are for, in words, and the bundled filières it corresponds to.
    fte
        Full-time equivalents given to this subject.
    fte_total
        Full-time equivalents given to all the filières of the authority.
    people
        Number of people when the document counts people.
    doubt
        What is contradictory or uncertain in the document.
    """

    key: str
    authority: str
    territory_kind: str
    subject: str
    filieres: tuple[str, ...]
    fte: float | None
    fte_total: float | None
    people: int | None
    note: str
    results: tuple[MeansResult, ...]
    passages: tuple[MethodPassage, ...]
    doubt: str


_Named = TypeVar("_Named", Step, Scenario, FormChoice, EvidenceKind)


# No slots: the lookup tables are built once, at first use.
@dataclass(frozen=True, kw_only=True)
class Method:
    """The whole method, at one version of its file."""

    version: int
    documents: tuple[MethodDocument, ...]
    steps: tuple[Step, ...]
    synthesis: tuple[SynthesisLever, ...]
    outside_synthesis: tuple[str, ...]
    scenarios: tuple[Scenario, ...]
    forms: tuple[FormChoice, ...]
    success_factors: tuple[SuccessFactor, ...]
    cooperation_kinds: tuple[CooperationKind, ...]
    cooperation_aims: tuple[CooperationKind, ...]
    evidence_kinds: tuple[EvidenceKind, ...]

    @cached_property
    def levers(self) -> tuple[Lever, ...]:
        """Every lever, in the order of the guide."""
        return tuple(lever for step in self.steps for lever in step.levers)

    @cached_property
    def _levers_by_key(self) -> dict[str, Lever]:
        return {lever.key: lever for lever in self.levers}

    def get_lever(self, key: str) -> Lever:
        """Return the lever of that key, or raise `InvalidInput` naming the nearest."""
        lever = self._levers_by_key.get(key)
        if lever is None:
            raise _not_found(key, list(self._levers_by_key))
        return lever

    def get_step(self, key: str) -> Step:
        """Return the step of that key, or raise `InvalidInput` naming the nearest."""
        return _find(self.steps, key)

    def get_scenario(self, key: str) -> Scenario:
        """Return the scenario of that key, or raise `InvalidInput` naming the nearest."""
        return _find(self.scenarios, key)

    def get_form(self, key: str) -> FormChoice:
        """Return the form of that key, or raise `InvalidInput` naming the nearest."""
        return _find(self.forms, key)

    def get_evidence_kind(self, key: str) -> EvidenceKind:
        """Return the evidence of that key, or raise `InvalidInput` naming the nearest."""
        return _find(self.evidence_kinds, key)

    def list_followers(self, lever_key: str) -> tuple[Lever, ...]:
        """Return the levers that come right after one, in the order of the guide."""
        return tuple(lever for lever in self.levers if lever_key in lever.after)

    def list_synthesis(self, lever_key: str) -> tuple[SynthesisLever, ...]:
        """Return the levers of the summary that gather one; maybe none."""
        return tuple(entry for entry in self.synthesis if lever_key in entry.levers)


def _find(entries: Sequence[_Named], key: str) -> _Named:
    for entry in entries:
        if entry.key == key:
            return entry
    raise _not_found(key, [entry.key for entry in entries])


def _not_found(key: str, known: list[str]) -> InvalidInput:
    near = find_nearest(key, known) or known[:3]
    return InvalidInput(
        f"the method has no {key!r}",
        user=_("La démarche ne connaît pas « {key} ». Essayez : {near}.").format(
            key=key, near=", ".join(near)
        ),
    )
