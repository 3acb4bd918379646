"""Sheets as a person writes them, in YAML, JSON or Markdown: each value has its line."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from maillon.domain.language import translate as _
from maillon.domain.text import fold

__all__ = ["SUFFIXES", "Problem", "WrittenSheet", "read_sheets_of"]

SUFFIXES = (".yaml", ".yml", ".json", ".md")
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_HEADING = re.compile(r"\A---\r?\n(.*?\r?\n)---\s*?(?:\r?\n|\Z)", re.DOTALL)
_MARKS = re.compile(r"^\s{0,3}(?:#{1,6}|[-*+>]|\d+\.)\s+|[*_`]{1,3}", re.MULTILINE)


class Problem(Exception):
    """What keeps a file, or one of its sheets, from being read: line and sentence."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(sentence)
        self.line = line
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class WrittenSheet:
    """
    Values of a sheet as they are written.

    Attributes
    ----------
    lines
        Line of each value by name; that of the sheet under the empty name.
    """

    values: dict[str, Any]
    lines: Mapping[str, int]

    def get_line(self, name: str) -> int:
        """Return the line of a value, or of the sheet that lacks it."""
        return self.lines.get(name, self.lines[""])


def read_sheets_of(path: Path) -> list[WrittenSheet]:
    """
    Return the sheets of a file; one without a key is given that of its file.

    Raises
    ------
    Problem
        If the file cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(1, _("ce fichier ne se lit pas. Enregistrez-le en texte UTF-8.")) from error
    sheets = [_read_markdown(text)] if path.suffix == ".md" else _read_data(text, path)
    for rank, sheet in enumerate(sheets, start=1):
        own = _slug(path.stem) + (f"-{rank}" if len(sheets) > 1 else "")
        sheet.values.setdefault("key", own)
    return sheets


def _read_data(text: str, path: Path) -> list[WrittenSheet]:
    if path.suffix == ".json":
        _check_json(text)
    node = _compose(text)
    if node is None:
        return []
    if isinstance(node, yaml.MappingNode):
        listed = {key.value: value for key, value in node.value}.get("sheets")
        node = node if listed is None else listed
    nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
    return [_build(one) for one in nodes]


def _read_markdown(text: str) -> WrittenSheet:
    heading = _HEADING.match(text)
    if heading is None:
        raise Problem(
            1,
            _(
                "il manque l’en-tête. Commencez le fichier par une ligne « --- », le titre et le "
                "genre de la fiche, puis une autre ligne « --- »."
            ),
        )
    node = _compose("\n" + heading[1])
    if node is None:
        raise Problem(1, _("l’en-tête est vide. Donnez-y au moins un titre."))
    sheet = _build(node)
    paragraphs = list(_iter_paragraphs(text[heading.end() :]))
    if paragraphs and not sheet.values.get("summary"):
        sheet.values["summary"] = paragraphs.pop(0)
    if paragraphs:
        results = sheet.values.get("results") or []
        sheet.values["results"] = [
            *([results] if isinstance(results, str) else results),
            *paragraphs,
        ]
    return sheet


def _iter_paragraphs(text: str) -> Iterator[str]:
    for paragraph in re.split(r"\n\s*\n", text.replace("\r\n", "\n")):
        plain = " ".join(_MARKS.sub("", paragraph).split())
        if plain:
            yield plain


def _check_json(text: str) -> None:
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        raise Problem(
            error.lineno, _("ce n’est pas du JSON. Vérifiez les virgules et les guillemets.")
        ) from error


def _compose(text: str) -> Any:  # noqa: ANN401 - a node of YAML, or nothing
    try:
        return yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise Problem(
            mark.line + 1 if mark else 1,
            _("ce n’est pas du YAML. Vérifiez les retraits, les guillemets et les deux-points."),
        ) from error


def _build(node: Any) -> WrittenSheet:  # noqa: ANN401 - a node of YAML
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        raise Problem(
            line, _("une fiche est faite de lignes « nom : valeur », comme « title : … ».")
        )
    loader = _Loader("")
    try:
        values = loader.construct_document(node)
    except yaml.YAMLError as error:
        raise Problem(line, _("cette fiche ne se lit pas. Vérifiez ses valeurs.")) from error
    lines = {str(key.value): key.start_mark.line + 1 for key, _value in node.value}
    return WrittenSheet({str(name): value for name, value in values.items()}, {**lines, "": line})


def _slug(name: str) -> str:
    return "-".join(fold(name).lower().split())
