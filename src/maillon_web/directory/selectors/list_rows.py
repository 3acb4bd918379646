"""Read the rows of an import: what each says, what it would do, what it looks like."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q
from django.http import Http404
from django.utils.translation import gettext as _

from maillon_web.directory.models import (
    Actor,
    FieldOrigin,
    ImportRow,
    Likeness,
    ListImport,
    Presence,
    RowState,
)
from maillon_web.directory.selectors.list_changes import (
    RowChange,
    describe_changes,
    describe_values,
    list_renewable,
)
from maillon_web.directory.selectors.pair_words import PairWords, word_levels
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.selectors.chain import list_stage_labels

__all__ = [
    "CHECK",
    "Candidate",
    "ReviewRow",
    "count_likenesses",
    "count_rows",
    "describe_row",
    "get_row",
    "list_rows",
]

_PAGE = 50
_FEW = 10
# Rows that enter, but of which something could not be read.
CHECK = "check"


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """
    What a row looks like.

    Attributes
    ----------
    key
        Value of the choice: `actor:12` or `row:4`.
    actor
        The sheet, when the reader may see it.
    lines
        Field by field, what it says and what the row says.
    words
        How sure it is that they are one, and why; nothing when a SIRET says so.
    """

    key: str
    name: str
    likeness: str
    actor: Actor | None = None
    row_number: int | None = None
    lines: Sequence[RowChange] = ()
    values: Sequence[tuple[str, str]] = ()
    words: PairWords | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewRow:
    """A row as it is read again before anything is written; `values` is what it says, in words."""

    row: ImportRow
    values: Sequence[tuple[str, str]]
    candidates: Sequence[Candidate] = field(default_factory=tuple)

    @property
    def problems(self) -> list[list[str]]:
        """What needs a look: of a row that enters, not the cells that are merely empty."""
        is_refused = self.row.state == RowState.REJECTED
        return [problem for problem in self.row.problems if is_refused or problem[1]]

    @property
    def is_certain(self) -> bool:
        """Whether the identifier alone says which sheet it is."""
        return self.row.likeness == Likeness.SIRET

    @property
    def chosen(self) -> str:
        """Key of the candidate that the row would complete."""
        if self.row.target_row is not None:
            return f"row:{self.row.target_row}"
        return f"actor:{self.row.target_id}" if self.row.target_id else ""


def get_row(list_import: ListImport, number: int) -> ImportRow:
    """
    Return a row of an import.

    Raises
    ------
    Http404
        If the list has no such row.
    """
    row = list_import.rows.filter(number=number).first()
    if row is None:
        raise Http404
    row.list_import = list_import
    return row


def count_rows(list_import: ListImport) -> dict[str, int]:
    """Return how many rows are in each state, and how many need a look."""
    counts = {state.value: 0 for state in RowState}
    counts |= dict(
        list_import.rows.values_list("state").annotate(count=Count("pk")).order_by("state")
    )
    counts[CHECK] = list_import.rows.filter(_needs_look()).count()
    return counts


def count_likenesses(list_import: ListImport, state: str) -> dict[str, int]:
    """Return how many rows of a state are brought together for each reason."""
    rows = list_import.rows.filter(state=state).exclude(candidates=[]).order_by()
    return dict(rows.values_list("likeness").annotate(count=Count("pk")))


def _needs_look() -> Q:
    return Q(has_problems=True) & ~Q(state=RowState.REJECTED)


def list_rows(
    opened: Opened, list_import: ListImport, *, shown: str, page: str | int, is_house: bool
) -> tuple[Page[ImportRow], list[ReviewRow]]:
    """
    Return a page of rows, with what each looks like.

    Parameters
    ----------
    shown
        A `RowState`, `CHECK`, or empty for all.
    is_house
        Whether the reader may see every sheet of the organisation.
    """
    rows = list_import.rows.all()
    if shown == CHECK:
        rows = rows.filter(_needs_look())
    elif shown:
        rows = rows.filter(state=shown)
    is_compared = shown in {RowState.DUPLICATE, RowState.UPDATE, RowState.SKIPPED}
    found = Paginator(rows.order_by("number"), _FEW if is_compared else _PAGE).get_page(page)
    seen = _Seen.load(opened, list_import, found.object_list, is_house=is_house)
    return found, [seen.review(row) for row in found.object_list]


def describe_row(
    opened: Opened, list_import: ListImport, row: ImportRow, *, is_house: bool
) -> ReviewRow:
    """Return one row, with what it looks like."""
    seen = _Seen.load(opened, list_import, [row], is_house=is_house)
    return seen.review(row)


@dataclass
class _Seen:
    """The sheets and the rows that a page of rows looks like, read in a few queries."""

    list_import: ListImport
    actors: Mapping[int, Actor]
    hidden: set[int]
    rows: Mapping[int, ImportRow]
    origins: Mapping[int, list[FieldOrigin]]
    declared: Mapping[int, list[str]]
    stages: Mapping[str, str]

    @classmethod
    def load(
        cls,
        opened: Opened,
        list_import: ListImport,
        rows: Any,  # noqa: ANN401 - rows of a page
        *,
        is_house: bool,
    ) -> "_Seen":
        named = [entry for row in rows for entry in row.candidates]
        pks = {entry["actor"] for entry in named if "actor" in entry}
        numbers = {entry["row"] for entry in named if "row" in entry}
        numbers |= {row.target_row for row in rows if row.target_row is not None}
        actors = Actor.objects.filter(organisation_id=opened.filiere.organisation_id).in_bulk(pks)
        here = Presence.objects.filter(filiere=opened.filiere, actor_id__in=pks)
        declared = dict(here.values_list("actor_id", "declared_stages"))
        origins: dict[int, list[FieldOrigin]] = {}
        for origin in FieldOrigin.objects.filter(actor_id__in=pks):
            origins.setdefault(origin.actor_id, []).append(origin)
        earlier = list_import.rows.filter(number__in=numbers)
        return cls(
            list_import=list_import,
            actors=actors,
            hidden=set() if is_house else pks - declared.keys(),
            rows={row.number: row for row in earlier},
            origins=origins,
            declared=declared,
            stages=list_stage_labels(opened.filiere),
        )

    def review(self, row: ImportRow) -> ReviewRow:
        """Return a row with what it says and what it looks like."""
        values = describe_values(row.values)
        if stages := self._name_stages(row.values.get("stages", ())):
            values.append((_("Maillons"), stages))
        return ReviewRow(row=row, values=values, candidates=self._describe(row))

    def _name_stages(self, keys: Iterable[str]) -> str:
        return ", ".join(self.stages.get(key, key) for key in keys)

    def _compare_stages(self, row: ImportRow, actor: Actor) -> list[RowChange]:
        given, present = row.values.get("stages", []), self.declared.get(actor.pk, [])
        if not given and not present:
            return []
        return [
            RowChange(
                label=_("Maillons"),
                present=self._name_stages(present),
                given=self._name_stages(given),
                is_written=not set(given) <= set(present),
            )
        ]

    def _describe(self, row: ImportRow) -> list[Candidate]:
        """Return what a row looks like, the surest first."""
        entries = list(row.candidates)
        if not entries and row.target_row is not None:
            entries = [{"row": row.target_row, "likeness": row.likeness}]
        described = (self._describe_one(row, entry) for entry in entries)
        return [candidate for candidate in described if candidate is not None]

    def _describe_one(self, row: ImportRow, entry: Mapping[str, Any]) -> Candidate | None:
        likeness = str(Likeness(entry["likeness"]).label)
        if "row" in entry:
            other = self.rows.get(entry["row"])
            if other is None:
                return None
            return Candidate(
                key=f"row:{other.number}",
                name=other.name,
                likeness=likeness,
                row_number=other.number,
                values=describe_values(other.values),
            )
        actor = self.actors.get(entry["actor"])
        if actor is None:
            return None
        key = f"actor:{actor.pk}"
        if actor.pk in self.hidden:
            return Candidate(key=key, name="", likeness=likeness)
        renewable = list_renewable(self.origins.get(actor.pk, []), self.list_import)
        return Candidate(
            key=key,
            name=actor.name,
            likeness=likeness,
            words=_word(entry),
            actor=actor,
            lines=[
                *describe_changes(actor, row.values, renewable),
                *self._compare_stages(row, actor),
            ],
        )


def _word(entry: Mapping[str, Any]) -> PairWords | None:
    if "probability" not in entry:
        return None
    return word_levels(
        ground=entry["ground"],
        levels=entry["levels"],
        texts=entry["texts"],
        probability=entry["probability"],
    )
