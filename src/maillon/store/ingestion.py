"""Carry out the plan of a source: read its file once per dataset, set bad rows aside."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from maillon.domain.errors import InvalidInput
from maillon.domain.ingestion import Extract, FileFormat, IngestPlan
from maillon.domain.jobs import Progress
from maillon.domain.language import translate as _
from maillon.store.catalogue import Entry
from maillon.store.engine import PARQUET, connect, execute_long, joins_as_written, quote_path
from maillon.store.failures import import_failures
from maillon.store.layout import LISTED_UNITS, REJECTS, ROWS, UNITS
from maillon.store.staging import stage_csv
from maillon.store.transaction import Transaction
from maillon.store.units import lay_out_units

__all__ = ["IngestReport", "estimate_space", "ingest_file"]

# Bytes needed per byte of the file: what is kept and what exceeds memory. Measured on the whole
# stock (benchmarks/README.md), then rounded up.
_SPACE_PER_BYTE = 1.0
_SPACE_PER_COMPRESSED_BYTE = 2.5


@dataclass(frozen=True, kw_only=True, slots=True)
class IngestReport:
    """What was kept of a file, what was set aside and what to know of it."""

    row_count: int
    rejected_count: int
    notes: tuple[str, ...]


def estimate_space(plan: IngestPlan) -> int:
    """Return the bytes that taking in a file needs on the disk, roughly."""
    factor = _SPACE_PER_COMPRESSED_BYTE if plan.file.compression else _SPACE_PER_BYTE
    return int(plan.file.size * factor)


def ingest_file(
    transaction: Transaction,
    plan: IngestPlan,
    *,
    current_communes: Mapping[str, str],
    progress: Progress,
) -> IngestReport:
    """
    Write the datasets of a file into new folders and announce them.

    Parameters
    ----------
    current_communes
        Current code by former or arrondissement code.

    Raises
    ------
    InvalidInput
        If the file holds no usable row, is damaged, or the disk is full.
    """
    name = plan.file.path.name
    folders = {
        extract.dataset: transaction.make_folder(extract.dataset, vintage=plan.provenance.vintage)
        for extract in plan.extracts
    }
    main = plan.extracts[0].dataset
    with connect(transaction.scratch) as engine, import_failures(name, needed=estimate_space(plan)):
        skipped = _open_source(engine, transaction, plan, progress=progress)
        _load_communes(engine, current_communes)
        engine.execute(_source_view(plan))
        expected, kept = _count_expected(engine, plan)
        with joins_as_written(engine):
            for extract in plan.extracts:
                execute_long(
                    engine,
                    _copy_extract(transaction, plan, extract, folders[extract.dataset]),
                    progress=progress,
                    label=_("Import de {name}").format(name=name),
                )
        counts = {dataset: _count_rows(folder) for dataset, folder in folders.items()}
        if kept is not None:
            counts[main] = kept
        rejected = skipped
        if counts[main] != expected:
            rejected += _write_rejects(engine, plan, folders[main] / REJECTS)
    if not counts[main]:
        raise _nothing_kept(name, rejected)
    _announce(transaction, plan, folders, counts=counts, rejected=rejected)
    return IngestReport(
        row_count=counts[main], rejected_count=rejected, notes=_list_notes(plan, skipped)
    )


def _announce(
    transaction: Transaction,
    plan: IngestPlan,
    folders: Mapping[str, Path],
    *,
    counts: Mapping[str, int],
    rejected: int,
) -> None:
    main = plan.extracts[0].dataset
    for dataset, folder in folders.items():
        is_main = dataset == main
        born = replace(plan.provenance, row_count=counts[dataset], rejected_count=rejected)
        transaction.put(
            dataset,
            Entry(
                folder=transaction.relative(folder),
                row_count=counts[dataset],
                provenance=born if is_main else None,
                reject_file=REJECTS if is_main and (folder / REJECTS).exists() else "",
            ),
        )
    if main == UNITS:
        transaction.drop(LISTED_UNITS)


def _open_source(
    engine: duckdb.DuckDBPyConnection,
    transaction: Transaction,
    plan: IngestPlan,
    *,
    progress: Progress,
) -> int:
    path, skipped, columns = plan.file.path, 0, "*"
    if plan.file.format is FileFormat.CSV:
        path = transaction.scratch / "staged.parquet"
        wanted = (*plan.source_columns, "siretEtablissement")
        _rows, skipped = stage_csv(plan.file, columns=wanted, target=path, progress=progress)
        columns = "nullif(trim(COLUMNS(*)), '')"
    engine.execute(
        f"CREATE VIEW received AS SELECT {columns} FROM read_parquet({quote_path(path)})"
    )
    return skipped


def _load_communes(engine: duckdb.DuckDBPyConnection, current: Mapping[str, str]) -> None:
    table = pa.table(
        {
            "former_code": pa.array(list(current), pa.string()),
            "current_code": pa.array(list(current.values()), pa.string()),
        }
    )
    engine.register("commune_arrow", table)
    engine.execute("CREATE TABLE commune_map AS FROM commune_arrow")
    engine.unregister("commune_arrow")


def _source_view(plan: IngestPlan) -> str:
    """Give every column that the expressions name, null where the file lacks it."""
    columns = ", ".join(_source_column(plan, name) for name in plan.source_columns)
    if not plan.commune_column:
        return f"CREATE VIEW source AS SELECT {columns} FROM received"
    code = f'pad_code(unmask(r."{plan.commune_column}"), 5)'
    return f"""CREATE VIEW source AS
        SELECT {columns}, CASE WHEN regexp_full_match({code}, '[0-9][0-9AB][0-9]{{3}}')
               THEN coalesce(m.current_code, {code}) END AS commune_current
        FROM received r LEFT JOIN commune_map m ON m.former_code = {code}"""


def _source_column(plan: IngestPlan, name: str) -> str:
    if name in plan.file.columns:
        return f'"{name}"'
    if name == "siren" and "siretEtablissement" in plan.file.columns:
        return 'left(pad_code("siretEtablissement", 14), 9) AS siren'
    return f'NULL::VARCHAR AS "{name}"'


def _count_expected(engine: duckdb.DuckDBPyConnection, plan: IngestPlan) -> tuple[int, int | None]:
    """
    Return the rows that should be kept, and those that will be when the layout hides it.

    Rejects are looked for only when rows are missing at the end: they are rare, and the search
    reads the file once more.
    """
    kept = plan.extracts[0].keep
    usable = f"count(*) FILTER (WHERE NOT ({_is_rejected(plan)}))" if plan.key == UNITS else "NULL"
    row = engine.execute(f"SELECT count(*), {usable} FROM source WHERE {kept}").fetchone()
    return (int(row[0]), row[1]) if row else (0, None)


def _write_rejects(engine: duckdb.DuckDBPyConnection, plan: IngestPlan, path: Path) -> int:
    """Set aside, with their reason, the rows that would be kept if they could be read."""
    cases = " ".join(
        f"WHEN {rule.condition} THEN {_quote_text(_(rule.reason))}" for rule in plan.reject_rules
    )
    kept = plan.extracts[0].keep
    engine.execute(
        f"""CREATE TEMP TABLE reject AS
            SELECT CAST("{plan.identifier_column}" AS VARCHAR) AS identifiant,
                   CASE {cases} END AS raison
            FROM source WHERE ({kept}) AND ({_is_rejected(plan)})"""
    )
    counted = engine.execute("SELECT count(*) FROM reject").fetchone()
    rejected = int(counted[0]) if counted else 0
    if rejected:
        engine.execute(f"COPY reject TO {quote_path(path)} (FORMAT csv, HEADER)")
    return rejected


def _quote_text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _is_rejected(plan: IngestPlan) -> str:
    return (
        " OR ".join(f"coalesce({rule.condition}, false)" for rule in plan.reject_rules) or "false"
    )


def _copy_extract(
    transaction: Transaction, plan: IngestPlan, extract: Extract, folder: Path
) -> str:
    columns = ", ".join(
        f"CAST({column.expression} AS {column.type}) AS {column.name}" for column in extract.columns
    )
    checked = f" AND NOT ({_is_rejected(plan)})" if extract.is_checked else ""
    select = f"SELECT {columns} FROM source WHERE ({extract.keep}){checked}"
    if extract.dataset == UNITS:
        return lay_out_units(transaction, select, target=folder)
    if not extract.is_partitioned:
        return f"COPY ({select}) TO {quote_path(folder / ROWS)} ({PARQUET})"
    # A place that is unknown or abroad goes to its own partition.
    return f"""COPY (SELECT * REPLACE (coalesce(departement_code, '00') AS departement_code)
                     FROM ({select}))
               TO {quote_path(folder)} ({PARQUET}, PARTITION_BY (departement_code),
                  WRITE_PARTITION_COLUMNS true, OVERWRITE_OR_IGNORE true)"""


def _count_rows(folder: Path) -> int:
    return sum(pq.read_metadata(path).num_rows for path in folder.rglob("*.parquet"))


def _list_notes(plan: IngestPlan, skipped: int) -> tuple[str, ...]:
    if not skipped:
        return plan.notes
    note = _("Lignes écartées parce qu’elles n’ont pas autant de cases que l’en-tête : {count}.")
    return (*plan.notes, note.format(count=skipped))


def _nothing_kept(name: str, rejected: int) -> InvalidInput:
    return InvalidInput(
        f"no usable row in {name} ({rejected} refused)",
        user=_(
            "« {name} » ne contient aucune ligne utilisable ({rejected} refusées) : vérifiez que"
            " c’est le bon fichier et qu’il est complet. Rien n’a été changé."
        ).format(name=name, rejected=rejected),
    )
