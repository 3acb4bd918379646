"""The actors of cases as rows of the table of establishments."""

import csv
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pyarrow as pa

from maillon.domain.territory import find_departement
from maillon.reference.cases.catalogue import get_case, list_cases
from maillon.reference.cases.model import Case, CaseActor

__all__ = ["actors_table"]

_COLUMNS = Path(__file__).parent.parent / "tables" / "establishments.csv"
_ARROW_TYPES = {
    "text": pa.string(),
    "integer": pa.int64(),
    "double": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}


def actors_table(case_keys: Sequence[str] | None = None) -> pa.Table:
    """
    Return the actors of cases, one row each, in the order of the cases.

    Parameters
    ----------
    case_keys
        Keys of the cases wanted; all of them by default.

    Returns
    -------
    pyarrow.Table
        Table `establishments`. An actor of one filière has it in `declared_filiere` and its
        stages alone in `declared_stages`; an actor of several has none, and its stages read
        `filiere/stage`. A public actor is declared out of the ESS.

    Raises
    ------
    InvalidInput
        If a key is unknown.
    """
    cases = list_cases() if case_keys is None else [get_case(key) for key in case_keys]
    rows = [_build_row(case, actor) for case in cases for actor in case.actors]
    return pa.Table.from_pylist(rows, schema=_read_arrow_schema())


@cache
def _read_arrow_schema() -> pa.Schema:
    with _COLUMNS.open(encoding="utf-8", newline="") as stream:
        return pa.schema(
            [(row["column"], _ARROW_TYPES[row["type"]]) for row in csv.DictReader(stream)]
        )


def _build_row(case: Case, actor: CaseActor) -> dict[str, str | bool | None]:
    """Return the columns that a case can fill; the others stay null."""
    is_single = len(actor.filieres) == 1
    return {
        "actor_id": case.get_actor_id(actor),
        "siret": actor.siret,
        "siren": actor.siret[:9] if actor.siret else None,
        "name": actor.name,
        "commune_code": actor.commune_code,
        "departement_code": actor.departement_code
        or (find_departement(actor.commune_code) if actor.commune_code else None),
        "in_ess_list": False,
        "in_annuaire_ess": False,
        "in_foundations": False,
        "declared_activity": actor.role,
        "declared_filiere": actor.filieres[0] if is_single else None,
        "declared_stages": _join_stages(actor, is_single=is_single),
        "declared_ess": None if actor.ess.declared == "unknown" else actor.ess.declared,
        "is_diffusible": True,
        "is_natural_person": False,
        "source_keys": case.provenance_key,
        "visibility": "public",
        "evidence": case.cite(actor.passage),
    }


def _join_stages(actor: CaseActor, *, is_single: bool) -> str | None:
    names = [
        stage.stage_key if is_single else f"{stage.filiere_key}/{stage.stage_key}"
        for stage in actor.stages
    ]
    return ";".join(names) or None
