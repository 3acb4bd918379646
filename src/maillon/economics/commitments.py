"""Commitments over several years: promised, delivered, paid, at whose risk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _

__all__ = [
    "Commitment",
    "CommitmentYear",
    "SettledYear",
    "hold_price",
    "index_price",
    "settle_commitment",
]

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, slots=True)
class Commitment:
    """
    What two parties promise each other for several years.

    Attributes
    ----------
    ends
        Keys of the two nodes of the flow that it bears on; empty when nobody said it.
    base_price_eur
        Price per unit in the first year; `None` when the price follows the market.
    floor_eur, ceiling_eur
        Bounds of the price paid; `None` for none. Both make a corridor.
    firm_volume_share
        Share of the promised volume that is paid even when it is not taken (take-or-pay).
    index_weights
        Share of the price that follows each index; what is left stays at the base.
    """

    seller: str
    buyer: str
    matter: str
    unit: str
    ends: tuple[str, str] = ("", "")
    base_price_eur: float | None = None
    floor_eur: float | None = None
    ceiling_eur: float | None = None
    firm_volume_share: float = 0.0
    index_weights: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class CommitmentYear:
    """
    What was promised and what happened in a year.

    Attributes
    ----------
    offered
        Volume that the seller held ready: it delivered it, or would have.
    taken
        Volume that changed hands.
    market_price_eur
        Price of the year outside the contract; `None` when unknown.
    index_values
        Value of each index of the commitment in that year.
    """

    year: int
    promised: float
    offered: float
    taken: float
    market_price_eur: float | None = None
    index_values: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class SettledYear:
    """
    Account of one year of a commitment, volumes in the unit of the contract, amounts in euros.

    Attributes
    ----------
    seller_shortfall
        Promised and not offered: what the seller failed to hold ready.
    buyer_shortfall
        Promised, offered, and not taken.
    paid_volume
        Taken, or the firm volume when less was taken though the seller offered it.
    transfer_to_seller_eur
        What the seller gets beyond the market for what was taken, firm volume included; negative
        when the contract favours the buyer. `None` when the market price is unknown.
    """

    year: int
    price_eur: float
    promised: float
    taken: float
    seller_shortfall: float
    buyer_shortfall: float
    paid_volume: float
    paid_eur: float
    transfer_to_seller_eur: float | None


def index_price(
    base: float,
    weights: Mapping[str, float],
    start: Mapping[str, float],
    now: Mapping[str, float],
) -> float:
    """
    Return a price that follows indices: base × (fixed share + Σ weight × index / first index).

    Raises
    ------
    InvalidInput
        If the weights exceed one, or an index is missing.
    """
    if any(weight < 0 for weight in weights.values()) or sum(weights.values()) > 1 + 1e-9:
        raise InvalidInput(
            f"weights {dict(weights)}",
            user=_("Les poids de l’indexation sont positifs et leur somme ne dépasse pas 1."),
        )
    missing = [name for name in weights if not start.get(name, 0) > 0 or not now.get(name, 0) > 0]
    if missing:
        raise InvalidInput(
            f"missing index {missing}",
            user=_(
                "Il manque la valeur d’un indice pour l’année en cours ou la première : {names}."
            ).format(names=", ".join(missing)),
        )
    moving = sum(weight * now[name] / start[name] for name, weight in weights.items())
    return base * (1 - sum(weights.values()) + moving)


def hold_price(price: Array, floor: float | None, ceiling: float | None) -> Array:
    """Return prices brought back between a floor and a ceiling, either of which may be absent."""
    if floor is not None and ceiling is not None and floor > ceiling:
        raise InvalidInput(
            f"floor {floor} above ceiling {ceiling}",
            user=_("Le prix plancher dépasse le prix plafond : corrigez l’un des deux."),
        )
    low = -np.inf if floor is None else floor
    high = np.inf if ceiling is None else ceiling
    return np.asarray(np.clip(price, low, high))


def settle_commitment(commitment: Commitment, years: Sequence[CommitmentYear]) -> list[SettledYear]:
    """
    Return the account of each year: delivered against promised, and the price paid.

    Raises
    ------
    InvalidInput
        If neither a base price nor a market price gives the price of a year, or if more was taken
        than offered.
    """
    ordered = sorted(years, key=lambda one: one.year)
    return [_settle_year(commitment, ordered[0], one) for one in ordered]


def _settle_year(
    commitment: Commitment, first: CommitmentYear, year: CommitmentYear
) -> SettledYear:
    if year.taken > year.offered:
        raise InvalidInput(
            f"{year.year}: {year.taken} taken of {year.offered} offered",
            user=_(
                "En {year}, le volume enlevé dépasse le volume proposé : vérifiez les deux."
            ).format(year=year.year),
        )
    price = _find_price(commitment, first, year)
    firm = min(commitment.firm_volume_share * year.promised, year.offered)
    paid_volume = max(year.taken, firm)
    market = year.market_price_eur
    return SettledYear(
        year=year.year,
        price_eur=price,
        promised=year.promised,
        taken=year.taken,
        seller_shortfall=max(0.0, year.promised - year.offered),
        buyer_shortfall=max(0.0, min(year.promised, year.offered) - year.taken),
        paid_volume=paid_volume,
        paid_eur=paid_volume * price,
        transfer_to_seller_eur=None
        if market is None
        else paid_volume * price - year.taken * market,
    )


def _find_price(commitment: Commitment, first: CommitmentYear, year: CommitmentYear) -> float:
    if commitment.base_price_eur is not None:
        price = index_price(
            commitment.base_price_eur,
            commitment.index_weights,
            first.index_values,
            year.index_values,
        )
    elif year.market_price_eur is not None:
        price = year.market_price_eur
    else:
        raise InvalidInput(
            f"no price in {year.year}",
            user=_(
                "Le prix de {year} ne peut pas être établi : donnez un prix de départ ou le prix "
                "de marché de l’année."
            ).format(year=year.year),
        )
    return float(hold_price(np.array(price), commitment.floor_eur, commitment.ceiling_eur))
