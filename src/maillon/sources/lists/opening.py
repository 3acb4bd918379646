"""Open a list as rows of text, whatever the file is."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from maillon.domain.errors import InvalidInput
from maillon.domain.jobs import Progress
from maillon.domain.language import translate as _
from maillon.sources.lists.delimited import iter_file_rows
from maillon.sources.lists.encodings import detect_format
from maillon.sources.lists.spreadsheets import choose_sheet
from maillon.sources.text_encodings import detect_encoding

__all__ = ["FileForm", "OpenedList", "open_list"]

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_NOT_LISTS = (b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff")


@dataclass(frozen=True, kw_only=True, slots=True)
class FileForm:
    """
    What kind of file a list is.

    Attributes
    ----------
    kind
        `text` or `workbook`.
    encoding, separator
        Of a text.
    sheets, sheet
        Filled sheets of a workbook, and the one that is read.
    """

    kind: str
    encoding: str = ""
    separator: str = ""
    sheets: tuple[str, ...] = ()
    sheet: str = ""


@dataclass(kw_only=True)
class OpenedList:
    """
    A list being read.

    Attributes
    ----------
    rows
        Every row from the first line on, titles and blank rows included.
    notes
        French sentences on how the file was opened.
    mended_rows
        Numbers of the rows where a quote was never closed; filled as rows are read.
    form
        What kind of file it is.
    """

    rows: Iterator[list[str]]
    notes: list[str]
    form: FileForm
    mended_rows: list[int] = field(default_factory=list)


@contextmanager
def open_list(path: Path, progress: Progress, *, sheet: str = "") -> Iterator[OpenedList]:
    """
    Open a CSV or a workbook by its content and follow the reading.

    Parameters
    ----------
    sheet
        Sheet of the workbook; by default the one that looks most like a list.

    Raises
    ------
    InvalidInput
        If the file is absent, empty, or of another kind, or has no such sheet.
    """
    start = _read_start(path)
    label = _("Lecture de {name}").format(name=path.name)
    if start.startswith(_WORKBOOKS):
        chosen = choose_sheet(path, sheet)
        progress.start(label, chosen.row_count)
        opened = OpenedList(
            rows=chosen.iter_rows(progress.advance),
            notes=list(chosen.notes),
            form=FileForm(kind="workbook", sheets=chosen.sheets, sheet=chosen.name),
        )
    else:
        text_format = detect_format(path)
        progress.start(label, path.stat().st_size)
        opened = OpenedList(
            rows=iter(()),
            notes=[note for note in (text_format.encoding.note,) if note],
            form=FileForm(
                kind="text",
                encoding=text_format.encoding.encoding,
                separator=text_format.delimiter,
            ),
        )
        opened.rows = iter_file_rows(
            path, text_format, advance=progress.advance, on_mended=opened.mended_rows.append
        )
    try:
        yield opened
    finally:
        progress.finish()


# Below it are the control characters; those of `_SPACES` stand in any text.
_FIRST_PRINTED = 0x20
_SPACES = b"\t\n\x0b\x0c\r"
_CONTROL_SHARE = 0.02


def _read_start(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            start = file.read(512)
    except OSError as error:
        raise InvalidInput(
            f"cannot open {path.name}: {error.strerror}",
            user=_(
                "Le fichier « {name} » ne s’ouvre pas : vérifiez son nom et son dossier."
            ).format(name=path.name),
        ) from error
    if not start.strip():
        raise InvalidInput(
            f"{path.name} is empty",
            user=_("Le fichier « {name} » est vide : choisissez-en un autre.").format(
                name=path.name
            ),
        )
    if _is_no_list(start):
        raise InvalidInput(
            f"{path.name} is not a table",
            user=_(
                "« {name} » n’est ni un CSV ni un classeur : enregistrez votre liste en .xlsx ou"
                " .csv, puis relancez l’import."
            ).format(name=path.name),
        )
    return start


def _is_no_list(start: bytes) -> bool:
    if start.startswith(_NOT_LISTS) or start.lstrip()[:5].lower() in (b"<html", b"<!doc"):
        return True
    is_wide = detect_encoding(start, lambda: [start]).encoding.startswith("utf-16")
    if start.startswith(_WORKBOOKS) or is_wide:
        return False
    # A text holds no null byte, and hardly a control character that is not a space of some kind.
    controls = sum(byte < _FIRST_PRINTED and byte not in _SPACES for byte in start)
    return 0 in start or controls > len(start) * _CONTROL_SHARE
