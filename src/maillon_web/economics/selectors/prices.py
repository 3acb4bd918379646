"""The table of prices, one row a flow, and what each final price is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from maillon_web.economics.models import FlowPrice
from maillon_web.economics.selectors.bars import Bars, draw_bars
from maillon_web.economics.selectors.causes import name_exchange
from maillon_web.economics.selectors.chain import Chain
from maillon_web.economics.selectors.exchanges import Ends
from maillon_web.economics.selectors.questions import name_row
from maillon_web.ui.formatting import format_money, format_percent

__all__ = ["FinalPrice", "PriceRow", "draw_formation", "list_price_rows"]

_CENTS = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class PriceRow:
    """
    One row to fill.

    Attributes
    ----------
    is_bought
        Whether a stage pays somebody out of the chain there.
    """

    ends: Ends
    name: str
    label: str
    source: str
    target: str
    matter: str
    unit: str
    quantity: float | None
    kept: FlowPrice | None
    is_bought: bool
    flow_id: int | None = None

    @property
    def is_missing(self) -> bool:
        """Whether nobody wrote its price yet."""
        return self.kept is None or self.kept.price is None


@dataclass(frozen=True, kw_only=True, slots=True)
class FinalPrice:
    """A final price, its steps in order, and their drawing."""

    label: str
    unit: str
    price: float
    steps: Sequence[Mapping[str, Any]]
    bars: Bars | None
    said: str


def list_price_rows(chain: Chain) -> list[PriceRow]:
    """Return every flow that a stage sells or buys, then what is kept in stock."""
    outer = chain.list_outer_keys()
    rows = []
    for one in chain.exchanges:
        if one.source == one.target or {one.source, one.target} <= outer:
            continue
        # Who gives pays when the price is negative: that is a purchase too.
        is_paid_back = one.price is not None and (one.price.price or 0) < 0
        rows.append(
            PriceRow(
                ends=one.ends,
                name=name_row(one.ends),
                label=name_exchange(chain, *one.ends),
                source=chain.name(one.source),
                target=chain.name(one.target),
                matter=one.flow["matter"],
                unit=one.flow["unit"],
                quantity=one.quantity,
                kept=one.price,
                is_bought=one.source in outer or (one.target in outer and is_paid_back),
                flow_id=one.flow_ids[0],
            )
        )
    units = {one["matter"]: one["unit"] for one in chain.balance.document["stock_changes"]}
    for ends, kept in chain.stock_prices.items():
        stage, _target, matter = ends
        rows.append(
            PriceRow(
                ends=ends,
                name=name_row(ends),
                label=_("{matter}, mis en stock par {stage}").format(
                    matter=matter, stage=chain.name(stage)
                ),
                source=chain.name(stage),
                target=_("son stock"),
                matter=matter,
                unit=units.get(matter, ""),
                quantity=None,
                kept=kept,
                is_bought=False,
            )
        )
    return rows


def draw_formation(chain: Chain, document: Mapping[str, Any]) -> list[FinalPrice]:
    """Return each final price with what every stage puts into it."""
    made = []
    by_name = {one.name: one for one in chain.exchanges}
    for price in document["prices"]:
        exchange = by_name.get(price["exchange"])
        label = name_exchange(chain, *exchange.ends) if exchange else price["matter"]
        steps = [
            {
                "label": chain.name(step["stage"]),
                "value_added": step["value_added"],
                "bought_outside": step["bought_outside"],
                "price_out": step["price_out"],
                "share": step["value_added"] / price["price_eur"] if price["price_eur"] else None,
            }
            for step in price["steps"]
        ]
        made.append(
            FinalPrice(
                label=label,
                unit=price["unit"],
                price=price["price_eur"],
                steps=steps,
                bars=draw_bars(_list_bars(steps)),
                said=_say(steps),
            )
        )
    return made


def _list_bars(steps: Sequence[Mapping[str, Any]]) -> list[tuple[str, float, str]]:
    bars = [
        (
            str(step["label"]),
            float(step["value_added"]),
            _say_part(step["value_added"], step["share"]),
        )
        for step in steps
    ]
    outside = sum(step["bought_outside"] for step in steps)
    return [*bars, (_("Achats hors de la filière"), outside, format_money(outside, _CENTS))]


def _say_part(amount: float, share: float | None) -> str:
    text = format_money(amount, _CENTS)
    return text if share is None else f"{text}, {format_percent(share)}"


def _say(steps: Sequence[Mapping[str, Any]]) -> str:
    """Return who adds the most."""
    if not steps:
        return ""
    largest = max(steps, key=lambda step: step["value_added"])
    return _("{stage} en garde le plus : {amount} par unité.").format(
        stage=largest["label"], amount=format_money(largest["value_added"], _CENTS)
    )
