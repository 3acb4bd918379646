"""Read back the files that were made."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
from docx import Document
from pptx import Presentation

__all__ = ["count_pages", "read"]


def read(content: bytes, kind: str) -> str:
    """Return the words of a file, spaces made plain; a file that does not open raises."""
    words = " ".join({"docx": _iter_word, "pptx": _iter_slides, "pdf": _iter_pdf}[kind](content))
    return re.sub(r"\s+", " ", words.replace("\u00a0", " ").replace("\u202f", " "))


def count_pages(content: bytes) -> int:
    """Return how many pages a PDF has."""
    with pikepdf.open(BytesIO(content)) as pdf:
        return len(pdf.pages)


def _iter_word(content: bytes) -> Iterator[str]:
    document = Document(BytesIO(content))
    for section in document.sections:
        yield from (paragraph.text for paragraph in section.header.paragraphs)
    for block in document.iter_inner_content():
        yield from _iter_cells(block) if hasattr(block, "rows") else [block.text]


def _iter_cells(table: Any) -> Iterator[str]:
    for row in table.rows:
        yield from (cell.text for cell in row.cells)


def _iter_slides(content: bytes) -> Iterator[str]:
    for slide in Presentation(BytesIO(content)).slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                yield shape.text_frame.text
            if getattr(shape, "has_table", False):
                yield from _iter_cells(shape.table)
        if slide.has_notes_slide:
            yield slide.notes_slide.notes_text_frame.text


def _iter_pdf(content: bytes) -> Iterator[str]:
    with pikepdf.open(BytesIO(content)) as pdf:
        assert pdf.Root.MarkInfo.Marked, "the PDF is not tagged"
    pdf = pypdfium2.PdfDocument(content)
    try:
        for page in pdf:
            yield page.get_textpage().get_text_range().replace("\ufffe", "").replace("\x02", "")
    finally:
        pdf.close()
