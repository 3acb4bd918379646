"""The chain of the reports made clickable: each stage a link, the colours left to the theme."""

from collections.abc import Iterable, Mapping
from typing import Any
from xml.etree import ElementTree as ET

from maillon.reports import draw_chain

__all__ = ["ADDRESS_PREFIX", "draw_clickable_chain", "list_drawn_stages"]

ADDRESS_PREFIX = "maillon:"
_SVG = "http://www.w3.org/2000/svg"
# The reports draw on white paper; a page has two themes, so colours become names.
_COLOUR_NAMES: Mapping[str, str] = {
    "#1d2433": "ink",
    "#4a5262": "quiet",
    "#5b6472": "line",
    "#fff": "ground",
    "#2b5d73": "present",
    "#8f4e00": "fragile",
    "#a8201a": "missing",
    "#565b66": "unobservable",
}
_BOX_RADIUS, _STATE_RADIUS, _ROW_TITLE_SIZE = "7", "9", "15"


def list_drawn_stages(document: Mapping[str, Any]) -> list[str]:
    """Return the keys of the stages in the order of the drawing; one may come in two chains."""
    known = [stage["key"] for stage in document["stages"]]
    chained = [
        key
        for chain in document["filiere"].get("chains", [])
        for key in chain["stages"]
        if key in known
    ]
    return [*chained, *(key for key in known if key not in chained)]


def draw_clickable_chain(
    document: dict[str, Any], names: Mapping[str, str], *, narrow: bool = False
) -> str:
    """
    Return the chain as SVG without any colour of its own, each stage a link `maillon:<key>`.

    Parameters
    ----------
    document
        A result.
    names
        What each link is called, by key of stage.
    """
    drawn = ET.fromstring(draw_chain(document, narrow=narrow))  # noqa: S314 -- drawn by us
    keys = iter(list_drawn_stages(document))
    made = ET.Element(f"{{{_SVG}}}svg", {"viewBox": drawn.get("viewBox", "")})
    title = drawn.find(f"{{{_SVG}}}title")
    made.set("role", "group")
    made.set("aria-label", (title.text if title is not None else "") or "")
    made.set("class", "chain-drawing chain-narrow" if narrow else "chain-drawing chain-wide")
    link: ET.Element | None = None
    for piece in drawn:
        if piece is title:
            continue
        if _is_box(piece):
            key = next(keys)
            link = _make_link(key, names[key])
            made.append(link)
        elif not _belongs_to_box(piece):
            link = None
        _name_colours(piece)
        (made if link is None else link).append(piece)
    ET.register_namespace("", _SVG)
    return ET.tostring(made, encoding="unicode")


def _is_box(piece: ET.Element) -> bool:
    return piece.get("rx") == _BOX_RADIUS


def _belongs_to_box(piece: ET.Element) -> bool:
    if piece.tag == f"{{{_SVG}}}text":
        return piece.get("font-size") != _ROW_TITLE_SIZE
    return piece.get("rx") == _STATE_RADIUS


def _make_link(key: str, name: str) -> ET.Element:
    return ET.Element(
        f"{{{_SVG}}}a",
        {"href": f"{ADDRESS_PREFIX}{key}", "aria-label": name, "class": "chain-stage"},
    )


def _name_colours(piece: ET.Element) -> None:
    names = list(_take_colours(piece))
    if names:
        piece.set("class", " ".join(names))


def _take_colours(piece: ET.Element) -> Iterable[str]:
    for attribute in ("fill", "stroke"):
        name = _COLOUR_NAMES.get(piece.get(attribute, ""))
        if name is not None:
            del piece.attrib[attribute]
            yield f"{attribute}-{name}"
