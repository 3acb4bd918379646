"""The documents that a filière may need, and how far Maillon fills each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from maillon.reference.papers import PaperField, PaperTemplate, list_paper_fields
from maillon.reference.papers import list_paper_templates as list_all
from maillon.studies.drafting import draft_paper
from maillon_web.documents.selectors.blanks import list_to_write
from maillon_web.documents.selectors.context import build_context, describe_subject
from maillon_web.documents.selectors.coverage import Coverage, list_words, measure
from maillon_web.documents.selectors.facts_quantities import NOTHING
from maillon_web.documents.selectors.readership import Readers, narrow
from maillon_web.documents.selectors.subjects import (
    Subject,
    SubjectKind,
    find_kind,
    find_latest,
)
from maillon_web.filieres.selectors import Opened

__all__ = ["PaperLine", "find_labels", "list_papers"]


_ASKED = frozenset(field.path.partition(".")[0] for field in list_paper_fields()) - {"quantities"}


@dataclass(frozen=True, kw_only=True, slots=True)
class PaperLine:
    """
    A document as the list shows it.

    Attributes
    ----------
    subject
        The latest record that it may be about: what the numbers are counted with.
    needs
        The field that a record fills; `None` when the filière is enough.
    """

    template: PaperTemplate
    coverage: Coverage
    to_write: int
    needs: SubjectKind | None
    subject: Subject | None


def list_papers(opened: Opened, today: date) -> list[PaperLine]:
    """Return every document, as the members would read it, in a constant number of queries."""
    own = narrow(opened, Readers.MEMBERS)
    # Quantities stand behind a condition: they leave nothing to write, and cost a computation.
    shared = {**build_context(own, None, today, _ASKED), "quantities": NOTHING}
    latest = {kind: find_latest(own, kind) for kind in SubjectKind}
    told = {kind: describe_subject(own, subject) for kind, subject in latest.items()}
    lines = []
    for template in list_all():
        kind = find_kind(template)
        words, known = list_words(template), {**shared, **(told[kind] if kind else {})}
        # What it does not quote, it need not check.
        context = {word: value for word, value in known.items() if word in words}
        paper = draft_paper(template, context, written_on=today.isoformat())
        lines.append(
            PaperLine(
                template=template,
                coverage=measure(template, context),
                to_write=len(list_to_write(paper)),
                needs=kind,
                subject=latest[kind] if kind else None,
            )
        )
    return lines


@cache
def _labels() -> dict[str, PaperField]:
    return {field.path: field for field in list_paper_fields()}


def find_labels(paths: Iterable[str]) -> list[PaperField]:
    """Return these fields with their names."""
    return [_labels()[path] for path in paths if path in _labels()]
