"""The lines of a list that somebody wants to link: every row, whatever it says."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from maillon.domain.errors import InvalidInput
from maillon.domain.formatting import format_number
from maillon.domain.jobs import Progress
from maillon.domain.language import translate as _
from maillon.domain.provenance import Provenance
from maillon.domain.territory import find_departement
from maillon.domain.text import fold
from maillon.identity import IdentityRecord
from maillon.reference.territories import resolve_commune_code
from maillon.sources.identifiers import (
    IdentifierProblem,
    explain_problem,
    read_rna,
)
from maillon.sources.lists import (
    CLEAR,
    PlaceFinder,
    WrittenPlace,
    find_written_departement,
)
from maillon.sources.lists.actors import ActorReader, ReadRow
from maillon.sources.lists.headers import check_match, list_columns, match_headers
from maillon.sources.lists.rows import name_columns, open_rows
from maillon.studies.reading_lists import inspect_list, locate_commune

__all__ = ["LinkLine", "LinkLines", "make_key", "make_record", "read_lines"]

_LONGEST_NAME = 300
_LONGEST_KEY = 160
_FEWEST_LETTERS = 2
_CODE_LENGTH = 5
_NAMES = " | "
# UTF-8 read as Windows text: « Ã© » for « é », « â€™ » for an apostrophe.
_DAMAGED = ("Ã", "â€", "Å“")
_TELLING = frozenset({"siret", "siren", "commune_code", "city", "departement"})
# A contract says where it is carried out, which is not where its holder is.
_WORK = "EXECUTION"


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkLine:
    """
    One row.

    Attributes
    ----------
    row_number
        As a spreadsheet shows it.
    cells
        As written, one for each column.
    record
        What it says of an actor; without name when it names nobody.
    remarks
        French sentences on what in the row needs a look.
    """

    row_number: int
    cells: Sequence[str]
    record: IdentityRecord
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkLines:
    """
    A whole list.

    Attributes
    ----------
    columns
        Names of the columns, none twice.
    lines
        Every row under the headers, in order.
    notes
        French sentences on the file.
    provenance
        The list as a source.
    """

    columns: Sequence[str]
    lines: Sequence[LinkLine]
    notes: tuple[str, ...]
    provenance: Provenance


def read_lines(
    path: Path,
    *,
    key: str = "liste",
    name_column: str = "",
    sheet: str = "",
    progress: Progress | None = None,
) -> LinkLines:
    """
    Read a CSV or a workbook of any shape; each of its rows gives a line.

    Parameters
    ----------
    key
        Of the provenance.
    name_column
        Column that gives the names, when its header is none that is known.
    sheet
        Sheet of a workbook; by default the one that looks most like a list.

    Raises
    ------
    InvalidInput
        If the file cannot be read, has no such sheet or column, or no column for the names.

    Notes
    -----
    A header that is known says what its column is; otherwise its values do.
    """
    inspection = inspect_list(path, sheet=sheet, progress=progress)
    guessed = {
        column.position: column.field
        for column in inspection.columns
        if column.field and column.confidence >= CLEAR
    }
    with open_rows(path, None, sheet=inspection.form.sheet or sheet) as listed:
        columns = name_columns(listed.headers)
        if name_column:
            guessed = {place: field for place, field in guessed.items() if field != "name"}
            guessed[_find_column(columns, name_column)] = "name"
        reader = _Reader.open(listed.headers, guessed, is_named=bool(name_column))
        lines = [reader.read(number, cells, len(columns)) for number, cells in listed.rows]
    return LinkLines(
        columns=columns,
        lines=lines,
        notes=inspection.notes,
        provenance=Provenance(
            key=key,
            label=path.stem,
            address=path.name,
            retrieved_on=date.today().isoformat(),  # noqa: DTZ011 - the day of the person
            row_count=len(lines),
        ),
    )


def _find_column(columns: Sequence[str], name: str) -> int:
    if name not in columns:
        raise InvalidInput(
            f"no column {name!r} among {list(columns)!r}",
            user=_("La colonne « {name} » n’est pas dans le fichier.").format(name=name),
            details=[
                _("En-têtes trouvés : {headers}.").format(
                    headers=", ".join(f"« {text} »" for text in columns)
                )
            ],
        )
    return columns.index(name)


def make_record(
    values: Mapping[str, Any], *, key: str = "", work_departements: Sequence[str] = ()
) -> IdentityRecord:
    """
    Return what a row of `establishments` says of the identity of an actor.

    Parameters
    ----------
    key
        Identifier of the record; made of what the row says when it is empty.
    """
    told = [values.get("name") or "", *(values.get("other_names") or "").split(_NAMES)]
    names = list(dict.fromkeys(name[:_LONGEST_NAME] for name in told if name.strip()))
    commune = values.get("commune_code") or ""
    siret, siren = values.get("siret") or "", values.get("siren") or ""
    record = IdentityRecord(
        key=key,
        names=names,
        siret=siret,
        siren=siren or siret[:9],
        rna_id=values.get("rna_id") or "",
        communes=[commune] if len(commune) == _CODE_LENGTH else [],
        departements=[code] if (code := values.get("departement_code")) else [],
        work_departements=list(work_departements),
        address=(values.get("address") or "")[:_LONGEST_NAME],
        activities=[code] if (code := values.get("naf_code")) else [],
    )
    return record if key else replace(record, key=make_key(record))


def make_key(record: IdentityRecord) -> str:
    """
    Return what stays the same when a list comes again with rows added or moved.

    Its number when it has one, then its name and its place.
    """
    name = record.names[0] if record.names else ""
    plain = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    place = next(iter([*record.communes, *record.departements]), "")
    number = record.siret or record.siren or record.rna_id
    parts = (number, (fold(name) or plain)[:_LONGEST_KEY], place, fold(record.address))
    return " / ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the rows of one list."""

    actors: ActorReader
    positions: Mapping[str, Sequence[int]]
    work: Sequence[int]

    @classmethod
    def open(
        cls, headers: Sequence[str], guessed: Mapping[int, str], *, is_named: bool
    ) -> "_Reader":
        """Settle which cells feed which field: what a person said, the headers, the values."""
        work = [place for place, header in enumerate(headers) if _WORK in fold(header)]
        match = match_headers(["" if place in work else h for place, h in enumerate(headers)])
        positions = {
            field: list(places)
            for field, places in match.positions.items()
            if not (is_named and field == "name")
        }
        taken = {place for places in positions.values() for place in places} | {*work}
        several = {column.name for column in list_columns() if column.is_several}
        for place, field in guessed.items():
            if place not in taken and (field not in positions or field in several):
                positions.setdefault(field, []).append(place)
        if not {"name", "brand"} & positions.keys():
            check_match(match, headers)
        return cls(
            ActorReader(
                positions=positions,
                slug="liste",
                places=PlaceFinder(locate=locate_commune, resolve_commune=resolve_commune_code),
            ),
            positions,
            work,
        )

    def read(self, number: int, cells: Sequence[str], width: int) -> LinkLine:
        """Read one row; the cells that it lacks are empty."""
        whole = [*cells, *[""] * (width - len(cells))][: max(width, len(cells))]
        row = self.actors.read(whole)
        values = dict(row.values) if row else {}
        numbers = [self._cell(whole, field) for field in ("rna_id", "siret", "siren")]
        values["rna_id"] = next(filter(None, map(read_rna, numbers)), None)
        remarks = [*_list_remarks(row, values), *_look_at_name(values)]
        record = make_record(values, work_departements=self._read_work(whole))
        if not record.key:
            record = make_record(values, key=_("ligne {number}").format(number=number))
        return LinkLine(row_number=number, cells=whole, record=record, remarks=tuple(remarks))

    def _cell(self, cells: Sequence[str], field: str) -> str:
        places = self.positions.get(field, ())
        return next((cells[place] for place in places if cells[place].strip()), "")

    def _read_work(self, cells: Sequence[str]) -> list[str]:
        found = []
        for place in self.work:
            text = cells[place].strip().upper()
            written = find_written_departement(
                WrittenPlace(city="", post_code=text, departement=text)
            )
            if written is None and len(text) == _CODE_LENGTH and text[2:].isdigit():
                written = find_departement(text)
            if written:
                found.append(written)
        return sorted(set(found))


