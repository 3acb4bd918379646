"""Read a file of funded projects, whatever its columns are called."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from maillon.domain.errors import InvalidInput
from maillon.domain.jobs import SilentProgress
from maillon.domain.language import translate as _
from maillon.domain.text import fold
from maillon.reference.aids import is_person
from maillon.reference.territories import resolve_commune_code
from maillon.sources.described_tables import get_table_schema
from maillon.sources.identifiers import ReadIdentifier, read_siren, read_siret
from maillon.sources.lists.cells import is_blank, parse_day, tidy
from maillon.sources.lists.opening import open_list
from maillon.sources.plain_text import remove_contacts
from maillon.sources.projets_finances.amounts import read_euros
from maillon.sources.projets_finances.headers import AMOUNTS, TABLE, Headers, find_headers
from maillon.sources.rejects import RegisterReading, RejectBook

__all__ = ["read_projets_finances"]

_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")
_TEXTS = ("title", "measure", "nature", "status", "commune_name", "case_number", "beneficiary_kind")
_COMMUNE_LENGTH = 5


@dataclass(slots=True)
class _Book:
    """What is gathered while rows are read."""

    headers: Headers
    file_year: int | None
    rejects: RejectBook = field(default_factory=RejectBook)
    rows: list[dict[str, Any]] = field(default_factory=list)

    def refuse(self, number: int, reason: str, *, value: str = "") -> None:
        self.rejects.add(
            row_number=number, reason=reason, column="beneficiary", value=value, kept=False
        )

    def doubt(self, row: dict[str, Any], reason: str, *, column: str, value: str) -> None:
        row["doubt"] = "\n".join(text for text in (row["doubt"], reason) if text)
        header = self.headers.names.get(column, column)
        self.rejects.add(
            row_number=row["row_number"], reason=reason, column=header, value=value, kept=True
        )


def read_projets_finances(path: Path) -> RegisterReading:
    """
    Return the funded projects of a CSV or a workbook.

    Parameters
    ----------
    path
        Headers are recognised by `reference/tables/funded_projects.csv`, which lists those that
        mean each column; the beneficiary (or its number) and one amount are needed.

    Returns
    -------
    RegisterReading
        Table `funded_projects`, by SIREN. Rejects: natural persons and rows without beneficiary
        (not kept); numbers, amounts, dates and communes that do not hold (the row is kept without
        them, and its doubt says so).

    Raises
    ------
    InvalidInput
        If the file cannot be opened, or says neither who nor how much.

    Notes
    -----
    The names of natural persons are not written in the rejects either.
    """
    with open_list(path, SilentProgress()) as opened:
        headers = find_headers(path, opened.rows)
        book = _Book(headers=headers, file_year=_find_file_year(path, headers))
        for number, row in _iter_data(opened.rows, headers):
            _read_row(book, number, row)
        notes = [*opened.notes, *_say_notes(book)]
    if not book.rows:
        raise InvalidInput(
            f"no funded project in {path.name}",
            user=_("« {name} » ne contient aucun projet à reprendre : vérifiez le fichier.").format(
                name=path.name
            ),
        )
    schema = get_table_schema(TABLE)
    table = pa.Table.from_pylist(book.rows, schema=schema)
    ordered = table.sort_by([("siren", "ascending"), ("row_number", "ascending")])
    return RegisterReading(table=ordered, rejects=book.rejects.to_table(), notes=notes)


def _iter_data(rows: Iterator[list[str]], headers: Headers) -> Iterator[tuple[int, Sequence[str]]]:
    for number, row in enumerate(rows, start=headers.row_number + 1):
        if any(cell.strip() for cell in row):
            yield number, row


def _find_file_year(path: Path, headers: Headers) -> int | None:
    """Return the one year that the name of the file bears, when no column gives any."""
    if "year" in headers.places or "decided_on" in headers.places:
        return None
    years = set(_YEAR.findall(path.stem))
    return int(years.pop()) if len(years) == 1 else None


def _read_row(book: _Book, number: int, cells: Sequence[str]) -> None:
    headers = book.headers
    name = _tell(headers.get(cells, "beneficiary"))
    written = {key: tidy(headers.get(cells, key)) for key in ("beneficiary", "beneficiary_kind")}
    if is_person(kind=written["beneficiary_kind"], name=written["beneficiary"]):
        book.refuse(number, _("Bénéficiaire personne physique : la ligne n’est pas reprise."))
        return
    found = _identify(headers, cells)
    if name is None and found.siren is None:
        book.refuse(number, _("Ligne sans bénéficiaire : non reprise."))
        return
    row: dict[str, Any] = {
        "siren": found.siren,
        "siret": found.siret,
        "beneficiary": name or found.siren,
        "row_number": number,
        "doubt": None,
        **{column: _tell(headers.get(cells, column)) for column in _TEXTS},
    }
    known = headers.known_file
    for column, usual in (
        ("funder", known.funder if known else ""),
        ("programme", known.programme if known else ""),
    ):
        row[column] = _tell(headers.get(cells, column)) or usual or None
    if found.siren is None:
        _doubt_identity(book, row, cells)
    _add_amounts(book, row, cells)
    _add_year(book, row, cells)
    _add_commune(book, row, cells)
    book.rows.append(row)


def _tell(text: str) -> str | None:
    """Return a cell on one line and without contact; `None` when it says nothing."""
    return None if is_blank(text) else remove_contacts(tidy(text)) or None


def _identify(headers: Headers, cells: Sequence[str]) -> ReadIdentifier:
    whole = read_siret(headers.get(cells, "siret"))
    if whole.siret:
        return whole
    alone = read_siren(headers.get(cells, "siren"))
    return alone if alone.siren else whole


def _doubt_identity(book: _Book, row: dict[str, Any], cells: Sequence[str]) -> None:
    column = next((name for name in ("siren", "siret") if name in book.headers.places), "siren")
    value = book.headers.get(cells, column)
    reason = (
        _("Numéro SIREN absent : bénéficiaire gardé par son nom, à identifier.")
        if is_blank(value)
        else _("Numéro SIREN faux : bénéficiaire gardé par son nom, à identifier.")
    )
    book.doubt(row, reason, column=column, value=value)


def _add_amounts(book: _Book, row: dict[str, Any], cells: Sequence[str]) -> None:
    for column in AMOUNTS:
        text = book.headers.get(cells, column)
        if column not in book.headers.places or is_blank(text):
            row[column] = None
            continue
        row[column] = read_euros(text)
        if row[column] is None:
            reason = _("Montant illisible : le projet est gardé sans lui.")
            book.doubt(row, reason, column=column, value=text)
        elif row[column] < 0:
            reason = _("Montant négatif (reprise ou annulation) : il est additionné tel quel.")
            book.doubt(row, reason, column=column, value=text)
    if all(row[column] is None for column in AMOUNTS) and not row["doubt"]:
        book.doubt(row, _("Aucun montant."), column="granted_eur", value="")


def _add_year(book: _Book, row: dict[str, Any], cells: Sequence[str]) -> None:
    date_text = book.headers.get(cells, "decided_on")
    row["decided_on"] = parse_day(date_text)
    if row["decided_on"] is None and not is_blank(date_text):
        book.doubt(row, _("Date illisible."), column="decided_on", value=date_text)
    year_text = book.headers.get(cells, "year")
    written = _YEAR.search(year_text)
    if written:
        row["year"], row["year_origin"] = int(written[1]), "column"
    elif row["decided_on"] is not None:
        row["year"], row["year_origin"] = row["decided_on"].year, "date"
    elif book.file_year is not None:
        row["year"], row["year_origin"] = book.file_year, "file_name"
    else:
        row["year"], row["year_origin"] = None, None


def _add_commune(book: _Book, row: dict[str, Any], cells: Sequence[str]) -> None:
    text = book.headers.get(cells, "commune_code")
    bare = fold(text).replace(" ", "")
    row["commune_code"] = None
    if is_blank(text):
        return
    row["commune_code"] = resolve_commune_code(bare.zfill(_COMMUNE_LENGTH))
    if row["commune_code"] is None:
        book.doubt(row, _("Code de commune inconnu."), column="commune_code", value=text)


def _say_notes(book: _Book) -> list[str]:
    headers, notes = book.headers, []
    read = ", ".join(f"« {text} »" for text in headers.names.values())
    notes.append(_("Colonnes lues : {names}.").format(names=read))
    if headers.unread:
        notes.append(_("Colonnes non reprises : {names}.").format(names=", ".join(headers.unread)))
    if headers.known_file and headers.known_file.funder:
        notes.append(
            _("Fichier reconnu : financeur « {funder} », programme « {programme} ».").format(
                funder=headers.known_file.funder, programme=headers.known_file.programme
            )
        )
    elif "funder" not in headers.places:
        notes.append(
            _("Aucune colonne ne dit qui finance : les projets restent sans financeur connu.")
        )
    if book.file_year is not None:
        notes.append(_("Année {year}, lue dans le nom du fichier.").format(year=book.file_year))
    return notes
