"""The chain drawn: stages in order, what flows between them, and the gaps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Any

from maillon.domain.formatting import format_number
from maillon.domain.language import translate as _
from maillon.domain.language import translate_plural
from maillon.reports.figure_text import show_figure
from maillon.reports.svg import FONT, text_lines, wrap
from maillon.reports.wording import in_language_of, show_state

__all__ = ["describe_chain", "draw_chain", "list_other_links"]

_INK, _QUIET, _LINE = "#1d2433", "#4a5262", "#5b6472"
_OUTLINES = {
    "present": ("#2b5d73", ""),
    "fragile": ("#8f4e00", "7 4"),
    "missing": ("#a8201a", "3 4"),
    "unobservable": ("#565b66", "1.5 4"),
}
_TITLE_STEP, _DETAIL_STEP, _TOP, _DETAILS_HEIGHT = 16, 15, 26, 64


@dataclass(frozen=True, kw_only=True, slots=True)
class _Layout:
    """How wide the drawing is and how many stages stand side by side."""

    width: float
    columns: int
    gap_x: float
    gap_y: float = 52

    @property
    def box_width(self) -> float:
        return (self.width - self.gap_x * (self.columns - 1)) / self.columns

    def left_of(self, column: int) -> float:
        return column * (self.box_width + self.gap_x)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Row:
    """Stages to draw one after the other; in a named chain their order tells that they follow."""

    label: str
    stages: Sequence[dict[str, Any]]
    is_chain: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class _Box:
    """One stage where it stands."""

    stage: Mapping[str, Any]
    title: Sequence[str]
    row: int
    x: float
    y: float
    width: float
    height: float

    @property
    def middle_x(self) -> float:
        return self.x + self.width / 2

    @property
    def bottom(self) -> float:
        return self.y + self.height


def draw_chain(document: dict[str, Any], *, narrow: bool = False) -> str:
    """
    Return the chain as SVG: one box a stage, gaps dashed and named, arrows named by their matter.

    Parameters
    ----------
    document
        A result.
    narrow
        One stage below the other, for a telephone; otherwise three side by side, for A4.
    """
    with in_language_of(document):
        layout = (
            _Layout(width=340, columns=1, gap_x=0)
            if narrow
            else _Layout(width=720, columns=3, gap_x=72)
        )
        matters = _list_matters(document)
        pieces, y = [], 2.0
        for row in _list_rows(document):
            if row.label:
                attributes = f'font-size="15" font-weight="600" fill="{_INK}"'
                pieces.append(text_lines([row.label], x=0, y=y + 14, step=0, attributes=attributes))
                y += 36
            boxes, y = _place(row.stages, layout, y)
            pieces += [
                _draw_arrow(a, b, layout, matters.get((a.stage["key"], b.stage["key"])))
                for a, b in pairwise(boxes)
                if row.is_chain or (a.stage["key"], b.stage["key"]) in matters
            ]
            pieces += [_draw_box(document, box) for box in boxes]
        title = escape(_("Les maillons de la filière, dans l’ordre"))
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-2 0 {layout.width + 4:g} {y:g}" '
            f'width="{layout.width + 4:g}" height="{y:g}" font-family="{FONT}" role="img" '
            f'aria-label="{escape(describe_chain(document))}"><title>{title}</title>'
            f"{''.join(pieces)}</svg>"
        )


def describe_chain(document: dict[str, Any]) -> str:
    """Return the drawing in one sentence a stage, for people who do not see it."""
    with in_language_of(document):
        sentences = [
            f"{stage['label']} : {_count(document, stage)}, {show_state(stage['state'])}"
            for stage in document["stages"]
        ]
        return _("Les maillons dans l’ordre. {stages}.").format(stages=" ; ".join(sentences))


def list_other_links(document: dict[str, Any]) -> list[str]:
    """Return the flows that the drawing does not show, because their stages do not follow."""
    labels = {stage["key"]: stage["label"] for stage in document["stages"]}
    drawn = {
        (before["key"], after["key"])
        for row in _list_rows(document)
        for before, after in pairwise(row.stages)
    }
    return [
        f"{labels[link['from']]} → {labels[link['to']]} : {link['matter']}"
        for link in document["filiere"]["links"]
        if (link["from"], link["to"]) not in drawn and {link["from"], link["to"]} <= labels.keys()
    ]


def _list_matters(document: dict[str, Any]) -> dict[tuple[str, str], str]:
    matters: dict[tuple[str, str], list[str]] = {}
    for link in document["filiere"]["links"]:
        matters.setdefault((link["from"], link["to"]), []).append(link["matter"])
    return {ends: ", ".join(names) for ends, names in matters.items()}


def _list_rows(document: dict[str, Any]) -> list[_Row]:
    """Return the chains in order; the stages of no chain come last, a single chain has no name."""
    stages = {stage["key"]: stage for stage in document["stages"]}
    rows = [
        _Row(
            label=chain["label"],
            stages=[stages[key] for key in chain["stages"] if key in stages],
            is_chain=True,
        )
        for chain in document["filiere"].get("chains", [])
    ]
    shown = {stage["key"] for row in rows for stage in row.stages}
    rest = [stage for key, stage in stages.items() if key not in shown]
    label = _("Autour des chaînes") if rows else ""
    rows.append(_Row(label=label, stages=rest, is_chain=False))
    return [row for row in rows if row.stages]


def _place(stages: Sequence[dict[str, Any]], layout: _Layout, y: float) -> tuple[list[_Box], float]:
    """Return the boxes of one chain and where the next thing may begin."""
    boxes: list[_Box] = []
    y += 12  # the state of a gap sits astride the upper edge
    for start in range(0, len(stages), layout.columns):
        row = stages[start : start + layout.columns]
        room = layout.box_width - 22
        titles = [wrap(stage["label"], width=room, size=14, most_lines=3) for stage in row]
        height = _TOP + _TITLE_STEP * max(map(len, titles)) + _DETAILS_HEIGHT
        boxes += [
            _Box(
                stage=stage,
                title=title,
                row=start // layout.columns,
                x=layout.left_of(column),
                y=y,
                width=layout.box_width,
                height=height,
            )
            for column, (stage, title) in enumerate(zip(row, titles, strict=True))
        ]
        y += height + layout.gap_y
    return boxes, y - layout.gap_y + 14


def _count(document: dict[str, Any], stage: Mapping[str, Any]) -> str:
    figure = document["figures"].get(stage["figures"].get("establishments", ""))
    if figure is None:
        return _("nombre non connu")
    value = figure["value"]
    if value is None or figure["is_protected"]:
        return show_figure(figure)
    if value == 0 and stage["state"] == "unobservable":
        return _("décompte impossible")  # a zero here would be read as an absence
    return translate_plural("{count} établissement", "{count} établissements", value).format(
        count=format_number(value)
    )


def _draw_box(document: dict[str, Any], box: _Box) -> str:
    colour, dashes = _OUTLINES[box.stage["state"]]
    dash = f' stroke-dasharray="{dashes}" stroke-linecap="round"' if dashes else ""
    x, y = box.x + 11, box.y + _TOP
    details_y = y + _TITLE_STEP * (len(box.title) - 1) + 22
    return "".join(
        [
            f'<rect x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}" '
            f'rx="7" fill="#fff" stroke="{colour}" stroke-width="{2 if dashes else 1.6}"{dash}/>',
            text_lines(
                box.title,
                x=x,
                y=y,
                step=_TITLE_STEP,
                attributes=f'font-size="14" font-weight="600" fill="{_INK}"',
            ),
            text_lines(
                [_count(document, box.stage)],
                x=x,
                y=details_y,
                step=0,
                attributes=f'font-size="14" fill="{_INK}"',
            ),
            text_lines(
                _ess_lines(document, box.stage),
                x=x,
                y=details_y + 18,
                step=_DETAIL_STEP,
                attributes=f'font-size="12" fill="{_QUIET}"',
            ),
            _draw_state(box, colour) if dashes else "",
        ]
    )


def _ess_lines(document: dict[str, Any], stage: Mapping[str, Any]) -> list[str]:
    if document["figures"].get(stage["figures"].get("establishments", ""), {}).get("value") == 0:
        return []
    lines = []
    for name, text in (
        ("ess_published", _("ESS publiée : {count}")),
        ("ess_deduced", _("ESS déduite : {count}")),
    ):
        figure = document["figures"].get(stage["figures"].get(name, ""))
        if figure is not None:
            lines.append(text.format(count=show_figure(figure, with_unit=False)))
    return lines


def _draw_state(box: _Box, colour: str) -> str:
    word = show_state(box.stage["state"])
    is_long = len(word) > 15
    size, weight, advance = (10.5, 400, 6.1) if is_long else (11.5, 600, 7.9)
    width = min(box.width, 14 + len(word) * advance)
    left = box.middle_x - width / 2 if is_long else box.x + 10
    return (
        f'<rect x="{left:g}" y="{box.y - 9:g}" width="{width:g}" height="18" rx="9" '
        f'fill="{colour}"/><text x="{left + width / 2:g}" y="{box.y + 3.8:g}" font-size="{size}" '
        f'font-weight="{weight}" fill="#fff" text-anchor="middle">{escape(word)}</text>'
    )


def _draw_arrow(origin: _Box, end: _Box, layout: _Layout, matter: str | None) -> str:
    """Join two stages that follow."""
    states = {origin.stage["state"], end.stage["state"]}
    dash = ' stroke-dasharray="3 4"' if "missing" in states else ""
    if layout.columns == 1:
        path, head = _vertical(origin, end)
        label = _label(matter, x=origin.middle_x + 12, y=(origin.bottom + end.y) / 2, room=150)
    elif origin.row == end.row:
        path, head = _horizontal(origin, end)
        middle = (origin.x + origin.width + end.x) / 2
        y = origin.y + origin.height / 2 - 8
        label = _label(matter, x=middle, y=y, room=layout.gap_x - 6, is_centred=True)
    else:
        path, head = _elbow(origin, end)
        y = (origin.bottom + end.y) / 2 - 5
        label = _label(
            matter, x=(origin.middle_x + end.middle_x) / 2, y=y, room=360, is_centred=True
        )
    return (
        f'<path d="{path}" fill="none" stroke="{_LINE}" stroke-width="1.5"{dash}/>'
        f'<path d="{head}" fill="{_LINE}"/>{label}'
    )


def _horizontal(origin: _Box, end: _Box) -> tuple[str, str]:
    y, left, right = origin.y + origin.height / 2, origin.x + origin.width + 4, end.x - 4
    return f"M{left:g} {y:g}H{right - 7:g}", f"M{right:g} {y:g}l-9 -4.5v9z"


def _vertical(origin: _Box, end: _Box) -> tuple[str, str]:
    x, top, bottom = origin.middle_x, origin.bottom + 3, end.y - 11
    return f"M{x:g} {top:g}V{bottom - 7:g}", f"M{x:g} {bottom:g}l-4.5 -9h9z"


def _elbow(origin: _Box, end: _Box) -> tuple[str, str]:
    middle, bottom = (origin.bottom + end.y) / 2, end.y - 11
    x = end.middle_x
    path = f"M{origin.middle_x:g} {origin.bottom + 3:g}V{middle:g}H{x:g}V{bottom - 7:g}"
    return path, f"M{x:g} {bottom:g}l-4.5 -9h9z"


def _label(matter: str | None, *, x: float, y: float, room: float, is_centred: bool = False) -> str:
    """Write the matter above its arrow, in as many lines as there is room for."""
    if not matter:
        return ""
    lines = wrap(matter, width=room, size=11.5, most_lines=4 if room < 100 else 2)
    anchor = ' text-anchor="middle"' if is_centred else ""
    top = y - 13 * (len(lines) - 1) if is_centred else y + 3 - 6.5 * (len(lines) - 1)
    attributes = f'font-size="11.5" fill="{_QUIET}"{anchor}'
    return text_lines(lines, x=x, y=top, step=13, attributes=attributes)
