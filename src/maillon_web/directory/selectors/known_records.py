"""The records that a person may compare with: never those of somebody else."""

from django.db.models import QuerySet

from maillon_web.accounts.models import User
from maillon_web.directory.models import Actor
from maillon_web.filieres.models import Filiere

__all__ = ["is_of_house", "list_comparable"]


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
