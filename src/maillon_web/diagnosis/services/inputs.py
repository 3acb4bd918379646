"""What people wrote in a workspace, as the studies take it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from maillon.domain.decisions import Decision
from maillon.domain.visibility import Audience
from maillon.studies.declaring import DeclaredActors, make_declared_table
from maillon_web.directory.selectors.declared import (
    list_decisions,
    list_declared,
    list_merged,
    list_provenances,
)
from maillon_web.filieres.models import Filiere

__all__ = ["Inputs", "read_inputs"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Inputs:
    """Decisions, actors written down and duplicates of a filière."""

    decisions: Sequence[Decision]
    declared: DeclaredActors | None
    merged: Mapping[str, str]


def read_inputs(filiere: Filiere, *, audience: Audience) -> Inputs:
    """Return what counts for that audience."""
    rows = list_declared(filiere, audience)
    return Inputs(
        decisions=list_decisions(filiere),
        declared=DeclaredActors(
            table=make_declared_table(rows), provenances=list_provenances(filiere, rows)
        )
        if rows
        else None,
        merged=list_merged(filiere),
    )
