"""The form of a deck: ours, or that of a presentation of one's own, with its master."""

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _
from maillon.reports.papers.own_checks import check_package
from maillon.reports.slide_template import (
    CONTENT,
    CONTENT_IN,
    COVER,
    INK,
    QUIET,
    THEME,
    TITLE_IN,
    TITLE_ONLY,
    PptxObject,
    open_deck,
)

if TYPE_CHECKING:
    from pptx.presentation import Presentation

__all__ = ["DeckForm", "open_our_deck", "open_own_deck"]

_EMU_PER_IN = 914400
_Box = tuple[float, float, float, float]


@dataclass(frozen=True, kw_only=True)
class DeckForm:
    """
    A deck without slide, and where its layouts put a title and a content.

    Attributes
    ----------
    cover, content, title_only
        Layouts.
    body_rank
        Number of the placeholder that receives the content.
    content_in, title_in
        Where content and title stand: left, top, width, height in inches.
    is_own
        The deck keeps the colours and the letters of its master.
    words_before
        Texts of the slides that the file held, which are not kept.
    """

    deck: "Presentation"
    cover: PptxObject
    content: PptxObject
    title_only: PptxObject
    body_rank: int
    content_in: _Box
    title_in: _Box
    is_own: bool = False
    words_before: str = ""

    @property
    def ink(self) -> str:
        """Colour of the text, empty to leave that of the master."""
        return "" if self.is_own else INK

    @property
    def quiet(self) -> str:
        """Colour of what matters less, empty to leave that of the master."""
        return "" if self.is_own else QUIET

    @property
    def theme(self) -> str:
        """Colour of the titles, empty to leave that of the master."""
        return "" if self.is_own else THEME


def open_our_deck() -> DeckForm:
    """Return our empty deck."""
    deck = open_deck()
    layouts = deck.slide_layouts
    return DeckForm(
        deck=deck,
        cover=layouts.get_by_name(COVER),
        content=layouts.get_by_name(CONTENT),
        title_only=layouts.get_by_name(TITLE_ONLY),
        body_rank=1,
        content_in=CONTENT_IN,
        title_in=TITLE_IN,
    )


def open_own_deck(content: bytes) -> DeckForm:
    """
    Return a presentation of one's own emptied of its slides, its master kept.

    Raises
    ------
    InvalidInput
        If the file is no presentation that can be used, or has no layout for a title and text.
    """
    import pptx
    from lxml import etree

    check_package(content, kind="pptx")
    try:
        deck = pptx.Presentation(BytesIO(content))
        words = _read_words(deck)
        _drop_slides(deck)
        found = [(layout, _find_title(layout), _find_body(layout)) for layout in deck.slide_layouts]
    except (etree.XMLSyntaxError, KeyError, ValueError, AttributeError) as error:
        raise InvalidInput(
            f"own template: {error!r}",
            user=_(
                "Ce modèle est abîmé : ouvrez-le dans votre outil de présentation, "
                "enregistrez-le à nouveau en .pptx, puis recommencez."
            ),
        ) from error
    return _choose_layouts(deck, found, words)


def _choose_layouts(
    deck: "Presentation",
    found: list[tuple[PptxObject, PptxObject, PptxObject]],
    words: str,
) -> DeckForm:
    titled = [(layout, title, body) for layout, title, body in found if title is not None]
    with_body = [(layout, title, body) for layout, title, body in titled if body is not None]
    by_kind = {
        _read_kind(layout): (layout, title, body) for layout, title, body in reversed(with_body)
    }
    content = by_kind.get("obj") or by_kind.get("tx") or (with_body[0] if with_body else None)
    if content is None:
        raise InvalidInput(
            "own template: no layout with a title and a content",
            user=_(
                "Ce modèle n’a pas de disposition avec un titre et un contenu : ajoutez-en une à "
                "son masque, puis recommencez."
            ),
        )
    kinds = {_read_kind(layout): layout for layout, _title, _body in reversed(titled)}
    layout, title, body = content
    return DeckForm(
        deck=deck,
        cover=kinds.get("title", layout),
        content=layout,
        title_only=kinds.get("titleOnly", layout),
        body_rank=body.placeholder_format.idx,
        content_in=_read_box(body),
        title_in=_read_box(title),
        is_own=True,
        words_before=words,
    )


def _read_kind(layout: PptxObject) -> str:
    return str(layout.element.get("type", ""))


def _find_title(layout: PptxObject) -> PptxObject:
    from pptx.enum.shapes import PP_PLACEHOLDER as KIND

    kinds = {KIND.TITLE, KIND.CENTER_TITLE}
    return next((p for p in layout.placeholders if p.placeholder_format.type in kinds), None)


def _find_body(layout: PptxObject) -> PptxObject:
    from pptx.enum.shapes import PP_PLACEHOLDER as KIND

    kinds = {KIND.OBJECT, KIND.BODY}
    held = [p for p in layout.placeholders if p.placeholder_format.type in kinds]
    # The largest: a layout may also have a small place for a caption.
    return max(held, key=lambda p: (p.width or 0) * (p.height or 0), default=None)


def _read_box(shape: PptxObject) -> _Box:
    lengths = (shape.left, shape.top, shape.width, shape.height)
    left, top, width, height = ((length or 0) / _EMU_PER_IN for length in lengths)
    return left, top, max(width, 3.0), max(height, 1.0)


def _read_words(deck: "Presentation") -> str:
    return "\n".join(
        shape.text_frame.text
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_text_frame
    )


def _drop_slides(deck: "Presentation") -> None:
    listed: PptxObject = deck.slides._sldIdLst  # noqa: SLF001 -- no public way to remove a slide
    for entry in list(listed):
        deck.part.drop_rel(entry.rId)
        listed.remove(entry)
    _drop_sections(deck.part._element)  # noqa: SLF001 -- same


def _drop_sections(presentation: PptxObject) -> None:
    """Forget the sections that grouped the slides: they would name slides that are gone."""
    from pptx.oxml.ns import qn

    for extensions in presentation.findall(qn("p:extLst")):
        presentation.remove(extensions)
