"""Actors that people wrote down elsewhere (a web directory), handed to a study as values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from maillon.domain.errors import InconsistentData, InvalidInput
from maillon.domain.language import translate as _
from maillon.domain.provenance import Provenance
from maillon.domain.territory import find_departement
from maillon.domain.visibility import Visibility
from maillon.sources.described_tables import get_table_schema, read_described_columns

__all__ = ["DeclaredActors", "make_declared_table"]

_BATCH = 10_000
_SIRET_LENGTH = 14
_MOST_TOLD = 50
_DEFAULTS: Mapping[str, bool] = {
    "in_ess_list": False,
    "in_annuaire_ess": False,
    "in_foundations": False,
    "is_diffusible": True,
    "is_natural_person": False,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class DeclaredActors:
    """
    Actors that people wrote down, with the birth certificates of what they say.

    Attributes
    ----------
    table
        Columns of `reference/tables/establishments.csv`, see `make_declared_table`.
    provenances
        One for each key that the rows quote in `source_keys`.
    """

    table: pa.Table
    provenances: Sequence[Provenance]

    def __post_init__(self) -> None:
        """Refuse rows whose source nobody could name."""
        known = {entry.key for entry in self.provenances}
        quoted = {
            key
            for value in pc.unique(self.table["source_keys"]).to_pylist()
            for key in value.split(";")
        }
        unknown = sorted(quoted - known)
        if unknown:
            raise InconsistentData(
                f"declared actors quote sources without provenance: {unknown}",
                user=_(
                    "Des acteurs citent une source inconnue ({sources}) : donnez son nom et sa "
                    "date, ou retirez-la."
                ).format(sources=", ".join(unknown)),
            )


def make_declared_table(rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """
    Return rows as a table of establishments.

    Parameters
    ----------
    rows
        Values by column of `reference/tables/establishments.csv`. Each needs `source_keys`,
        `visibility`, and `actor_id` or `siret`. An absent column is null; the yes-no columns that
        are required are no, but for `is_diffusible`; SIREN and département are filled from the
        SIRET and the commune.

    Raises
    ------
    InvalidInput
        If a row lacks what is required or has an unknown column; every problem with its row.
    """
    schema = get_table_schema("establishments")
    required = [
        entry["column"]
        for entry in read_described_columns("establishments")
        if entry["required"] == "yes"
    ]
    problems: list[str] = []
    batches: list[pa.RecordBatch] = []
    waiting: list[dict[str, Any]] = []
    for number, row in enumerate(rows, start=1):
        filled = _fill(row)
        problems += [
            _("Acteur {number} : {problem}").format(number=number, problem=problem)
            for problem in _list_problems(filled, schema.names, required)
        ]
        waiting.append(filled)
        if len(waiting) == _BATCH:
            batches += _flush(waiting, schema, has_problems=bool(problems))
    batches += _flush(waiting, schema, has_problems=bool(problems))
    if problems:
        raise InvalidInput(
            f"{len(problems)} problems in declared actors: {problems[:3]}",
            user=_("Des acteurs ne peuvent pas entrer dans le calcul : corrigez leurs fiches."),
            details=problems[:_MOST_TOLD],
        )
    return pa.Table.from_batches(batches, schema=schema)


def _flush(
    waiting: list[dict[str, Any]], schema: pa.Schema, *, has_problems: bool
) -> list[pa.RecordBatch]:
    made = [] if has_problems else [pa.RecordBatch.from_pylist(waiting, schema=schema)]
    waiting.clear()
    return made


def _fill(row: Mapping[str, Any]) -> dict[str, Any]:
    filled = {**_DEFAULTS, **{key: value for key, value in row.items() if value not in (None, "")}}
    siret, commune = filled.get("siret"), filled.get("commune_code")
    if siret:
        filled["actor_id"] = filled.get("actor_id") or siret
        filled["siren"] = siret[:9]
    if commune and ":" not in commune:
        filled.setdefault("departement_code", find_departement(commune))
    return filled


def _list_problems(
    row: Mapping[str, Any], columns: Sequence[str], required: Sequence[str]
) -> Iterable[str]:
    for column in required:
        if row.get(column) is None:
            yield _("il manque « {column} ».").format(column=column)
    for column in row:
        if column not in columns:
            yield _("la colonne « {column} » n’existe pas.").format(column=column)
    siret = row.get("siret")
    if siret and not (len(siret) == _SIRET_LENGTH and siret.isdigit()):
        yield _("le SIRET « {siret} » n’a pas 14 chiffres.").format(siret=siret)
    visibility = row.get("visibility")
    if visibility and visibility not in list(Visibility):
        yield _("la visibilité « {visibility} » n’existe pas : {known}.").format(
            visibility=visibility, known=", ".join(Visibility)
        )
