"""Folded words of the actors, for search as you type on any database."""

from collections.abc import Collection, Sequence
from functools import lru_cache

from maillon.domain.text import split_words
from maillon_web.directory.models import Actor, ActorWord, FieldOrigin
from maillon_web.directory.services.bulk import insert_rows
from maillon_web.filieres.models import Visibility

__all__ = ["list_words", "write_words"]

_LONGEST = 40
_FOUND_BY = ("other_names", "commune_code", "rna_id")
_BATCH = 2000


def list_words(actor: Actor, hidden: Collection[str] = ()) -> list[str]:
    """
    Return the words under which an actor is found: its names, its commune, its numbers.

    `hidden` names fields that fewer people see than the sheet: whoever finds it by their words
    would learn them.
    """
    words = set(split_words(actor.name))
    if "other_names" not in hidden:
        words.update(split_words(actor.other_names))
    if "commune_code" not in hidden:
        words.update(_fold_place(actor.commune_name))
    # The SIRET begins with the SIREN: one word answers both.
    numbers = (actor.siret or actor.siren, "" if "rna_id" in hidden else actor.rna_id)
    kept = {word[:_LONGEST] for word in words if len(word) > 1}
    return sorted(kept | {number for number in numbers if number})


def write_words(filiere_id: int, actors: Sequence[Actor], *, are_new: bool = False) -> None:
    """Write the words of actors in a filière, in place of those that they had."""
    for start in range(0, len(actors), _BATCH):
        part = actors[start : start + _BATCH]
        hidden = _read_hidden(part)
        wanted = {actor.pk: list_words(actor, hidden.get(actor.pk, ())) for actor in part}
        if not are_new:
            wanted = _keep_differing(filiere_id, wanted)
            ActorWord.objects.filter(filiere_id=filiere_id, actor_id__in=list(wanted)).delete()
        insert_rows(
            ActorWord,
            ("filiere_id", "actor_id", "word"),
            ((filiere_id, pk, word) for pk, words in wanted.items() for word in words),
        )


def _keep_differing(filiere_id: int, wanted: dict[int, list[str]]) -> dict[int, list[str]]:
    """Leave out the actors that are found by these very words already."""
    present: dict[int, set[str]] = {}
    rows = ActorWord.objects.filter(filiere_id=filiere_id, actor_id__in=list(wanted))
    for pk, word in rows.values_list("actor_id", "word"):
        present.setdefault(pk, set()).add(word)
    return {pk: words for pk, words in wanted.items() if set(words) != present.get(pk, set())}


def _read_hidden(actors: Sequence[Actor]) -> dict[int, set[str]]:
    """Return the fields that fewer people see than their sheet."""
    levels = {actor.pk: actor.visibility for actor in actors}
    hidden: dict[int, set[str]] = {}
    origins = FieldOrigin.objects.filter(actor_id__in=list(levels), field__in=_FOUND_BY)
    rows = origins.exclude(visibility=Visibility.PUBLIC)
    for actor_id, field, level in rows.values_list("actor_id", "field", "visibility"):
        if Visibility(level) not in (Visibility.PUBLIC, levels[actor_id]):
            hidden.setdefault(actor_id, set()).add(field)
    return hidden


@lru_cache(maxsize=40_000)
def _fold_place(name: str) -> tuple[str, ...]:
    """Fold a commune once: thousands of actors share it."""
    return tuple(split_words(name))
