"""Search as you type: every word typed is the beginning of a word of the actor."""

from django.db.models import Exists, OuterRef, QuerySet

from maillon.domain.text import split_words
from maillon_web.directory.models import ActorWord, Presence
from maillon_web.directory.selectors.visible import LISTED, list_visible
from maillon_web.filieres.selectors import Opened

__all__ = ["match_words", "read_typed", "search_actors"]

MOST_FOUND = 12
_COMMON = 4000
_SHORTEST_NUMBER = 9
_MOST_WORDS = 6
_LONGEST = 40
# Folded words are made of A to Z and 0 to 9: the last of them, in any collation.
_LAST = "Z"


def search_actors(opened: Opened, typed: str, *, limit: int = MOST_FOUND) -> list[Presence]:
    """
    Return the first actors, by name, that answer what is typed; none before two letters.

    Notes
    -----
    What thousands begin with (« association ») is looked for along the list of names, which stops
    at the first that answer; what few begin with is looked for among the words.
    """
    words = read_typed(typed)
    if not words or max(map(len, words)) < 2:
        return []
    filiere_id = opened.filiere.pk
    found = list_visible(opened).filter(LISTED)
    rare = [word for word in words if not _is_common(filiere_id, word)]
    if rare:
        found = match_words(found, filiere_id, words)
    else:
        for word in words:
            holders = _list_holders(filiere_id, word).filter(actor_id=OuterRef("actor_id"))
            found = found.filter(Exists(holders))
    numbers = list(found.order_by("sort_name", "pk").values_list("pk", flat=True)[:limit])
    return list(
        Presence.objects.filter(pk__in=numbers)
        .select_related("actor")
        .only(
            "sort_name",
            "main_stage",
            "filiere_id",
            "actor__name",
            "actor__commune_name",
            "actor__siret",
        )
        .order_by("sort_name", "pk")
    )


def _is_common(filiere_id: int, word: str) -> bool:
    return _list_holders(filiere_id, word)[_COMMON:].exists()


def read_typed(typed: str) -> list[str]:
    """
    Return the folded words to look for, the longest first.

    A number typed in groups (`123 456 789`) is one word; single letters count only alone.
    """
    words = split_words(typed)
    joined = "".join(words)
    if len(joined) >= _SHORTEST_NUMBER and joined.isdigit():
        return [joined[:_LONGEST]]
    long = [word for word in words if len(word) > 1]
    kept = dict.fromkeys(word[:_LONGEST] for word in (long or words[:1]))
    return sorted(kept, key=len, reverse=True)[:_MOST_WORDS]


def match_words(
    presences: QuerySet[Presence], filiere_id: int, words: list[str]
) -> QuerySet[Presence]:
    """Keep the presences whose actor has, for every word, a word that begins so."""
    for word in words:
        holders = _list_holders(filiere_id, word)
        presences = presences.filter(actor_id__in=holders.values("actor_id"))
    return presences


def _list_holders(filiere_id: int, word: str) -> QuerySet[ActorWord]:
    last = (word + _LAST * _LONGEST)[:_LONGEST]
    return ActorWord.objects.filter(filiere_id=filiere_id, word__gte=word, word__lte=last)
