"""Changes of stock: what was made and not sold, what was bought and not used, and at what price."""

from collections.abc import Mapping, Sequence
from math import fsum

from maillon.domain.language import translate as _
from maillon.economics.fields import FieldReader
from maillon.economics.model import ChainEconomy, Exchange, StockMove, StockPrice
from maillon.economics.quantities import Row, read_quantity

__all__ = ["read_stock_moves", "share_bought_stocks"]


def read_stock_moves(
    reader: FieldReader,
    rows: Sequence[Row],
    exchanges: Sequence[Exchange],
    *,
    prices: Mapping[tuple[str, str], Row],
    stages: Sequence[str],
) -> tuple[StockMove, ...]:
    """
    Return the changes of stock of the stages, each with the price it is counted at.

    Parameters
    ----------
    rows
        Rows of `stock_changes` for the year.
    prices
        Prices that a person gives to a stock, by stage and matter.

    Notes
    -----
    A matter that the stage buys is counted at what it paid, another at what it sells it for; a
    price that someone gave wins. What it takes in for nothing, as a harvest, is not bought.
    Nothing is guessed: without a price, the stage has no account.
    """
    moves: list[StockMove] = []
    for path, row in rows:
        stage, matter = (reader.read_text(row, path, name) for name in ("stage", "matter"))
        if stage not in stages:
            continue  # the stock of a consumer is no part of an account
        if (stage, matter) in {(one.stage, one.matter) for one in moves}:
            reader.add(path, "matter", _("répète un stock déjà décrit pour ce maillon."))
        unit = reader.read_text(row, path, "unit")
        bought = [
            one
            for one in exchanges
            if one.target == stage and one.matter == matter and one.price_eur != 0
        ]
        basis = bought or [one for one in exchanges if one.source == stage and one.matter == matter]
        price_path, priced = prices.get((stage, matter), (path, row))
        given = reader.read_number(priced, price_path, "price", low=0)
        price = _average([one for one in basis if one.unit == unit]) if given is None else given
        quantity = read_quantity(reader, row, path)
        moves.append(
            StockMove(
                stage=stage,
                matter=matter,
                unit=unit,
                quantity=quantity.value,
                interval=quantity.interval,
                price_eur=price,
                price_source=_name_source(given, price, is_bought=bool(bought)),
                is_bought=bool(bought),
                basis=tuple(one.key for one in basis),
            )
        )
    return tuple(moves)


def _name_source(given: float | None, price: float | None, *, is_bought: bool) -> StockPrice | None:
    if given is not None:
        return StockPrice.GIVEN
    if price is None:
        return None
    return StockPrice.PURCHASE if is_bought else StockPrice.SALE


def _average(exchanges: Sequence[Exchange]) -> float | None:
    """Return the mean price of exchanges; `None` when one is unknown, or paid to be taken away."""
    known = [(one.quantity, one.price_eur) for one in exchanges]
    pairs = [(q, p) for q, p in known if q is not None and p is not None and p >= 0]
    if not pairs or len(pairs) < len(known):
        return None
    weight = fsum(quantity for quantity, _price in pairs)
    if not weight > 0:
        return pairs[0][1] if len(pairs) == 1 else None
    return fsum(quantity * price for quantity, price in pairs) / weight


def share_bought_stocks(chain: ChainEconomy) -> dict[str, float]:
    """Return, by key of exchange, what was bought by it and stocked, in euros."""
    values = {one.key: abs(one.value_eur or 0.0) for one in chain.exchanges}
    shared: dict[str, float] = {}
    for move in chain.stock_moves:
        whole = fsum(values[key] for key in move.basis)
        if not move.is_bought or not whole > 0:
            continue
        for key in move.basis:
            part = (move.value_eur or 0.0) * values[key] / whole
            shared[key] = shared.get(key, 0.0) + part
    return shared
