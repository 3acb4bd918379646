"""Gisements: quantities that arise before collection, the ratios that estimate them, who takes."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from maillon.domain.provenance import Provenance

__all__ = [
    "ActivityKind",
    "Capture",
    "Destination",
    "Gisement",
    "LegalStatus",
    "Origin",
    "Ratio",
    "RatioScope",
    "RatioTable",
    "RecoverySteps",
    "UncertainShare",
]


class LegalStatus(StrEnum):
    """What the law makes of the matter."""

    WASTE = "waste"
    PRODUCT = "product"
    BY_PRODUCT = "by_product"
    END_OF_WASTE = "end_of_waste"
    UNKNOWN = ""


class Origin(StrEnum):
    """How the quantity is known."""

    DECLARED = "declared"
    WEIGHED = "weighed"
    ESTIMATED = "estimated"


class Destination(StrEnum):
    """Where what was taken goes."""

    ESS = "ess"
    OTHERS = "others"
    EXPORTED = "exported"
    LOST = "lost"


class ActivityKind(StrEnum):
    """What a ratio is multiplied by."""

    EMPLOYEE = "employee"
    INHABITANT = "inhabitant"
    MEAL = "meal"
    HEAD = "head"
    SQUARE_METRE = "square_metre"
    TURNOVER = "turnover"
    UNIT = "unit"


class RatioScope(StrEnum):
    """What moment of the life of the matter a ratio counts: two of them never add up."""

    GENERATED = "generated"
    PLACED_ON_MARKET = "placed_on_market"
    COLLECTED = "collected"


@dataclass(frozen=True, kw_only=True, slots=True)
class UncertainShare:
    """
    A share and what it may be.

    Attributes
    ----------
    value
        Between 0 and 1.
    cv
        Coefficient of variation; `None` when bounds are given instead.
    low, high
        Bounds that hold it nine times out of ten; `None` when a variation is given instead.
    reference
        Where it comes from, in words.
    """

    value: float
    cv: float | None = None
    low: float | None = None
    high: float | None = None
    reference: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class RecoverySteps:
    """
    What can be had of a gisement, step by step; a step nobody knows is `None`, never 1.

    Attributes
    ----------
    mobilisable
        Share of the theoretical quantity that a collection can reach.
    recoverable
        Share of the mobilisable quantity that is good enough to be used.
    """

    mobilisable: UncertainShare | None = None
    recoverable: UncertainShare | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Gisement:
    """
    A quantity of a matter that someone holds or produces over a period.

    Attributes
    ----------
    key
        Identifier for whoever asks.
    quantity
        Over the period, in `unit`; `None` when nobody knows.
    starts_on, ends_on
        Period, ISO dates or years; empty when it is not said.
    holder
        Organisation, or kind of holder in words.
    place
        Commune or territory in words or by code.
    waste_code, rep_family
        Code of the European list of waste; number of the family of extended responsibility.
    cv
        Coefficient of variation of the quantity; `None` when bounds or a score are given instead.
    low, high
        Bounds that hold the quantity nine times out of ten.
    confidence
        Pedigree score, as `maillon.flows.pedigree` reads it; empty when there is none.
    steps
        Mobilisable and recoverable shares.
    ratio_key
        Ratio it was estimated with: gisements that share it share its error.
    is_dormant
        Whether it is a stock that sleeps, there once, and not a yearly quantity.
    reference
        Where it comes from, in words.
    """

    key: str
    matter: str
    quantity: float | None
    unit: str
    starts_on: str = ""
    ends_on: str = ""
    quality: str = ""
    holder: str = ""
    stage: str = ""
    place: str = ""
    status: LegalStatus = LegalStatus.UNKNOWN
    waste_code: str = ""
    rep_family: str = ""
    origin: Origin = Origin.DECLARED
    cv: float | None = None
    low: float | None = None
    high: float | None = None
    confidence: str = ""
    steps: RecoverySteps = field(default_factory=RecoverySteps)
    ratio_key: str = ""
    is_dormant: bool = False
    reference: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ratio:
    """
    A quantity per unit of activity and per year, as someone published it.

    Attributes
    ----------
    key
        Stable name in its table.
    activity
        What it is multiplied by.
    naf_code
        Activity code or its beginning (`16`, `16.10A`); only for a ratio per employee.
    value, unit
        Mean quantity per unit of activity and per year; the unit of the quantity only (`kg`).
    cv
        Coefficient of variation; `None` when bounds or a score are given instead.
    low, high
        Bounds that hold it nine times out of ten; `None` when a variation is given instead.
    confidence
        Pedigree score, when the source gives no uncertainty.
    year
        Year it holds for; the last one of a span.
    period
        The span in words when the source gives no single year.
    source, address
        Title and publisher; public address.
    source_key
        Key of the `Provenance` of its table; empty in one's own table.
    method
        How it was established.
    perimeter
        What it counts and what it leaves out.
    scope
        Moment of the life of the matter.
    part_of
        Key of the ratio of the same table that counts this one already: they never add up.
    filieres
        Keys of the filières that it bears on; every one when empty.
    place_key
        Territory that it holds for alone; everywhere when empty.
    is_verified
        Whether someone of the project read it in its source.
    cell
        Where it was read (`Ratios!D4`).
    """

    key: str
    matter: str
    activity: ActivityKind
    value: float
    unit: str
    year: int
    source: str
    naf_code: str = ""
    cv: float | None = None
    low: float | None = None
    high: float | None = None
    confidence: str = ""
    period: str = ""
    source_key: str = ""
    address: str = ""
    method: str = ""
    perimeter: str = ""
    scope: RatioScope = RatioScope.GENERATED
    part_of: str = ""
    filieres: tuple[str, ...] = ()
    place_key: str = ""
    is_verified: bool = False
    cell: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the attributes by name, for JSON; `from_dict` reads it back."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Ratio":
        """Return the ratio that `to_dict` wrote."""
        given = dict(values)
        given["activity"] = ActivityKind(given["activity"])
        given["scope"] = RatioScope(given.get("scope", RatioScope.GENERATED))
        given["filieres"] = tuple(given.get("filieres", ()))
        return cls(**given)


@dataclass(frozen=True, kw_only=True, slots=True)
class RatioTable:
    """
    Ratios that were published, or kept, together.

    Attributes
    ----------
    key, label
        Stable name and name to show.
    sources
        Where its ratios come from.
    caveats
        What must be known before using it, one sentence each.
    """

    key: str
    label: str
    ratios: tuple[Ratio, ...]
    sources: tuple[Provenance, ...] = ()
    caveats: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Capture:
    """
    What someone took of a gisement in a year.

    Attributes
    ----------
    gisement
        Key of the gisement.
    taker
        Organisation that takes; empty when it is not known.
    quantity
        In `unit`; `None` when it takes and nobody knows how much.
    secured_by
        Keys of what secures its access, as `maillon.reference.captures` lists them.
    public, quality
        Whom it serves; what it picks; empty when it is not said.
    areas
        Codes or names of the places where it takes; the whole place of the gisement when empty.
    stage
        Stage of the filière where it takes.
    reference
        Where it comes from, in words.
    """

    gisement: str
    year: int
    destination: Destination
    taker: str = ""
    quantity: float | None = None
    unit: str = "t"
    secured_by: tuple[str, ...] = ()
    public: str = ""
    quality: str = ""
    areas: tuple[str, ...] = ()
    stage: str = ""
    reference: str = ""
