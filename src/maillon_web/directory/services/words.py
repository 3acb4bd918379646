"""Folded words of the actors, for search as you type on any database."""

from collections.abc import Sequence
from functools import lru_cache

from maillon.domain.text import split_words
from maillon_web.directory.models import Actor, ActorWord
from maillon_web.directory.services.bulk import insert_rows

__all__ = ["list_words", "write_words"]

_LONGEST = 40
_BATCH = 2000


def list_words(actor: Actor) -> list[str]:
    """Return the words under which an actor is found: its names, its commune, its numbers."""
    words = {
        *split_words(actor.name),
        *split_words(actor.other_names),
        *_fold_place(actor.commune_name),
    }
    # The SIRET begins with the SIREN: one word answers both.
    numbers = (actor.siret or actor.siren, actor.rna_id)
    kept = {word[:_LONGEST] for word in words if len(word) > 1}
    return sorted(kept | {number for number in numbers if number})


def write_words(filiere_id: int, actors: Sequence[Actor], *, are_new: bool = False) -> None:
    """Write the words of actors in a filière, in place of those that they had."""
    for start in range(0, len(actors), _BATCH):
        part = actors[start : start + _BATCH]
        if not are_new:
            ids = [actor.pk for actor in part]
            ActorWord.objects.filter(filiere_id=filiere_id, actor_id__in=ids).delete()
        insert_rows(
            ActorWord,
            ("filiere_id", "actor_id", "word"),
            ((filiere_id, actor.pk, word) for actor in part for word in list_words(actor)),
        )


@lru_cache(maxsize=40_000)
def _fold_place(name: str) -> tuple[str, ...]:
    """Fold a commune once: thousands of actors share it."""
    return tuple(split_words(name))
