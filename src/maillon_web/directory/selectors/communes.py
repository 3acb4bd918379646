"""Find the commune that a person means."""

from django.utils.translation import gettext as _

from maillon.domain.errors import InvalidInput
from maillon.domain.territory import TerritoryKind
from maillon.domain.text import fold
from maillon_web.directory.selectors.outlines import find_territory
from maillon_web.filieres.models import Filiere
from maillon_web.filieres.territories import Proposal, propose

__all__ = ["find_commune", "list_proposed"]

_MOST_PROPOSED = 400


def find_commune(filiere: Filiere, typed: str) -> str:
    """
    Return the code of the commune of that name or code: of the territory first, else of France.

    Raises
    ------
    InvalidInput
        If there is none, or if several bear the name.
    """
    wanted = fold(typed)
    territory = find_territory(filiere)
    here = [
        place.code
        for place in (territory.places if territory else ())
        if wanted in (fold(place.name), fold(place.code))
    ]
    if len(here) == 1:
        return here[0]
    found = propose(typed, kinds=[TerritoryKind.COMMUNE])
    same = [hit for hit in found if wanted in (fold(hit.name), fold(_code_of(hit)))]
    if len(same) == 1:
        return _code_of(same[0])
    raise InvalidInput(f"no single commune for {typed!r}", user=_explain(same or found))


def list_proposed(filiere: Filiere) -> list[str]:
    """Return the names to propose while one types; none when they are too many for a page."""
    territory = find_territory(filiere)
    places = territory.places if territory else ()
    return [place.name for place in places] if len(places) <= _MOST_PROPOSED else []


def _code_of(hit: Proposal) -> str:
    return hit.key.partition(":")[2]


def _explain(found: list[Proposal]) -> str:
    if not found:
        return _("Aucune commune ne porte ce nom : vérifiez-le, ou donnez son code Insee.")
    names = ", ".join(f"{hit.name} ({_code_of(hit)})" for hit in found[:5])
    return _("Plusieurs communes sont possibles : {names}. Donnez le code de la bonne.").format(
        names=names
    )
