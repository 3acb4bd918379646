"""Who takes what: the share of each destination, year by year, and what nobody knows."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from maillon.domain.text import fold
from maillon.studies.gisements.capturing import CaptureYear, share_captures
from maillon_web.agreements.models import Contract
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.selectors.records import list_records
from maillon_web.gisements.models import Capture, Gisement
from maillon_web.gisements.selectors.bars import Segment, draw_segments
from maillon_web.gisements.selectors.records import list_captures, list_gisements, list_matters
from maillon_web.gisements.selectors.share_words import (
    UNKNOWN,
    list_sentences,
    list_ways,
    name_measures,
    say_cell,
    say_year,
    write_title,
)
from maillon_web.gisements.selectors.takeover import write_capture_query
from maillon_web.gisements.selectors.values import make_capture, make_gisement
from maillon_web.ui.formatting import format_quantity

__all__ = [
    "CaptureRow",
    "MatterShares",
    "ShareCell",
    "YearShares",
    "find_contracts",
    "list_capture_rows",
    "list_captured_matters",
    "share_all",
    "share_gisement",
]

_MOST_ROWS = 8
Contracts = Mapping[int, Contract]


@dataclass(frozen=True, kw_only=True, slots=True)
class ShareCell:
    """What goes one way, in words."""

    label: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class YearShares:
    """One year of a matter."""

    year: int
    gisement: str
    sentence: str
    segments: Sequence[Segment]
    cells: Sequence[ShareCell]
    found: CaptureYear


@dataclass(frozen=True, kw_only=True, slots=True)
class CaptureRow:
    """A capture and what its row says; a contract that the reader may not see is not there."""

    capture: Capture
    destination: str
    unit: str
    securing: Sequence[str]
    contract: Contract | None
    flow_query: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MatterShares:
    """The gisements of one matter known in one way, year by year."""

    matter: str
    title: str
    years: Sequence[YearShares]
    sentences: Sequence[str]
    captures: Sequence[CaptureRow] = ()
    more_count: int = 0

    @property
    def legend(self) -> list[tuple[str, str]]:
        """The ways in the order in which they are drawn."""
        return list_ways()


def list_captured_matters(opened: Opened) -> list[str]:
    """Return the matters of which somebody takes something, each once, by their first spelling."""
    found = list_captures(opened).order_by("gisement__matter")
    written = found.values_list("gisement__matter", flat=True).distinct()
    return list({fold(name): name for name in reversed(written)}.values())[::-1]


def share_all(
    opened: Opened, matters: Collection[str] | None = None, *, is_last_only: bool = False
) -> Sequence[MatterShares]:
    """Return the shares of these matters, or of all; of their last year alone when asked."""
    gisements, captures = list_gisements(opened), list_captures(opened)
    if matters is not None:
        wanted = {fold(name) for name in matters}
        names = [name for name in list_matters(opened) if fold(name) in wanted]
        gisements = gisements.filter(matter__in=names)
        captures = captures.filter(gisement__matter__in=names)
    kept = {gisement.pk: gisement for gisement in gisements}
    by_gisement = _group(captures, kept)
    if is_last_only:
        by_gisement = _keep_last(by_gisement, kept)
    contracts = find_contracts(opened, (one for found in by_gisement.values() for one in found))
    groups: dict[tuple[str, str, bool, str], list[CaptureYear]] = {}
    for line in _share(kept.values(), by_gisement, contracts):
        key = (line.matter, line.origin.value, line.is_dormant, line.unit)
        groups.setdefault(key, []).append(line)
    return [_view(lines, by_gisement, contracts) for lines in groups.values()]


def _group(captures: Iterable[Capture], kept: Mapping[int, Gisement]) -> dict[int, list[Capture]]:
    by_gisement: dict[int, list[Capture]] = {}
    for capture in captures:
        capture.gisement = kept[capture.gisement_id]
        by_gisement.setdefault(capture.gisement_id, []).append(capture)
    return by_gisement


def _keep_last(
    by_gisement: Mapping[int, Sequence[Capture]], kept: Mapping[int, Gisement]
) -> dict[int, list[Capture]]:
    """Return the captures of the last year of each matter, known in one way."""
    keys = {
        number: (fold(gisement.matter), gisement.origin, gisement.nature, gisement.unit)
        for number, gisement in kept.items()
    }
    years: dict[tuple[str, ...], int] = {}
    for number, found in by_gisement.items():
        last = max(one.year for one in found)
        years[keys[number]] = max(last, years.get(keys[number], last))
    return {
        number: [one for one in found if one.year == years[keys[number]]]
        for number, found in by_gisement.items()
    }


def share_gisement(
    gisement: Gisement, captures: Sequence[Capture], contracts: Contracts
) -> MatterShares | None:
    """Return the shares of one gisement; `None` when nothing is said of it."""
    lines = list(_share([gisement], {gisement.pk: captures}, contracts))
    return _view(lines, {gisement.pk: captures}, contracts) if lines else None


def _share(
    gisements: Iterable[Gisement],
    by_gisement: Mapping[int, Sequence[Capture]],
    contracts: Contracts,
) -> Sequence[CaptureYear]:
    values = {gisement.pk: make_gisement(gisement) for gisement in gisements}
    taken = [
        make_capture(one, values[number], is_bound=one.contract_id in contracts)
        for number, found in by_gisement.items()
        for one in found
    ]
    return share_captures(list(values.values()), taken).years


def find_contracts(opened: Opened, captures: Iterable[Capture]) -> Contracts:
    """Return the contracts of captures that the reader may see, by number."""
    numbers = {one.contract_id for one in captures if one.contract_id}
    return list_records(opened, Contract).in_bulk(numbers) if numbers else {}


def list_capture_rows(captures: Iterable[Capture], contracts: Contracts) -> list[CaptureRow]:
    """Return captures with the words of their row."""
    measures, ways = name_measures(), dict(list_ways())
    return [
        CaptureRow(
            capture=one,
            destination=ways.get(one.destination, one.destination),
            unit=one.gisement.unit,
            securing=[measures.get(key, key) for key in one.secured_by],
            contract=contracts.get(one.contract_id or 0),
            flow_query=write_capture_query(one),
        )
        for one in captures
    ]


def _view(
    lines: Sequence[CaptureYear],
    by_gisement: Mapping[int, Sequence[Capture]],
    contracts: Contracts,
) -> MatterShares:
    first = lines[0]
    numbers = dict.fromkeys(int(number) for line in lines for number in line.gisements)
    captures = [one for number in numbers for one in by_gisement.get(number, ())]
    captures.sort(key=lambda one: (-one.year, one.pk))
    return MatterShares(
        matter=first.matter,
        title=write_title(first),
        years=[_view_year(line) for line in sorted(lines, key=lambda line: -line.year)],
        sentences=list_sentences(max(lines, key=lambda line: line.year)),
        captures=list_capture_rows(captures[:_MOST_ROWS], contracts),
        more_count=max(0, len(captures) - _MOST_ROWS),
    )


def _view_year(line: CaptureYear) -> YearShares:
    shares = {way.value: share for way, share in line.shares.items()}
    if line.unknown_share is not None:
        shares[UNKNOWN] = line.unknown_share
    quantities = {way.value: value for way, value in line.quantities.items()}
    if line.remainder is not None:
        quantities[UNKNOWN] = line.remainder
    ways = list_ways()
    return YearShares(
        year=line.year,
        gisement=_("inconnu")
        if line.available is None
        else format_quantity(line.available, line.unit),
        sentence=say_year(line),
        segments=draw_segments([(key, label, shares.get(key, 0.0)) for key, label in ways]),
        cells=[
            ShareCell(label=label, text=say_cell(key, line.unit, quantities, shares))
            for key, label in ways
        ],
        found=line,
    )
