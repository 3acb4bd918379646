"""The cases that may help where one works, each with its reason."""

from collections.abc import Sequence

from django.contrib.auth.models import AnonymousUser

from maillon.domain.sheets import SheetKind, TerritoryKind
from maillon.studies.searching import Context, SimilarSheet
from maillon_web.accounts.models import User
from maillon_web.filieres.models import Filiere
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.selectors.chain import list_stage_labels
from maillon_web.library.selectors.readers import get_reader
from maillon_web.library.selectors.shelves import get_library

__all__ = ["CASES", "find_territory_kind", "suggest", "suggest_in"]

# What one learns from; aids have pages of their own, where their dates are read.
CASES = (
    SheetKind.EXPERIENCE,
    SheetKind.PROJECT,
    SheetKind.RESOURCE,
    SheetKind.TRADE,
    SheetKind.QUESTION,
    SheetKind.EVENT,
)
_MOST = 4
_TERRITORIES = {
    "commune": TerritoryKind.COMMUNE,
    "epci": TerritoryKind.EPCI,
    "ept": TerritoryKind.EPT,
    "dep": TerritoryKind.DEPARTEMENT,
    "reg": TerritoryKind.REGION,
    "geonames": TerritoryKind.CITY_ABROAD,
}


def find_territory_kind(filiere: Filiere) -> TerritoryKind:
    """Return on what kind of territory a filière is, as sheets name it."""
    return _TERRITORIES.get(filiere.territory_key.partition(":")[0], TerritoryKind.UNKNOWN)


def suggest(
    person: User | AnonymousUser, context: Context, *, limit: int = _MOST
) -> Sequence[SimilarSheet]:
    """Return the sheets that suit what a person is doing, of those that it may read."""
    return get_library().suggest(context, reader=get_reader(person), limit=limit)


def suggest_in(  # noqa: PLR0913 - where one works, each part apart
    opened: Opened,
    person: User | AnonymousUser,
    *,
    steps: Sequence[str] = (),
    levers: Sequence[str] = (),
    stage: str = "",
    words: str = "",
    kinds: Sequence[SheetKind] = CASES,
    excluded: Sequence[str] = (),
    limit: int = _MOST,
) -> Sequence[SimilarSheet]:
    """Return the sheets that suit a filière: its chain, its kind of territory, this stage."""
    filiere = opened.filiere
    stage_label = list_stage_labels(filiere).get(stage, "") if stage else ""
    context = Context(
        steps=tuple(steps),
        levers=tuple(levers),
        filieres=(filiere.template_key,) if filiere.template_key else (),
        territory_kind=find_territory_kind(filiere),
        kinds=tuple(kinds),
        words=" ".join(filter(None, (words, stage_label, _say_own_chain(filiere)))),
        excluded=tuple(excluded),
    )
    return suggest(person, context, limit=limit)


def _say_own_chain(filiere: Filiere) -> str:
    """Return the name of a filière that has a chain of its own: it says what it is about."""
    return "" if filiere.template_key else filiere.name
