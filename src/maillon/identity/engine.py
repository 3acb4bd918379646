"""The one module that knows Splink: compare the given pairs, level by level."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Protocol

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import splink.comparison_level_library as levels
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink.comparison_library import CustomComparison

from maillon.identity.comparing import COMPARISONS, Comparison, Level
from maillon.identity.dialects import DUCKDB, SPARK, Dialect
from maillon.identity.model import LevelWeight, LinkageModel

__all__ = ["Backend", "duckdb_backend", "make_linker", "score", "spark_backend"]

_UNTRAINED = LevelWeight(m=0.5, u=0.5)
# Splink weighs relatively to this; the prior of the register is added afterwards.
_EVEN = 0.5
_LEAST_FREQUENCY = 1e-9
_UID = "uid"


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


def spark_backend(session: Any) -> Backend:  # noqa: ANN401 - a package that may be absent
    """
    Compare on a Spark session that has Splink's library of likenesses among its jars.

    What is computed on the way goes to the session's checkpoint directory, or else stays in memory.
    """
    from splink.backends.spark import SparkAPI

    make: Any = SparkAPI
    has_folder = session.sparkContext.getCheckpointDir() is not None
    api = make(
        spark_session=session,
        break_lineage_method="parquet" if has_folder else "persist",
        num_partitions_on_repartition=4,
    )
    return _Backend(SPARK, api)


def score(  # noqa: PLR0913 - what is compared, on what, how
    records: pa.Table,
    pairs: pa.Table,
    frequencies: Mapping[str, pa.Table],
    model: LinkageModel,
    backend: Backend | None = None,
    *,
    least_weight: float | None = None,
    more_bits: float = 0.0,
    comparisons: Sequence[Comparison] = COMPARISONS,
) -> pa.Table:
    """
    Compare pairs of records.

    Parameters
    ----------
    records
        Columns of `maillon.identity.records.PREPARED`, both sides together, each `uid` once;
        other columns when other comparisons are given.
    pairs
        Columns `uid_l` and `uid_r`.
    frequencies
        For each column whose rarity counts: a table of its values and of the share of the
        register that bears each, in `tf_` and the name of the column.
    least_weight
        Leave out the pairs that weigh less.
    more_bits
        By how much the register exceeds the one that taught the weights: 1 when it is twice as
        large.
    comparisons
        What is asked of each pair.

    Returns
    -------
    pa.Table
        `uid_l`, `uid_r`, `weight` (bits in favour of one actor, before any prior) and one column
        of level keys for each comparison.
    """
    backend = backend or duckdb_backend()
    linker = make_linker(records, model, backend, more_bits=more_bits, comparisons=comparisons)
    register, tables = backend.api.register, linker.table_management
    for column, table in frequencies.items():
        tables.register_term_frequency_lookup(register(table), column)
    blocked = pa.table(
        {
            "match_key": pa.array(["0"] * pairs.num_rows),
            "join_key_l": pairs["uid_l"],
            "join_key_r": pairs["uid_r"],
        }
    )
    tables.register_blocked_pairs_for_predict(register(blocked))
    scored = linker.inference.predict(threshold_match_weight=least_weight, warning_mode="never")
    wanted = ", ".join(["uid_l", "uid_r", "match_weight", *(f"gamma_{c.key}" for c in comparisons)])
    misc: Any = linker.misc
    found = misc.query_sql(
        # Ties must fall alike at each run and on each engine.
        f"select {wanted} from {scored.physical_name} order by uid_l, uid_r",  # noqa: S608 - ours
    ).as_pyarrow_table()
    columns = {
        "uid_l": found["uid_l"],
        "uid_r": found["uid_r"],
        "weight": found["match_weight"],
    }
    for comparison in comparisons:
        columns[comparison.key] = _name_levels(comparison, found[f"gamma_{comparison.key}"])
    return pa.table(columns)


def make_linker(
    records: pa.Table,
    model: LinkageModel,
    backend: Backend,
    *,
    more_bits: float = 0.0,
    comparisons: Sequence[Comparison] = COMPARISONS,
) -> Linker:
    """Return Splink's own view of what is compared: what is taught by other means starts there."""
    write = partial(backend.dialect.write, more_bits=more_bits)
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name=_UID,
        probability_two_random_records_match=_EVEN,
        comparisons=[
            CustomComparison(
                output_column_name=comparison.key,
                comparison_levels=[
                    _make_level(level, _weigh(level, comparison, model, more_bits), write)
                    for level in comparison.levels
                ],
            )
            for comparison in comparisons
        ],
        # Pairs are handed over; Splink wants to be told a rule all the same.
        blocking_rules_to_generate_predictions=[block_on(_UID)],
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=True,
    )
    return Linker(backend.api.register(records), settings, log_level=None)


def _weigh(
    level: Level, comparison: Comparison, model: LinkageModel, more_bits: float
) -> LevelWeight:
    weight = model.weights.get(comparison.key, {}).get(level.key, _UNTRAINED)
    return replace(weight, u=weight.u / 2.0**more_bits) if level.asks_rarity else weight


def _make_level(
    level: Level, weight: LevelWeight, write: Callable[[str], str]
) -> levels.CustomLevel | levels.ElseLevel:
    made: levels.CustomLevel | levels.ElseLevel = (
        levels.CustomLevel(write(level.condition), label_for_charts=level.key)
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
