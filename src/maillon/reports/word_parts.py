"""The pieces of a Word document that assistive tools need and that python-docx leaves to XML."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any

from maillon.domain.language import translate as _
from maillon.domain.papers import Run
from maillon.reports.word_styles import TEXT_WIDTH_CM, quieten
from maillon.reports.word_xml import insert_before, make_element, points, qualify

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.table import Table, _Cell
    from docx.text.paragraph import Paragraph

__all__ = ["BAND_FILL", "BAND_LINE", "Column", "WordWriter", "frame", "write_runs"]

_LINK = "0B5273"
_HEADER_FILL = "EDF1F4"
BAND_LINE, BAND_FILL = "8F6A00", "FFF4D6"
_TALLEST_CM = 21.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One column of a table: its heading, its width and whether numbers stand in it."""

    label: str
    width_cm: float
    is_number: bool = False


@dataclass(kw_only=True)
class WordWriter:
    """
    Writes one after the other the parts of a document.

    Attributes
    ----------
    word
        The document being written.
    anchors
        Bookmark of each figure that the annex explains: numbers lead to it.
    """

    word: "Document"
    anchors: Mapping[str, str] = field(default_factory=dict)
    _bookmark_count: int = 0
    _starts_page: bool = False

    def heading(self, text: str, level: int = 1) -> None:
        """Write a heading of the document's outline."""
        heading = self.word.add_heading(text, level)
        if self._starts_page:
            heading.paragraph_format.page_break_before = True
            self._starts_page = False

    def paragraph(self, text: str, style: str = "Normal") -> "Paragraph":
        """Write a paragraph of plain text."""
        return self.word.add_paragraph(text, style)

    def quiet(self, text: str) -> None:
        """Write a remark: smaller and lighter; nothing when there is none."""
        if text:
            paragraph = self.paragraph(text)
            paragraph.paragraph_format.space_before = points(4)
            quieten(paragraph.runs[0])

    def lead(self, text: str) -> None:
        """Write the words that announce a list, on the same page as its first line."""
        paragraph = self.paragraph("")
        paragraph.add_run(text).bold = True
        paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.space_after = points(2)

    def labelled(self, label: str, text: str) -> None:
        """Write a text after the word that says what it is."""
        paragraph = self.paragraph("")
        paragraph.add_run(f"{label}{_(' : ')}").bold = True
        paragraph.add_run(text)
        paragraph.paragraph_format.space_after = points(2)

    def new_page(self) -> None:
        """Begin the next heading on a page of its own."""
        self._starts_page = True

    def band(self, text: str) -> None:
        """Write a warning on a coloured ground, framed so that it shows without colour."""
        if not text:
            return
        paragraph = self.paragraph("")
        paragraph.add_run(text).bold = True
        frame(paragraph, BAND_LINE, BAND_FILL)

    def sentence(self, quoted: Mapping[str, Any], style: str, tail: str = "") -> None:
        """Write a sentence whose numbers lead to their explanation, then a remark."""
        paragraph = self.paragraph("", style)
        for part in quoted["parts"]:
            self._add_cell_text(paragraph, part)
        for rank, other in enumerate(quoted["others"]):
            paragraph.add_run(" (" if rank == 0 else " ; ")
            self._add_cell_text(paragraph, other)
        if quoted["others"]:
            paragraph.add_run(")")
        if tail:
            quieten(paragraph.add_run(f" {tail}"))

    def table(
        self,
        caption: str,
        columns: Sequence[Column],
        rows: Sequence[Sequence[Any]],
        *,
        size_pt: float = 9,
        described: str = "",
    ) -> "Table":
        """
        Write and return a table: caption above, heading row repeated on each page, rows never cut.

        Parameters
        ----------
        caption
            What the table says; also its name for assistive tools.
        columns
            From left to right; the first names the row.
        rows
            One entry a column: a text, a cell that names its figure, `runs`, or several of them.
        size_pt
            Size of the text.
        described
            A longer description, for assistive tools.
        """
        self.paragraph(caption, "Caption").paragraph_format.keep_with_next = True
        table = self.word.add_table(rows=1, cols=len(columns), style="Table Grid")
        _shape_table(table, columns, caption, described or caption)
        for column, cell in zip(columns, table.rows[0].cells, strict=True):
            _write_heading_cell(cell, column, size_pt)
        for row in rows:
            added = table.add_row()
            added._tr.get_or_add_trPr().append(make_element("w:cantSplit"))  # noqa: SLF001 -- same
            for column, cell, content in zip(columns, added.cells, row, strict=True):
                self._write_cell(cell, column, content, size_pt)
        written: Table = table
        return written

    def bookmark(self, paragraph: "Paragraph", name: str) -> None:
        """Make the paragraph a place that numbers lead to."""
        number = str(self._bookmark_count)
        self._bookmark_count += 1
        body = paragraph._p  # noqa: SLF001 -- no public way to its XML
        start = make_element("w:bookmarkStart", id=number, name=name)
        insert_before(body, start, ("w:r", "w:hyperlink"))
        body.append(make_element("w:bookmarkEnd", id=number))

    def link(self, paragraph: "Paragraph", text: str, address: str) -> None:
        """Write a link to the web."""
        from docx.opc.constants import RELATIONSHIP_TYPE

        relation = self.word.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        holder = make_element("w:hyperlink", history="1")
        holder.set(qualify("r:id"), relation)
        _add_link_run(paragraph, holder, text, is_underlined=True)

    def picture(self, png: bytes, *, alt: str, caption: str, title: str) -> None:
        """Write a picture, its alternative text and its caption, on one page."""
        from docx.shared import Cm

        paragraph = self.paragraph("")
        paragraph.paragraph_format.keep_with_next = True
        shape = paragraph.add_run().add_picture(BytesIO(png), width=Cm(TEXT_WIDTH_CM))
        if shape.height > Cm(_TALLEST_CM):
            shape.width = int(shape.width * Cm(_TALLEST_CM) / shape.height)  # type: ignore[assignment]
            shape.height = Cm(_TALLEST_CM)
        for side in ("distT", "distB", "distL", "distR"):
            shape._inline.set(side, "0")  # noqa: SLF001 -- without it, some readers shift it
        properties = shape._inline.docPr  # noqa: SLF001 -- no public way to the alternative text
        properties.set("descr", alt)
        properties.set("title", title)
        properties.set("name", title)
        self.quiet(caption)

    def _write_cell(self, cell: "_Cell", column: Column, content: object, size_pt: float) -> None:
        lines = content if isinstance(content, list) else [content]
        for rank, line in enumerate(lines):
            paragraph = cell.paragraphs[0] if rank == 0 else cell.add_paragraph()
            _align(paragraph, column)
            if isinstance(line, dict):
                self._write_rich_line(paragraph, line)
            else:
                paragraph.add_run(str(line))
            for run in paragraph.runs:
                run.font.size = points(size_pt)
            for link in paragraph.hyperlinks:
                for run in link.runs:
                    run.font.size = points(size_pt)

    def _write_rich_line(self, paragraph: "Paragraph", line: Mapping[str, Any]) -> None:
        if "runs" in line:
            write_runs(paragraph, line["runs"])
        elif line.get("anchor"):
            paragraph.add_run(line["text"]).bold = True
            self.bookmark(paragraph, line["anchor"])
        elif line.get("href"):
            self.link(paragraph, line["text"], line["href"])
        else:
            self._add_cell_text(paragraph, line)
            if line.get("note"):
                paragraph.add_run(f" ({line['note']})")

    def _add_cell_text(self, paragraph: "Paragraph", cell: Mapping[str, str]) -> None:
        anchor = self.anchors.get(cell["figure"])
        if anchor is None:
            paragraph.add_run(cell["text"])
            return
        holder = make_element("w:hyperlink", anchor=anchor, history="1")
        _add_link_run(paragraph, holder, cell["text"], is_underlined=False)


