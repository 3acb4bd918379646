"""Count what was heard: passages by code and by stage."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from maillon_web.directory.models import Actor
from maillon_web.filieres.selectors import Opened
from maillon_web.signals.models import Note, Passage, PassageCode
from maillon_web.signals.selectors.records import list_stages

__all__ = ["CodeRow", "count_codes", "list_passages", "list_passages_of_actor"]


@dataclass(frozen=True, kw_only=True, slots=True)
class CodeRow:
    """How often each code was given about one stage."""

    stage_key: str
    label: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """Passages about the stage."""
        return sum(self.counts)


def count_codes(opened: Opened) -> list[CodeRow]:
    """Return the number of passages by stage and code, only of notes that the reader may read."""
    rows = (
        Passage.objects.filter(note__filiere=opened.filiere, note__visibility__in=opened.levels)
        .values_list("stage_key", "code")
        .annotate(number=Count("pk"))
    )
    counts = Counter({(stage, code): number for stage, code, number in rows})
    labels = list_stages(opened.filiere)
    found = {stage for stage, _code in counts}
    known = [key for key in labels if key in found]
    others = sorted(found - set(labels))
    return [
        CodeRow(
            stage_key=key,
            label=labels.get(key, key),
            counts=tuple(counts[key, code] for code in PassageCode.values),
        )
        for key in (*known, *others)
    ]


def list_passages(note: Note, opened: Opened) -> QuerySet[Passage]:
    """Return the passages of a note, in the order of the text."""
    return note.passages.select_related("actor").filter(note__visibility__in=opened.levels)


def list_passages_of_actor(opened: Opened, actor: Actor) -> QuerySet[Passage]:
    """Return what was heard of an actor in the notes that the reader may read."""
    return Passage.objects.filter(
        note__filiere=opened.filiere, note__visibility__in=opened.levels, actor=actor
    ).select_related("note")
