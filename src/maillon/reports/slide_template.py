"""An empty slide deck: wide, in one language, with the layouts that are used and no other."""

from typing import TYPE_CHECKING, Any, TypeAlias

from maillon.reports.office_package import FONT, REGIONS

if TYPE_CHECKING:
    from pptx.presentation import Presentation

__all__ = [
    "CONTENT",
    "CONTENT_IN",
    "COVER",
    "FOOT_IN",
    "INK",
    "MARGIN_IN",
    "QUIET",
    "SLIDE_IN",
    "THEME",
    "TITLE_IN",
    "TITLE_ONLY",
    "PptxObject",
    "open_deck",
    "place",
    "read_colour",
    "set_language",
]

# python-pptx declares part of its types only: what it hands out goes unchecked.
PptxObject: TypeAlias = Any

INK, QUIET, THEME = "1D2433", "4A5262", "17475C"
SLIDE_IN, MARGIN_IN = (13.333, 7.5), 0.6
# Left, top, width, height, in inches.
_WIDTH_IN = SLIDE_IN[0] - 2 * MARGIN_IN
TITLE_IN = (MARGIN_IN, 0.3, _WIDTH_IN, 0.95)
FOOT_IN = (MARGIN_IN, 6.98, _WIDTH_IN, 0.35)
CONTENT_IN = (MARGIN_IN, 1.3, _WIDTH_IN, 5.6)
_COVER_TITLE_IN = (MARGIN_IN, 1.9, _WIDTH_IN, 1.6)
_COVER_TEXT_IN = (MARGIN_IN, 3.6, _WIDTH_IN, 2.2)
COVER, CONTENT, TITLE_ONLY = "Title Slide", "Title and Content", "Title Only"


def open_deck() -> "Presentation":
    """Return a deck without slide, its placeholders set for a wide screen."""
    import pptx
    from pptx.util import Inches

    deck = pptx.Presentation()
    deck.slide_width, deck.slide_height = Inches(SLIDE_IN[0]), Inches(SLIDE_IN[1])
    for layout in list(deck.slide_layouts):
        if layout.name not in {COVER, CONTENT, TITLE_ONLY}:
            deck.slide_layouts.remove(layout)
    _place_all(deck)
    _set_letters(deck)
    return deck


def set_language(deck: "Presentation", language: str) -> None:
    """Say the language of every text, written or to come, so that it is read aloud rightly."""
    from pptx.oxml.ns import qn

    for root in _list_roots(deck):
        for run in root.iter(qn("a:r")):
            run.get_or_add_rPr()
        for tag in ("a:rPr", "a:endParaRPr", "a:defRPr"):
            for properties in root.iter(qn(tag)):
                properties.set("lang", REGIONS[language])


def _place_all(deck: "Presentation") -> None:
    from pptx.enum.shapes import PP_PLACEHOLDER as KIND

    half = _WIDTH_IN / 2
    places = {
        KIND.TITLE: TITLE_IN,
        KIND.BODY: CONTENT_IN,
        KIND.OBJECT: CONTENT_IN,
        KIND.CENTER_TITLE: _COVER_TITLE_IN,
        KIND.SUBTITLE: _COVER_TEXT_IN,
        KIND.FOOTER: (MARGIN_IN, FOOT_IN[1], _WIDTH_IN - 1.2, FOOT_IN[3]),
        KIND.SLIDE_NUMBER: (MARGIN_IN + _WIDTH_IN - 1.1, FOOT_IN[1], 1.1, FOOT_IN[3]),
        KIND.DATE: (MARGIN_IN + half, SLIDE_IN[1], half, FOOT_IN[3]),
    }
    for holder in (deck.slide_master, *deck.slide_layouts):
        for shape in list(holder.placeholders):
            kind = shape.placeholder_format.type
            if kind == KIND.DATE:
                # The date of the result is on the first slide; today's would be another one.
                shape._element.getparent().remove(shape._element)  # noqa: SLF001 -- no public way
            else:
                place(shape, places[kind])


def place(shape: PptxObject, where: tuple[float, float, float, float]) -> None:
    """Set where a shape stands: left, top, width and height, in inches."""
    from pptx.util import Inches

    shape.left, shape.top, shape.width, shape.height = (Inches(length) for length in where)


def _set_letters(deck: "Presentation") -> None:
    """Write the font by name: a theme would give another one on each machine."""
    from pptx.oxml.ns import qn

    for root in _list_roots(deck):
        for latin in root.iter(qn("a:latin")):
            latin.set("typeface", FONT)
    styles = deck.slide_master.element.find(qn("p:txStyles"))
    title = styles.find(qn("p:titleStyle")).find(qn("a:lvl1pPr"))
    title.set("algn", "l")
    letters = title.find(qn("a:defRPr"))
    letters.set("sz", "2800")
    letters.set("b", "1")
    for style, colour in (("p:titleStyle", THEME), ("p:bodyStyle", INK)):
        _colour_all(styles.find(qn(style)), colour)
    _set_feet(deck.slide_master)
    for layout in deck.slide_layouts:
        for paragraph in layout.element.iter(qn("a:lvl1pPr")):
            if paragraph.get("algn") == "ctr":
                paragraph.set("algn", "l")


def _set_feet(master: PptxObject) -> None:
    from pptx.enum.shapes import PP_PLACEHOLDER as KIND
    from pptx.oxml.ns import qn

    for shape in master.placeholders:
        kind = shape.placeholder_format.type
        if kind in {KIND.FOOTER, KIND.SLIDE_NUMBER}:
            _colour_all(shape.element, QUIET)
        if kind == KIND.FOOTER:
            for paragraph in shape.element.iter(qn("a:lvl1pPr")):
                paragraph.set("algn", "l")


def _colour_all(root: PptxObject, colour: str) -> None:
    from pptx.oxml.ns import qn
    from pptx.oxml.xmlchemy import OxmlElement

    for fill in root.iter(qn("a:solidFill")):
        fill.clear()
        chosen = OxmlElement("a:srgbClr")
        chosen.set("val", colour)
        fill.append(chosen)


def read_colour(written: str) -> PptxObject:
    """Return a colour written as six figures."""
    from pptx.dml import color

    kind: PptxObject = color.RGBColor
    return kind.from_string(written)


def _list_roots(deck: "Presentation") -> list[PptxObject]:
    holders = [deck.slide_master, *deck.slide_layouts, *deck.slides]
    notes = [slide.notes_slide for slide in deck.slides if slide.has_notes_slide]
    if notes:
        holders.append(deck.notes_master)
    return [deck.part._element, *(holder.element for holder in [*holders, *notes])]  # noqa: SLF001 -- no public way
