"""What a search finds, as its page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillon.domain.sheets import Sheet, SheetKind
from maillon.studies.aids import AidState, AidStatus, describe_status
from maillon.studies.searching import Facet, Piece, Reader, SearchAnswer, SearchHit
from maillon_web.library.selectors.asking import Asked
from maillon_web.library.selectors.shelves import get_library
from maillon_web.library.words import name_country, name_filieres, name_kind, name_resource_type

__all__ = [
    "PAGE",
    "Chip",
    "Found",
    "FoundSheet",
    "find",
    "list_keys",
    "name_state",
    "say_state",
]

PAGE = 20
# Beyond, the years of the best answers are sorted, not of all: nobody reads that far.
_MOST_SORTED = 500
_MOST_PAGES = 250
_FEW = 6
_DAY_LENGTH = len("2026-11-22")
_DATED = frozenset({SheetKind.AID, SheetKind.CALL})
_STATES = {
    AidStatus.OPEN: gettext_lazy("Ouverte"),
    AidStatus.UPCOMING: gettext_lazy("À venir"),
    AidStatus.CLOSED: gettext_lazy("Close"),
    AidStatus.SUSPENDED: gettext_lazy("Suspendue"),
    AidStatus.UNDATED: gettext_lazy("Sans date"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Chip:
    """A filter that is on, and the address of the same search without it."""

    label: str
    facet: str
    query: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundSheet:
    """A sheet in a list: what it is, where, and why it is there."""

    sheet: Sheet
    title: Sequence[Piece]
    excerpt: Sequence[Piece]
    reasons: Sequence[str]
    kind: str
    details: str
    state: AidState | None

    @property
    def state_label(self) -> str:
        """Whether it is open, in a word."""
        return name_state(self.state)


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownFacet:
    """A facet: the values shown at once, those chosen always among them, and the others."""

    name: str
    label: str
    first: Sequence[Any]
    others: Sequence[Any]


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a search finds."""

    asked: Asked
    total: int
    notes: Sequence[str]
    rows: Sequence[FoundSheet]
    facets: Sequence[ShownFacet]
    chips: Sequence[Chip]
    page: Any
    is_library_empty: bool


def find(asked: Asked, reader: Reader, *, number: int, today: date) -> Found:
    """Return one page of what a search finds for a reader."""
    library = get_library()
    number = max(1, min(number, _MOST_PAGES))
    start = (number - 1) * PAGE
    by_year = asked.order == "year" and bool(asked.words)
    answer = library.search(
        asked.words,
        filters=asked.filters,
        reader=reader,
        limit=_MOST_SORTED if by_year else PAGE,
        offset=0 if by_year else start,
    )
    hits: Sequence[SearchHit] = answer.hits
    if by_year:
        hits = sorted(hits, key=lambda hit: -(hit.sheet.year or 0))[start : start + PAGE]
    reachable = min(answer.total, _MOST_SORTED if by_year else _MOST_PAGES * PAGE)
    page = Paginator(range(reachable), PAGE).get_page(number)
    return Found(
        asked=asked,
        total=answer.total,
        notes=answer.notes,
        rows=[_show(hit, today) for hit in hits],
        facets=list(_iter_facets(answer, asked)),
        chips=_list_chips(answer, asked),
        page=page,
        is_library_empty=not answer.total and not library.count(reader),
    )


def list_keys(asked: Asked, reader: Reader) -> dict[str, Sheet]:
    """Return every sheet that a search finds, by key."""
    library = get_library()
    most = library.count(reader)
    answer = library.search(asked.words, filters=asked.filters, reader=reader, limit=max(most, 1))
    return {hit.key: hit.sheet for hit in answer.hits}


def say_state(sheet: Sheet, today: date) -> AidState | None:
    """Return whether an aid or a call is open; `None` for the other kinds."""
    if sheet.kind not in _DATED:
        return None
    days = [sheet.details.get(name) for name in ("opens_on", "deadline")]
    # A document may give a month or a year only: nothing is said of such a date.
    is_told = all(len(str(day)) == _DAY_LENGTH for day in days if day)
    return describe_status(sheet, today) if is_told else None


def name_state(state: AidState | None) -> str:
    """Return whether an aid or a call is open, in a word."""
    return str(_STATES[state.status]) if state else ""


def _show(hit: SearchHit, today: date) -> FoundSheet:
    return FoundSheet(
        sheet=hit.sheet,
        title=hit.title,
        excerpt=hit.excerpt,
        reasons=hit.reasons,
        kind=name_kind(hit.sheet.kind),
        details=describe(hit.sheet),
        state=say_state(hit.sheet, today),
    )


def describe(sheet: Sheet) -> str:
    """Return where and when it was, and for which filières, on one line."""
    parts = [
        sheet.place,
        name_country(sheet.country) if name_country(sheet.country) not in sheet.place else "",
        str(sheet.year or ""),
        name_resource_type(sheet.resource_type),
        ", ".join(name for _key, name in name_filieres(sheet)[:3]),
    ]
    return " · ".join(filter(None, parts))


def _iter_facets(answer: SearchAnswer, asked: Asked) -> Any:  # noqa: ANN401 - yields ShownFacet
    own = {kind.value for kind in asked.entrance.kinds} if asked.entrance else None
    for facet in answer.facets:
        values = [
            value
            for value in facet.values
            if (value.count or _is_ticked(asked, facet, value.value))
            and (own is None or facet.name != "kind" or value.value in own)
        ]
        if len(values) < 2 and not asked.chosen.get(facet.name):
            continue
        shown = [
            value
            for rank, value in enumerate(values)
            if rank < _FEW or _is_ticked(asked, facet, value.value)
        ]
        others = [value for value in values if value not in shown]
        yield ShownFacet(name=facet.name, label=facet.label, first=shown, others=others)


def _is_ticked(asked: Asked, facet: Facet, value: str) -> bool:
    return value in asked.chosen.get(facet.name, ())


def _list_chips(answer: SearchAnswer, asked: Asked) -> list[Chip]:
    labels = {
        (facet.name, value.value): (facet.label, value.label)
        for facet in answer.facets
        for value in facet.values
    }
    chips = []
    for name, values in asked.chosen.items():
        for value in values:
            facet, label = labels.get((name, value), (_("Filtre"), value))
            query = asked.without(name, value).to_query()
            chips.append(Chip(label=label, facet=facet, query=query))
    return chips
