"""What a list of actors is narrowed to, as the address of the page says it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.http import QueryDict

from maillon_web.directory.models import Confidence, EssStatus
from maillon_web.directory.selectors.zones import read_zone

__all__ = ["FRESHNESS", "NO_STAGE", "SIZES", "SORTS", "FilterValues", "has_bad_zone"]

NO_STAGE = "aucun"
SORTS = ("name", "-name", "commune", "-size", "size", "stage", "ess", "checked", "-checked")
FRESHNESS = ("3", "6", "12", "old", "never", "closed", "gone")
"""Checked within so many months, longer ago, never; closed; absent from the last registers."""
SIZES: Mapping[str, tuple[int, int | None]] = {
    "0": (0, 0),
    "1-9": (1, 9),
    "10-49": (10, 49),
    "50-249": (50, 249),
    "250": (250, None),
}
"""Lowest and highest number of employees of each choice; `unknown` is one more choice."""
UNKNOWN_SIZE = "unknown"
_MOST_VALUES = 60
_LONGEST = 120


@dataclass(frozen=True, kw_only=True, slots=True)
class FilterValues:
    """
    The filters in force; empty ones narrow nothing.

    Attributes
    ----------
    q
        Words, each the beginning of a word of the actor.
    stage, confidence
        Stages (`aucun`: at none), and how sure the actor must be there.
    ess, family, rule
        Status, family and rule of qualification.
    size, commune, freshness
        Keys of `SIZES`, commune codes, keys of `FRESHNESS`.
    qpv
        `oui` or `non`: whether it is in a priority district.
    zone
        Rectangle of the map that holds its point: `west,south,east,north`.
    """

    ANY_ESS: ClassVar = (
        EssStatus.PUBLISHED.value,
        EssStatus.DEDUCED.value,
        EssStatus.DECLARED.value,
    )
    """What `ess=oui` stands for."""

    q: str = ""
    stage: tuple[str, ...] = ()
    confidence: tuple[str, ...] = ()
    ess: tuple[str, ...] = ()
    family: tuple[str, ...] = ()
    rule: tuple[str, ...] = ()
    size: tuple[str, ...] = ()
    commune: tuple[str, ...] = ()
    qpv: str = ""
    freshness: str = ""
    zone: str = ""
    sort: str = "name"

    @classmethod
    def from_query(cls, query: QueryDict | Mapping[str, Any]) -> "FilterValues":
        """Return the filters of an address; what is not a filter is left out, not refused."""
        values = query if isinstance(query, QueryDict) else QueryDict(urlencode(query, doseq=True))

        def several(name: str, known: Iterable[str] | None = None) -> tuple[str, ...]:
            given = [_clean(value) for value in values.getlist(name)[:_MOST_VALUES]]
            kept = [value for value in dict.fromkeys(given) if value]
            return tuple(value for value in kept if known is None or value in known)

        def one(name: str, known: Iterable[str]) -> str:
            value = _clean(values.get(name, ""))
            return value if value in known else ""

        return cls(
            q=_clean(values.get("q", "")),
            stage=several("stage"),
            confidence=several("confidence", Confidence.values),
            ess=cls.ANY_ESS if one("ess", ("oui",)) else several("ess", EssStatus.values),
            family=several("family"),
            rule=several("rule"),
            size=several("size", (*SIZES, UNKNOWN_SIZE)),
            commune=several("commune"),
            qpv=one("qpv", ("oui", "non")),
            freshness=one("freshness", FRESHNESS),
            zone=str(read_zone(_clean(values.get("zone", ""))) or ""),
            sort=one("sort", SORTS) or "name",
        )

    def to_query(self) -> str:
        """Return the filters as the end of an address."""
        pairs = {
            field.name: getattr(self, field.name)
            for field in fields(self)
            if getattr(self, field.name) and (field.name, self.sort) != ("sort", "name")
        }
        return urlencode(pairs, doseq=True)

    def without(self, name: str, value: str = "") -> "FilterValues":
        """Return the filters without one of them."""
        held = getattr(self, name)
        changes: dict[str, Any] = {
            name: tuple(item for item in held if item != value) if isinstance(held, tuple) else ""
        }
        return replace(self, **changes)

    def without_all(self, name: str) -> "FilterValues":
        """Return the filters without any value of one of them."""
        changes: dict[str, Any] = {name: ()}
        return replace(self, **changes)

    def with_sort(self, sort: str) -> "FilterValues":
        """Return the same filters in another order."""
        return replace(self, sort=sort)

    @property
    def is_narrow(self) -> bool:
        """Whether anything is filtered."""
        return self.with_sort("name") != FilterValues()


def has_bad_zone(query: QueryDict) -> bool:
    """Tell whether an address names a rectangle of the map that is none: it filters nothing."""
    given = _clean(query.get("zone", ""))
    return bool(given) and read_zone(given) is None


def _clean(value: object) -> str:
    # A NUL character is refused by PostgreSQL.
    return str(value).replace("\x00", "").strip()[:_LONGEST]
