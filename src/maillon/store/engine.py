"""DuckDB set up for a small machine: bounded memory, our macros, work that can be stopped."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import duckdb

from maillon.domain.jobs import Progress

__all__ = ["PARQUET", "connect", "execute_long", "joins_as_written", "quote_path", "quote_paths"]

# LZ4 costs a tenth less time than the default, for the same size.
PARQUET = "FORMAT parquet, COMPRESSION lz4"
_MEMORY_LIMIT = "2500MB"
_THREADS = 2
_POLL_SECONDS = 0.1
# Enough for every département at once, so that none is cut into many small files.
_OPEN_PARTITIONS = 160

_MACROS = (
    "CREATE MACRO unmask(x) AS CASE WHEN CAST(x AS VARCHAR) IN ('[ND]', '') THEN NULL"
    " ELSE CAST(x AS VARCHAR) END",
    """CREATE MACRO pad_code(x, width) AS
       CASE WHEN length(CAST(x AS VARCHAR)) BETWEEN 1 AND width - 1
            THEN lpad(CAST(x AS VARCHAR), width, '0') ELSE nullif(CAST(x AS VARCHAR), '') END""",
    "CREATE MACRO is_siret(x) AS coalesce(regexp_full_match(x, '[0-9]{14}'), false)",
    "CREATE MACRO is_siren(x) AS coalesce(regexp_full_match(x, '[0-9]{9}'), false)",
    """CREATE MACRO departement_of(commune) AS CASE WHEN commune[:2] IN ('97', '98')
       THEN commune[:3] ELSE commune[:2] END""",
    "CREATE MACRO known_date(x) AS nullif(TRY_CAST(x AS DATE), DATE '1900-01-01')",
    """CREATE MACRO naf_rev2(code, nomenclature) AS
       CASE WHEN coalesce(nomenclature, 'NAFRev2') = 'NAFRev2' AND code LIKE '__.___'
         AND right(code, 1) NOT IN ('Y', 'G', 'H', 'J', 'K') THEN code END""",
    """CREATE MACRO naf_2025(code) AS
       CASE WHEN code LIKE '__.___' AND right(code, 1) IN ('Y', 'G', 'H', 'J', 'K')
            THEN code END""",
    # Most names of the register are plain letters: the long way is for the others.
    """CREATE MACRO bare_capitals(x) AS CASE WHEN strlen(x) = length(x) THEN upper(x)
       ELSE upper(strip_accents(replace(replace(replace(replace(
         x, 'œ', 'oe'), 'Œ', 'OE'), 'æ', 'ae'), 'Æ', 'AE'))) END""",
)


@contextmanager
def connect(spill_folder: Path | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """
    Open an engine in memory.

    Parameters
    ----------
    spill_folder
        Where what exceeds memory goes; without it, the engine only reads.
    """
    connection = _reader().cursor() if spill_folder is None else _open(spill_folder)
    try:
        yield connection
    finally:
        connection.close()


@cache
def _reader() -> duckdb.DuckDBPyConnection:
    """Return the engine that every question of the process shares: opening one costs 20 ms."""
    return _open(None)


def _open(spill_folder: Path | None) -> duckdb.DuckDBPyConnection:
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": _MEMORY_LIMIT,
        "threads": _THREADS,
        "preserve_insertion_order": False,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "partitioned_write_max_open_files": _OPEN_PARTITIONS,
    }
    if spill_folder is not None:
        config["temp_directory"] = str(spill_folder)
    connection = duckdb.connect(config=config)
    # Progress is measured here and shown by whoever asked for the work, never printed.
    connection.execute("SET enable_progress_bar = true")
    connection.execute("SET enable_progress_bar_print = false")
    for macro in _MACROS:
        connection.execute(macro)
    return connection


def execute_long(
    connection: duckdb.DuckDBPyConnection, sql: str, *, progress: Progress, label: str
) -> None:
    """Run a statement that may take long; the person sees its advance and can stop it."""
    failure: list[BaseException] = []

    def work() -> None:
        try:
            connection.execute(sql)
        except BaseException as error:  # raised again below, in the caller's thread
            failure.append(error)

    progress.start(label, 100)
    worker = threading.Thread(target=work, daemon=True)
    worker.start()
    done = 0.0
    try:
        while worker.is_alive():
            worker.join(_POLL_SECONDS)
            reached = max(connection.query_progress(), done)
            progress.advance(reached - done)
            done = reached
    except BaseException:
        connection.interrupt()
        worker.join()
        raise
    if failure:
        raise failure[0]
    progress.advance(100 - done)
    progress.finish()


@contextmanager
def joins_as_written(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """
    Keep the right side of each join as the one held in memory.

    The engine guesses sizes before reading and may choose to hold the wide side instead, which
    doubles the time of the layout of legal units.
    """
    connection.execute("SET disabled_optimizers = 'build_side_probe_side'")
    try:
        yield
    finally:
        connection.execute("RESET disabled_optimizers")


def quote_path(path: Path) -> str:
    """Return a path as a SQL text."""
    return "'" + str(path).replace("'", "''") + "'"


def quote_paths(paths: Sequence[Path]) -> str:
    """Return paths as a SQL list of texts."""
    return "[" + ", ".join(quote_path(path) for path in paths) + "]"
