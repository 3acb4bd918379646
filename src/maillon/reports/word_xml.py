"""Elements of the Word format that python-docx has no method for."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.shared import Length

__all__ = ["insert_before", "make_element", "points", "qualify"]


def make_element(tag: str, /, **attributes: str) -> "BaseOxmlElement":
    """Return an element `w:…` with its attributes."""
    from docx.oxml import OxmlElement

    element = OxmlElement(tag)
    for key, value in attributes.items():
        element.set(qualify(f"w:{key}"), value)
    return element


def insert_before(
    parent: "BaseOxmlElement", child: "BaseOxmlElement", following: Sequence[str]
) -> None:
    """Put the child where the format wants it: ahead of the first of those that must follow."""
    names = {qualify(name) for name in following}
    for sibling in parent:
        if sibling.tag in names:
            sibling.addprevious(child)
            return
    parent.append(child)


def qualify(prefixed: str) -> str:
    """Return the full name of `w:…` or `r:…`."""
    from docx.oxml.ns import qn

    return qn(prefixed)


def points(size: float) -> "Length":
    """Return a length given in points."""
    from docx.shared import Pt

    return Pt(size)
