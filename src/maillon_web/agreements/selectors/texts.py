"""Read charters, contracts and what was promised in them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import Http404

from maillon_web.agreements.models import (
    Charter,
    CharterVersion,
    Commitment,
    CommitmentCheck,
    CommitmentState,
    Contract,
    ContractState,
    Deadline,
    Signature,
    VersionState,
)
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.selectors.records import list_records

__all__ = [
    "Promises",
    "count_promises",
    "find_current_version",
    "get_commitment",
    "get_version",
    "list_charters",
    "list_commitments",
    "list_contracts",
    "list_open_deadlines",
    "list_signatures",
]

OPEN_STATES = (CommitmentState.AHEAD, CommitmentState.RUNNING)


@dataclass(frozen=True, kw_only=True, slots=True)
class Promises:
    """How many promises stand where; `late` ones are open and past their date."""

    total: int
    kept: int
    partly: int
    broken: int
    open: int
    dropped: int
    late: int


def list_charters(opened: Opened) -> QuerySet[Charter]:
    """Return the charters, with how many organisations have signed one of their versions."""
    signed = Q(versions__signatures__withdrawn_on__isnull=True)
    return (
        list_records(opened, Charter)
        .annotate(signature_count=Count("versions__signatures", filter=signed, distinct=True))
        .prefetch_related("versions")
    )


def list_contracts(opened: Opened) -> QuerySet[Contract]:
    """Return the contracts, with how many parties and promises each has."""
    return list_records(opened, Contract).annotate(
        party_count=Count("parties", distinct=True),
        commitment_count=Count("commitments", distinct=True),
        kept_count=Count(
            "commitments", filter=Q(commitments__state=CommitmentState.KEPT), distinct=True
        ),
    )


def get_version(opened: Opened, pk: int) -> CharterVersion:
    """
    Return a version of a charter that the reader may see.

    Raises
    ------
    Http404
        If it is not of this filière, or not for this reader.
    """
    charters = list_records(opened, Charter)
    found = (
        CharterVersion.objects.filter(charter__in=charters, pk=pk)
        .select_related("charter__filiere")
        .first()
    )
    if found is None:
        raise Http404
    return found


def find_current_version(charter: Charter) -> CharterVersion | None:
    """Return the version in force, else the one under discussion."""
    versions = {version.state: version for version in reversed(charter.versions.all())}
    return versions.get(VersionState.ADOPTED) or versions.get(VersionState.DRAFT)


def list_signatures(version: CharterVersion) -> QuerySet[Signature]:
    """Return who signed a version, those who withdrew last."""
    return version.signatures.select_related("actor").order_by(
        "withdrawn_on", "signed_on", "organisation", "pk"
    )


def get_commitment(opened: Opened, pk: int) -> Commitment:
    """
    Return a promise that the reader may see.

    Raises
    ------
    Http404
        If it is not of this filière, or not for this reader.
    """
    found = list_commitments(opened).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def list_commitments(opened: Opened, *, state: str = "") -> QuerySet[Commitment]:
    """Return the promises of the charters and contracts that the reader may see, next first."""
    found = (
        Commitment.objects.filter(
            Q(charter__in=list_records(opened, Charter))
            | Q(contract__in=list_records(opened, Contract))
        )
        .select_related("charter__filiere", "contract__filiere", "party")
        .prefetch_related(Prefetch("checks", CommitmentCheck.objects.select_related("checked_by")))
        .order_by("due_on", "position", "pk")
    )
    return found.filter(state=state) if state else found


def count_promises(found: QuerySet[Commitment], *, today: date) -> Promises:
    """Count promises by where they stand, in one query."""
    late = Q(state__in=OPEN_STATES, due_on__lt=today)
    counts = found.order_by().aggregate(
        total=Count("pk"),
        kept=Count("pk", filter=Q(state=CommitmentState.KEPT)),
        partly=Count("pk", filter=Q(state=CommitmentState.PARTLY)),
        broken=Count("pk", filter=Q(state=CommitmentState.BROKEN)),
        open=Count("pk", filter=Q(state__in=OPEN_STATES)),
        dropped=Count("pk", filter=Q(state=CommitmentState.DROPPED)),
        late=Count("pk", filter=late),
    )
    return Promises(**counts)


def list_open_deadlines(opened: Opened) -> QuerySet[Deadline]:
    """Return the dates of the signed contracts that are not done, next first."""
    contracts = list_records(opened, Contract).filter(state=ContractState.SIGNED)
    return (
        Deadline.objects.filter(contract__in=contracts, done_on__isnull=True)
        .select_related("contract")
        .order_by("due_on", "pk")
    )
