"""Read the flows that a person brings – a file, or rows pasted from a spreadsheet; keep nothing."""

import csv
import math
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import xlsxwriter
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from maillon.domain.errors import InvalidInput
from maillon.domain.flows import Flow, FlowModel, StockChange
from maillon.studies.flowing.entry import find_symbol
from maillon.studies.flowing.files import OpenedFlows, open_flow_file
from maillon_web.directory.models import ListImport
from maillon_web.directory.services.list_files import find_path, remove_file, store_upload
from maillon_web.ui.formatting import format_number

__all__ = ["MOST_FLOWS", "Blanks", "can_be_kept", "fill_blanks", "read_paste", "read_upload"]

MOST_FLOWS = 5_000
_MOST_COLUMNS = 40
_PASTED = "Flux"


@dataclass(frozen=True, kw_only=True, slots=True)
class Blanks:
    """What the person says of the rows that do not say it themselves."""

    matter: str = ""
    unit: str = ""
    year: int | None = None
    quality: str = ""


def read_upload(upload: "UploadedFile[bytes]") -> OpenedFlows:
    """
    Read a workbook or JSON, Maillon's or OpenSankey's.

    Raises
    ------
    InvalidInput
        If it is of another kind, cannot be read, or has too many flows.
    """
    # What an upload really holds is checked where lists are: one place for that.
    stored = store_upload(upload)
    kept = ListImport(stored_as=stored.stored_as)
    is_json = not stored.stored_as.endswith(".xlsx")
    try:
        if is_json and not stored.file_name.lower().endswith(".json"):
            raise InvalidInput(
                "neither a workbook nor JSON",
                user=_("Choisissez un classeur .xlsx ou un fichier .json."),
            )
        found = open_flow_file(find_path(kept), is_json=is_json, name=stored.file_name)
    finally:
        remove_file(kept)
    _check_size(len(found.model.flows))
    return found


def read_paste(text: str) -> OpenedFlows:
    """
    Read rows copied from a spreadsheet, their titles first.

    Raises
    ------
    InvalidInput
        If the titles are not those of flows, or there are too many rows.
    """
    rows = list(csv.reader(text.splitlines(), delimiter="\t"))
    _check_size(len(rows) - 1)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pasted.xlsx"
        with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
            sheet = book.add_worksheet(_PASTED)
            for number, row in enumerate(rows):
                for rank, cell in enumerate(row[:_MOST_COLUMNS]):
                    sheet.write_string(number, rank, cell)
        return open_flow_file(path, is_json=False, name=_("lignes collées"))


def fill_blanks(model: FlowModel, blanks: Blanks) -> FlowModel:
    """Return the model where what rows do not say is what the person said of them all."""

    def fill(flow: Flow) -> Flow:
        is_bare = flow.value and flow.standard_error is None and not flow.quality
        return replace(
            flow,
            matter=flow.matter or blanks.matter,
            unit=flow.unit or blanks.unit,
            year=flow.year if flow.year is not None else blanks.year,
            quality=blanks.quality if is_bare else flow.quality,
        )

    def fill_stock(change: StockChange) -> StockChange:
        return replace(
            change,
            matter=change.matter or blanks.matter,
            unit=change.unit or blanks.unit,
            year=change.year if change.year is not None else blanks.year,
        )

    stocks = tuple(map(fill_stock, model.stock_changes))
    return replace(model, flows=tuple(map(fill, model.flows)), stock_changes=stocks)


def can_be_kept(model: FlowModel) -> bool:
    """Tell whether every row can be written: its ends, its matter, its unit, a sound quantity."""
    stocks_have_units = all(find_symbol(one.unit) and one.matter for one in model.stock_changes)
    shares_are_sound = all(0 <= one.share <= 1 and one.matter for one in model.yields)
    return stocks_have_units and shares_are_sound and all(map(_is_sound, model.flows))


def _is_sound(flow: Flow) -> bool:
    numbers = (flow.value, flow.standard_error, flow.minimum, flow.maximum)
    given = [number for number in numbers if number is not None]
    return (
        all(math.isfinite(number) and number >= 0 for number in given)
        and flow.standard_error != 0
        and (flow.maximum is None or flow.minimum <= flow.maximum)
        and all(word.strip() for word in (flow.source, flow.target, flow.matter))
        and flow.source != flow.target
        and bool(find_symbol(flow.unit))
        and (flow.year is None or 0 < flow.year < 10_000)
    )


def _check_size(count: int) -> None:
    if count > MOST_FLOWS:
        raise InvalidInput(
            f"{count} flows",
            user=_(
                "Il y a {count} flux, et cette page en prend {most} à la fois : séparez les "
                "matières ou les années, elles s’équilibrent à part."
            ).format(count=format_number(count), most=format_number(MOST_FLOWS)),
        )
