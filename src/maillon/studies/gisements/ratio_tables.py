"""One's own table of ratios: read from a workbook or a CSV, every problem told with its cell."""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import python_calamine

from maillon.domain.errors import InvalidInput
from maillon.domain.gisements import ActivityKind, Ratio, RatioScope, RatioTable
from maillon.domain.language import translate as _
from maillon.domain.provenance import Provenance
from maillon.domain.text import fold
from maillon.flows.gisements.laws import find_variation
from maillon.flows.pedigree import is_score
from maillon.flows.units import find_unit
from maillon.reference.nomenclatures import load_naf_labels
from maillon.reference.parameters.pedigree import load_pedigree
from maillon.studies.gisements.ratio_columns import (
    ACTIVITY_WORDS,
    COLUMNS,
    SCOPE_WORDS,
    SHEET,
    RatioColumn,
)

__all__ = ["build_ratio_table", "read_ratio_table"]

_SHOWN = 20
_HEADER_ROWS = 10
_FIRST_YEAR, _LAST_YEAR = 1950, 2100
_LARGEST_CV = 5.0  # beyond, a percentage was meant
_SPACES = re.compile(r"[\s\u00a0\u202f]")


_WORDS: Mapping[str, Mapping[Any, Sequence[str]]] = {
    "activity": ACTIVITY_WORDS,
    "scope": SCOPE_WORDS,
}
_NUMBERS = {"value", "cv", "low", "high"}


