"""The sheet of the library: one experience, resource, trade, question or aid, with fixed fields."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from maillon.domain.visibility import Visibility

__all__ = ["Sheet", "SheetFigure", "SheetKind", "SheetLink", "TerritoryKind", "build_sheet"]


class SheetKind(StrEnum):
    """What a sheet tells."""

    EXPERIENCE = "experience"
    PROJECT = "project"
    RESOURCE = "resource"
    EVENT = "event"
    TRADE = "trade"
    QUESTION = "question"
    CALL = "call"
    AID = "aid"


class TerritoryKind(StrEnum):
    """On what kind of territory it happened."""

    COMMUNE = "commune"
    EPCI = "epci"
    EPT = "ept"
    DEPARTEMENT = "departement"
    REGION = "region"
    PNR = "pnr"
    PETR = "petr"
    BASSIN = "bassin"
    ETAT = "etat"
    RESEAU = "reseau"
    CITY_ABROAD = "ville_hors_france"
    NATIONAL = "national"
    UNKNOWN = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class SheetFigure:
    """
    A figure that the document gives, as it gives it.

    Attributes
    ----------
    value
        `None` when the document gives words only, then held in `note`.
    year
        Year it holds for; `None` when the document does not say.
    """

    label: str
    value: float | None = None
    unit: str = ""
    year: int | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class SheetLink:
    """An address that stands in the document."""

    label: str
    address: str


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """
    One sheet of the library.

    Attributes
    ----------
    key
        Stable name, unique among all the sheets that are searched together.
    country
        ISO 3166 alpha-2 code.
    filieres, stages, steps, levers
        Keys of the bundled filières, of their stages, and of the method.
    actors, contact
        Organisations, never people.
    details
        What only this kind of sheet has: see `reference/experiences/fields.yaml`.
    provenance
        Key of the document, of the register, or of the organisation that wrote it.
    passage
        Where in that document.
    doubt
        What is contradictory or uncertain in the source.
    same_as
        Key of another sheet about the same thing, written from another document.
    written_on
        Day it was last known to be true, ISO; empty when the source is not dated.
    """

    key: str
    kind: SheetKind
    title: str
    summary: str = ""
    place: str = ""
    country: str = "FR"
    territory_kind: TerritoryKind = TerritoryKind.UNKNOWN
    filieres: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    levers: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    figures: tuple[SheetFigure, ...] = ()
    budget: str = ""
    results: tuple[str, ...] = ()
    difficulties: tuple[str, ...] = ()
    contact: str = ""
    links: tuple[SheetLink, ...] = ()
    resource_type: str = ""
    keywords: tuple[str, ...] = ()
    year: int | None = None
    visibility: Visibility = Visibility.PUBLIC
    details: Mapping[str, Any] = field(default_factory=dict)
    provenance: str = ""
    passage: str = ""
    doubt: str = ""
    same_as: str = ""
    written_on: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the attributes by name, for JSON; `build_sheet` reads it back."""
        return asdict(self)


_LISTS = (
    "filieres",
    "stages",
    "steps",
    "levers",
    "actors",
    "results",
    "difficulties",
    "keywords",
)


def build_sheet(values: Mapping[str, Any]) -> Sheet:
    """
    Build a sheet from plain values that a schema or a form has checked.

    Parameters
    ----------
    values
        Attributes of `Sheet` by name; figures and links as mappings. `is_public: false`, as the
        files of the library write it, is a sheet for members.

    Raises
    ------
    TypeError, ValueError
        If the values were not checked: an unknown attribute, kind or visibility.
    """
    given = dict(values)
    if not given.pop("is_public", True):
        given["visibility"] = Visibility.MEMBERS
    for name in _LISTS:
        given[name] = tuple(given.get(name, ()))
    given["kind"] = SheetKind(given["kind"])
    given["territory_kind"] = TerritoryKind(given.get("territory_kind", ""))
    given["visibility"] = Visibility(given.get("visibility", Visibility.PUBLIC))
    given["figures"] = tuple(SheetFigure(**figure) for figure in given.get("figures", ()))
    given["links"] = tuple(SheetLink(**link) for link in given.get("links", ()))
    return Sheet(**given)