def frame(paragraph: "Paragraph", line: str, ground: str, *, kind: str = "single") -> None:
    """Put a paragraph in a frame of that colour, on a ground of that colour."""
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 -- no public way to its XML
    borders = make_element("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        borders.append(make_element(f"w:{side}", val=kind, sz="6", space="4", color=line))
    insert_before(properties, borders, ("w:shd", "w:spacing", "w:ind", "w:jc", "w:rPr"))
    fill = make_element("w:shd", val="clear", color="auto", fill=ground)
    insert_before(properties, fill, ("w:spacing", "w:ind", "w:jc", "w:rPr"))


def write_runs(paragraph: "Paragraph", runs: Sequence[Run]) -> None:
    """Write pieces of text; what is to be written stands between brackets, on a ground."""
    for run in runs:
        written = paragraph.add_run(f"[{run.text}]" if run.is_blank else run.text)
        written.bold = run.is_strong or None
        if run.is_blank:
            ground = make_element("w:shd", val="clear", color="auto", fill=BAND_FILL)
            written._r.get_or_add_rPr().append(ground)  # noqa: SLF001 -- no public way to its ground


def _shape_table(table: "Table", columns: Sequence[Column], caption: str, described: str) -> None:
    from docx.shared import Cm

    table.autofit = False
    for column, wanted in zip(table.columns, columns, strict=True):
        column.width = Cm(wanted.width_cm)
    properties = table._tbl.tblPr  # noqa: SLF001 -- no public way to its XML
    borders = make_element("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        borders.append(make_element(f"w:{side}", val="single", sz="4", space="0", color="C3C8CF"))
    for side in ("left", "right", "insideV"):
        borders.append(make_element(f"w:{side}", val="nil"))
    insert_before(properties, borders, ("w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook"))
    margins = make_element("w:tblCellMar")
    for side, width in (("top", "35"), ("left", "90"), ("bottom", "35"), ("right", "90")):
        margins.append(make_element(f"w:{side}", w=width, type="dxa"))
    insert_before(properties, margins, ("w:tblLook",))
    look = properties.find(qualify("w:tblLook"))
    if look is not None:
        properties.remove(look)
    flags = {"firstRow": "1", "lastRow": "0", "firstColumn": "1", "lastColumn": "0"}
    properties.append(make_element("w:tblLook", val="06A0", **flags, noHBand="1", noVBand="1"))
    properties.append(make_element("w:tblCaption", val=caption))
    properties.append(make_element("w:tblDescription", val=described))
    for cell, wanted in zip(table.rows[0].cells, columns, strict=True):
        cell.width = Cm(wanted.width_cm)
    heading = table.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001 -- same
    heading.append(make_element("w:cantSplit"))
    heading.append(make_element("w:tblHeader"))


def _write_heading_cell(cell: "_Cell", column: Column, size_pt: float) -> None:
    paragraph = cell.paragraphs[0]
    run = paragraph.add_run(column.label)
    run.bold, run.font.size = True, points(size_pt)
    _align(paragraph, column)
    # A heading row alone at the foot of a page would head nothing.
    paragraph.paragraph_format.keep_with_next = True
    fill = make_element("w:shd", val="clear", color="auto", fill=_HEADER_FILL)
    cell._tc.get_or_add_tcPr().append(fill)  # noqa: SLF001 -- no public way to its ground


def _align(paragraph: "Paragraph", column: Column) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph.paragraph_format.space_after = points(0)
    paragraph.paragraph_format.line_spacing = 1.0
    if column.is_number:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _add_link_run(
    paragraph: "Paragraph", holder: "BaseOxmlElement", text: str, *, is_underlined: bool
) -> None:
    from docx.shared import RGBColor

    run = paragraph.add_run(text)
    run.font.color.rgb = RGBColor.from_string(_LINK)
    run.underline = is_underlined or None
    holder.append(run._r)  # noqa: SLF001 -- links have no public way in
    paragraph._p.append(holder)  # noqa: SLF001 -- same
