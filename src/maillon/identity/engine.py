"""The one module that knows Splink: compare the given pairs, level by level."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import splink.comparison_level_library as levels
import splink.comparison_library as comparisons
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from maillon.identity.comparing import COMPARISONS, Comparison, Level
from maillon.identity.dialects import DUCKDB, SPARK, Dialect
from maillon.identity.model import LevelWeight, LinkageModel

__all__ = ["Backend", "duckdb_backend", "score", "spark_backend"]

_UNTRAINED = LevelWeight(m=0.5, u=0.5)
# Splink weighs relatively to this; the prior of the register is added afterwards.
_EVEN = 0.5
_LEAST_FREQUENCY = 1e-9
_INPUT, _PAIRS, _FREQUENCIES = "identity_records", "identity_pairs", "identity_frequencies"


class Backend(Protocol):
    """Where the comparison runs."""

    dialect: Dialect
    api: Any


@dataclass(slots=True)
class _Backend:
    dialect: Dialect
    api: Any


def duckdb_backend(connection: duckdb.DuckDBPyConnection | None = None) -> Backend:
    """Compare on this machine."""
    return _Backend(DUCKDB, DuckDBAPI(connection=connection or duckdb.connect()))


def spark_backend(session: object) -> Backend:
    """Compare on a Spark session that has Splink's library of likenesses among its jars."""
    from splink.backends.spark import SparkAPI

    make: Any = SparkAPI
    return _Backend(SPARK, make(spark_session=session, num_partitions_on_repartition=4))


def score(
    records: pa.Table,
    pairs: pa.Table,
    frequencies: pa.Table,
    model: LinkageModel,
    backend: Backend | None = None,
    *,
    least_weight: float | None = None,
) -> pa.Table:
    """
    Compare pairs of records.

    Parameters
    ----------
    records
        Columns of `maillon.identity.records.PREPARED`, both sides together, each `uid` once.
    pairs
        Columns `uid_l` and `uid_r`.
    frequencies
        Columns `compact` and `tf_compact`: the share of the register that bears each name.
    least_weight
        Leave out the pairs that weigh less.

    Returns
    -------
    pa.Table
        `uid_l`, `uid_r`, `weight` (bits in favour of one actor, before any prior) and one column
        of level keys for each comparison.
    """
    backend = backend or duckdb_backend()
    linker = _make_linker(records, model, backend)
    register = backend.api.register
    linker.table_management.register_term_frequency_lookup(
        register(frequencies, table_name=_FREQUENCIES), "compact"
    )
    blocked = pa.table(
        {
            "match_key": pa.array(["0"] * pairs.num_rows),
            "join_key_l": pairs["uid_l"],
            "join_key_r": pairs["uid_r"],
        }
    )
    linker.table_management.register_blocked_pairs_for_predict(register(blocked, table_name=_PAIRS))
    scored = linker.inference.predict(threshold_match_weight=least_weight, warning_mode="never")
    wanted = ", ".join(["uid_l", "uid_r", "match_weight", *(f"gamma_{c.key}" for c in COMPARISONS)])
    misc: Any = linker.misc
    found = misc.query_sql(
        f"select {wanted} from {scored.physical_name}",  # noqa: S608 - names of this module
    ).as_pyarrow_table()
    columns = {
        "uid_l": found["uid_l"],
        "uid_r": found["uid_r"],
        "weight": found["match_weight"],
    }
    for comparison in COMPARISONS:
        columns[comparison.key] = _name_levels(comparison, found[f"gamma_{comparison.key}"])
    return pa.table(columns)


def _make_linker(records: pa.Table, model: LinkageModel, backend: Backend) -> Linker:
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="uid",
        probability_two_random_records_match=_EVEN,
        comparisons=[
            _make_comparison(comparison, model.weights.get(comparison.key, {}), backend.dialect)
            for comparison in COMPARISONS
        ],
        # Pairs are handed over; Splink wants to be told a rule all the same.
        blocking_rules_to_generate_predictions=[block_on("compact")],
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=True,
    )
    return Linker(backend.api.register(records, table_name=_INPUT), settings, log_level=None)


def _make_comparison(
    comparison: Comparison, weights: Mapping[str, LevelWeight], dialect: Dialect
) -> comparisons.CustomComparison:
    return comparisons.CustomComparison(
        output_column_name=comparison.key,
        comparison_levels=[
            _make_level(level, weights.get(level.key, _UNTRAINED), dialect)
            for level in comparison.levels
        ],
    )


def _make_level(
    level: Level, weight: LevelWeight, dialect: Dialect
) -> levels.CustomLevel | levels.ElseLevel:
    made: levels.CustomLevel | levels.ElseLevel = (
        levels.CustomLevel(dialect.write(level.condition), label_for_charts=level.key)
        if level.condition
        else levels.ElseLevel()
    )
    options: dict[str, Any] = {
        "m_probability": weight.m,
        "u_probability": weight.u,
        "label_for_charts": level.key,
    }
    if level.is_unknown:
        options = {"is_null_level": True, "label_for_charts": level.key}
    if level.rare_by:
        options |= {"tf_adjustment_column": level.rare_by, "tf_minimum_u_value": _LEAST_FREQUENCY}
    made.configure(**options)
    return made


def _name_levels(comparison: Comparison, numbers: pa.ChunkedArray) -> pa.ChunkedArray:
    """Replace the numbers that Splink writes: the best level has the highest, unknown is -1."""
    unknown = next(level.key for level in comparison.levels if level.is_unknown)
    known = [level.key for level in reversed(comparison.levels) if not level.is_unknown]
    return pa.chunked_array([pa.array([unknown, *known])]).take(pc.add(numbers, 1))