def _list_remarks(row: ReadRow | None, values: Mapping[str, Any]) -> Iterator[str]:
    if row is None:
        if not values["rna_id"]:
            yield _("Ligne vide, de total, ou sans nom ni identifiant : rien à rapprocher.")
        return
    silent = {explain_problem(IdentifierProblem.SIREN_ONLY)}
    if values["rna_id"]:
        silent.add(explain_problem(IdentifierProblem.NOT_DIGITS))
    for column, value, reason in row.problems:
        if column in _TELLING and value and reason not in silent:
            yield reason


def _look_at_name(values: dict[str, Any]) -> Iterator[str]:
    """Say what is unusual in a name, and read through a wrong encoding."""
    name = values.get("name") or ""
    if any(mark in name for mark in _DAMAGED) and (mended := _mend(name)) != name:
        values["name"] = mended
        yield _("Nom abîmé par un mauvais encodage, lu « {name} ».").format(name=mended[:80])
    elif "\ufffd" in name:
        yield _("Nom abîmé par un mauvais encodage : les signes « � » sont perdus.")
    if len(name) > _LONGEST_NAME:
        yield _("Nom de {count} signes : les {most} premiers sont lus.").format(
            count=format_number(len(name)), most=_LONGEST_NAME
        )
    letters = fold(name).replace(" ", "")
    if letters and len(letters) < _FEWEST_LETTERS:
        yield _("Nom d’un seul signe : écrivez le nom entier.")


def _mend(text: str) -> str:
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text
