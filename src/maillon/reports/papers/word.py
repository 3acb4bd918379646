"""A document in Word, to be finished in a word processor."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from maillon.domain.papers import (
    Blank,
    BulletList,
    Cell,
    Heading,
    KeyFigures,
    Note,
    NoteKind,
    PageBreak,
    Paper,
    Paragraph,
    Run,
    SignatureTable,
    Table,
)
from maillon.reports.office_package import freeze, write_properties
from maillon.reports.papers.cleaning import clean_paper
from maillon.reports.papers.own_word import open_own_word
from maillon.reports.papers.words import list_explained, list_words, say_note
from maillon.reports.word_parts import (
    BAND_FILL,
    BAND_LINE,
    Column,
    WordWriter,
    frame,
    write_runs,
)
from maillon.reports.word_styles import TEXT_WIDTH_CM, start_word
from maillon.reports.wording import in_language

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph as WordParagraph

__all__ = ["render_paper_docx"]

_QUIET_LINE, _QUIET_FILL, _WHITE = "C3C8CF", "EDF1F4", "FFFFFF"
_GROUNDS = {
    NoteKind.LEGAL: (_QUIET_LINE, _QUIET_FILL),
    NoteKind.DOUBT: (_QUIET_LINE, _WHITE),
    NoteKind.TO_COMPLETE: (BAND_LINE, BAND_FILL),
}
_SIGNATURE_HEIGHT_CM, _FRAME_PT = 1.6, 5.0
# Places to sign that stay on one page.
_MOST_TOGETHER = 9


def render_paper_docx(paper: Paper, own_template: bytes | None = None) -> bytes:
    """
    Return the Word document.

    Headings, heading rows, names of tables and language are real ones, so that the document stays
    accessible once finished. The same document gives the same bytes.

    Parameters
    ----------
    paper
        The document.
    own_template
        A Word file whose styles, letterhead, header and footer are used; the document follows what
        it holds already.

    Raises
    ------
    InvalidInput
        If the template is no Word file that can be used.
    """
    readable = clean_paper(paper)
    with in_language(readable.language):
        word, width_cm = _start(readable, own_template)
        write_properties(
            word.core_properties,
            title=readable.title,
            subject=readable.subtitle,
            comments=readable.band,
            language=readable.language,
            written_on=readable.written_on,
        )
        explained = list_explained(readable)
        anchors = {
            figure.figure or figure.label: f"chiffre_{rank}"
            for rank, figure in enumerate(explained, 1)
        }
        _Writer(WordWriter(word=word, anchors=anchors), width_cm).write(readable)
        written = BytesIO()
        word.save(written)
        return freeze(written.getvalue())


def _start(paper: Paper, own_template: bytes | None) -> tuple["Document", float]:
    if own_template is not None:
        return open_own_word(own_template, paper.language)
    word = start_word(paper.language, header=paper.band, footer=paper.title)
    return word, TEXT_WIDTH_CM


@dataclass
class _Writer:
    word: WordWriter
    width_cm: float

    def write(self, paper: Paper) -> None:
        self.word.band(paper.band)
        self.word.paragraph(paper.title, "Title")
        if paper.subtitle:
            self.word.paragraph(paper.subtitle, "Subtitle")
        for line in paper.lines:
            self.word.quiet(line)
        makers: dict[type, Callable[[Any], None]] = {
            Heading: lambda block: self.word.heading(block.text, block.level),
            Paragraph: lambda block: self._write_runs(block.runs),
            BulletList: self._write_list,
            Table: self._write_table,
            KeyFigures: self._write_figures,
            Note: self._write_note,
            Blank: self._write_blank,
            SignatureTable: self._write_signatures,
            PageBreak: lambda _block: self.word.new_page(),
        }
        for block in paper.blocks:
            makers[type(block)](block)
        self._write_explanations(paper)

    def _write_runs(self, runs: Cell, style: str = "Normal") -> None:
        write_runs(self.word.paragraph("", style), runs)

    def _write_list(self, block: BulletList) -> None:
        for item in block.items:
            self._write_runs(item, "List Bullet")

    def _write_blank(self, block: Blank) -> None:
        paragraph = self.word.paragraph("")
        write_runs(paragraph, (Run(text=block.text, is_blank=True),))
        _indent(paragraph)
        frame(paragraph, BAND_LINE, BAND_FILL, kind="dashed")

    def _write_note(self, note: Note) -> None:
        title, text = say_note(note)
        paragraph = self.word.paragraph("")
        paragraph.add_run(title).bold = True
        paragraph.add_run().add_break()
        paragraph.add_run(text)
        paragraph.paragraph_format.keep_together = True
        _indent(paragraph)
        frame(paragraph, *_GROUNDS[note.kind])
        # Two frames that touch become one.
        self._leave_room()

    def _write_table(self, block: Table) -> None:
        shares = [column.share for column in block.columns]
        columns = [
            Column(label=column.label, width_cm=width, is_number=column.is_number)
            for column, width in zip(block.columns, self._share_width(shares), strict=True)
        ]
        rows = [[{"runs": cell} for cell in row] for row in block.rows]
        self.word.table(block.caption, columns, rows)
        self._leave_room()

    def _write_figures(self, block: KeyFigures) -> None:
        words = list_words()
        left, right = self._share_width([2, 1])
        columns = [
            Column(label=words["figure"], width_cm=left),
            Column(label=words["value"], width_cm=right, is_number=True),
        ]
        rows = [
            [
                figure.label,
                {"runs": (Run(text=figure.value, is_blank=True),)}
                if figure.is_blank
                else {"text": figure.value, "figure": figure.figure or figure.label},
            ]
            for figure in block.figures
        ]
        self.word.table(block.caption, columns, rows, size_pt=10)
        self._leave_room()

    def _write_signatures(self, block: SignatureTable) -> None:
        from docx.shared import Cm

        words = list_words()
        labels = ("party", "function", "date", "signature")
        columns = [
            Column(label=words[name], width_cm=width)
            for name, width in zip(labels, self._share_width([3, 2, 1.6, 3]), strict=True)
        ]
        rows = [
            [signatory.party, signatory.function, signatory.signed_on, ""]
            for signatory in block.signatories
        ]
        table = self.word.table(block.caption, columns, rows)
        for row in table.rows[1:]:
            row.height = Cm(_SIGNATURE_HEIGHT_CM)
        if len(table.rows) <= _MOST_TOGETHER:
            for row in table.rows[:-1]:
                for cell in row.cells:
                    cell.paragraphs[0].paragraph_format.keep_with_next = True
        self._leave_room()

    def _write_explanations(self, paper: Paper) -> None:
        explained = list_explained(paper)
        if not explained:
            return
        words = list_words()
        self.word.heading(words["explained"])
        columns = [
            Column(label=words[name], width_cm=width)
            for name, width in zip(
                ("figure", "value", "explanation"), self._share_width([2.2, 1.4, 4]), strict=True
            )
        ]
        rows: list[Sequence[Any]] = [
            [
                {"text": figure.label, "anchor": self.word.anchors[figure.figure or figure.label]},
                figure.value,
                figure.explanation,
            ]
            for figure in explained
        ]
        self.word.table(words["explained_table"], columns, rows, size_pt=8.5)

    def _share_width(self, shares: Sequence[float]) -> list[float]:
        whole = sum(shares)
        return [round(self.width_cm * share / whole, 2) for share in shares]

    def _leave_room(self) -> None:
        """Keep a table from touching what follows."""
        from docx.shared import Pt

        paragraph = self.word.paragraph("")
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.paragraph_format.line_spacing = Pt(8)


def _indent(paragraph: "WordParagraph") -> None:
    """Keep the frame of a paragraph inside the text."""
    from docx.shared import Pt

    paragraph.paragraph_format.left_indent = Pt(_FRAME_PT)
    paragraph.paragraph_format.right_indent = Pt(_FRAME_PT)
