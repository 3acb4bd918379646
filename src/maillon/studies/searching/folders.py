"""Index the sheets of a folder, for the later searches of the same working folder."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _
from maillon.studies.searching.answers import Entry
from maillon.studies.searching.folder_checks import build_written
from maillon.studies.searching.folder_files import (
    SUFFIXES,
    Problem,
    WrittenSheet,
    read_sheets_of,
)
from maillon.studies.searching.opening import open_home_library

__all__ = ["FolderReport", "index_folder"]


@dataclass(frozen=True, kw_only=True, slots=True)
class FolderReport:
    """
    What the indexing of a folder gave.

    Attributes
    ----------
    removed_count
        Sheets of the same folder that were there before and are no more.
    problems
        One sentence each, with file and line; the sheets that they concern were left out.
    """

    file_count: int
    sheet_count: int
    removed_count: int
    problems: tuple[str, ...]


def index_folder(folder: Path, home: Path | None = None) -> FolderReport:
    """
    Put the sheets of a folder, and of those inside it, among the sheets that are searched.

    What the same folder brought before is replaced.

    Raises
    ------
    InvalidInput
        If it is no folder, or holds no file of sheets.
    """
    paths = _list_files(folder)
    library = open_home_library(home)
    owner = f"folder:{folder.resolve()}"
    held = {entry.sheet.key: entry.owner for entry in library.list_entries()}
    taken = {key: "" for key, other in held.items() if other != owner}
    entries: list[Entry] = []
    problems: list[str] = []
    for path in paths:
        name = path.relative_to(folder).as_posix()
        for written in _iter_written(path, name, problems):
            sheet, found = build_written(written)
            if sheet is not None and sheet.key in taken:
                found = [_say_taken(written, sheet.key, taken[sheet.key])]
            problems += [_place(name, problem) for problem in found]
            if sheet is not None and not found:
                taken[sheet.key] = name
                entries.append(Entry(sheet=sheet, owner=owner))
    gone = {key for key, other in held.items() if other == owner} - set(taken)
    library.remove(gone)
    library.put(entries)
    return FolderReport(
        file_count=len(paths),
        sheet_count=len(entries),
        removed_count=len(gone),
        problems=tuple(problems),
    )


def _list_files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise InvalidInput(
            f"no folder {folder}",
            user=_("Le dossier {name} n’existe pas. Vérifiez son nom.").format(name=folder),
        )
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES)
    if not paths:
        raise InvalidInput(
            f"no sheet in {folder}",
            user=_(
                "Le dossier {name} ne contient aucune fiche : mettez-y des fichiers {suffixes}."
            ).format(name=folder, suffixes=", ".join(SUFFIXES)),
        )
    return paths


def _iter_written(path: Path, name: str, problems: list[str]) -> Iterator[WrittenSheet]:
    try:
        yield from read_sheets_of(path)
    except Problem as problem:
        problems.append(_place(name, problem))


def _say_taken(written: WrittenSheet, key: str, other: str) -> Problem:
    if other:
        sentence = _("la clé « {key} » est déjà celle d’une fiche de {other}. Changez-la.")
    else:
        sentence = _("la clé « {key} » est déjà celle d’une autre fiche. Changez-la.")
    return Problem(written.get_line("key"), sentence.format(key=key, other=other))


def _place(name: str, problem: Problem) -> str:
    return _("{file}, ligne {line} : {problem}").format(
        file=name, line=problem.line, problem=problem.sentence
    )
