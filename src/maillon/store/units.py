"""
Legal units laid out by département of presence, with what the small registers say of them.

A unit present in three départements has a row in each, so that a reader joins within the files of
a département. A unit without active establishment goes to the partition `00`.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow.parquet as pq

from maillon.store.engine import PARQUET, quote_path
from maillon.store.layout import (
    ANNUAIRE,
    ESS_LIST,
    ESTABLISHMENTS,
    FOUNDATIONS,
    RNA,
)
from maillon.store.transaction import Transaction

__all__ = ["UNIT_COLUMNS", "lay_out_units", "list_listed_units", "reread_units"]

UNIT_COLUMNS: Mapping[str, str] = {
    "siren_number": "INTEGER",
    "unit_is_diffusible": "BOOLEAN",
    "is_natural_person": "BOOLEAN",
    "legal_category_code": "VARCHAR",
    "unit_name": "VARCHAR",
    "unit_other_names": "VARCHAR",
    "unit_naf_code": "VARCHAR",
    "ess_flag": "VARCHAR",
    "rna_id": "VARCHAR",
}


def lay_out_units(transaction: Transaction, units: str, *, target: Path) -> str:
    """
    Return the statement that writes legal units by département.

    Parameters
    ----------
    units
        Query that gives each unit once, with the columns of `UNIT_COLUMNS`.
    """
    sides = _Sides(transaction)
    columns = ", ".join(f"base.{name}" for name in UNIT_COLUMNS)
    # Names of persons are not searched: a surname says nothing of an activity.
    names = f"""concat_ws(' | ', CASE WHEN NOT coalesce(base.is_natural_person, true)
        THEN base.unit_name END, base.unit_other_names, {sides.rna_object})"""
    return f"""
        COPY (
          SELECT * REPLACE (bare_capitals(nullif(search_text, '')) AS search_text) FROM (
          SELECT {columns}, coalesce(p.departement_code, '00') AS departement_code,
            {sides.in_ess_list} AS in_ess_list, {sides.in_annuaire_ess} AS in_annuaire_ess,
            {sides.in_annuaire} AS in_annuaire, {sides.in_foundations} AS in_foundations,
            {sides.inclusive_kinds} AS unit_inclusive_kinds, {sides.rna_object} AS rna_object,
            {names} AS search_text
          FROM ({units}) base
            LEFT JOIN ({_list_presence(transaction)}) p
              ON p.siren_number = base.siren_number
            {" ".join(sides.joins)})
        ) TO {quote_path(target)} ({PARQUET}, PARTITION_BY (departement_code),
           WRITE_PARTITION_COLUMNS true, OVERWRITE_OR_IGNORE true)"""


def reread_units(folder: Path) -> str:
    """Return the query that gives back each unit once from its layout."""
    rows = f"read_parquet({quote_path(folder / '**' / '*.parquet')}, hive_partitioning = false)"
    columns = ", ".join(f"u.{name}" for name in UNIT_COLUMNS)
    return f"""
        SELECT {columns} FROM {rows} u
        JOIN (SELECT siren_number, min(departement_code) AS first_code
              FROM {rows} GROUP BY siren_number) f
          ON f.siren_number = u.siren_number AND f.first_code = u.departement_code"""


def list_listed_units(transaction: Transaction) -> str | None:
    """Return the query of units known from the small registers alone; `None` without any."""
    sirens = _Sides(transaction).sirens
    if not sirens:
        return None
    nulls = ", ".join(
        f"NULL::{kind} AS {name}" for name, kind in UNIT_COLUMNS.items() if name != "siren_number"
    )
    return f"SELECT siren_number, {nulls} FROM ({' UNION '.join(sirens)})"


def _list_presence(transaction: Transaction) -> str:
    folder = transaction.find_folder(ESTABLISHMENTS)
    if folder is None:
        return "SELECT NULL::INTEGER AS siren_number, NULL::VARCHAR AS departement_code WHERE false"
    pattern = quote_path(folder / "**" / "*.parquet")
    return f"""SELECT DISTINCT CAST(siret_number // 100000 AS INTEGER) AS siren_number,
                 departement_code
               FROM read_parquet({pattern}, hive_partitioning = false)"""


class _Sides:
    """Expressions and joins that the small registers in the store allow."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self.joins: list[str] = []
        self.sirens: list[str] = []
        self.in_ess_list = self._flag(ESS_LIST, "ess")
        self.in_foundations = self._flag(FOUNDATIONS, "foundation")
        self.in_annuaire_ess, self.in_annuaire = "false", "false"
        self.inclusive_kinds = "NULL::VARCHAR"
        self.rna_object = "NULL::VARCHAR"
        self._add_annuaire()
        self._add_rna()

    def _find(self, dataset: str) -> tuple[Path, list[str]] | None:
        folder = self._transaction.find_folder(dataset)
        if folder is None:
            return None
        path = folder / "rows.parquet"
        return path, pq.read_schema(path).names

    def _flag(self, dataset: str, alias: str) -> str:
        found = self._find(dataset)
        if found is None:
            return "false"
        sirens = _select_sirens(*found)
        self.sirens.append(sirens)
        self.joins.append(
            f"LEFT JOIN ({sirens}) {alias} ON {alias}.siren_number = base.siren_number"
        )
        return f"({alias}.siren_number IS NOT NULL)"

    def _add_annuaire(self) -> None:
        found = self._find(ANNUAIRE)
        if found is None:
            return
        path, columns = found
        self.sirens.append(_select_sirens(path, columns))
        self.joins.append(
            f"""LEFT JOIN (SELECT CAST(siren AS INTEGER) AS siren_number, bool_or(is_ess) AS is_ess,
                  any_value(inclusive_kinds) AS kinds
                FROM read_parquet({quote_path(path)}) GROUP BY ALL) annuaire
                ON annuaire.siren_number = base.siren_number"""
        )
        self.in_annuaire_ess = "coalesce(annuaire.is_ess, false)"
        self.in_annuaire = "(annuaire.siren_number IS NOT NULL)"
        self.inclusive_kinds = "nullif(annuaire.kinds, '')"

    def _add_rna(self) -> None:
        found = self._find(RNA)
        if found is None:
            return
        self.joins.append(
            f"""LEFT JOIN (SELECT rna_id, any_value(object) AS object
                FROM read_parquet({quote_path(found[0])}) WHERE rna_id IS NOT NULL GROUP BY rna_id)
                rna ON rna.rna_id = base.rna_id"""
        )
        self.rna_object = "rna.object"


def _select_sirens(path: Path, columns: Sequence[str]) -> str:
    siren = "siren" if "siren" in columns else "left(siret, 9)"
    return f"""SELECT DISTINCT CAST({siren} AS INTEGER) AS siren_number
               FROM read_parquet({quote_path(path)}) WHERE {siren} IS NOT NULL"""
