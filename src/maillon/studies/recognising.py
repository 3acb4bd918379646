"""Recognise actors among records already read, with the model that ships: for pages and jobs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from maillon.identity import (
    Duplicates,
    Explanation,
    Ground,
    Guard,
    IdentityRecord,
    Linkage,
    LinkageModel,
    Outcome,
    Proposal,
    Settled,
    analyse_name,
    dedupe,
    explain,
    explain_notice,
    link,
    read_model,
)
from maillon.reference.parameters import load_identity_parameters

__all__ = [
    "Explanation",
    "Ground",
    "IdentityRecord",
    "Outcome",
    "Proposal",
    "Settled",
    "WordMark",
    "explain",
    "explain_levels",
    "explain_notice",
    "find_doubles",
    "mark_differences",
    "recognise",
]

TARGET_PRECISION = 0.99
"""Share of the accepted proposals that must be right."""
# So that fifty thousand against fifty thousand is read in seconds and in one gigabyte.
_MOST_PAIRS = 750_000
_FEWEST_CANDIDATES, _MOST_CANDIDATES = 15, 150


@dataclass(frozen=True, kw_only=True, slots=True)
class WordMark:
    """A word of a text, and whether the other text has it too."""

    text: str
    is_shared: bool


def recognise(
    lines: Sequence[IdentityRecord],
    register: Sequence[IdentityRecord],
    *,
    settled: Settled | None = None,
) -> Linkage:
    """Return what each line may be in the register: accepted, to review or refused."""
    return link(
        lines,
        register,
        _model(),
        precision=TARGET_PRECISION,
        settled=settled,
        guard=_guard(len(lines)),
    )


def find_doubles(
    records: Sequence[IdentityRecord], *, settled: Settled | None = None
) -> Duplicates:
    """Return the pairs of records that may be one actor, the surest first."""
    return dedupe(
        records,
        _model(),
        precision=TARGET_PRECISION,
        settled=settled,
        guard=_guard(len(records)),
    )


def explain_levels(
    ground: str, levels: Mapping[str, str], names: tuple[str, str], *, probability: float = 0.0
) -> Explanation:
    """Say again, in the reader's language, why two kept records were thought to be one."""
    return explain(
        Proposal(
            line=0,
            member=0,
            candidate=0,
            probability=probability,
            outcome=Outcome.REVIEW,
            ground=Ground(ground),
            levels=levels,
            line_text=names[0],
            candidate_text=names[1],
        )
    )


def mark_differences(text: str, other: str) -> list[WordMark]:
    """Return the words of a text, each marked when the other says it too, spelling put aside."""
    theirs = _spell(other.split())
    return [
        WordMark(text=word, is_shared=not spelt or spelt <= theirs)
        for word, spelt in ((word, _spell([word])) for word in text.split())
    ]


def _spell(words: Iterable[str]) -> frozenset[str]:
    return frozenset(part for word in words for part in analyse_name(word).words)


def _guard(line_count: int) -> Guard:
    """Let a long list look less far, the rarest things that it shares first."""
    share = _MOST_PAIRS // max(1, line_count)
    return Guard(most_candidates=min(max(share, _FEWEST_CANDIDATES), _MOST_CANDIDATES))


@cache
def _model() -> LinkageModel:
    return read_model(load_identity_parameters())
