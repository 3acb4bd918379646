"""Read the commitments of a model: who promises what to whom, for which years, on which market."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from maillon.domain.language import translate as _
from maillon.economics.commitments import Commitment, CommitmentYear
from maillon.economics.fields import FieldReader
from maillon.economics.markets import Market, PriceLaw

__all__ = ["ReadCommitment", "read_commitments"]

_MARKET_NUMBERS = ("mean", "standard_deviation", "volume", "seller_cost", "buyer_value")
_MOST_YEARS = 50
_FIELDS = (
    "key",
    "label",
    "seller",
    "buyer",
    "matter",
    "unit",
    "from",
    "to",
    "base_price",
    "floor",
    "ceiling",
    "firm_volume_share",
    "index_weights",
    "years",
    "market",
    "source",
)
_YEAR_FIELDS = ("year", "promised", "offered", "taken", "market_price", "indices")
_MARKET_FIELDS = (
    *_MARKET_NUMBERS,
    "years",
    "persistence",
    "law",
    "offer_spread",
    "demand_spread",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadCommitment:
    """
    A commitment as the model says it.

    Attributes
    ----------
    promised
        Volume promised by year, the coming years included.
    years
        Those that have passed: what was offered and taken is known.
    market
        `None` when nobody described it.
    """

    commitment: Commitment
    promised: Mapping[int, float]
    years: tuple[CommitmentYear, ...]
    market: Market | None


def read_commitments(values: Mapping[str, Any]) -> list[ReadCommitment]:
    """
    Return the commitments of a model.

    Raises
    ------
    InvalidInput
        With one sentence each field that is wrong.
    """
    reader = FieldReader()
    read = [
        ReadCommitment(
            commitment=_read_commitment(reader, path, row),
            promised=_read_promises(reader, path, row),
            years=_read_years(reader, path, row),
            market=_read_market(reader, path, row),
        )
        for path, row in reader.read_list(values, "", "commitments")
    ]
    reader.refuse_problems()
    return read


def _read_commitment(reader: FieldReader, path: str, row: Mapping[str, Any]) -> Commitment:
    reader.check_names(row, path, _FIELDS)
    weights = row.get("index_weights") or {}
    if not isinstance(weights, Mapping):
        reader.add(path, "index_weights", _("attend un objet : nom de l’indice, puis son poids."))
        weights = {}
    seller, buyer = (reader.read_text(row, path, name) for name in ("seller", "buyer"))
    return Commitment(
        seller=seller,
        buyer=buyer,
        matter=reader.read_text(row, path, "matter"),
        unit=reader.read_text(row, path, "unit"),
        ends=(str(row.get("from") or seller), str(row.get("to") or buyer)),
        base_price_eur=reader.read_number(row, path, "base_price", low=0),
        floor_eur=reader.read_number(row, path, "floor", low=0),
        ceiling_eur=reader.read_number(row, path, "ceiling", low=0),
        firm_volume_share=reader.read_number(row, path, "firm_volume_share", low=0, high=1) or 0.0,
        index_weights=_read_numbers(reader, f"{path}.index_weights", weights),
    )


def _read_numbers(reader: FieldReader, path: str, given: Mapping[str, Any]) -> dict[str, float]:
    read = {str(name): reader.read_number(given, path, name, low=0) for name in given}
    return {name: value for name, value in read.items() if value is not None}


def _read_promises(reader: FieldReader, path: str, row: Mapping[str, Any]) -> dict[int, float]:
    promised: dict[int, float] = {}
    for where, one in reader.read_list(row, path, "years"):
        reader.check_names(one, where, _YEAR_FIELDS)
        year = reader.read_number(one, where, "year")
        volume = reader.read_number(one, where, "promised", low=0)
        if year is None or volume is None:
            name = "year" if year is None else "promised"
            reader.add(where, name, _("manque : donnez l’année et le volume promis."))
        elif int(year) in promised:
            reader.add(where, "year", _("répète une année déjà donnée."))
        else:
            promised[int(year)] = volume
    return promised


def _read_years(
    reader: FieldReader, path: str, row: Mapping[str, Any]
) -> tuple[CommitmentYear, ...]:
    """Return the years that took place; one without a volume taken is still to come."""
    years = []
    for where, one in reader.read_list(row, path, "years"):
        year = reader.read_number(one, where, "year")
        promised = reader.read_number(one, where, "promised", low=0)
        taken = reader.read_number(one, where, "taken", low=0)
        offered = reader.read_number(one, where, "offered", low=0)
        market = reader.read_number(one, where, "market_price", low=0)
        indices = one.get("indices") or {}
        if not isinstance(indices, Mapping):
            reader.add(where, "indices", _("attend un objet : nom de l’indice, puis sa valeur."))
            indices = {}
        if year is not None and promised is not None and taken is not None:
            years.append(
                CommitmentYear(
                    year=int(year),
                    promised=promised,
                    offered=taken if offered is None else offered,
                    taken=taken,
                    market_price_eur=market,
                    index_values=_read_numbers(reader, f"{where}.indices", indices),
                )
            )
    return tuple(years)


def _read_market(reader: FieldReader, path: str, row: Mapping[str, Any]) -> Market | None:
    given = row.get("market")
    if given is None:
        return None
    if not isinstance(given, Mapping):
        reader.add(path, "market", _("attend un objet, entre accolades."))
        return None
    where = f"{path}.market"
    reader.check_names(given, where, _MARKET_FIELDS)
    read = {name: reader.read_number(given, where, name, low=0) for name in _MARKET_NUMBERS}
    for name, value in read.items():
        if value is None:
            reader.add(where, name, _("manque : il faut un nombre pour mesurer le risque."))
    if read["standard_deviation"] == 0:
        reader.add(where, "standard_deviation", _("doit être strictement positif."))
    years = reader.read_number(given, where, "years", low=1, high=_MOST_YEARS)
    if years is not None and not years.is_integer():
        reader.add(where, "years", _("attend un nombre entier d’années."))
    return Market(
        **{name: value or 0.0 for name, value in read.items()},
        years=int(years or 1),
        persistence=reader.read_number(given, where, "persistence", low=0, high=0.99) or 0.0,
        law=reader.read_choice(given, where, "law", PriceLaw) or PriceLaw.NORMAL,
        offer_spread=reader.read_number(given, where, "offer_spread", low=0, high=1) or 0.0,
        demand_spread=reader.read_number(given, where, "demand_spread", low=0, high=1) or 0.0,
    )
