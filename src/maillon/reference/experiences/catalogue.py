"""The sheets that come with Maillon: what five documents tell, trades, legal questions."""

from functools import cache
from pathlib import Path

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _
from maillon.domain.provenance import Provenance
from maillon.domain.sheets import Sheet
from maillon.domain.text import find_nearest
from maillon.reference.experiences.checks import check_keys_together
from maillon.reference.experiences.reading import (
    SheetsFile,
    build_file,
    list_known_keys,
    open_checked,
)

__all__ = ["get_sheet", "list_documents", "list_sheets", "load_sheets_folder"]

_FOLDER = Path(__file__).parent
_NOT_SHEETS = "fields.yaml"


def list_sheets() -> tuple[Sheet, ...]:
    """Return the bundled sheets, in the order of the names of their files."""
    return tuple(_by_key().values())


def get_sheet(key: str) -> Sheet:
    """
    Return the sheet of that key.

    Raises
    ------
    InvalidInput
        If no sheet has that key; the sentence names the nearest ones.
    """
    sheets = _by_key()
    if key not in sheets:
        near = find_nearest(key, sheets) or list(sheets)[:3]
        raise InvalidInput(
            f"no sheet {key!r}",
            user=_("Aucune fiche ne s’appelle « {key} ». Essayez : {near}.").format(
                key=key, near=", ".join(near)
            ),
        )
    return sheets[key]


def list_documents() -> tuple[Provenance, ...]:
    """Return the documents that the bundled sheets were read in."""
    return tuple(file.document for file in _read_bundled())


def load_sheets_folder(folder: Path) -> tuple[SheetsFile, ...]:
    """
    Read every file of sheets of a folder, and check them together.

    Raises
    ------
    InvalidInput
        If a file cannot be read, or if two sheets bear the same key; `details` holds every
        problem with its file, its line and its remedy.
    """
    known = list_known_keys()
    paths = sorted(path for path in folder.glob("*.yaml") if path.name != _NOT_SHEETS)
    files = [open_checked(path, known) for path in paths]
    check_keys_together(files)
    problems = [problem for file in files for problem in file.problems]
    if problems:
        raise InvalidInput(
            f"{len(problems)} problem(s) in the sheets",
            user=_("Des fiches sont à corriger. Suivez les lignes indiquées, puis recommencez."),
            details=problems,
        )
    return tuple(build_file(file, stem=path.stem) for path, file in zip(paths, files, strict=True))


@cache
def _read_bundled() -> tuple[SheetsFile, ...]:
    return load_sheets_folder(_FOLDER)


@cache
def _by_key() -> dict[str, Sheet]:
    return {sheet.key: sheet for file in _read_bundled() for sheet in file.sheets}
