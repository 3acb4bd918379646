"""Datasets that follow from others: the layout of legal units and the cube of activities."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from maillon.domain.jobs import Progress
from maillon.domain.language import translate as _
from maillon.store.catalogue import Entry
from maillon.store.engine import (
    PARQUET,
    connect,
    execute_long,
    joins_as_written,
    quote_path,
    quote_paths,
)
from maillon.store.failures import import_failures
from maillon.store.layout import (
    ACTIVITY,
    ESTABLISHMENTS,
    LISTED_UNITS,
    UNITS,
    list_departements,
    list_partition_files,
)
from maillon.store.transaction import Transaction
from maillon.store.units import lay_out_units, list_listed_units, reread_units

__all__ = ["EssForms", "count_activities", "relay_units"]

# Départements joined at once: enough rows for every processor, few enough for the memory.
_BATCH = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class EssForms:
    """
    What the legal form says of the ESS, for the counts of the cube.

    Attributes
    ----------
    legal_category_codes
        Categories that are of the ESS by their form alone.
    excluded_naf_codes
        Activities outside the field of the ESS, whatever the form.
    """

    legal_category_codes: Sequence[str] = field(default=())
    excluded_naf_codes: Sequence[str] = field(default=())


def relay_units(transaction: Transaction, *, progress: Progress) -> None:
    """Lay legal units out again, after a change of the establishments or of a small register."""
    folder = transaction.find_folder(UNITS)
    transaction.drop(LISTED_UNITS)
    query = reread_units(folder) if folder else list_listed_units(transaction)
    if query is None or (folder is None and transaction.find_folder(ESTABLISHMENTS) is None):
        return
    key = UNITS if folder else LISTED_UNITS
    target = transaction.make_folder(key)
    size = _measure(folder) if folder else 0
    with (
        connect(transaction.scratch) as engine,
        import_failures(key, needed=3 * size),
        joins_as_written(engine),
    ):
        execute_long(
            engine,
            lay_out_units(transaction, query, target=target),
            progress=progress,
            label=_("Rapprochement des unités légales et des départements"),
        )
    known = transaction.catalogue.entries.get(key)
    fresh = Entry(folder=transaction.relative(target), row_count=_count(target))
    transaction.put(key, replace(known, folder=fresh.folder, reject_file="") if known else fresh)


def count_activities(transaction: Transaction, *, forms: EssForms, progress: Progress) -> None:
    """Count active establishments by commune and activity, as the ESS rules stand."""
    places = transaction.find_folder(ESTABLISHMENTS)
    transaction.drop(ACTIVITY)
    if places is None:
        return
    with (
        connect(transaction.scratch) as engine,
        import_failures(ESTABLISHMENTS, needed=_measure(places)),
    ):
        folder = _write_activity(engine, transaction, places, forms=forms, progress=progress)
    transaction.put(ACTIVITY, Entry(folder=transaction.relative(folder), row_count=_count(folder)))


def _write_activity(
    engine: duckdb.DuckDBPyConnection,
    transaction: Transaction,
    places: Path,
    *,
    forms: EssForms,
    progress: Progress,
) -> Path:
    units = transaction.find_folder(UNITS) or transaction.find_folder(LISTED_UNITS)
    _load_codes(engine, "ess_form", forms.legal_category_codes)
    _load_codes(engine, "excluded_naf", forms.excluded_naf_codes)
    codes = list_departements(places)
    progress.start(_("Comptes par commune et par activité"), len(codes))
    statement = "CREATE TABLE activity AS"
    for start in range(0, len(codes), _BATCH):
        batch = codes[start : start + _BATCH]
        query = _count_batch(
            list_partition_files(places, *batch),
            list_partition_files(units, *batch) if units else [],
        )
        engine.execute(f"{statement} {query}")
        statement = "INSERT INTO activity"
        progress.advance(len(batch))
    folder = transaction.make_folder(ACTIVITY)
    engine.execute(
        f"""COPY (FROM activity ORDER BY commune_code, naf_code)
            TO {quote_path(folder / "rows.parquet")} ({PARQUET}, ROW_GROUP_SIZE 65536)"""
    )
    progress.finish()
    return folder


def _load_codes(engine: duckdb.DuckDBPyConnection, name: str, codes: Sequence[str]) -> None:
    engine.register("code_arrow", pa.table({"code": pa.array(list(codes), pa.string())}))
    engine.execute(f"CREATE TABLE {name} AS FROM code_arrow")
    engine.unregister("code_arrow")


def _count_batch(place_files: Sequence[Path], unit_files: Sequence[Path]) -> str:
    columns = "siret_number, commune_code, departement_code, naf_code, band_code, is_employer"
    place = f"""SELECT {columns} FROM read_parquet({quote_paths(place_files)},
                hive_partitioning = false) WHERE commune_code IS NOT NULL"""
    published, form, naf, join = "false", "false", "e.naf_code", ""
    if unit_files:
        join = f"LEFT JOIN ({_judge_units(unit_files, place)}) u"
        join += " ON u.siren_number = e.siret_number // 100000"
        join += " AND u.departement_code = e.departement_code"
        naf = "coalesce(e.naf_code, u.unit_naf_code)"
        published, form = "coalesce(u.is_published, false)", "coalesce(u.is_form, false)"
    return f"""
        SELECT e.commune_code, e.departement_code, {naf} AS naf_code, e.band_code,
          coalesce(e.is_employer, e.band_code <> 'NN', false) AS is_employer,
          {published} AS ess_published, {form} AS ess_form,
          count(*) AS establishment_count
        FROM ({place}) e {join} GROUP BY ALL"""


def _judge_units(files: Sequence[Path], place: str) -> str:
    """Return the units that change a count: of the ESS, or of an establishment without activity."""
    return f"""
        SELECT siren_number, departement_code, unit_naf_code,
          coalesce(ess_flag = 'O', false) OR in_ess_list OR in_annuaire_ess OR in_foundations
            AS is_published,
          coalesce((rna_id IS NOT NULL OR legal_category_code IN (FROM ess_form))
            AND coalesce(ess_flag, '') <> 'N'
            AND coalesce(unit_naf_code, '') NOT IN (FROM excluded_naf), false) AS is_form
        FROM read_parquet({quote_paths(files)}, hive_partitioning = false)
        WHERE is_published OR is_form OR siren_number IN (
          SELECT siret_number // 100000 FROM ({place}) WHERE naf_code IS NULL)"""


def _measure(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*.parquet"))


def _count(folder: Path) -> int:
    return sum(pq.read_metadata(path).num_rows for path in folder.rglob("*.parquet"))
