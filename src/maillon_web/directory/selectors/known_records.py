"""The records of one organisation, as what tells one from another: never those of somebody else."""

from collections.abc import Iterator

from django.db.models import QuerySet

from maillon.domain.text import fold
from maillon_web.accounts.models import User
from maillon_web.directory.models import Actor
from maillon_web.directory.selectors.likeness import Record, fold_names
from maillon_web.filieres.models import Filiere

__all__ = ["is_of_house", "iter_records", "list_comparable"]

_COLUMNS = (
    *("pk", "name", "other_names", "siret", "siren", "commune_code", "address"),
    *("kind", "parent_id", "closed_on"),
)
_BATCH = 5_000


def is_of_house(reader: User | None, filiere: Filiere) -> bool:
    """Tell whether a person belongs to the organisation that holds the filière."""
    return reader is not None and filiere.organisation.memberships.filter(user=reader).exists()


def list_comparable(filiere: Filiere, reader: User | None) -> QuerySet[Actor]:
    """
    Return the records that a person may compare with: those of the filière.

    People of the organisation that holds it compare with all of its directory.
    """
    known = Actor.objects.filter(organisation_id=filiere.organisation_id, merged_into=None)
    if is_of_house(reader, filiere):
        return known
    return known.filter(presences__filiere=filiere)


def iter_records(actors: QuerySet[Actor]) -> Iterator[Record]:
    """Yield what tells each actor from another, in the order of their numbers."""
    for row in actors.order_by("pk").values(*_COLUMNS).iterator(chunk_size=_BATCH):
        yield Record(
            key=row["pk"],
            names=fold_names(row["name"], row["other_names"]),
            siret=row["siret"],
            siren=row["siren"] or row["siret"][:9],
            commune_code=row["commune_code"],
            address=fold(row["address"]),
            kind=row["kind"],
            parent=row["parent_id"],
            is_closed=row["closed_on"] is not None,
        )
