"""Read the commitments of a model and write their accounts, year after year."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from maillon.domain.figures import Figure, FigureBook, FigureInput
from maillon.domain.language import translate as _
from maillon.economics.commitments import (
    Commitment,
    CommitmentYear,
    SettledYear,
    hold_price,
    settle_commitment,
    share_risk,
)
from maillon.economics.corridors import expect_corridor_price
from maillon.economics.fields import FieldReader

__all__ = ["describe_commitments"]


def describe_commitments(
    values: Mapping[str, Any], *, figures: FigureBook, draws: int, seed: int
) -> list[dict[str, Any]]:
    """
    Return each commitment of the model: its years, and how it shares the risk of prices.

    Parameters
    ----------
    draws, seed
        Of the market price; no draw leaves the risk of each party out.

    Raises
    ------
    InvalidInput
        With one sentence each field that is wrong.
    """
    reader = FieldReader()
    rows = reader.read_list(values, "", "commitments")
    read = [(_read_commitment(reader, path, row), path, row) for path, row in rows]
    years = [_read_years(reader, path, row) for _one, path, row in read]
    markets = [_read_market(reader, path, row) for _one, path, row in read]
    reader.refuse_problems()
    described = []
    for place, (commitment, _path, _row) in enumerate(read):
        settled = settle_commitment(commitment, years[place]) if years[place] else []
        figures.add(_explain(commitment, settled, place))
        described.append(
            {
                "seller": commitment.seller,
                "buyer": commitment.buyer,
                "matter": commitment.matter,
                "unit": commitment.unit,
                "years": [asdict(one) for one in settled],
                "risk": _measure(commitment, markets[place], draws=draws, seed=seed),
            }
        )
    return described


def _read_commitment(reader: FieldReader, path: str, row: Mapping[str, Any]) -> Commitment:
    weights = row.get("index_weights") or {}
    if not isinstance(weights, Mapping):
        reader.add(path, "index_weights", _("attend un objet : nom de l’indice, puis son poids."))
        weights = {}
    return Commitment(
        seller=reader.read_text(row, path, "seller"),
        buyer=reader.read_text(row, path, "buyer"),
        matter=reader.read_text(row, path, "matter"),
        unit=reader.read_text(row, path, "unit"),
        base_price_eur=reader.read_number(row, path, "base_price", low=0),
        floor_eur=reader.read_number(row, path, "floor", low=0),
        ceiling_eur=reader.read_number(row, path, "ceiling", low=0),
        firm_volume_share=reader.read_number(row, path, "firm_volume_share", low=0, high=1) or 0.0,
        index_weights=_read_numbers(reader, f"{path}.index_weights", weights),
    )


def _read_numbers(reader: FieldReader, path: str, given: Mapping[str, Any]) -> dict[str, float]:
    read = {str(name): reader.read_number(given, path, name, low=0) for name in given}
    return {name: value for name, value in read.items() if value is not None}


def _read_years(reader: FieldReader, path: str, row: Mapping[str, Any]) -> list[CommitmentYear]:
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
        if year is None or promised is None:
            name = "year" if year is None else "promised"
            reader.add(where, name, _("manque : donnez l’année et le volume promis."))
        elif taken is not None:
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
    return years


def _read_market(reader: FieldReader, path: str, row: Mapping[str, Any]) -> dict[str, float] | None:
    given = row.get("market")
    if given is None:
        return None
    if not isinstance(given, Mapping):
        reader.add(path, "market", _("attend un objet, entre accolades."))
        return None
    names = ("mean", "standard_deviation", "volume", "seller_cost", "buyer_value")
    where = f"{path}.market"
    read = {name: reader.read_number(given, where, name, low=0) for name in names}
    for name, value in read.items():
        if value is None:
            reader.add(where, name, _("manque : il faut un nombre pour mesurer le risque."))
    return {name: value or 0.0 for name, value in read.items()}


def _measure(
    commitment: Commitment, market: dict[str, float] | None, *, draws: int, seed: int
) -> dict[str, Any] | None:
    if market is None:
        return None
    bounds = {"floor": commitment.floor_eur, "ceiling": commitment.ceiling_eur}
    expected = expect_corridor_price(market["mean"], market["standard_deviation"], **bounds)
    if not draws:
        return {"expected_price": asdict(expected), "seller": None, "buyer": None}
    drawn = np.random.default_rng(seed).normal(
        market["mean"], market["standard_deviation"], size=draws
    )
    risk = share_risk(
        drawn,
        np.full(draws, market["volume"]),
        hold_price(drawn, commitment.floor_eur, commitment.ceiling_eur),
        seller_cost=market["seller_cost"],
        buyer_value=market["buyer_value"],
    )
    return {
        "expected_price": asdict(expected),
        "draws": draws,
        "seed": seed,
        **{
            party: {"without": asdict(free), "with": asdict(bound)}
            for party, (free, bound) in risk.items()
        },
    }


def _explain(commitment: Commitment, settled: list[SettledYear], place: int) -> Figure:
    promised = sum(one.promised for one in settled)
    taken = sum(one.taken for one in settled)
    return Figure(
        id=f"commitment.{place}.kept",
        label=_("Part du volume promis qui a été livrée – {matter}, {seller} à {buyer}").format(
            matter=commitment.matter, seller=commitment.seller, buyer=commitment.buyer
        ),
        value=round(taken / promised, 4) if promised else None,
        formula_key="valeur",
        formula=_("Somme des volumes livrés, divisée par la somme des volumes promis."),
        inputs=(
            FigureInput(label=_("Promis"), value=promised, unit=commitment.unit),
            FigureInput(label=_("Livré"), value=taken, unit=commitment.unit),
        ),
        caveats=() if promised else (_("Aucune année n’est encore écoulée."),),
    )
