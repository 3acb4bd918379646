"""The flows drawn: one year, at a level, of one matter or all, with its table."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from maillon.domain.errors import InvalidInput, MaillonError
from maillon.domain.flows import OUTSIDE
from maillon.reports.sankey_drawing import draw_sankey
from maillon.reports.sankey_words import describe_sankey, list_sankey_rows
from maillon.studies.flowing.drawing import Sankey, SankeyFlow
from maillon.studies.flowing.drawing_files import list_sankey_choices, read_sankey
from maillon_web.flows.selectors.balance import Balance
from maillon_web.ui.formatting import format_quantity

__all__ = ["Drawing", "DrawingQuery", "draw", "find_sankey"]

_LONGEST = 120
_WIDE, _NARROW = 1080, 640
_MOST_NARROW = 40
Link = Callable[[list[int], SankeyFlow], str]
"""Gives the address of a flow of the drawing, by the numbers of the records that make it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DrawingQuery:
    """What a reader asks to see drawn."""

    year: str = ""
    matter: str = ""
    level: str = ""
    unit: str = ""

    @classmethod
    def from_query(cls, given: Mapping[str, str]) -> "DrawingQuery":
        """Read the choices of an address."""
        names = cls.__dataclass_fields__
        return cls(**{name: given.get(name, "").strip()[:_LONGEST] for name in names})

    @property
    def query(self) -> str:
        """The choices, as an address writes them."""
        return urlencode({name: value for name, value in asdict(self).items() if value})


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawing:
    """
    A diagram and what goes with it.

    Attributes
    ----------
    narrow_svg
        The same for a narrow screen; empty when the flows are too many to be read there.
    problem
        Why it cannot be drawn; the rest is then empty.
    rows
        The same as a table, each with the address of its flow.
    entering, leaving, crossing
        What crosses the boundary, in words, and the rows that make it.
    """

    choices: Any
    svg: str = ""
    narrow_svg: str = ""
    sentence: str = ""
    rows: tuple[dict[str, Any], ...] = ()
    entering: str = ""
    leaving: str = ""
    crossing: tuple[dict[str, Any], ...] = ()
    year: int | None = None
    matter: str = ""
    level: int | None = None
    unit: str = ""
    problem: str = ""


def find_sankey(balance: Balance, asked: DrawingQuery) -> Sankey:
    """
    Return the diagram of an account, or of what is given when it cannot be made.

    When all matters cannot be drawn together and none is asked, it is that of the first one.

    Raises
    ------
    InvalidInput
        If what is asked cannot be drawn.
    """
    document = balance.answer or balance.document
    try:
        return _read(document, asked, is_made=balance.answer is not None)
    except InvalidInput:
        matters = list_sankey_choices(document).matters
        if asked.matter or len(matters) < 2:
            raise
    return _read(document, replace(asked, matter=matters[0][0]), is_made=balance.answer is not None)


def _read(document: dict[str, Any], asked: DrawingQuery, *, is_made: bool) -> Sankey:
    notes = [] if is_made else [_("Valeurs données : le compte n’est pas fait.")]
    return read_sankey(
        document,
        year=_read_number(asked.year),
        matter=asked.matter,
        level=_read_number(asked.level),
        unit=asked.unit,
        notes=notes,
    )


def draw(balance: Balance, asked: DrawingQuery, *, link: Link) -> Drawing:
    """Return the drawing of an account, with its table and the choices that it leaves."""
    document = balance.answer or balance.document
    choices = list_sankey_choices(document)
    try:
        sankey = find_sankey(balance, asked)
    except MaillonError as error:
        return Drawing(choices=choices, problem=error.for_user())
    identifiers = [flow["id"] for flow in document["flows"]]

    def address(flow: SankeyFlow) -> str:
        return link([identifiers[place] for place in flow.places], flow)

    def render(width: int, name: str) -> str:
        return draw_sankey(sankey, width=width, identifier=name, link_to=address, is_bare=True)

    rows = list_sankey_rows(sankey)
    for row, flow in zip(rows, sankey.flows, strict=True):
        row["url"] = address(flow)
    return Drawing(
        choices=choices,
        svg=render(_WIDE, "sankey"),
        narrow_svg=render(_NARROW, "narrow") if len(sankey.flows) <= _MOST_NARROW else "",
        sentence=describe_sankey(sankey),
        rows=tuple(rows),
        entering=_sum(sankey, source=OUTSIDE),
        leaving=_sum(sankey, target=OUTSIDE),
        crossing=tuple(
            row
            for row, flow in zip(rows, sankey.flows, strict=True)
            if OUTSIDE in {flow.source, flow.target}
        ),
        year=sankey.year,
        matter=asked.matter or _name_only_matter(sankey, choices),
        level=sankey.level,
        unit=sankey.unit,
    )


def _name_only_matter(sankey: Sankey, choices: Any) -> str:  # noqa: ANN401 - the choices of the library
    """Return the key of the matter when it is drawn alone though others are there."""
    drawn = {flow.matter for flow in sankey.flows}
    is_alone = len(drawn) == 1 and len(choices.matters) > 1
    return drawn.pop() if is_alone else ""


def _sum(sankey: Sankey, *, source: str = "", target: str = "") -> str:
    """Return what crosses the boundary one way, in words."""
    crossing = [
        flow
        for flow in sankey.flows
        if (source and flow.source == source) or (target and flow.target == target)
    ]
    if crossing and all(flow.estimate.value is None for flow in crossing):
        return _("une quantité inconnue")
    return format_quantity(sum(flow.width_value for flow in crossing), sankey.unit)


def _read_number(text: str) -> int | None:
    is_number = text.isascii() and text.isdigit() and len(text) < 5
    return int(text) if is_number else None
