"""Read somebody's list step by step: look, map the columns, settle the words, take the rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from maillon.domain.filiere import Filiere
from maillon.domain.jobs import Progress
from maillon.domain.visibility import Visibility
from maillon.reference.nomenclatures import list_workforce_bands
from maillon.reference.territories import find_commune, find_town_abroad, resolve_commune_code
from maillon.sources import lists
from maillon.sources.lists import CLEAR, FileForm, InspectedColumn, ListInspection
from maillon.studies.reconciling import (
    Choice,
    ValueToReconcile,
    list_choices,
    name_stages,
    propose_meanings,
)

__all__ = [
    "CLEAR",
    "Choice",
    "FileForm",
    "InspectedColumn",
    "ListField",
    "ListInspection",
    "MappedList",
    "MappedRow",
    "RejectedCell",
    "ValueToReconcile",
    "inspect_list",
    "list_choices",
    "list_fields",
    "list_values_to_reconcile",
    "locate_commune",
    "read_mapped_list",
]

_BATCH = 5_000
_WORKFORCE = ("employees_label", "employee_count")


@dataclass(frozen=True, kw_only=True, slots=True)
class ListField:
    """A column that a list may feed: `reference/tables/listed_actors.csv`."""

    key: str
    label: str
    description: str
    is_required: bool
    is_several: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class MappedRow:
    """An actor of a list: the number of its row in the file, and its values by column."""

    row_number: int
    values: dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class RejectedCell:
    """
    What needs a look in a row.

    Attributes
    ----------
    row_number
        As the spreadsheet shows it.
    column, value
        Where and what; empty when the whole row is meant.
    reason
        French sentence.
    is_kept
        Whether the row is an actor all the same.
    """

    row_number: int
    column: str
    value: str
    reason: str
    is_kept: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class MappedList:
    """
    What a list says, mapped.

    Attributes
    ----------
    table
        Columns of `reference/tables/establishments.csv`, one row per actor: rows that repeat a
        SIRET are merged.
    row_numbers
        Row of the file of each actor.
    row_count, merged_count, empty_count
        Rows read; those that joined an earlier one; those that are no actor.
    notes
        French sentences about the whole list.
    """

    table: pa.Table
    row_numbers: Sequence[int]
    row_count: int
    merged_count: int
    empty_count: int
    notes: tuple[str, ...]
    reject_table: pa.Table

    def iter_rows(self) -> Iterator[MappedRow]:
        """Yield the actors in the order of the file, by batches: a large list stays small."""
        for start in range(0, len(self.table), _BATCH):
            rows = self.table.slice(start, _BATCH).to_pylist()
            numbers = self.row_numbers[start : start + _BATCH]
            for number, values in zip(numbers, rows, strict=True):
                yield MappedRow(row_number=number, values=values)

    def iter_rejects(self) -> Iterator[RejectedCell]:
        """Yield what needs a look, in the order of the file."""
        for start in range(0, len(self.reject_table), _BATCH):
            for row in self.reject_table.slice(start, _BATCH).to_pylist():
                yield RejectedCell(
                    row_number=row["row_number"],
                    column=row["column"],
                    value=row["value"],
                    reason=row["reason"],
                    is_kept=row["kept"],
                )


def list_fields() -> list[ListField]:
    """Return the columns that a list may feed, in the order of the description."""
    return [
        ListField(
            key=column.name,
            label=column.label,
            description=column.description,
            is_required=column.is_required,
            is_several=column.is_several,
        )
        for column in lists.list_columns()
    ]


def inspect_list(
    path: Path, *, sheet: str = "", progress: Progress | None = None
) -> ListInspection:
    """
    Look at a list and propose what each of its columns is.

    Raises
    ------
    InvalidInput
        If the file cannot be read, or has no such sheet; one sentence says what to do.
    """
    return lists.inspect_list(path, locate=locate_commune, sheet=sheet, progress=progress)


def list_values_to_reconcile(
    path: Path,
    mapping: Mapping[str, str],
    filiere: Filiere | None = None,
    *,
    sheet: str = "",
    progress: Progress | None = None,
) -> list[ValueToReconcile]:
    """
    Return the words of a list whose meaning is one of a closed set, with a proposal for each.

    Parameters
    ----------
    mapping
        Field by name of the column, as `inspect_list` names them.
    filiere
        Whose stages the list may speak of.

    Raises
    ------
    InvalidInput
        If the file cannot be read, or the mapping does not hold.

    Notes
    -----
    A value of confidence 1 is read so without asking. Below `CLEAR`, nothing is read of it unless
    a person chooses. Of the places, only those that were not found are listed.
    """
    values = lists.list_values(
        path, mapping, places=_make_place_finder(), sheet=sheet, progress=progress
    )
    return propose_meanings(values, filiere)


def read_mapped_list(  # noqa: PLR0913 - what a person says of the list, item by item
    path: Path,
    mapping: Mapping[str, str],
    *,
    label: str,
    visibility: Visibility = Visibility.MEMBERS,
    filiere: Filiere | None = None,
    sheet: str = "",
    value_choices: Mapping[tuple[str, str], str] | None = None,
    progress: Progress | None = None,
) -> MappedList:
    """
    Read a list as a person mapped and settled it.

    Parameters
    ----------
    mapping
        Field by name of the column, as `inspect_list` names them; an empty field is not read.
    label
        Name of the list; `liste-<label>` is the key of its source.
    filiere
        Whose stages the list may speak of; without it stages are taken as written.
    value_choices
        Meaning by field and value, as `list_values_to_reconcile` gives them; empty means nothing
        of the kind.

    Raises
    ------
    InvalidInput
        If the file cannot be read, or the mapping does not hold.
    """
    reading = lists.read_list(
        path,
        key=label,
        visibility=visibility,
        locate=locate_commune,
        resolve_commune=resolve_commune_code,
        progress=progress,
        sheet=sheet,
        mapping=mapping,
        choices=lists.ValueChoices(
            chosen=_write_choices(value_choices or {}),
            stages=name_stages(filiere) if filiere else None,
        ),
    )
    table = reading.table
    if filiere is not None:
        table = _say_filiere(table, filiere)
    return MappedList(
        table=table,
        row_numbers=reading.row_numbers,
        row_count=reading.row_count,
        merged_count=reading.merged_count,
        empty_count=reading.empty_count,
        notes=tuple(reading.notes),
        reject_table=reading.rejects,
    )


def _write_choices(chosen: Mapping[tuple[str, str], str]) -> dict[tuple[str, str], str]:
    """Return choices in the words that a list would use: a band reads by its label."""
    bands = list_workforce_bands()
    return {
        (field, value): bands[target].label if field in _WORKFORCE and target in bands else target
        for (field, value), target in chosen.items()
    }


def _say_filiere(table: pa.Table, filiere: Filiere) -> pa.Table:
    """Say of which filière the declared stages are."""
    nothing = pa.scalar(None, pa.string())
    key = pc.if_else(pc.is_valid(table["declared_stages"]), filiere.key, nothing)
    return table.set_column(table.column_names.index("declared_filiere"), "declared_filiere", key)


def _make_place_finder() -> lists.PlaceFinder:
    return lists.PlaceFinder(locate=locate_commune, resolve_commune=resolve_commune_code)


def locate_commune(
    *,
    city: str | None = None,
    post_code: str | None = None,
    departement_code: str | None = None,
    lat: float | None = None,
    lon: float | None = None,
) -> str | None:
    """Return the commune of a row, or the town outside France when nothing says that it is here."""
    found = find_commune(
        city=city, post_code=post_code, departement_code=departement_code, lat=lat, lon=lon
    )
    if found or departement_code or (post_code and lat is None):
        return found
    return find_town_abroad(city=city, lat=lat, lon=lon)