@dataclass(kw_only=True, slots=True)
class _Reading:
    """Ratios being read, and what is wrong in them."""

    table_key: str
    problems: list[str] = field(default_factory=list)

    def read_row(
        self, values: Mapping[str, Any], cells: Mapping[str, str], rank: int
    ) -> Ratio | None:
        before = len(self.problems)
        row: dict[str, Any] = {
            name: None if _is_blank(value) else self._convert(name, value, cells[name])
            for name, value in values.items()
        }
        if len(self.problems) == before:
            self._check(row, cells)
        if len(self.problems) > before:
            return None
        return Ratio(
            key=f"{self.table_key}-{rank}",
            matter=row["matter"],
            activity=row["activity"],
            naf_code=row.get("naf_code") or "",
            value=row["value"],
            unit=row["unit"],
            year=row["year"],
            source=row["source"],
            cv=row.get("cv"),
            low=row.get("low"),
            high=row.get("high"),
            confidence=row.get("confidence") or "",
            address=row.get("address") or "",
            method=row.get("method") or "",
            perimeter=row.get("perimeter") or "",
            scope=row.get("scope") or RatioScope.GENERATED,
            filieres=row.get("filieres") or (),
            cell=cells["matter"],
        )

    def _convert(self, name: str, value: object, cell: str) -> object:
        if name in _NUMBERS:
            return self._read_number(name, value, cell)
        text = str(int(value) if isinstance(value, float) and value.is_integer() else value).strip()
        if name == "year":
            return self._read_year(text, cell)
        if name in _WORDS:
            return self._find_word(_WORDS[name], text, cell)
        if name == "unit" and find_unit(text) is None:
            self._note(cell, _("l’unité « {text} » n’est pas connue."), text)
        if name == "naf_code":
            return self._read_naf(text, cell)
        if name == "confidence" and not is_score(text, load_pedigree()):
            self._note(cell, _("« {text} » n’est pas une note de qualité (21121, ou E3)."), text)
        if name == "filieres":
            return tuple(part.strip() for part in text.split(";") if part.strip())
        return text

    def _read_number(self, name: str, value: object, cell: str) -> float | None:
        text = _SPACES.sub("", str(value)).replace(",", ".")
        try:
            number = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
        except ValueError:
            self._note(cell, _("« {text} » n’est pas un nombre."), str(value))
            return None
        if number < 0:
            self._note(cell, _("« {text} » est négatif."), str(value))
        if name == "cv" and number > _LARGEST_CV:
            self._note(cell, _("« {text} » est trop grand : écrivez 0,3 pour 30 %."), str(value))
        return number

    def _read_year(self, text: str, cell: str) -> int | None:
        if text.isdigit() and _FIRST_YEAR <= int(text) <= _LAST_YEAR:
            return int(text)
        self._note(cell, _("« {text} » n’est pas une année."), text)
        return None

    def _read_naf(self, text: str, cell: str) -> str:
        squeezed = text.replace(".", "").upper()
        codes = {code.replace(".", "") for code in load_naf_labels()}
        if not any(code.startswith(squeezed) for code in codes):
            self._note(cell, _("aucun code de la NAF rév. 2 ne commence par « {text} »."), text)
        return text.upper()

    def _find_word(self, known: Mapping[Any, Sequence[str]], text: str, cell: str) -> object:
        written = fold(text.replace("²", "2").replace("€", ""))
        found = next((key for key, words in known.items() if written in words), None)
        if found is None:
            problem = (
                _("« {text} » n’est pas une activité : salarié, habitant, repas, tête, m², k€ ou "
                  "unité.")
                if known is ACTIVITY_WORDS
                else _("« {text} » n’est pas un moment : généré, mis en marché ou collecté.")
            )  # fmt: skip
            self._note(cell, problem, text)
        return found

    def _check(self, row: Mapping[str, Any], cells: Mapping[str, str]) -> None:
        for column in COLUMNS:
            if column.is_required and row.get(column.name) is None:
                self._note(cells[column.name], _explain_missing(column), "")
        if row.get("naf_code") and row.get("activity") is not ActivityKind.EMPLOYEE:
            self._note(cells["naf_code"], _("un code NAF ne va qu’avec un ratio par salarié."), "")
        variation = find_variation(
            row.get("value") or 0.0,
            cv=row.get("cv"),
            low=row.get("low"),
            high=row.get("high"),
            confidence=row.get("confidence") or "",
            pedigree=load_pedigree(),
        )
        if variation is None and row.get("value") is not None:
            self._note(
                cells["value"],
                _("ce ratio n’a pas d’incertitude : donnez un CV, un minimum et un maximum qui "
                  "l’encadrent, ou une note de qualité."),
                "",
            )  # fmt: skip

    def _note(self, cell: str, problem: str, text: str) -> None:
        self.problems.append(
            _("{cell} : {problem}").format(cell=cell, problem=problem.replace("{text}", text))
        )

    def check_doubles(self, ratios: Sequence[Ratio]) -> None:
        seen: dict[tuple[object, ...], Ratio] = {}
        for ratio in ratios:
            key = (
                fold(ratio.matter),
                ratio.activity,
                ratio.scope,
                ratio.naf_code.replace(".", ""),
                ratio.year,
            )
            if key in seen:
                self._note(
                    ratio.cell,
                    _("même matière, même activité et même année que {text} : gardez-en un."),
                    seen[key].cell,
                )
            seen.setdefault(key, ratio)

    def refuse(self, name: str) -> InvalidInput:
        shown = self.problems[:_SHOWN]
        left = len(self.problems) - len(shown)
        if left:
            shown.append(_("… et {count} autres problèmes.").format(count=left))
        return InvalidInput(
            f"{len(self.problems)} problems in a table of ratios",
            user=_("La table de ratios « {name} » est à corriger ; rien n’en est gardé.").format(
                name=name
            ),
            details=shown,
        )


def _explain_missing(column: RatioColumn) -> str:
    if column.name == "source":
        return _("il manque la source : un ratio sans source n’entre pas.")
    if column.name == "year":
        return _("il manque l’année : un ratio sans date n’entre pas.")
    return _("la colonne « {label} » est vide.").format(label=column.label)


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def read_ratio_table(path: Path, *, name: str = "") -> RatioTable:
    """
    Read one's own table of ratios.

    Parameters
    ----------
    path
        Workbook (.xlsx, .ods, .xls), its sheet `Ratios` or else the first; or a CSV.
    name
        Name to show; by default that of the file.

    Raises
    ------
    InvalidInput
        If the file cannot be read, or with one sentence for each cell at fault: nothing is kept.
    """
    label = name or path.stem
    if path.suffix.lower() in {".csv", ".txt"}:
        return build_ratio_table(_read_csv(path), sheet="", name=label)
    sheets = _read_workbook(path)
    sheet = next((title for title in sheets if fold(title) == fold(SHEET)), next(iter(sheets)))
    return build_ratio_table(sheets[sheet], sheet=sheet, name=label)


