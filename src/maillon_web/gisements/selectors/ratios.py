"""The tables of ratios to choose from: those that come with the tool, those of the filière."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404
from django.utils.translation import gettext as _

from maillon.domain.errors import InvalidInput
from maillon.domain.gisements import ActivityKind, Ratio
from maillon.reference.ratios import get_ratio_table, list_city_facts, list_ratio_tables
from maillon.studies.gisements.figures import name_scope
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.selectors.records import get_record, list_records
from maillon_web.gisements.models import RatioTable
from maillon_web.gisements.words import ACTIVITIES
from maillon_web.ui.formatting import format_quantity

__all__ = [
    "OWN",
    "SHIPPED",
    "ChosenTable",
    "RatioRow",
    "find_ratio",
    "get_table",
    "list_tables",
    "view_ratio",
]

OWN, SHIPPED = "own-", "ref-"
"""How the word of a table begins."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ChosenTable:
    """
    A table of ratios.

    Attributes
    ----------
    word
        How an address names it.
    own
        The record, when the filière brought it.
    """

    word: str
    label: str
    caveats: Sequence[str]
    sources: Sequence[str]
    ratios: Sequence[Ratio]
    own: RatioTable | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RatioRow:
    """A ratio and what it is reported to, in words."""

    ratio: Ratio
    activity: str
    text: str
    scope: str
    place: str = ""


def list_tables(opened: Opened) -> list[tuple[str, str]]:
    """Return the words and names of the tables, the filière's own first."""
    own = [(f"{OWN}{kept.pk}", kept.title) for kept in list_records(opened, RatioTable)]
    return [*own, *((f"{SHIPPED}{table.key}", table.label) for table in list_ratio_tables())]


def get_table(opened: Opened, word: str) -> ChosenTable:
    """
    Return a table by the word of an address.

    Raises
    ------
    Http404
        If there is none, or it is of another filière or not for this reader.
    """
    if word.startswith(OWN) and word.removeprefix(OWN).isdecimal():
        return _read_own(get_record(opened, RatioTable, int(word.removeprefix(OWN)[:12])))
    try:
        table = get_ratio_table(word.removeprefix(SHIPPED))
    except InvalidInput as error:
        raise Http404 from error
    return ChosenTable(
        word=word,
        label=table.label,
        caveats=table.caveats,
        sources=[
            ", ".join(filter(None, (source.label, source.publisher, source.vintage)))
            for source in table.sources
        ],
        ratios=table.ratios,
    )


def _read_own(kept: RatioTable) -> ChosenTable:
    ratios = [Ratio.from_dict(row.content) for row in kept.ratios.all()]
    sources = {f"{ratio.source} ({ratio.year})": None for ratio in ratios}
    return ChosenTable(
        word=f"{OWN}{kept.pk}",
        label=kept.title,
        caveats=[kept.note] if kept.note else [],
        sources=list(sources),
        ratios=ratios,
        own=kept,
    )


def find_ratio(table: ChosenTable, key: str) -> Ratio:
    """
    Return a ratio of a table.

    Raises
    ------
    Http404
        If it has none of that key.
    """
    for ratio in table.ratios:
        if ratio.key == key:
            return ratio
    raise Http404


def view_ratio(ratio: Ratio) -> RatioRow:
    """Return a ratio with its words."""
    activity = str(ACTIVITIES[ratio.activity])
    if ratio.activity is ActivityKind.EMPLOYEE and ratio.naf_code:
        activity = _("{activity} (NAF {naf_code})").format(
            activity=activity, naf_code=ratio.naf_code
        )
    return RatioRow(
        ratio=ratio,
        activity=activity,
        text=_("{quantity} par {activity}").format(
            quantity=format_quantity(ratio.value, ratio.unit), activity=activity
        ),
        scope=name_scope(ratio.scope),
        place=_name_cities().get(ratio.place_key, ""),
    )


def _name_cities() -> dict[str, str]:
    """Return the names of the cities that a ratio may hold for alone."""
    return {str(city["territory"]): str(city["name"]) for city in list_city_facts()}
