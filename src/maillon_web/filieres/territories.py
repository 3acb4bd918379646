"""Territories as a person finds them in a page: what they are called, where they are."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maillon.domain.errors import MaillonError
from maillon.domain.language import get_language
from maillon.domain.territory import Place, Territory, TerritoryKind
from maillon.reference.territories import TerritoryHit, search_territories
from maillon.studies.asking import find_territory
from maillon.studies.territories import make_territory

__all__ = [
    "PICKED",
    "Proposal",
    "compose",
    "describe",
    "list_places",
    "name_kind",
    "propose",
    "resolve",
    "warm_up",
]

_MOST_CHARACTERS = 100
# A name, a name badly spelt, a post code: each reads tables of its own.
_FIRST_SEARCHES = ("rennes", "rennse", "35000")
_KINDS: dict[TerritoryKind, Promise] = {
    TerritoryKind.COMMUNE: _("Commune"),
    TerritoryKind.EPCI: _("Intercommunalité"),
    TerritoryKind.EPT: _("Établissement public territorial"),
    TerritoryKind.DEPARTEMENT: _("Département"),
    TerritoryKind.REGION: _("Région"),
    TerritoryKind.LIST: _("Groupement de communes"),
    TerritoryKind.PLACES: _("Ville hors de France"),
}
PICKED = (TerritoryKind.COMMUNE, TerritoryKind.EPCI, TerritoryKind.EPT)
"""What a composed territory is made of: communes, or all those of a grouping at once."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """A territory that a text may mean."""

    key: str
    name: str
    kind: Promise
    context: str
    population: int


def name_kind(kind: TerritoryKind) -> Promise:
    """Return what such a territory is called."""
    return _KINDS[kind]


def propose(text: str, *, kinds: Collection[TerritoryKind] | None = None) -> list[Proposal]:
    """Return the territories that a text may mean, best first; none for a single letter."""
    wanted = text.strip()[:_MOST_CHARACTERS]
    if len(wanted) < 2:
        return []
    among = None if kinds is None else tuple(kinds)
    return [_describe_hit(hit) for hit in _search(wanted.casefold(), among, get_language())]


def warm_up() -> None:
    """Read what searches read, so that the first person who searches does not wait."""
    for words in _FIRST_SEARCHES:
        propose(words)


def describe(territory: Territory) -> Proposal:
    """Return a territory as one of the answers of a search."""
    return Proposal(
        key=territory.key,
        name=territory.name,
        kind=_KINDS[territory.kind],
        context="",
        population=territory.population,
    )


def resolve(reference: str) -> Territory:
    """
    Return the one territory that a key or a text means.

    Raises
    ------
    InvalidInput
        If there is none or several; the sentence says what to write.
    """
    return find_territory(reference.strip()[:_MOST_CHARACTERS])


def compose(name: str, codes: Sequence[str]) -> Territory:
    """
    Return the territory made of communes.

    Raises
    ------
    InvalidInput
        If the name is empty, or if a commune is unknown.
    """
    return make_territory(name, codes)


def list_places(codes: Sequence[str]) -> list[Place]:
    """
    Return the communes of the codes or keys, each once, by name; a grouping brings all of its own.

    Unknown codes are left out: `compose` names them when the person has finished.
    """
    places = {place.code: place for code in codes for place in _find_places(code)}
    return sorted(places.values(), key=lambda place: place.name)


def _find_places(code: str) -> Sequence[Place]:
    try:
        return resolve(code).places
    except MaillonError:
        return ()


@lru_cache(maxsize=2000)
def _search(
    text: str, kinds: tuple[TerritoryKind, ...] | None, _language: str
) -> tuple[TerritoryHit, ...]:
    # People of one place type the same letters; where a place is, is said in the language in use.
    return tuple(search_territories(text, kinds=kinds, limit=8))


def _describe_hit(hit: TerritoryHit) -> Proposal:
    return Proposal(
        key=hit.key,
        name=hit.name,
        kind=_KINDS[hit.kind],
        context=hit.context,
        population=hit.population,
    )
