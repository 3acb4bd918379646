"""Say how each stock file becomes datasets, from the CSV tables that describe them."""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from maillon.domain.errors import InvalidInput
from maillon.domain.ingestion import Extract, IngestPlan, RejectRule, TabularFile, TargetColumn
from maillon.domain.language import mark
from maillon.domain.language import translate as _
from maillon.domain.provenance import Provenance
from maillon.sources.sirene.files import inspect_file

__all__ = ["KEYS", "build_plan"]

_SQL_TYPES = {
    "text": "VARCHAR",
    "integer": "INTEGER",
    "bigint": "BIGINT",
    "double": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
}
_VINTAGE = re.compile(r"(20\d{2})-?(0[1-9]|1[0-2])(?:-?([0-2]\d|3[01]))?")
_SIRET_REASON = mark("SIRET absent ou illisible : il faut 14 chiffres.")
_SIREN_REASON = mark("SIREN absent ou illisible : il faut 9 chiffres.")
_PREFIX_REASON = mark("Le SIREN ne correspond pas au début du SIRET.")
_BAD_SIRET = "NOT is_siret(pad_code(siret, 14))"


@dataclass(frozen=True, kw_only=True)
class _Kind:
    """One stock file: its table, what is kept, and the columns that betray another file."""

    label: str
    file_name: str
    table: str
    identifier: str
    rules: tuple[RejectRule, ...]
    proof: tuple[str, ...]
    state: str = ""
    active: str = "true"
    commune: str = ""
    is_partitioned: bool = False
    closed_table: str = ""
    closed: str = ""


_KINDS: Mapping[str, _Kind] = {
    "sirene-etablissements": _Kind(
        label=mark("Sirene : établissements"),
        file_name="StockEtablissement",
        table="sirene_etablissements",
        identifier="siret",
        proof=("codeCommuneEtablissement", "activitePrincipaleEtablissement"),
        rules=(
            RejectRule(condition=_BAD_SIRET, reason=_SIRET_REASON),
            RejectRule(
                condition="NOT starts_with(pad_code(siret, 14), pad_code(siren, 9))",
                reason=_PREFIX_REASON,
            ),
        ),
        state="etatAdministratifEtablissement",
        active="coalesce(etatAdministratifEtablissement, 'A') = 'A'",
        commune="codeCommuneEtablissement",
        is_partitioned=True,
        closed_table="sirene_fermes",
        closed="etatAdministratifEtablissement = 'F'"
        " AND TRY_CAST(pad_code(siret, 14) AS BIGINT) IS NOT NULL",
    ),
    "sirene-unites-legales": _Kind(
        label=mark("Sirene : unités légales"),
        file_name="StockUniteLegale",
        table="sirene_unites_legales",
        identifier="siren",
        proof=("categorieJuridiqueUniteLegale", "categorieEntreprise", "nicSiegeUniteLegale"),
        rules=(
            RejectRule(
                condition="NOT is_siren(pad_code(siren, 9))",
                reason=_SIREN_REASON,
            ),
        ),
        state="etatAdministratifUniteLegale",
        active="coalesce(etatAdministratifUniteLegale, 'A') = 'A'",
    ),
    "sirene-geolocalisation": _Kind(
        label=mark("Sirene : géolocalisation des établissements"),
        file_name="GeolocalisationEtablissement",
        table="sirene_geolocalisation",
        identifier="siret",
        proof=("y_latitude", "x_longitude"),
        rules=(RejectRule(condition=_BAD_SIRET, reason=_SIRET_REASON),),
        commune="plg_code_commune",
        is_partitioned=True,
    ),
}
KEYS = tuple(_KINDS)


def build_plan(key: str, path: Path, *, vintage: str = "", retrieved_on: str = "") -> IngestPlan:
    """
    Return the way to take in a stock file of the register.

    Parameters
    ----------
    key
        One of `KEYS`.
    path
        Parquet or CSV (plain, .zip, .gz), whole stock or extract with fewer columns.
    vintage
        Date of the stock; without it, the date found in the file name, if any.

    Raises
    ------
    InvalidInput
        If the file is unreadable, is another file of the register, or lacks a required column.
    """
    kind = _KINDS[key]
    file = inspect_file(path)
    _check_kind(kind, file)
    main = _read_table(kind.table)
    tables = [main, *([_read_table(kind.closed_table)] if kind.closed_table else [])]
    wanted = _list_sources(tables, extra=(kind.state, *(["siren"] if kind.commune else [])))
    _check_required(main, file)
    return IngestPlan(
        provenance=Provenance(
            key=key,
            label=_(kind.label),
            publisher="Insee",
            vintage=vintage or _guess_vintage(path),
            licence="Licence Ouverte 2.0",
            address=path.name,
            retrieved_on=retrieved_on,
        ),
        file=file,
        source_columns=wanted,
        identifier_column=kind.identifier,
        extracts=_list_extracts(key, kind, file),
        reject_rules=kind.rules,
        commune_column=kind.commune,
        notes=tuple(_note_gaps(kind, file, wanted)),
    )


