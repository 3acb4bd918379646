"""The gisements and who takes them as a workbook: numbers as numbers, no formula."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from io import BytesIO

import xlsxwriter
from django.utils.translation import gettext as _

from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.selectors.chain import list_stage_labels
from maillon_web.gisements.selectors.problems import attempt
from maillon_web.gisements.selectors.records import list_captures, list_gisements
from maillon_web.gisements.selectors.share_words import list_ways
from maillon_web.gisements.selectors.shares import (
    find_contracts,
    list_capture_rows,
    share_all,
)
from maillon_web.gisements.selectors.totals import list_steps, view_overview

__all__ = ["write_workbook"]

_SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - a workbook has no time zone; the same rows, the same file
Cell = str | float | int | None
Row = Sequence[Cell]


def write_workbook(opened: Opened) -> bytes:
    """Return what the reader may see: totals, gisements, shares by year, captures."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, **_SAFE}) as book:
        book.set_properties({"created": _MADE})
        bold = book.add_format({"bold": True})
        for name, headers, rows in (
            (_("Totaux"), _total_headers(), _iter_totals(opened)),
            (_("Gisements"), _gisement_headers(), _iter_gisements(opened)),
            (_("Parts par année"), _share_headers(), _iter_shares(opened)),
            (_("Qui capte"), _capture_headers(), _iter_captures(opened)),
        ):
            sheet = book.add_worksheet(name[:31])
            sheet.freeze_panes(1, 1)
            sheet.write_row(0, 0, headers, bold)
            for number, row in enumerate(rows, start=1):
                _write_row(sheet, number, row)
    return buffer.getvalue()


def _write_row(sheet: xlsxwriter.worksheet.Worksheet, number: int, row: Row) -> None:
    for place, cell in enumerate(row):
        if isinstance(cell, str):
            sheet.write_string(number, place, cell)
        elif cell is not None:
            sheet.write_number(number, place, cell)


def _total_headers() -> list[str]:
    return [
        _("Matière"),
        _("Comment on le sait"),
        _("Nature"),
        _("Étape"),
        _("Quantité"),
        _("Au moins"),
        _("Au plus"),
        _("Unité"),
        _("Nombre de gisements"),
    ]


def _iter_totals(opened: Opened) -> Iterator[Row]:
    for matter in view_overview(opened).matters:
        for group in matter.groups:
            for step in list_steps(group.total):
                yield [
                    matter.name,
                    group.origin,
                    group.nature,
                    step.label,
                    step.value,
                    step.low,
                    step.high,
                    step.unit,
                    len(group.gisements),
                ]


def _gisement_headers() -> list[str]:
    return [
        _("Matière"),
        _("Nature"),
        _("Quantité"),
        _("Unité"),
        _("Au moins"),
        _("Au plus"),
        _("Incertitude relative"),
        _("Début"),
        _("Fin"),
        _("Comment on le sait"),
        _("Confiance"),
        _("Source"),
        _("Détenteur"),
        _("Lieu"),
        _("Code commune"),
        _("Maillon"),
        _("Qualité"),
        _("Statut juridique"),
        _("Code déchet"),
        _("Filière REP"),
        _("Part mobilisable"),
        _("Part valorisable"),
    ]


def _iter_gisements(opened: Opened) -> Iterator[Row]:
    stages = list_stage_labels(opened.filiere)
    for kept in list_gisements(opened):
        yield [
            kept.matter,
            str(kept.get_nature_display()),
            kept.quantity,
            kept.unit,
            kept.low,
            kept.high,
            kept.variation,
            kept.starts_on.isoformat() if kept.starts_on else "",
            kept.ends_on.isoformat() if kept.ends_on else "",
            str(kept.get_origin_display()),
            str(kept.get_confidence_display()),
            kept.reference,
            kept.holder_name,
            kept.place_name,
            kept.commune_code,
            stages.get(kept.stage_key, ""),
            kept.quality,
            str(kept.get_status_display()) if kept.status else "",
            kept.waste_code,
            kept.rep_family,
            kept.mobilisable_share,
            kept.recoverable_share,
        ]


def _share_headers() -> list[str]:
    return [
        _("Matière"),
        _("Année"),
        _("Gisement"),
        _("Unité"),
        *(label for _key, label in list_ways()),
        _("En clair"),
    ]


def _iter_shares(opened: Opened) -> Iterator[Row]:
    found, _problems = attempt(lambda: share_all(opened), ())
    for shared in found:
        for year in shared.years:
            shares = {part.key: part.share for part in year.segments}
            yield [
                shared.title,
                year.year,
                year.found.available,
                year.found.unit,
                *(shares.get(key) for key, _label in list_ways()),
                year.sentence,
            ]


def _capture_headers() -> list[str]:
    return [
        _("Gisement"),
        _("Année"),
        _("Organisation"),
        _("Destination"),
        _("Quantité"),
        _("Unité"),
        _("Ce qui la sécurise"),
        _("Contrat"),
        _("Public visé"),
        _("Qualité recherchée"),
        _("Secteur couvert"),
        _("Source"),
    ]


def _iter_captures(opened: Opened) -> Iterator[Row]:
    captures = list(list_captures(opened).select_related("gisement"))
    for row in list_capture_rows(captures, find_contracts(opened, captures)):
        kept = row.capture
        yield [
            str(kept.gisement),
            kept.year,
            kept.organisation,
            row.destination,
            kept.quantity,
            row.unit,
            " ; ".join(row.securing),
            row.contract.title if row.contract else "",
            kept.public,
            kept.quality,
            kept.area,
            kept.reference,
        ]
