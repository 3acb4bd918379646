"""Read a model of flows as a person wrote it, in a workbook or in JSON: every problem, its cell."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import python_calamine

from maillon.domain.errors import InvalidInput
from maillon.domain.flows import OUTSIDE, Flow, FlowModel, StockChange, TransferShare
from maillon.domain.language import translate as _
from maillon.domain.nesting import find_circle
from maillon.domain.text import fold
from maillon.studies.flowing.fields import JSON_NAMES, OUTSIDE_WORDS, SHEETS, YES_WORDS

__all__ = ["build_flow_model", "read_flow_model"]

_SHOWN = 20
_HEADER_ROWS = 10
_NUMBERS = {"value", "standard_error", "minimum", "maximum", "share"}
_SPACES = re.compile(r"[\s\u00a0\u202f]")


@dataclass(kw_only=True, slots=True)
class _Reading:
    """The rows of a model being read, and what is wrong in them."""

    problems: list[str] = field(default_factory=list)

    def read_row(self, values: Mapping[str, Any], cells: Mapping[str, str]) -> dict[str, Any]:
        """Return the fields of a row, converted; a problem is kept with its cell."""
        row: dict[str, Any] = {}
        for name, value in values.items():
            try:
                row[name] = self._convert(name, value)
            except ValueError:
                self.problems.append(
                    _("{cell} : « {value} » n’est pas un nombre.").format(
                        cell=cells[name], value=value
                    )
                )
                row[name] = None
        return row

    @staticmethod
    def _convert(name: str, value: object) -> object:
        if name == "year":
            return None if _is_blank(value) else _read_year(value)
        if name in _NUMBERS:
            return None if _is_blank(value) else _read_number(value)
        text = "" if value is None else str(value).strip()
        if name == "quality" and isinstance(value, float) and value.is_integer():
            text = str(int(value))
        if name in {"source", "target"} and fold(text) in OUTSIDE_WORDS:
            return OUTSIDE
        return text

    def refuse(self) -> InvalidInput:
        shown = self.problems[:_SHOWN]
        left = len(self.problems) - len(shown)
        if left:
            shown.append(_("… et {count} autres problèmes.").format(count=left))
        return InvalidInput(
            f"{len(self.problems)} cells cannot be read",
            user=_("Le modèle de flux est à corriger avant le calcul :"),
            details=shown,
        )


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _read_number(value: object) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return float(_SPACES.sub("", str(value)).replace(",", "."))


def _read_year(value: object) -> int:
    number = _read_number(value)
    if not number.is_integer():
        raise ValueError(value)
    return int(number)


def read_flow_model(path: Path) -> FlowModel:
    """
    Read a model from a workbook (.xlsx, .ods, .xls) or a JSON file.

    Raises
    ------
    InvalidInput
        If the file cannot be read, or with one sentence for each cell that cannot.

    Notes
    -----
    A workbook has a sheet `Flux`, and may have `Rendements`, `Stocks`, `Maillons` and `Matières`;
    the page `docs/methodes/flux.md` gives their columns.
    """
    if path.suffix.lower() == ".json":
        return build_flow_model(_read_json(path))
    tables = {str(name): rows for name, rows in _read_workbook(path).items()}
    return _read_sheets(tables)


def _read_json(path: Path) -> Any:  # noqa: ANN401 - whatever the file holds
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise _refuse_file(path, error) from error
    except ValueError as error:
        raise InvalidInput(
            f"{path.name} is not JSON: {error}",
            user=_("Le fichier « {name} » n’est pas du JSON lisible ({reason}).").format(
                name=path.name, reason=error
            ),
        ) from error


def _read_workbook(path: Path) -> dict[str, list[list[Any]]]:
    try:
        workbook = python_calamine.CalamineWorkbook.from_path(path)
        return {
            name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in workbook.sheet_names
        }
    except (OSError, python_calamine.CalamineError) as error:
        raise _refuse_file(path, error) from error


def _refuse_file(path: Path, error: Exception) -> InvalidInput:
    return InvalidInput(
        f"cannot read {path.name}: {error!r}",
        user=_(
            "Le fichier « {name} » ne s’ouvre pas : donnez un classeur .xlsx ou un fichier .json, "
            "sans mot de passe."
        ).format(name=path.name),
    )


def _read_sheets(tables: Mapping[str, list[list[Any]]]) -> FlowModel:
    reading = _Reading()
    found: dict[str, list[dict[str, Any]]] = {}
    columns: dict[str, str] = {}
    for part, (names, fields, required) in SHEETS.items():
        sheet = next((name for name in tables if fold(name) in names), None)
        if sheet is None and part == "flows":
            sheet = next(iter(tables), None)
        if sheet is None:
            continue
        header, places = _find_headers(tables[sheet], fields)
        missing = [name for name in required if name not in places]
        if missing:
            raise _refuse_headers(sheet, fields, missing)
        letters = {name: _name_column(place) for name, place in places.items()}
        found[part] = _read_rows(reading, sheet, tables[sheet][header + 1 :], places, header + 2)
        columns = letters if part == "flows" else columns
    return _assemble(reading, found, columns=columns, title="")


def _find_headers(
    rows: Sequence[Sequence[Any]], fields: Mapping[str, tuple[str, ...]]
) -> tuple[int, dict[str, int]]:
    """Return the row that has the most known headers, and the place of each field in it."""
    best: tuple[int, dict[str, int]] = (0, {})
    for number, row in enumerate(rows[:_HEADER_ROWS]):
        folded = [fold(str(cell)) for cell in row]
        places = {
            name: folded.index(word)
            for name, words in fields.items()
            for word in reversed(words)
            if word in folded
        }
        if len(places) > len(best[1]):
            best = number, places
    return best


def _refuse_headers(
    sheet: str, fields: Mapping[str, tuple[str, ...]], missing: Sequence[str]
) -> InvalidInput:
    words = ", ".join(f"« {fields[name][0].capitalize()} »" for name in missing)
    return InvalidInput(
        f"columns missing in {sheet}: {missing}",
        user=_("La feuille « {sheet} » n’a pas de colonne {words} : ajoutez-la.").format(
            sheet=sheet, words=words
        ),
    )


def _name_column(place: int) -> str:
    letters, left = "", place + 1
    while left:
        left, letter = divmod(left - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def _read_rows(
    reading: _Reading,
    sheet: str,
    rows: Sequence[Sequence[Any]],
    places: Mapping[str, int],
    first: int,
) -> list[dict[str, Any]]:
    found = []
    for number, row in enumerate(rows, start=first):
        values = {name: row[place] for name, place in places.items() if place < len(row)}
        if all(_is_blank(value) for value in values.values()):
            continue
        cells = {name: f"{sheet}!{_name_column(place)}{number}" for name, place in places.items()}
        anchor = next(
            cells[name] for name in ("value", "share", "parent", "stage", "matter") if name in cells
        )
        found.append({**reading.read_row(values, cells), "cell": anchor})
    return found


def build_flow_model(document: Any) -> FlowModel:  # noqa: ANN401 - whatever the JSON holds
    """
    Build a model from JSON values.

    Raises
    ------
    InvalidInput
        With one sentence for each value that cannot be read.
    """
    flows = document.get("flows") if isinstance(document, Mapping) else None
    if not isinstance(flows, list):
        raise InvalidInput(
            "no list of flows",
            user=_("Le modèle n’a pas de liste « flows » : voyez l’exemple de la méthode."),
        )
    reading = _Reading()
    found = {
        part: _read_entries(reading, part, document.get(part) or [])
        for part in ("flows", "yields", "stock_changes")
    }
    for part in ("stages", "matters"):
        entries = [
            entry if isinstance(entry, Mapping) else {"key": entry}
            for entry in document.get(part) or []
        ]
        found[part] = _read_entries(reading, part, entries)
    model = _assemble(reading, found, columns={}, title=str(document.get("title") or ""))
    labels = document.get("labels")
    if not isinstance(labels, Mapping):
        return model
    named = {**model.labels, **{str(key): str(label) for key, label in labels.items()}}
    return replace(model, labels=named)


def _read_entries(reading: _Reading, part: str, entries: Sequence[Any]) -> list[dict[str, Any]]:
    fields = SHEETS[part][1]
    names = JSON_NAMES | {"key": "matter" if part == "matters" else "stage"}
    found = []
    for rank, entry in enumerate(entries):
        cell = f"{part}[{rank}]"
        if not isinstance(entry, Mapping):
            reading.problems.append(_("{cell} : ce n’est pas un objet.").format(cell=cell))
            continue
        named = {names.get(str(key), str(key)): value for key, value in entry.items()}
        values = {name: value for name, value in named.items() if name in fields}
        keys = {names.get(str(key), str(key)): str(key) for key in entry}
        cells = {name: f"{cell}.{keys[name]}" for name in values}
        found.append({**reading.read_row(values, cells), "cell": cell})
    return found


def _assemble(
    reading: _Reading,
    found: Mapping[str, list[dict[str, Any]]],
    *,
    columns: Mapping[str, str],
    title: str,
) -> FlowModel:
    for row in found.get("yields", []):
        if row.get("share") is None:
            reading.problems.append(_("{cell} : il manque la part.").format(cell=row["cell"]))
    stages = [row for row in found.get("stages", []) if row.get("stage")]
    matters = [row for row in found.get("matters", []) if row.get("matter")]
    parents = _read_parents(reading, "stage", stages)
    matter_parents = _read_parents(reading, "matter", matters)
    if reading.problems:
        raise reading.refuse()
    labels = [(row["matter"], row) for row in matters] + [(row["stage"], row) for row in stages]
    return FlowModel(
        flows=tuple(_make_flow(row) for row in found.get("flows", [])),
        stages=tuple(row["stage"] for row in stages),
        labels={key: row["label"] for key, row in labels if row.get("label")},
        yields=tuple(
            TransferShare(**{"stage": "", "matter": "", "target": "", **row})
            for row in found.get("yields", [])
        ),
        stock_changes=tuple(
            StockChange(**{"stage": "", "matter": "", "unit": "", **row})
            for row in found.get("stock_changes", [])
        ),
        title=title,
        columns=columns,
        parents=parents,
        matter_parents=matter_parents,
        families={row["stage"]: row["family"] for row in stages if row.get("family")},
        mixing=tuple(row["stage"] for row in stages if fold(row.get("mixes") or "") in YES_WORDS),
    )


def _read_parents(
    reading: _Reading, name: str, rows: Sequence[Mapping[str, Any]]
) -> dict[str, str]:
    """Return what each key stands in; a circle is a problem, said with its cells."""
    parents = {row[name]: row["parent"] for row in rows if row.get("parent")}
    circle = find_circle(parents)
    if circle:
        cells = [row["cell"] for row in rows if row[name] in circle]
        reading.problems.append(
            _(
                "{cells} : {names} se contiennent l’un l’autre. Videz « Dans » pour l’un d’eux."
            ).format(cells=", ".join(cells[:3]), names=", ".join(f"« {key} »" for key in circle))
        )
    return parents


def _make_flow(row: Mapping[str, Any]) -> Flow:
    words = {"source": "", "target": "", "matter": "", "unit": ""}
    minimum = row.get("minimum")
    return Flow(**{**words, **row, "minimum": 0.0 if minimum is None else minimum})
