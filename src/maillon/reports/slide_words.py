"""What slides say: gaps told together, evidence in a line, figures explained in the notes."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from maillon.domain.formatting import format_number
from maillon.domain.language import translate as _
from maillon.domain.language import translate_plural
from maillon.reports.clean_text import cut
from maillon.reports.figure_text import explain_in_words
from maillon.reports.slide_text import Item
from maillon.reports.wording import typeset

__all__ = ["explain_figures", "group_gaps", "list_around", "say_evidence", "say_gaps"]

_MOST_NAMES = 4


def group_gaps(gaps: Iterable[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Return the gaps that have the same state and the same reasons together."""

    def read_cause(gap: dict[str, Any]) -> tuple[str, ...]:
        return (gap["state"], *gap["reasons"])

    causes = {read_cause(gap): None for gap in gaps}
    ranks = {cause: rank for rank, cause in enumerate(causes)}
    ordered = sorted(gaps, key=lambda gap: ranks[read_cause(gap)])
    return [list(same) for _cause, same in groupby(ordered, read_cause)]


def say_gaps(same: Sequence[dict[str, Any]], words: dict[str, str]) -> Item:
    """Return one paragraph for gaps that have the same cause; the nearest actor of a single one."""
    names = ", ".join(cut(gap["label"], 50) for gap in same[:_MOST_NAMES])
    left = len(same) - _MOST_NAMES
    if left > 0:
        names = translate_plural(
            "{names} et {count} autre", "{names} et {count} autres", left
        ).format(names=names, count=format_number(left))
    state = same[0]["state_label"]
    nearest = same[0]["nearest"][:1] if len(same) == 1 else []
    return Item(
        lead=f"{state[0].upper()}{state[1:]}{words['colon']}{names}.",
        text=" ".join(same[0]["reasons"]),
        details=tuple(f"{words['nearest']} {line}" for line in nearest),
    )


def list_around(label: str, lines: Sequence[str]) -> str:
    """Return a list in a sentence, nothing when it is empty."""
    return f"{label} {' ; '.join(lines)}.\n" if lines else ""


def say_evidence(evidence: dict[str, Any], words: dict[str, str]) -> str:
    """Return one kind of evidence in a line."""
    texts = ["".join(part["text"] for part in item["parts"]) for item in evidence["items"][:2]]
    return f"{evidence['label']}{words['colon']}{' '.join(texts) or words['no_evidence']}"


def explain_figures(document: dict[str, Any], keys: Iterable[str]) -> str:
    """Return how the figures quoted were made, those of one formula together."""
    known = [key for key in dict.fromkeys(keys) if key in document["figures"]]
    by_formula: dict[str, list[dict[str, Any]]] = {}
    for key in known:
        words = explain_in_words(document, key)
        by_formula.setdefault(words["formula"], []).append(words)
    blocks = []
    for formula, figures in by_formula.items():
        lines = [f"{figure['label']} : {figure['value']}" for figure in figures]
        lines.append(f"{_('Calcul')} : {formula}")
        sources = list(dict.fromkeys(text for figure in figures for text in figure["sources"]))
        if sources:
            lines.append(_("Sources : {list}.").format(list=", ".join(sources)))
        blocks.append("\n".join(typeset(line) for line in lines))
    return "\n\n".join(blocks)
