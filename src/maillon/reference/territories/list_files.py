"""The lines of a list of communes, from YAML, CSV or text, before anything is looked up."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _
from maillon.domain.text import fold

__all__ = ["ListEntry", "RawList", "read_raw_list"]

_NAME_KEYS = frozenset(["NOM", "NAME"])
_DATE_KEYS = frozenset(["DATE"])
_ENTRY_KEYS = frozenset(["COMMUNES", "TERRITOIRES", "PLACES"])
_CODE_COLUMNS = (
    "CODE COMMUNE",
    "COMMUNE CODE",
    "CODE INSEE",
    "INSEE",
    "CODGEO",
    "COM",
    "CODE",
    "CLE",
    "KEY",
)
_HEAD = re.compile(r"#\s*(?P<key>\w+)\s*:\s*(?P<value>.+)")


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One code or key as written, and its line."""

    text: str
    line: int


@dataclass(frozen=True, kw_only=True, slots=True)
class RawList:
    """What a file says, unchecked."""

    name: str
    date: str
    entries: Sequence[ListEntry]


def read_raw_list(path: Path) -> RawList:
    """
    Return the name, date and entries of a file.

    Raises
    ------
    InvalidInput
        If the file cannot be opened or is not of its format.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InvalidInput(
            repr(error),
            user=_("Le fichier {file} ne s’ouvre pas ; vérifiez son nom et vos droits.").format(
                file=path.name
            ),
        ) from error
    text = _decode(content)
    if path.suffix.lower() in {".yaml", ".yml"}:
        return _read_yaml(text, path)
    return _read_lines(text, path)


def _decode(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Spreadsheets of Windows; every byte has a meaning there.
        return content.decode("cp1252", errors="replace")


def _read_yaml(text: str, path: Path) -> RawList:
    # The nodes, not the values: they keep the lines, and 01001 stays text.
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise _not_yaml(path, line=mark.line + 1 if mark else 1) from error
    if not isinstance(root, yaml.MappingNode):
        raise _not_yaml(path, line=1)
    name = date = ""
    entries: list[ListEntry] = []
    for key, value in root.value:
        label = fold(str(key.value))
        if label in _ENTRY_KEYS:
            entries = _list_entries(value, path)
        elif label in _NAME_KEYS:
            name = str(value.value).strip()
        elif label in _DATE_KEYS:
            date = str(value.value).strip()
    return RawList(name=name, date=date, entries=entries)


def _list_entries(node: yaml.Node, path: Path) -> list[ListEntry]:
    if not isinstance(node, yaml.SequenceNode):
        raise _not_yaml(path, line=node.start_mark.line + 1)
    entries = []
    for item in node.value:
        line = item.start_mark.line + 1
        if not isinstance(item, yaml.ScalarNode):
            raise _not_yaml(path, line=line)
        entries.append(ListEntry(str(item.value).strip(), line))
    return entries


def _not_yaml(path: Path, *, line: int) -> InvalidInput:
    return InvalidInput(
        f"{path.name}:{line}: not a list of communes in YAML",
        user=_(
            "{file}, ligne {line} : le fichier doit avoir « nom : », « date : » et « communes : » "
            "suivi d’un code par ligne, précédé d’un tiret."
        ).format(file=path.name, line=line),
    )


def _read_lines(text: str, path: Path) -> RawList:
    head: dict[str, str] = {}
    rows: list[tuple[int, str]] = []
    for line, content in enumerate(text.splitlines(), start=1):
        said = _HEAD.match(content.strip())
        if said:
            head[fold(said["key"])] = said["value"].strip()
        elif content.strip() and not content.lstrip().startswith("#"):
            rows.append((line, content))
    named = next((head[key] for key in _NAME_KEYS if key in head), "")
    return RawList(
        name=named or path.stem.replace("_", " "),
        date=next((head[key] for key in _DATE_KEYS if key in head), ""),
        entries=_list_cells(rows),
    )


def _list_cells(rows: Sequence[tuple[int, str]]) -> list[ListEntry]:
    if not rows:
        return []
    first = rows[0][1]
    separator = max(";\t,", key=first.count)
    titles = [fold(title) for title in _split(first, separator)]
    column = next((titles.index(name) for name in _CODE_COLUMNS if name in titles), None)
    body = rows if column is None else rows[1:]
    entries = []
    for line, content in body:
        cells = _split(content, separator)
        position = column or 0
        cell = cells[position].strip() if position < len(cells) else ""
        # In a plain text, what follows the code is for the reader.
        code = cell if column is not None else cell.partition("#")[0].split(" ")[0]
        entries.append(ListEntry(code, line))
    return entries


def _split(content: str, separator: str) -> list[str]:
    return next(csv.reader([content], delimiter=separator), [])
