"""Read the economy of a chain from the values of a JSON model."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from maillon.domain.flows import OUTSIDE
from maillon.domain.language import translate as _
from maillon.economics.fields import LARGEST, FieldReader
from maillon.economics.levels import Levels, leave_out_totals, read_levels
from maillon.economics.model import (
    ChainEconomy,
    CostKind,
    CostLine,
    Exchange,
    Place,
    StageEconomy,
)
from maillon.economics.quantities import (
    Quantity,
    Row,
    choose_rows,
    list_unknown_shares,
    read_quantities,
)
from maillon.economics.stocks import read_stock_moves

__all__ = ["read_chain"]


class _Family(StrEnum):
    ESS = "ess"
    CONVENTIONAL = "conventional"
    PUBLIC = "public"


class _Role(StrEnum):
    STAGE = "stage"
    CONSUMER = "consumer"


class _Behaviour(StrEnum):
    FIXED = "fixed"
    VARIABLE = "variable"


_STAGE_FIELDS = (
    "key",
    "label",
    "role",
    "place",
    "family",
    "ess_share",
    "costs",
    "result_place",
    "parent",
    "source",
)
_COST_FIELDS = (
    "kind",
    "label",
    "amount",
    "per_unit",
    "behaviour",
    "matter",
    "place",
    "value_added_share",
    "spread",
    "source",
)


def read_chain(values: Mapping[str, Any]) -> ChainEconomy:
    """
    Return the chain that a model describes.

    Parameters
    ----------
    values
        As `docs/methodes/valeur.md` describes it. Flows, yields and changes of stock may be the
        answer of a reconciliation: `reconciled` then wins over `value`, and a free flow is asked.

    Raises
    ------
    InvalidInput
        With one sentence each field that is wrong.
    """
    reader = FieldReader()
    year = reader.read_number(values, "", "year")
    levels = read_levels(reader, values)
    rows = leave_out_totals(_choose_year(reader, values, year), levels)
    shares, stocks, priced = (
        choose_rows(reader, reader.read_list(values, "", name), year)
        for name in ("yields", "stock_changes", "prices")
    )
    quantities = read_quantities(reader, rows, shares)
    described = {
        str(row.get("key")): (path, row) for path, row in reader.read_list(values, "", "stages")
    }
    _check_keys(reader, values)
    consumers = {
        key: reader.read_choice(row, path, "place", Place) or Place.TERRITORY
        for key, (path, row) in described.items()
        if reader.read_choice(row, path, "role", _Role) is _Role.CONSUMER
    }
    labels = {key: str(row.get("label") or key) for key, (_path, row) in described.items()}
    prices = _Prices(_sort_prices(priced), levels)
    exchanges = _read_exchanges(reader, rows, quantities, prices, consumers, labels)
    prices.refuse_unused(reader)
    inner = list(
        dict.fromkeys(
            [key for key in described if key not in consumers]
            + [end for one in exchanges for end in (one.source, one.target) if end != OUTSIDE]
        )
    )
    holders = set(levels.stages.values()) - {
        end for one in exchanges for end in (one.source, one.target)
    }
    stages = tuple(
        _read_stage(reader, *described[key], exchanges)
        if key in described
        else StageEconomy(key=key, label=key)
        for key in inner
        # What only groups other stages has no account of its own, unless it has costs.
        if key not in holders or described[key][1].get("costs")
    )
    moves = read_stock_moves(
        reader, stocks, exchanges, prices=_sort_stock_prices(reader, priced, stocks), stages=inner
    )
    if not exchanges:
        reader.add("", "flows", _("est vide : décrivez au moins un flux et son prix."))
    reader.refuse_problems()
    return ChainEconomy(
        stages=stages,
        exchanges=exchanges,
        stock_moves=moves,
        unknown_shares=list_unknown_shares(rows, quantities, shares),
        title=str(values.get("title") or ""),
        year=None if year is None else int(year),
    )


def _check_keys(reader: FieldReader, values: Mapping[str, Any]) -> None:
    seen: set[str] = set()
    for path, row in reader.read_list(values, "", "stages"):
        key = reader.read_text(row, path, "key")
        if key == OUTSIDE:
            reader.add(path, "key", _("ne peut pas être « outside », le monde extérieur."))
        if key and key in seen:
            reader.add(path, "key", _("désigne deux maillons : donnez à chacun sa clé."))
        seen.add(key)


def _choose_year(reader: FieldReader, values: Mapping[str, Any], year: float | None) -> list[Row]:
    rows = reader.read_list(values, "", "flows")
    if year is not None:
        return choose_rows(reader, rows, year)
    held = {reader.read_number(row, path, "year") for path, row in rows}
    years = {one for one in held if one is not None}
    if len(years) > 1:
        words = ", ".join(f"{one:.0f}" for one in sorted(years))
        reader.add(
            "", "year", _("manque : les flux portent sur {years}, choisissez.").format(years=words)
        )
    return rows


def _sort_prices(rows: list[Row]) -> dict[tuple[str, str, str], Row]:
    """Return what is said of prices apart from the flows, so that these stay as they were."""
    return {
        (str(row.get("from")), str(row.get("to")), str(row.get("matter"))): (path, row)
        for path, row in rows
        if row.get("stage") is None
    }


@dataclass(slots=True)
class _Prices:
    """What is said of prices apart from the flows; the price of a total holds for its parts."""

    rows: dict[tuple[str, str, str], Row]
    levels: Levels
    used: set[tuple[str, str, str]] = field(default_factory=set)

    def find(self, name: tuple[str, str, str]) -> Row | None:
        """Return what is said of the flow, or of the nearest total that holds it."""
        found = next((one for one in self.levels.iter_above(name) if one in self.rows), None)
        if found is None:
            return None
        self.used.add(found)
        return self.rows[found]

    def refuse_unused(self, reader: FieldReader) -> None:
        """Report the prices of flows that the model does not have."""
        held = {one for name in self.used for one in self.levels.iter_above(name)}
        for name, (path, row) in self.rows.items():
            if name not in held:
                sentence = _("ne correspond à aucun flux de {source} vers {target}.")
                reader.add("", path, sentence.format(source=row.get("from"), target=row.get("to")))


def _sort_stock_prices(
    reader: FieldReader, rows: list[Row], stocks: list[Row]
) -> dict[tuple[str, str], Row]:
    """Return the prices that are said of a stock rather than of a flow."""
    known = {(str(row.get("stage")), str(row.get("matter"))) for _path, row in stocks}
    found = {
        (str(row.get("stage")), str(row.get("matter"))): (path, row)
        for path, row in rows
        if row.get("stage") is not None
    }
    for key, (path, _row) in found.items():
        if key not in known:
            reader.add("", path, _("ne correspond à aucune variation de stock."))
    return found


def _read_exchanges(
    reader: FieldReader,
    rows: list[Row],
    quantities: list[Quantity],
    prices: "_Prices",
    consumers: Mapping[str, Place],
    labels: Mapping[str, str],
) -> tuple[Exchange, ...]:
    exchanges: list[Exchange] = []
    for (path, row), quantity in zip(rows, quantities, strict=True):
        source, target = (reader.read_text(row, path, end) for end in ("from", "to"))
        matter = reader.read_text(row, path, "matter")
        name = f"{source}>{target}:{matter}"
        if name in {one.name for one in exchanges}:
            reader.add(path, "matter", _("répète un flux déjà décrit entre ces deux maillons."))
        price_path, priced = prices.find((source, target, matter)) or (path, row)
        party = next((end for end in (source, target) if end in consumers), "")
        ends = [OUTSIDE if end in consumers else end for end in (source, target)]
        if ends == [OUTSIDE, OUTSIDE]:
            continue  # no stage buys or sells it
        if source and source == target:
            reader.add(path, "to", _("désigne le même endroit que « from »."))
        exchanges.append(
            Exchange(
                source=ends[0],
                target=ends[1],
                matter=matter,
                unit=reader.read_text(row, path, "unit"),
                quantity=quantity.value,
                quantity_source=quantity.source,
                interval=quantity.interval,
                price_eur=reader.read_number(priced, price_path, "price"),
                place=reader.read_choice(priced, price_path, "place", Place)
                or consumers.get(party),
                party=party,
                party_label=labels.get(party, party),
                value_added_share=reader.read_number(
                    priced, price_path, "value_added_share", low=0, high=1
                ),
                spread=reader.read_number(priced, price_path, "spread", low=0, high=0.99),
                name=name,
                reference=str(row.get("source") or ""),
            )
        )
        if abs(exchanges[-1].value_eur or 0.0) > LARGEST:
            reader.add(path, "value", _("donne, fois le prix, un montant trop grand."))
    return tuple(exchanges)


def _read_stage(
    reader: FieldReader, path: str, row: Mapping[str, Any], exchanges: tuple[Exchange, ...]
) -> StageEconomy:
    reader.check_names(row, path, _STAGE_FIELDS)
    key = str(row.get("key") or "")
    family = _read_family(row)
    share = reader.read_number(row, path, "ess_share", low=0, high=1)
    if share is None and family is not None:
        share = 1.0 if family is _Family.ESS else 0.0
    sold = [one for one in exchanges if one.source == key]
    costs = None
    if row.get("costs") is not None:
        costs = tuple(
            _read_cost(reader, where, line, sold)
            for where, line in reader.read_list(row, path, "costs")
        )
        _check_labels(reader, path, costs)
    return StageEconomy(
        key=key,
        label=str(row.get("label") or key),
        place=reader.read_choice(row, path, "place", Place) or Place.TERRITORY,
        ess_share=share,
        costs=costs,
        result_place=reader.read_choice(row, path, "result_place", Place),
    )


def _read_family(row: Mapping[str, Any]) -> _Family | None:
    """Return the family of a stage; the flows use other words, which leave the ESS share asked."""
    word = row.get("family")
    return _Family(word) if isinstance(word, str) and word in set(_Family) else None


def _check_labels(reader: FieldReader, path: str, costs: tuple[CostLine, ...]) -> None:
    labels = [line.label for line in costs]
    if len(set(labels)) < len(labels):
        reader.add(path, "costs", _("contient deux lignes du même libellé : distinguez-les."))


def _read_cost(
    reader: FieldReader, path: str, row: Mapping[str, Any], sold: list[Exchange]
) -> CostLine:
    reader.check_names(row, path, _COST_FIELDS)
    kind = reader.read_choice(row, path, "kind", CostKind)
    if row.get("kind") is None:
        reader.add(path, "kind", _("manque : dites de quelle dépense il s’agit."))
    kind = kind or CostKind.PURCHASE
    behaviour = reader.read_choice(row, path, "behaviour", _Behaviour)
    per_unit = reader.read_number(row, path, "per_unit", low=0)
    amount = reader.read_number(row, path, "amount", low=0)
    if per_unit is not None and amount is not None:
        reader.add(path, "per_unit", _("double « amount » : gardez l’un des deux."))
    if per_unit is not None:
        amount = _multiply(reader, path, per_unit, sold=sold, matter=row.get("matter"))
    is_variable = per_unit is not None if behaviour is None else behaviour is _Behaviour.VARIABLE
    return CostLine(
        label=str(row.get("label") or kind),
        kind=kind,
        amount_eur=amount,
        is_variable=is_variable,
        place=reader.read_choice(row, path, "place", Place),
        value_added_share=reader.read_number(row, path, "value_added_share", low=0, high=1),
        spread=reader.read_number(row, path, "spread", low=0, high=0.99),
        source=str(row.get("source") or ""),
    )


def _multiply(
    reader: FieldReader, path: str, per_unit: float, *, sold: list[Exchange], matter: object
) -> float | None:
    chosen = [one for one in sold if matter is None or one.matter == matter]
    if not chosen or len({one.unit for one in chosen}) > 1:
        reader.add(
            path,
            "per_unit",
            _("demande une quantité : précisez « matter », ce que le maillon vend et qui compte."),
        )
        return None
    quantities = [one.quantity for one in chosen if one.quantity is not None]
    return per_unit * sum(quantities) if len(quantities) == len(chosen) else None
