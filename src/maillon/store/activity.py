"""Counts by commune and activity, read without touching any establishment."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Literal

import duckdb
import pyarrow as pa

from maillon.store.engine import quote_path

__all__ = ["ACTIVITY_SCHEMA", "AreaKind", "select_activity"]

AreaKind = Literal["commune", "departement", "area", "total"]
ACTIVITY_SCHEMA = pa.schema(
    [
        ("area_code", pa.string()),
        ("naf_code", pa.string()),
        ("band_code", pa.string()),
        ("establishment_count", pa.int64()),
        ("employer_count", pa.int64()),
        ("ess_published_count", pa.int64()),
        ("ess_published_employer_count", pa.int64()),
        ("ess_form_count", pa.int64()),
        ("ess_form_employer_count", pa.int64()),
    ]
)
_AREAS: Mapping[str, str] = {
    "commune": "c.commune_code",
    "departement": "c.departement_code",
    "area": "a.area_code",
    "total": "NULL::VARCHAR",
}


def select_activity(  # noqa: PLR0913 - each narrows or groups the same counts
    engine: duckdb.DuckDBPyConnection,
    path: Path,
    *,
    commune_codes: Collection[str] | None,
    naf_codes: Collection[str] | None,
    by: AreaKind,
    areas: Mapping[str, str],
    with_bands: bool,
) -> pa.Table:
    """Return counts with the columns of `ACTIVITY_SCHEMA`."""
    conditions = []
    for name, values in (("commune_code", commune_codes), ("naf_code", naf_codes)):
        if values is not None:
            engine.register(
                f"{name}_arrow", pa.table({"value": pa.array(list(values), pa.string())})
            )
            conditions.append(f"c.{name} IN (FROM {name}_arrow)")
    join = ""
    if by == "area":
        pairs = {
            "commune_code": pa.array(list(areas), pa.string()),
            "area_code": pa.array(list(areas.values()), pa.string()),
        }
        engine.register("area_arrow", pa.table(pairs))
        join = "JOIN area_arrow a ON a.commune_code = c.commune_code"
    band = "c.band_code" if with_bands else "NULL::VARCHAR"
    rows = engine.execute(
        f"""SELECT {_AREAS[by]} AS area_code, c.naf_code, {band} AS band_code,
              {_sum("true")} AS establishment_count,
              {_sum("is_employer")} AS employer_count,
              {_sum("ess_published")} AS ess_published_count,
              {_sum("ess_published AND is_employer")} AS ess_published_employer_count,
              {_sum("ess_form AND NOT ess_published")} AS ess_form_count,
              {_sum("ess_form AND NOT ess_published AND is_employer")} AS ess_form_employer_count
            FROM read_parquet({quote_path(path)}) c {join}
            WHERE {" AND ".join(conditions) or "true"}
            GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"""
    ).to_arrow_table()
    return rows.cast(ACTIVITY_SCHEMA)


def _sum(condition: str) -> str:
    return f"coalesce(sum(establishment_count) FILTER (WHERE {condition}), 0)::BIGINT"