def build_ratio_table(
    rows: Sequence[Sequence[Any]], *, sheet: str = SHEET, name: str
) -> RatioTable:
    """
    Make a table of the rows of a sheet, its headers among the first.

    Raises
    ------
    InvalidInput
        If a column is missing, or with one sentence for each cell at fault.
    """
    header, places = _find_headers(rows)
    missing = [one.label for one in COLUMNS if one.is_required and one.name not in places]
    if missing:
        raise InvalidInput(
            f"columns missing: {missing}",
            user=_(
                "La table de ratios n’a pas de colonne {words} : partez du modèle fourni."
            ).format(words=", ".join(f"« {label} »" for label in missing)),
        )
    key = fold(name).lower().replace(" ", "-") or "ratios"
    reading = _Reading(table_key=key)
    found = []
    for number, row in enumerate(rows[header + 1 :], start=header + 2):
        values = {field: row[place] for field, place in places.items() if place < len(row)}
        if all(_is_blank(value) for value in values.values()):
            continue
        prefix = f"{sheet}!" if sheet else ""
        cells = {field: f"{prefix}{_name_column(place)}{number}" for field, place in places.items()}
        ratio = reading.read_row(values, cells, number)
        if ratio is not None:
            found.append(ratio)
    reading.check_doubles(found)
    if reading.problems:
        raise reading.refuse(name)
    if not found:
        raise InvalidInput(
            "no ratio in the table",
            user=_("La table de ratios « {name} » est vide : ajoutez une ligne.").format(name=name),
        )
    years = sorted({ratio.year for ratio in found})
    source = Provenance(
        key=f"ratios-{key}",
        label=name,
        vintage=str(years[0]) if len(years) == 1 else f"{years[0]}-{years[-1]}",
        row_count=len(found),
    )
    return RatioTable(key=key, label=name, ratios=tuple(found), sources=(source,))


def _find_headers(rows: Sequence[Sequence[Any]]) -> tuple[int, dict[str, int]]:
    best: tuple[int, dict[str, int]] = (0, {})
    for number, row in enumerate(rows[:_HEADER_ROWS]):
        folded = [fold(str(cell)) for cell in row]
        places = {
            column.name: folded.index(word)
            for column in COLUMNS
            for word in reversed((fold(column.label), *column.words))
            if word in folded
        }
        if len(places) > len(best[1]):
            best = number, places
    return best


def _name_column(place: int) -> str:
    letters, left = "", place + 1
    while left:
        left, letter = divmod(left - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def _read_workbook(path: Path) -> dict[str, list[list[Any]]]:
    try:
        workbook = python_calamine.CalamineWorkbook.from_path(path)
        return {
            title: workbook.get_sheet_by_name(title).to_python(skip_empty_area=False)
            for title in workbook.sheet_names
        }
    except (OSError, python_calamine.CalamineError) as error:
        raise _refuse_file(path, error) from error


def _read_csv(path: Path) -> list[list[str]]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _refuse_file(path, error) from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    first = text.partition("\n")[0]
    return list(csv.reader(text.splitlines(), delimiter=";" if ";" in first else ","))


def _refuse_file(path: Path, error: Exception) -> InvalidInput:
    return InvalidInput(
        f"cannot read {path.name}: {error!r}",
        user=_(
            "Le fichier « {name} » ne s’ouvre pas : donnez un classeur .xlsx ou un fichier .csv, "
            "sans mot de passe."
        ).format(name=path.name),
    )
