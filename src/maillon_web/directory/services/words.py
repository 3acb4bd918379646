"""Folded words of the actors, for search as you type on any database."""

from collections.abc import Iterable, Iterator, Sequence

from django.db import connection

from maillon.domain.text import split_words
from maillon_web.directory.models import Actor, ActorWord

__all__ = ["list_words", "write_words"]

_LONGEST = 40
_BATCH = 2000


def list_words(actor: Actor) -> list[str]:
    """Return the words under which an actor is found: its names, its commune, its numbers."""
    names = f"{actor.name} {actor.other_names} {actor.commune_name}"
    words = {word[:_LONGEST] for word in split_words(names) if len(word) > 1}
    # The SIRET begins with the SIREN: one word answers both.
    numbers = (actor.siret or actor.siren, actor.rna_id)
    return sorted(words | {number for number in numbers if number})


def write_words(filiere_id: int, actors: Sequence[Actor], *, are_new: bool = False) -> None:
    """Write the words of actors in a filière, in place of those that they had."""
    if not are_new:
        for start in range(0, len(actors), _BATCH):
            part = [actor.pk for actor in actors[start : start + _BATCH]]
            ActorWord.objects.filter(filiere_id=filiere_id, actor_id__in=part).delete()
    for batch in _cut(_iter_rows(filiere_id, actors)):
        _insert(batch)


def _iter_rows(filiere_id: int, actors: Iterable[Actor]) -> Iterator[tuple[int, int, str]]:
    for actor in actors:
        for word in list_words(actor):
            yield filiere_id, actor.pk, word


def _cut(rows: Iterator[tuple[int, int, str]]) -> Iterator[list[tuple[int, int, str]]]:
    batch: list[tuple[int, int, str]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _insert(rows: list[tuple[int, int, str]]) -> None:
    # Hundreds of thousands of short rows: building a model for each would cost more than writing.
    table = connection.ops.quote_name(ActorWord._meta.db_table)  # noqa: SLF001 - Django's documented access to a table's name
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} (filiere_id, actor_id, word) VALUES (%s, %s, %s)",  # noqa: S608 - the name of our own table
            rows,
        )
