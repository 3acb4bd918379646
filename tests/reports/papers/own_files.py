"""Office files such as somebody brings: letterheads, fields, and traps."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pptx


def make_word(*paragraphs, header="", rows=()):
    """Return a Word file with those paragraphs, and a table of one row a loop."""
    word = docx.Document()
    for text in paragraphs:
        word.add_paragraph(text)
    if header:
        word.sections[0].header.paragraphs[0].text = header
    if rows:
        table = word.add_table(rows=0, cols=len(rows[0]))
        for texts in rows:
            for cell, text in zip(table.add_row().cells, texts, strict=True):
                cell.text = text
    return save(word)


def make_deck(*titles):
    """Return a presentation with those slides."""
    deck = pptx.Presentation()
    for title in titles:
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = title
    return save(deck)


def save(file):
    """Return the bytes of an open file."""
    written = BytesIO()
    file.save(written)
    return written.getvalue()


def change(content, *, add=None, edit=None, drop=()):
    """Return the package with parts added, rewritten or dropped."""
    changed = BytesIO()
    with ZipFile(BytesIO(content)) as origin, ZipFile(changed, "w", ZIP_DEFLATED) as target:
        for entry in origin.infolist():
            if entry.filename in drop:
                continue
            part = origin.read(entry)
            if edit and entry.filename in edit:
                part = edit[entry.filename](part)
            target.writestr(entry.filename, part)
        for name, part in (add or {}).items():
            target.writestr(name, part)
    return changed.getvalue()
