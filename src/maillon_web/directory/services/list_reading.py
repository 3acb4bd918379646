"""Read the file of an import through the library, and give its rows as values of sheets."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, URLValidator
from django.utils.translation import gettext as _

from maillon.domain.errors import MaillonError
from maillon.domain.filiere import Filiere as Chain
from maillon.domain.jobs import Progress
from maillon.domain.visibility import Visibility
from maillon.reference.nomenclatures import load_naf_labels
from maillon.studies.actor_documents import find_commune_names
from maillon.studies.list_cells import open_list_cells
from maillon.studies.reading_lists import (
    inspect_list,
    list_values_to_reconcile,
    read_mapped_list,
)
from maillon_web.directory.models import Actor, EssStatus, ListImport
from maillon_web.directory.services.incoming import make_sort_name, rank_band
from maillon_web.directory.services.list_files import find_path
from maillon_web.filieres.library import get_chain
from maillon_web.filieres.models import Filiere

__all__ = ["ReadList", "ReadRow", "find_chain", "inspect_file", "list_wanted_values", "read_rows"]

_BATCH = 5_000
_TEXTS = ("name", "other_names", "address", "post_code", "declared_activity")
_CODES = (
    *("siret", "siren", "rna_id", "commune_code", "naf_code"),
    *("legal_category_code", "band_code"),
)


@dataclass(slots=True)
class ReadRow:
    """
    One row of a list.

    Attributes
    ----------
    values
        By field of the sheet, with `stages` beside; only what the row says.
    problems
        (column, value, reason) of what needs a look.
    joins
        SIRET under which the row joined an earlier one; empty for an actor of its own.
    is_refused
        Whether it is no actor.
    """

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[tuple[str, str, str]] = field(default_factory=list)
    joins: str = ""
    is_refused: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadList:
    """The rows of a list, those that are actors first, and what to say of the whole."""

    row_count: int
    notes: tuple[str, ...]
    rows: Iterator[ReadRow]


def inspect_file(list_import: ListImport) -> dict[str, Any]:
    """Return how a file is read and what each column seems to be, as plain values."""
    seen = inspect_list(find_path(list_import), sheet=list_import.sheet)
    return {
        "form": asdict(seen.form),
        "header_row": seen.header_row,
        "columns": [asdict(column) for column in seen.columns],
        "row_count": seen.row_count,
        "notes": list(seen.notes),
        "problems": list(seen.problems),
        "mapping": seen.mapping,
    }


def list_wanted_values(
    list_import: ListImport, progress: Progress | None = None
) -> list[dict[str, Any]]:
    """Return the words of the list that a person must, or may, settle."""
    found = list_values_to_reconcile(
        find_path(list_import),
        list_import.mapping,
        find_chain(list_import.filiere),
        sheet=list_import.sheet,
        progress=progress,
    )
    return [asdict(value) for value in found if value.confidence < 1]


def find_chain(filiere: Filiere) -> Chain | None:
    """Return the chain whose stages a list may name; none while the chain does not hold."""
    try:
        return get_chain(filiere)
    except MaillonError:
        # A chain being drawn up may lack what the diagnostic needs; a list can come before it.
        return None


def read_rows(
    list_import: ListImport,
    choices: Mapping[tuple[str, str], str],
    progress: Progress | None = None,
) -> ReadList:
    """
    Read a list as it was mapped and settled.

    Raises
    ------
    InvalidInput
        If the file cannot be read any more, or the mapping does not hold.
    """
    path = find_path(list_import)
    read = read_mapped_list(
        path,
        list_import.mapping,
        label=list_import.source_key,
        visibility=Visibility(list_import.visibility),
        filiere=find_chain(list_import.filiere),
        sheet=list_import.sheet,
        value_choices=choices,
        progress=progress,
    )
    problems: dict[int, list[tuple[str, str, str]]] = {}
    dropped: set[int] = set()
    for cell in read.iter_rejects():
        problems.setdefault(cell.row_number, []).append((cell.column, cell.value, cell.reason))
        if not cell.is_kept:
            dropped.add(cell.row_number)
    websites = _read_websites(list_import)

    def iterate() -> Iterator[ReadRow]:
        for row in read.iter_rows():
            found = ReadRow(row.row_number, problems=problems.pop(row.row_number, []))
            found.values = _to_sheet(row.values)
            _add_website(found, websites.get(row.row_number, ""))
            yield found
        for number, left in problems.items():
            joins = "" if number in dropped else left[-1][1]
            yield ReadRow(number, problems=left, joins=joins, is_refused=number in dropped)

    return ReadList(row_count=read.row_count, notes=read.notes, rows=iterate())


def _to_sheet(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a row says as fields of a sheet."""
    limits = _text_limits()
    sheet: dict[str, Any] = {
        name: str(values[name])[: limits[name]] for name in _TEXTS if values[name]
    }
    sheet |= {name: values[name] for name in _CODES if values[name]}
    if "name" in sheet:
        sheet["sort_name"] = make_sort_name(sheet["name"])
    if "commune_code" in sheet:
        sheet["commune_name"] = _name_commune(sheet["commune_code"])
    if "naf_code" in sheet:
        sheet["naf_label"] = load_naf_labels().get(sheet["naf_code"], "")[: limits["naf_label"]]
    if "band_code" in sheet:
        sheet["size_rank"] = rank_band(sheet["band_code"])
    if values["lat"] is not None:
        sheet |= {"lat": values["lat"], "lon": values["lon"]}
    if values["inclusive_kinds"]:
        sheet["inclusive_kinds"] = values["inclusive_kinds"].split(";")
    if values["declared_ess"] == "oui":
        sheet["ess_status"] = EssStatus.DECLARED.value
    if values["declared_stages"]:
        sheet["stages"] = values["declared_stages"].split(";")
    return sheet


@lru_cache(maxsize=50_000)
def _name_commune(code: str) -> str:
    return find_commune_names({code})[code][:120]


@lru_cache(maxsize=1)
def _text_limits() -> dict[str, int | None]:
    names = (*_TEXTS, "naf_label")
    return {name: getattr(Actor._meta.get_field(name), "max_length", None) for name in names}  # noqa: SLF001 - Django's documented model API


def _read_websites(list_import: ListImport) -> dict[int, str]:
    """Return the addresses of sites by row: the library understands the column and leaves it."""
    wanted = [name for name, field in list_import.mapping.items() if field == "website"]
    if not wanted:
        return {}
    with open_list_cells(find_path(list_import), sheet=list_import.sheet) as cells:
        place = list(cells.columns).index(wanted[0])
        return {
            number: row[place].strip()
            for number, row in cells.rows
            if place < len(row) and row[place].strip()
        }


def _add_website(row: ReadRow, text: str) -> None:
    if not text:
        return
    address = text if urlsplit(text).scheme else f"https://{text}"
    try:
        _check_address(address)
        _check_length(address)
    except ValidationError:
        row.problems.append((_("Site internet"), text, _("Adresse illisible : laissée vide.")))
    else:
        row.values["website"] = address


_check_address = URLValidator(schemes=("http", "https"))
_check_length = MaxLengthValidator(200)
