"""The sheets of a directory as what tells one actor from another, for the comparison to read."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from maillon.domain.territory import find_departement
from maillon.domain.text import fold
from maillon.reference.territories import resolve_commune_code
from maillon.studies.recognising import IdentityRecord, Settled
from maillon_web.accounts.models import Organisation
from maillon_web.directory.models import Actor, DuplicatePair, PairState

__all__ = ["KnownActor", "list_known_actors", "list_names", "place_of", "read_settled"]

_COLUMNS = (
    *("pk", "name", "other_names", "siret", "siren", "rna_id", "address", "commune_code"),
    *("naf_code", "kind", "parent_id", "closed_on"),
)
_BATCH = 5_000
_SIREN_LENGTH = 9
_NAME_SEPARATOR = "|"


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownActor:
    """
    A sheet as the comparison reads it, and what only a directory knows.

    Attributes
    ----------
    pk
        Number of the sheet; `record.key` is the same as text.
    address
        Folded, to tell whether two establishments have one door.
    is_closed
        Whether its establishment has closed: another of the same unit may then have followed it.
    """

    pk: int
    record: IdentityRecord
    kind: str
    parent: int | None
    address: str
    is_closed: bool

    @property
    def commune(self) -> str:
        """Its commune, empty when it is unknown."""
        return next(iter(self.record.communes), "")


def list_known_actors(actors: QuerySet[Actor], organisation: Organisation) -> list[KnownActor]:
    """
    Return sheets in the order of their numbers.

    A sheet is also known by the names of those that people merged into it: that is what their
    decisions taught.
    """
    learnt = _list_learnt_names(organisation)
    return list(_iter_known(actors, learnt))


def read_settled(organisation: Organisation) -> Settled:
    """Return the pairs that people of the organisation said to be two actors, in any filière."""
    refused = DuplicatePair.objects.filter(
        filiere__organisation=organisation, state=PairState.DIFFERENT
    )
    return Settled(
        different=frozenset(
            (str(first), str(second))
            for first, second in refused.values_list("first_id", "second_id")
        )
    )


def list_names(name: str, other_names: str = "") -> list[str]:
    """Return the distinct names of an actor, the main one first."""
    parts = (part.strip() for part in (name, *other_names.split(_NAME_SEPARATOR)))
    return list(dict.fromkeys(part for part in parts if part))


def place_of(commune_code: str) -> tuple[Sequence[str], Sequence[str]]:
    """Return the commune of a record and its département, as far as they are known."""
    if not commune_code:
        return (), ()
    current = resolve_commune_code(commune_code)
    return ([current], [find_departement(current)]) if current else ([commune_code], [])


def _iter_known(
    actors: QuerySet[Actor], learnt: Mapping[int, Sequence[str]]
) -> Iterator[KnownActor]:
    for row in actors.order_by("pk").values(*_COLUMNS).iterator(chunk_size=_BATCH):
        yield KnownActor(
            pk=row["pk"],
            record=_make_record(row, learnt.get(row["pk"], ())),
            kind=row["kind"],
            parent=row["parent_id"],
            address=fold(row["address"]),
            is_closed=row["closed_on"] is not None,
        )


def _make_record(row: Mapping[str, Any], learnt: Sequence[str]) -> IdentityRecord:
    siren = row["siren"] or row["siret"][:_SIREN_LENGTH]
    names = list_names(row["name"], row["other_names"])
    communes, departements = place_of(row["commune_code"])
    return IdentityRecord(
        key=str(row["pk"]),
        names=list(dict.fromkeys([*names, *learnt])),
        unit=siren,
        siret=row["siret"],
        siren=siren,
        rna_id=row["rna_id"],
        address=row["address"],
        activities=[row["naf_code"]] if row["naf_code"] else [],
        communes=communes,
        departements=departements,
    )


def _list_learnt_names(organisation: Organisation) -> dict[int, list[str]]:
    merged = Actor.objects.filter(Q(merged_into__isnull=False), organisation=organisation)
    learnt: dict[int, list[str]] = defaultdict(list)
    for kept, name, others in merged.values_list("merged_into_id", "name", "other_names"):
        learnt[kept] += list_names(name, others)
    return learnt
