"""The accounts of a filière ready to be laid out: rows, bars, what is opened by a link."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillon.reports.figure_text import explain_in_words, list_summary_parts
from maillon_web.economics.selectors.bars import Bars, draw_bars
from maillon_web.economics.selectors.causes import name_exchange
from maillon_web.economics.selectors.chain import Chain
from maillon_web.economics.selectors.questions import name_row
from maillon_web.filieres.selectors import Opened
from maillon_web.ui.formatting import format_money, format_percent

__all__ = [
    "RECEIVERS",
    "draw_receivers",
    "draw_value_added",
    "explain_figure",
    "list_exchange_rows",
    "list_identities",
    "list_sentences",
    "list_stage_rows",
    "list_unit_costs",
]

Document = Mapping[str, Any]
RECEIVERS = {
    "wages": gettext_lazy("Salaires et cotisations"),
    "taxes": gettext_lazy("Impôts et taxes"),
    "interest": gettext_lazy("Frais financiers"),
    "rent": gettext_lazy("Loyers"),
    "depreciation": gettext_lazy("Amortissements"),
    "result": gettext_lazy("Résultat"),
}
"""Who receives the value added, in the order of an account."""

_SOURCES = {
    "given": gettext_lazy("telle qu’écrite"),
    "reconciled": gettext_lazy("une fois le compte fermé"),
    "yield": gettext_lazy("déduite d’un rendement"),
}


def list_sentences(document: Document) -> list[dict[str, Any]]:
    """Return what the accounts say, each sentence cut at the numbers that it quotes."""
    return [
        {"key": one["key"]} | list_summary_parts(dict(document), one["sentence"], one["figures"])
        for one in document["findings"]
    ]


def list_stage_rows(chain: Chain, document: Document) -> list[dict[str, Any]]:
    """Return the stages in the order of the chain, those without an account too."""
    return [
        {
            "key": stage["key"],
            "label": stage["label"],
            "account": stage["account"],
            "break_even": stage["break_even"],
            "ess_share": stage["ess_share"],
            "record": chain.accounts.get(stage["key"]),
            "figures": {
                line: f"stage.{stage['key']}.{line}"
                for line in (*(stage["account"] or ()), "break_even")
            }
            # All that is bought is explained where it is taken off the product.
            | {"intermediate_consumption": f"stage.{stage['key']}.value_added"},
        }
        for stage in document["stages"]
    ]


def list_exchange_rows(chain: Chain, document: Document) -> list[dict[str, Any]]:
    """Return what changes hands, at what price, and where its quantity comes from."""
    held = {one.name: one for one in chain.exchanges}
    rows = []
    for one in document["exchanges"]:
        exchange = held.get(one["name"])
        if exchange is None:
            continue
        rows.append(
            {
                "label": name_exchange(chain, *exchange.ends),
                "flow_id": exchange.flow_ids[0],
                "row": name_row(exchange.ends),
                "unit": one["unit"],
                "quantity": one["quantity"],
                "source": _SOURCES.get(str(one["quantity_source"] or ""), ""),
                "price": one["price_eur"],
                "value": one["value_eur"],
            }
        )
    return rows


def list_unit_costs(document: Document) -> list[dict[str, Any]]:
    """Return what a unit of each matter costs the stage that makes it."""
    return [
        {
            **one,
            "label": stage["label"],
            "figure": f"stage.{stage['key']}.unit_cost.{one['matter']}",
        }
        for stage in document["stages"]
        for one in stage["unit_costs"]
    ]


def draw_value_added(rows: Sequence[Mapping[str, Any]]) -> Bars | None:
    """Draw where the value is created."""
    drawn = []
    for row in rows:
        account = row["account"]
        if account is None:
            continue
        amount = format_money(account["value_added"])
        share = account["value_added_share"]
        said = amount if share is None else f"{amount}, {format_percent(share)}"
        drawn.append((row["label"], account["value_added"], said))
    return draw_bars(drawn)


def draw_receivers(document: Document) -> Bars | None:
    """Draw who keeps the value added."""
    chain = document["chain"]
    if chain is None:
        return None
    total = chain["direct_value_added"] + chain["subsidies"]
    drawn = []
    for name, label in RECEIVERS.items():
        amount = chain["captured_by"][name]
        said = format_money(amount)
        if total > 0:
            said = f"{said}, {format_percent(amount / total)}"
        drawn.append((str(label), amount, said))
    return draw_bars(drawn)


def list_identities(document: Document) -> list[dict[str, Any]]:
    """Return the two equalities of the account of the filière, to the cent."""
    chain = document["chain"]
    if chain is None:
        return []
    return [
        {
            "total": chain["product"],
            "label": _("Produit de la filière"),
            "parts": [
                (_("valeur ajoutée directe"), chain["direct_value_added"]),
                (_("valeur ajoutée indirecte"), chain["indirect_value_added"]),
                (_("achats venus d’ailleurs"), chain["imports"]),
                (_("achats locaux non partagés"), chain["unsplit_purchases"]),
            ],
        },
        {
            "total": chain["product"] + chain["subsidies"],
            "label": _("Produit et subventions"),
            "parts": [
                (_("ce qui reste sur le territoire"), chain["stays"]),
                (_("ce qui le quitte"), chain["leaves"]),
                (_("achats locaux non partagés"), chain["unsplit_purchases"]),
            ],
        },
    ]


def explain_figure(opened: Opened, chain: Chain, document: Document, key: str) -> dict[str, Any]:
    """Return a figure in words, each of its inputs with the page of the record that holds it."""
    known: dict[str, Any] = {"vintages": [], **document}
    words = explain_in_words(known, key)
    stage = key.split(".")[1] if key.startswith("stage.") else ""
    units = [entry["unit"] for entry in document["figures"][key]["inputs"]]
    words["inputs"] = [
        {**entry, **_link(opened, chain, entry, stage=stage, unit=unit)}
        for entry, unit in zip(words["inputs"], units, strict=True)
    ]
    return words


def _link(
    opened: Opened, chain: Chain, entry: Mapping[str, str], *, stage: str, unit: str
) -> dict[str, str]:
    """Return where an input was written, and its exchange in words."""
    if entry["figure"]:
        return {}
    number = opened.filiere.pk
    for one in chain.exchanges:
        if entry["label"].startswith(f"{one.name} – "):
            words = name_exchange(chain, *one.ends)
            what = entry["label"].removeprefix(f"{one.name} – ")
            row = name_row(one.ends)
            year = f"annee={chain.year}&" if chain.year else ""
            url = f"{reverse('economics:prices', args=[number])}?{year}ligne={row}#{row}"
            if unit == one.flow["unit"]:
                url = reverse("flows:flow", args=[number, one.flow_ids[0]])
            return {"label": f"{words} – {what}", "url": url}
    account = chain.accounts.get(stage)
    if account is not None and opened.can_contribute:
        return {"url": reverse("economics:account_edit", args=[number, account.pk])}
    return {}
