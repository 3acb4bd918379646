"""The accounts as a workbook: numbers as numbers, no formula."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from maillon.reports.figure_text import explain_in_words
from maillon_web.economics.selectors.causes import name_exchange
from maillon_web.economics.selectors.chain import Chain

__all__ = ["write_workbook"]

_SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - a workbook has no time zone; the same accounts, the same file
_WIDTH = 24
_LINES = (
    "product",
    "intermediate_consumption",
    "value_added",
    "wages",
    "taxes",
    "interest",
    "rent",
    "depreciation",
    "subsidies",
    "result",
    "stays",
    "leaves",
)
Cell = str | float | int | None
Sheet = tuple[str, Sequence[str], Sequence[Sequence[Cell]]]


def write_workbook(chain: Chain, document: Mapping[str, Any]) -> bytes:
    """Return the accounts, the exchanges, the questions and the figures, a sheet each."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, _SAFE) as book:
        book.set_properties({"title": document["title"], "created": _MADE})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for title, headers, rows in (
            _list_stages(document),
            _list_exchanges(chain, document),
            _list_questions(document),
            _list_figures(document),
        ):
            sheet = book.add_worksheet(title)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(headers) - 1, _WIDTH)
            sheet.write_row(0, 0, headers, bold)
            for rank, row in enumerate(rows, start=1):
                sheet.write_row(rank, 0, row)
    return buffer.getvalue()


def _list_stages(document: Mapping[str, Any]) -> Sheet:
    headers = (
        _("Maillon"),
        _("Produit (€)"),
        _("Consommations intermédiaires (€)"),
        _("Valeur ajoutée (€)"),
        _("Salaires et cotisations (€)"),
        _("Impôts et taxes (€)"),
        _("Frais financiers (€)"),
        _("Loyers (€)"),
        _("Amortissements (€)"),
        _("Subventions (€)"),
        _("Résultat (€)"),
        _("Reste sur le territoire (€)"),
        _("Quitte le territoire (€)"),
        _("Part de l’ESS"),
        _("Seuil de rentabilité (€)"),
    )
    rows = []
    for stage in document["stages"]:
        account, found = stage["account"], stage["break_even"]
        amounts = [account[line] if account else None for line in _LINES]
        turnover = found["turnover_eur"] if found else None
        rows.append([stage["label"], *amounts, stage["ess_share"], turnover])
    return _("Maillons"), headers, rows


def _list_exchanges(chain: Chain, document: Mapping[str, Any]) -> Sheet:
    headers = (
        _("Échange"),
        _("Quantité"),
        _("Unité"),
        _("Prix (€ par unité)"),
        _("Montant (€)"),
        _("Source de la quantité"),
        _("Source du prix"),
    )
    held = {one.name: one for one in chain.exchanges}
    rows = []
    for one in document["exchanges"]:
        kept = held.get(one["name"])
        rows.append(
            [
                name_exchange(chain, *kept.ends) if kept else one["name"],
                one["quantity"],
                one["unit"],
                one["price_eur"],
                one["value_eur"],
                kept.flow.get("source", "") if kept else "",
                kept.price.reference if kept and kept.price else "",
            ]
        )
    return _("Échanges"), headers, rows


def _list_questions(document: Mapping[str, Any]) -> Sheet:
    return _("À demander"), (_("Question"),), [[one] for one in document["questions"]]


def _list_figures(document: Mapping[str, Any]) -> Sheet:
    headers = (_("Chiffre"), _("Valeur"), _("Unité"), _("Calcul"), _("À partir de"), _("Réserves"))
    known: dict[str, Any] = {"vintages": [], **document}
    rows: list[list[Cell]] = []
    for key, figure in document["figures"].items():
        words = explain_in_words(known, key)
        inputs = " ; ".join(f"{entry['label']} : {entry['value']}" for entry in words["inputs"])
        notes = " ".join([*words["assumptions"], *words["caveats"]])
        rows.append(
            [figure["label"], figure["value"], figure["unit"], figure["formula"], inputs, notes]
        )
    return _("Chiffres expliqués"), headers, rows