@cache
def _read_table(name: str) -> tuple[dict[str, str], ...]:
    file = resources.files("maillon.reference") / "tables" / f"{name}.csv"
    with file.open(encoding="utf-8") as lines:
        return tuple(csv.DictReader(lines))


def _list_extracts(key: str, kind: _Kind, file: TabularFile) -> tuple[Extract, ...]:
    main = Extract(
        dataset=key,
        columns=_list_targets(kind.table),
        keep=kind.active,
        is_partitioned=kind.is_partitioned,
    )
    if not kind.closed_table or kind.state not in file.columns:
        return (main,)
    closed = Extract(
        dataset="sirene-fermes",
        columns=_list_targets(kind.closed_table),
        keep=kind.closed,
        is_checked=False,
    )
    return (main, closed)


def _list_targets(table: str) -> tuple[TargetColumn, ...]:
    return tuple(
        TargetColumn(
            name=column["column"],
            type=_SQL_TYPES[column["type"]],
            expression=column["expression"],
        )
        for column in _read_table(table)
    )


def _list_sources(
    tables: list[tuple[dict[str, str], ...]], *, extra: tuple[str, ...]
) -> tuple[str, ...]:
    names = [name for table in tables for row in table for name in row["source_columns"].split(";")]
    return tuple(dict.fromkeys([*names, *(name for name in extra if name)]))


def _check_kind(kind: _Kind, file: TabularFile) -> None:
    """Refuse a file that is another one of the register."""
    if any(column in file.columns for column in kind.proof):
        return
    for other in _KINDS.values():
        if other is not kind and any(column in file.columns for column in other.proof):
            raise InvalidInput(
                f"{file.path.name} is {other.file_name}, not {kind.file_name}",
                user=_(
                    "« {name} » est le fichier {found} ; ici il faut le fichier {wanted}."
                    " Choisissez l’autre fichier, ou l’autre source."
                ).format(name=file.path.name, found=other.file_name, wanted=kind.file_name),
            )


def _check_required(table: tuple[dict[str, str], ...], file: TabularFile) -> None:
    required = [row["source_columns"].split(";")[0] for row in table if row["required"] == "yes"]
    missing = [name for name in required if name not in file.columns]
    if missing == ["siren"] and "siretEtablissement" in file.columns:
        return
    if missing:
        raise InvalidInput(
            f"missing columns in {file.path.name}: {', '.join(missing)}",
            user=_(
                "Il manque à « {name} » des colonnes nécessaires : {columns}. Reprenez le fichier"
                " tel que l’Insee le publie, sans renommer ses colonnes."
            ).format(name=file.path.name, columns=", ".join(missing)),
            details=[_("Colonne absente : {name}.").format(name=name) for name in missing],
        )


def _note_gaps(kind: _Kind, file: TabularFile, wanted: tuple[str, ...]) -> list[str]:
    notes = []
    missing = [name for name in wanted if name not in file.columns]
    if kind.state in missing:
        notes.append(
            _("Le fichier ne dit pas ce qui est fermé ou cessé : tout est compté comme actif.")
        )
        missing.remove(kind.state)
    if missing:
        notes.append(
            _("Colonnes absentes du fichier, laissées vides : {columns}.").format(
                columns=", ".join(missing)
            )
        )
    unknown = [name for name in file.columns if name not in _list_known_columns()]
    if unknown:
        notes.append(
            _("Colonnes inconnues, ignorées : {columns}. Le format a peut-être évolué.").format(
                columns=", ".join(unknown[:10])
            )
        )
    return notes


@cache
def _list_known_columns() -> frozenset[str]:
    file = resources.files("maillon.sources.sirene") / "columns.csv"
    with file.open(encoding="utf-8") as lines:
        return frozenset(row["column"] for row in csv.DictReader(lines))


def _guess_vintage(path: Path) -> str:
    found = _VINTAGE.search(path.stem)
    return "-".join(part for part in found.groups() if part) if found else ""
