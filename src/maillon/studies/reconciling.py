"""Propose a meaning for the words of a list: what is doubtful is offered, never taken."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from maillon.domain.filiere import Filiere
from maillon.domain.language import translate as _
from maillon.domain.territory import TerritoryKind, find_departement
from maillon.domain.text import fold
from maillon.reference.nomenclatures import (
    list_workforce_bands,
    load_inclusive_kinds,
    load_legal_categories,
)
from maillon.reference.territories import search_territories
from maillon.sources.lists import (
    ListValues,
    WrittenPlace,
    find_band,
    find_declared_ess,
    find_inclusive_kinds,
    find_written_departement,
)

__all__ = ["Choice", "ValueToReconcile", "list_choices", "name_stages", "propose_meanings"]

# One text holds the words of the other; or only some of them; or the letters look alike.
_SAME_WORDS, _SOME_WORDS, _ALIKE = 0.85, 0.8, 0.75
# What is known of the département makes a town written almost right nearly sure.
_NEAR_TOWN = 0.9
_WORTH_OFFERING = 0.55
# Two proposals as near as this are a doubt.
_CLOSE_CALL = 0.05
_SMALL_WORDS = frozenset(
    ("A", "AU", "AUX", "D", "DE", "DES", "DU", "EN", "ET", "L", "LA", "LE", "LES", "OU", "POUR")
)
_MOST_PLACES = 5
# Searching for a town takes time: beyond, the person searches for those that matter.
_MOST_SOUGHT = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """A meaning that can be given to a value: what is kept, and how it reads."""

    target: str
    label: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ValueToReconcile:
    """
    A value of a list whose meaning is one of a closed set.

    Attributes
    ----------
    field
        Column of `listed_actors`.
    value
        As written; a place has its post code or département in brackets.
    row_count
        Rows that write it.
    target
        Meaning proposed; `None` when none is.
    confidence
        0 to 1; 1 is read so without asking, below `CLEAR` a person must choose.
    choices
        Other meanings to offer first, best first; `list_choices` gives them all.
    """

    field: str
    value: str
    row_count: int
    target: str | None
    confidence: float
    choices: tuple[Choice, ...] = ()


def name_stages(filiere: Filiere) -> dict[str, str]:
    """Return the key of each stage by its folded key and label."""
    return {fold(name): stage.key for stage in filiere.stages for name in (stage.key, stage.label)}


def list_choices(field: str, filiere: Filiere | None = None) -> list[Choice]:
    """Return every meaning that a value of a field may have; none for places, which are sought."""
    if field == "declared_stages":
        stages = filiere.stages if filiere else ()
        return [Choice(target=stage.key, label=stage.label) for stage in stages]
    if field == "kind":
        kinds = load_inclusive_kinds().values()
        return [Choice(target=entry.kind, label=entry.label) for entry in kinds]
    if field == "declared_ess":
        return [Choice(target="oui", label=_("oui")), Choice(target="non", label=_("non"))]
    if field in {"employees_label", "employee_count"}:
        bands = list_workforce_bands().values()
        return [Choice(target=band.code, label=band.label) for band in bands]
    if field == "legal_form":
        forms = load_legal_categories().values()
        return [Choice(target=entry.code, label=entry.label) for entry in forms]
    return []


def propose_meanings(values: ListValues, filiere: Filiere | None) -> list[ValueToReconcile]:
    """Return each value with the meaning proposed for it, the most frequent first in each field."""
    proposers: Mapping[str, Callable[[str], _Proposal]] = {
        "declared_stages": _StageProposer(filiere),
        "kind": _propose_kind,
        "declared_ess": _propose_ess,
        "legal_form": _propose_form,
        "employees_label": lambda text: _propose_band(text, ""),
        "employee_count": lambda text: _propose_band("", text),
        "city": lambda text: _propose_place(values.places.get(text)),
    }
    found = []
    for field, counts in values.counts.items():
        ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        for rank, (value, row_count) in enumerate(ordered):
            is_sought = field != "city" or rank < _MOST_SOUGHT
            proposal = proposers[field](value) if is_sought else _NOTHING
            found.append(
                ValueToReconcile(
                    field=field,
                    value=value,
                    row_count=row_count,
                    target=proposal.target,
                    confidence=round(proposal.confidence, 2),
                    choices=proposal.choices,
                )
            )
    return found


@dataclass(frozen=True, slots=True)
class _Proposal:
    target: str | None = None
    confidence: float = 0.0
    choices: tuple[Choice, ...] = ()


_NOTHING = _Proposal()


class _StageProposer:
    """Compares words with the names of the stages, then with their keywords."""

    def __init__(self, filiere: Filiere | None) -> None:
        self._names = name_stages(filiere) if filiere else {}
        self._labels = {stage.key: stage.label for stage in filiere.stages} if filiere else {}
        self._roots = (
            {root: stage.key for stage in filiere.stages for root in stage.keywords}
            if filiere
            else {}
        )

    def __call__(self, text: str) -> _Proposal:
        folded = fold(text)
        if folded in self._names:
            return _Proposal(self._names[folded], 1.0)
        scores: dict[str, float] = {}
        for name, key in self._names.items():
            scores[key] = max(scores.get(key, 0.0), _compare(folded, name))
        for root, key in self._roots.items():
            if root and (folded.startswith(root) or f" {root}" in folded):
                scores[key] = max(scores.get(key, 0.0), 0.75)
        return _choose(scores, self._labels)


def _propose_kind(text: str) -> _Proposal:
    found = find_inclusive_kinds(text)
    if found:
        return _Proposal(found[0] if len(found) == 1 else ";".join(found), 1.0)
    labels = {entry.kind: entry.label for entry in load_inclusive_kinds().values()}
    folded = fold(text)
    return _choose({kind: _compare(folded, fold(label)) for kind, label in labels.items()}, labels)


def _propose_ess(text: str) -> _Proposal:
    found = find_declared_ess(text)
    if found:
        return _Proposal(found, 1.0)
    first = fold(text).split(" ")[0]
    return _Proposal("oui", 0.8) if first == "OUI" else _NOTHING


def _propose_form(text: str) -> _Proposal:
    forms = load_legal_categories()
    folded = fold(text)
    if folded in forms:
        return _Proposal(folded, 1.0)
    labels = {code: entry.label for code, entry in forms.items()}
    return _choose({code: _compare(folded, fold(label)) for code, label in labels.items()}, labels)


def _propose_band(label: str, count: str) -> _Proposal:
    found = find_band(label=label, count=count)
    if found:
        return _Proposal(found, 1.0)
    digits = "".join(sign if sign.isdigit() else " " for sign in label or count).split()
    if not digits:
        return _NOTHING
    # A range over two bands, or a bare number that may be a code: offered, never taken.
    near = [find_band(label="", count=number) for number in digits[:2]]
    choices = tuple(
        Choice(target=code, label=list_workforce_bands()[code].label)
        for code in dict.fromkeys(near)
        if code
    )
    return _Proposal(choices[0].target, 0.5, choices) if choices else _NOTHING


def _propose_place(place: WrittenPlace | None) -> _Proposal:
    if place is None:
        return _NOTHING
    departement = find_written_departement(place)
    hits = search_territories(place.city, kinds=[TerritoryKind.COMMUNE], limit=4 * _MOST_PLACES)
    choices, scores = [], {}
    for hit in hits:
        code = hit.key.partition(":")[2]
        score = _compare(fold(place.city), fold(hit.name))
        if departement is None:
            score *= _ALIKE
        elif find_departement(code) == departement:
            score = min(score / _ALIKE, 1.0) * _NEAR_TOWN
        else:
            # The same name elsewhere is a homonym until something says the contrary.
            score *= _WORTH_OFFERING
        scores[code] = score
        choices.append(Choice(target=code, label=f"{hit.name} ({hit.context})"))
    return _choose(scores, {choice.target: choice.label for choice in choices}, most=_MOST_PLACES)


def _compare(first: str, second: str) -> float:
    """Return how much two folded texts look alike, 0 to 1; the same text alone gives 1."""
    if first == second:
        return 1.0
    words, others = _words(first), _words(second)
    if words and words <= others:
        return _SAME_WORDS if words == others or len(words) > 1 else _SOME_WORDS
    return _ALIKE * SequenceMatcher(None, first, second, autojunk=False).ratio()


def _words(text: str) -> frozenset[str]:
    return frozenset(word.removesuffix("S") for word in text.split()) - _SMALL_WORDS


def _choose(scores: Mapping[str, float], labels: Mapping[str, str], *, most: int = 3) -> _Proposal:
    ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    worth = [(target, score) for target, score in ranked if score >= _WORTH_OFFERING][:most]
    choices = tuple(Choice(target=target, label=labels[target]) for target, _score in worth)
    if not worth:
        return _NOTHING
    (target, score), *others = worth
    if others and score - others[0][1] < _CLOSE_CALL:
        score = min(score, 0.5)
    return _Proposal(target, score, choices)
