"""A Word document before its first word: page, language, styles, header and footer."""

from typing import TYPE_CHECKING, Any

from maillon.reports.office_package import FONT, REGIONS
from maillon.reports.word_xml import make_element, points, qualify

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import Section
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run

__all__ = ["QUIET", "TEXT_WIDTH_CM", "quieten", "set_language", "start_word"]

_INK, QUIET, _HEADING = "1D2433", "4A5262", "17475C"
TEXT_WIDTH_CM = 17.0
_SIZES = {"Title": 24, "Subtitle": 14, "Heading 1": 16, "Heading 2": 12.5, "Heading 3": 11}


def start_word(language: str, *, header: str, footer: str) -> "Document":
    """Return an empty A4 document in that language, its styles set for reading."""
    import docx

    word = docx.Document()
    set_language(word, REGIONS[language])
    _set_styles(word)
    _set_page(word.sections[0])
    _write_margins(word.sections[0], header=header, footer=footer)
    return word


def set_language(word: "Document", region: str) -> None:
    """Say the language of the styles and of the settings, so that it is read aloud rightly."""
    from docx.oxml.ns import qn

    styles = word.styles.element
    for lang in styles.iter(qn("w:lang")):
        lang.set(qn("w:val"), region)
    settings = word.settings.element
    for theme in settings.iter(qn("w:themeFontLang")):
        theme.set(qn("w:val"), region)
    for zoom in settings.iter(qn("w:zoom")):
        zoom.set(qn("w:percent"), "100")


def _set_styles(word: "Document") -> None:
    from docx.shared import RGBColor

    for style in word.styles:
        run_properties = style.element.find(qualify("w:rPr"))
        fonts = None if run_properties is None else run_properties.find(qualify("w:rFonts"))
        if fonts is not None:
            run_properties.remove(fonts)
    for fonts in word.styles.element.iter(qualify("w:rFonts")):
        fonts.attrib.clear()
        for script in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qualify(f"w:{script}"), FONT)
    normal: Any = word.styles["Normal"]
    normal.font.size = points(10.5)
    normal.font.color.rgb = RGBColor.from_string(_INK)
    normal.paragraph_format.space_after = points(6)
    normal.paragraph_format.line_spacing = 1.15
    for name, size in _SIZES.items():
        style = word.styles[name]
        style.font.size = points(size)
        style.font.italic = False
        style.font.color.rgb = RGBColor.from_string(QUIET if name == "Subtitle" else _HEADING)
        style.paragraph_format.space_after = points(4)
    caption: Any = word.styles["Caption"]
    caption.font.color.rgb = RGBColor.from_string(_INK)
    caption.font.size = points(9.5)
    caption.paragraph_format.keep_with_next = True
    caption.paragraph_format.space_before = points(8)
    caption.paragraph_format.space_after = points(3)


def _set_page(section: "Section") -> None:
    from docx.shared import Cm

    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm((21.0 - TEXT_WIDTH_CM) / 2)
    section.top_margin = section.bottom_margin = Cm(2.0)


def _write_margins(section: "Section", *, header: str, footer: str) -> None:
    # The first page says the warning in its body: its header stays empty.
    section.different_first_page_header_footer = True
    if header:
        run = section.header.paragraphs[0].add_run(header)
        run.bold, run.font.size = True, points(8.5)
    for place in (section.footer, section.first_page_footer):
        _write_footer(place.paragraphs[0], footer)


def _write_footer(paragraph: "Paragraph", footer: str) -> None:
    quieten(paragraph.add_run(f"{footer} – "))
    for instruction in ("PAGE", "NUMPAGES"):
        if instruction == "NUMPAGES":
            quieten(paragraph.add_run(" / "))
        run = paragraph.add_run()
        quieten(run)
        held = make_element("w:fldSimple", instr=instruction)
        shown = make_element("w:t")
        shown.text = "1"
        run._r.append(shown)  # noqa: SLF001 -- fields have no public way in
        held.append(run._r)  # noqa: SLF001 -- same
        paragraph._p.append(held)  # noqa: SLF001 -- same


def quieten(run: "Run") -> None:
    """Make a run of text smaller and lighter."""
    from docx.shared import RGBColor

    run.font.size = points(9)
    run.font.color.rgb = RGBColor.from_string(QUIET)
