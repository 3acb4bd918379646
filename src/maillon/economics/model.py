"""The words of the economy of a chain: stages, what they sell each other, what they spend."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from maillon.domain.flows import OUTSIDE

__all__ = [
    "ChainEconomy",
    "CostKind",
    "CostLine",
    "Exchange",
    "Place",
    "QuantitySource",
    "StageEconomy",
    "StockMove",
    "StockPrice",
    "UnknownShare",
]


class Place(StrEnum):
    """Where the money goes."""

    TERRITORY = "territory"
    ELSEWHERE = "elsewhere"


class QuantitySource(StrEnum):
    """Who says the quantity of an exchange."""

    GIVEN = "given"
    RECONCILED = "reconciled"
    YIELD = "yield"


class StockPrice(StrEnum):
    """What a stocked matter is counted at."""

    GIVEN = "given"
    SALE = "sale"
    PURCHASE = "purchase"


class CostKind(StrEnum):
    """Lines of a production-operation account, beside what flows between stages."""

    PURCHASE = "purchase"
    WAGES = "wages"
    TAXES = "taxes"
    INTEREST = "interest"
    RENT = "rent"
    DEPRECIATION = "depreciation"
    SUBSIDY = "subsidy"


@dataclass(frozen=True, kw_only=True, slots=True)
class CostLine:
    """
    One line of the account of a stage.

    Attributes
    ----------
    amount_eur
        Amount of the year; `None` when nobody said it.
    is_variable
        True when it follows the quantity sold, and so does not count as a fixed cost.
    place
        Where the money goes; `None` when nobody said it.
    value_added_share
        Of a purchase on the territory, the share that is value added there; the rest was bought
        elsewhere. `None` when unknown.
    spread
        Half-width of the uncertainty, relative to the amount; `None` for the one of the study.
    """

    label: str
    kind: CostKind
    amount_eur: float | None
    is_variable: bool = False
    place: Place | None = None
    value_added_share: float | None = None
    spread: float | None = None
    source: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Exchange:
    """
    A quantity of one matter that changes hands against money, in a year.

    It is written once: what the one sells is what the other buys. With a negative price the giver
    pays the taker, as for a waste.

    Attributes
    ----------
    source, target
        Keys of stages, or `OUTSIDE`.
    place
        Where the other party of an exchange with `OUTSIDE` is; `None` when nobody said it.
    party, party_label
        Key and name of the consumer at the outer end; empty when it is the outside.
    name
        Name among the factors of a study, when the one made of its ends would not be unique.
    value_added_share
        As in `CostLine`, for what is bought outside the chain and on the territory.
    quantity_source
        Who says the quantity; `None` when nobody does.
    interval
        Of a flow that the balance of flows leaves free: its two ends, `None` for one without
        limit. The quantity itself is then unknown.
    """

    source: str
    target: str
    matter: str
    unit: str
    quantity: float | None
    price_eur: float | None
    quantity_source: QuantitySource | None = None
    interval: tuple[float | None, float | None] | None = None
    place: Place | None = None
    value_added_share: float | None = None
    spread: float | None = None
    party: str = ""
    party_label: str = ""
    name: str = ""
    reference: str = ""

    @property
    def ends(self) -> tuple[str, str]:
        """Keys of the two ends as the model of flows has them, consumers included."""
        outer = self.party or OUTSIDE
        return (
            outer if self.source == OUTSIDE else self.source,
            outer if self.target == OUTSIDE else self.target,
        )

    @property
    def value_eur(self) -> float | None:
        """Amount of the year; `None` when the quantity or the price is unknown."""
        if self.quantity is None or self.price_eur is None:
            return None
        return self.quantity * self.price_eur

    @property
    def key(self) -> str:
        """Name of the exchange among the factors of a study."""
        return self.name or f"{self.source}>{self.target}:{self.matter}"

    @property
    def seller(self) -> str:
        """Who is paid."""
        return self.source if (self.price_eur or 0) >= 0 else self.target

    @property
    def buyer(self) -> str:
        """Who pays."""
        return self.target if (self.price_eur or 0) >= 0 else self.source


@dataclass(frozen=True, kw_only=True, slots=True)
class StockMove:
    """
    What a stage holds more of a matter at the end of the year than at its start.

    Attributes
    ----------
    quantity
        Negative when the stock was drawn upon; `None` when nobody said it.
    price_eur
        What a unit is counted at; `None` when neither a person nor an exchange says it.
    price_source
        Where the price comes from; `None` without one.
    is_bought
        True for a matter that the stage buys: what is stocked of it was not used in the year.
        Otherwise the stage made it, and it belongs to its product.
    basis
        Keys of the exchanges of the stage in this matter, on the side that `is_bought` says.
    """

    stage: str
    matter: str
    unit: str
    quantity: float | None
    price_eur: float | None = None
    price_source: StockPrice | None = None
    is_bought: bool = False
    basis: tuple[str, ...] = ()
    interval: tuple[float | None, float | None] | None = None

    @property
    def value_eur(self) -> float | None:
        """Amount of the year; `None` when the quantity or the price is unknown."""
        if self.quantity == 0:
            return 0.0
        if self.quantity is None or self.price_eur is None:
            return None
        return self.quantity * self.price_eur


@dataclass(frozen=True, kw_only=True, slots=True)
class StageEconomy:
    """
    One stage of the chain and what it spends beside its exchanges.

    Attributes
    ----------
    ess_share
        Share of the stage held by the social and solidarity economy; `None` when unknown.
    costs
        `None` when nobody described them; an empty sequence says that there are none.
    result_place
        Where the result goes: the place of the stage unless said otherwise.
    """

    key: str
    label: str
    place: Place = Place.TERRITORY
    ess_share: float | None = None
    costs: Sequence[CostLine] | None = None
    result_place: Place | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class UnknownShare:
    """A yield that nobody knows, and that would give a quantity that nobody knows either."""

    stage: str
    matter: str
    target: str
    target_matter: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ChainEconomy:
    """A chain in one year."""

    stages: tuple[StageEconomy, ...]
    exchanges: tuple[Exchange, ...]
    stock_moves: tuple[StockMove, ...] = ()
    unknown_shares: tuple[UnknownShare, ...] = ()
    title: str = ""
    year: int | None = None

    def list_sales(self, stage: str) -> list[Exchange]:
        """Return the exchanges that pay a stage."""
        return [one for one in self.exchanges if one.seller == stage]

    def list_purchases(self, stage: str) -> list[Exchange]:
        """Return the exchanges that a stage pays."""
        return [one for one in self.exchanges if one.buyer == stage]

    def list_stocks(self, stage: str) -> list[StockMove]:
        """Return what the stock of a stage did in the year."""
        return [one for one in self.stock_moves if one.stage == stage]
