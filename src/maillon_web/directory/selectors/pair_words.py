"""Two records side by side, in what a person reads in ten seconds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillon.studies.recognising import Ground, WordMark, explain_levels, mark_differences
from maillon_web.directory.models import DuplicatePair
from maillon_web.directory.selectors.merge_fields import compare
from maillon_web.ui.formatting import format_percent

__all__ = ["PairLine", "PairWords", "list_lines", "say_probability", "word_levels", "word_pair"]

_MOST_SAID = 0.995
_SCALE: Sequence[tuple[float, str | Promise]] = (
    (0.99, gettext_lazy("presque certain")),
    (0.9, gettext_lazy("très probable")),
    (0.6, gettext_lazy("probable")),
    (0.3, gettext_lazy("possible")),
    (0.0, gettext_lazy("peu probable")),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class PairWords:
    """How sure it is that two records are one, what speaks for it and what against."""

    sureness: str
    reasons: Sequence[str]
    doubts: Sequence[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class PairLine:
    """One field of both records, each word marked when the other does not say it."""

    label: str | Promise
    differs: bool
    first: Sequence[WordMark]
    second: Sequence[WordMark]


def word_pair(pair: DuplicatePair) -> PairWords:
    """Say, in the reader's language, why two records were brought together."""
    return word_levels(
        ground=pair.ground,
        levels=pair.levels,
        texts=pair.texts or (pair.first.name, pair.second.name),
        probability=pair.probability,
    )


def word_levels(
    *, ground: str, levels: Mapping[str, str], texts: Sequence[str], probability: float
) -> PairWords:
    """Say, in the reader's language, what a comparison found in its own codes."""
    one, other = texts
    told = explain_levels(ground, levels, (one, other), probability=probability)
    return PairWords(
        sureness=say_probability(probability, ground),
        reasons=told.reasons,
        doubts=told.doubts,
    )


def say_probability(probability: float, ground: str = Ground.LIKENESS) -> str:
    """Return a probability in words and in figures."""
    if ground == Ground.SIREN:
        # One organisation for sure; whether it is one place is what is asked.
        return _("même organisation, à vous de dire si c’est le même lieu")
    word = next(str(word) for least, word in _SCALE if probability >= least)
    if probability >= _MOST_SAID:
        return _("{word} – plus de {share}").format(word=word, share=format_percent(0.99))
    return _("{word} – {share}").format(word=word, share=format_percent(probability))


def list_lines(pair: DuplicatePair) -> list[PairLine]:
    """Return every field on which at least one of the two says something."""
    lines = []
    for line in compare(pair.first, pair.second):
        first, second = _mark(line.first, line.second)
        lines.append(
            PairLine(label=line.field.label, differs=line.differs, first=first, second=second)
        )
    return lines


def _mark(text: str, other: str) -> tuple[Sequence[WordMark], Sequence[WordMark]]:
    """Mark the words that the other record does not say; none where it says nothing at all."""
    if text == other or not (text and other):
        return _leave(text), _leave(other)
    first, second = mark_differences(text, other), mark_differences(other, text)
    if all(mark.is_shared for mark in (*first, *second)):
        # Only spelling, a legal form or an article differs: it is then what there is to show.
        return _mark_letters(text, other), _mark_letters(other, text)
    return first, second


def _leave(text: str) -> Sequence[WordMark]:
    return [WordMark(text=text, is_shared=True)] if text else []


def _mark_letters(text: str, other: str) -> Sequence[WordMark]:
    theirs = set(other.split())
    return [WordMark(text=word, is_shared=word in theirs) for word in text.split()]
