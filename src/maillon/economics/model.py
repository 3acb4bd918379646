"""The words of the economy of a chain: stages, what they sell each other, what they spend."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["ChainEconomy", "CostKind", "CostLine", "Exchange", "Place", "StageEconomy"]


class Place(StrEnum):
    """Where the money goes."""

    TERRITORY = "territory"
    ELSEWHERE = "elsewhere"


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
    name
        Name among the factors of a study, when the one made of its ends would not be unique.
    value_added_share
        As in `CostLine`, for what is bought outside the chain and on the territory.
    """

    source: str
    target: str
    matter: str
    unit: str
    quantity: float | None
    price_eur: float | None
    place: Place | None = None
    value_added_share: float | None = None
    spread: float | None = None
    name: str = ""
    reference: str = ""

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
class ChainEconomy:
    """A chain in one year."""

    stages: tuple[StageEconomy, ...]
    exchanges: tuple[Exchange, ...]
    title: str = ""
    year: int | None = None

    def list_sales(self, stage: str) -> list[Exchange]:
        """Return the exchanges that pay a stage."""
        return [one for one in self.exchanges if one.seller == stage]

    def list_purchases(self, stage: str) -> list[Exchange]:
        """Return the exchanges that a stage pays."""
        return [one for one in self.exchanges if one.buyer == stage]
