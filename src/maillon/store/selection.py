"""The query that joins establishments, legal units, positions and inclusive structures."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from maillon.store.engine import quote_path, quote_paths
from maillon.store.schema import get_schema

__all__ = ["PlaceFiles", "PlaceFilter", "select_establishments"]


@dataclass(frozen=True, kw_only=True, slots=True)
class PlaceFiles:
    """
    Files to open: those of the départements that a question bears on.

    `has_units` tells whether the units come from their own register, and not from lists alone.
    """

    establishments: Sequence[Path]
    units: Sequence[Path]
    positions: Sequence[Path]
    inclusive: Path | None
    has_units: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class PlaceFilter:
    """
    Which establishments are wanted; `None` sets no condition.

    `naf_codes` and `name_pattern` together keep what meets the one or the other.
    """

    commune_codes: Collection[str] | None = None
    sirets: Collection[str] | None = None
    naf_codes: Collection[str] | None = None
    name_pattern: str | None = None


_NO_UNITS = """SELECT NULL::INTEGER AS siren_number, NULL::VARCHAR AS departement_code,
    NULL::BOOLEAN AS unit_is_diffusible, NULL::BOOLEAN AS is_natural_person,
    NULL::VARCHAR AS legal_category_code, NULL::VARCHAR AS unit_name,
    NULL::VARCHAR AS unit_other_names, NULL::VARCHAR AS unit_naf_code, NULL::VARCHAR AS ess_flag,
    NULL::VARCHAR AS rna_id, false AS in_ess_list, false AS in_annuaire_ess, false AS in_annuaire,
    false AS in_foundations, NULL::VARCHAR AS unit_inclusive_kinds, NULL::VARCHAR AS rna_object,
    NULL::VARCHAR AS search_text WHERE false"""
_NO_POSITIONS = """SELECT NULL::BIGINT AS siret_number, NULL::DOUBLE AS lat, NULL::DOUBLE AS lon,
    NULL::VARCHAR AS position_quality, NULL::VARCHAR AS qpv_code WHERE false"""
_NO_INCLUSIVE = "SELECT NULL::BIGINT AS siret_number, NULL::VARCHAR AS kinds WHERE false"

# Position and address of a person at home are the same secret; unknown persons are kept secret.
_IS_OPEN = "is_diffusible AND NOT coalesce(natural_person, true)"
_ALL_KINDS = "concat_ws(';', unit_inclusive_kinds, siret_inclusive_kinds)"
_SIRET = "lpad(CAST(siret_number AS VARCHAR), 14, '0')"
_EXPRESSIONS: Mapping[str, str] = {
    "actor_id": _SIRET,
    "siret": _SIRET,
    "siren": f"left({_SIRET}, 9)",
    "name": """CASE WHEN is_diffusible THEN coalesce(unit_name,
        nullif(split_part(unit_other_names, ' | ', 1), ''),
        nullif(split_part(sign_names, ' | ', 1), '')) END""",
    "other_names": """CASE WHEN is_diffusible
        THEN nullif(concat_ws(' | ', unit_other_names, sign_names), '') END""",
    "departement_code": "nullif(departement_code, '00')",
    "address": f"CASE WHEN {_IS_OPEN} THEN address END",
    "naf_code": "naf_code",
    "naf_origin": "naf_origin",
    "inclusive_kinds": f"""CASE WHEN unit_inclusive_kinds IS NOT NULL
        OR siret_inclusive_kinds IS NOT NULL
        THEN nullif(array_to_string(list_sort(list_distinct(list_filter(
          string_split({_ALL_KINDS}, ';'), lambda kind: kind <> ''))), ';'), '') END""",
    "is_natural_person": "coalesce(natural_person, false)",
    "lat": f"CASE WHEN {_IS_OPEN} THEN lat END",
    "lon": f"CASE WHEN {_IS_OPEN} THEN lon END",
    "position_quality": f"CASE WHEN {_IS_OPEN} THEN position_quality END",
    "in_ess_list": "coalesce(in_ess_list, false)",
    "in_annuaire_ess": "coalesce(in_annuaire_ess, false)",
    "in_foundations": "coalesce(in_foundations, false)",
    "source_keys": """concat_ws(';', 'sirene-etablissements',
        CASE WHEN has_unit THEN 'sirene-unites-legales' END,
        CASE WHEN has_position THEN 'sirene-geolocalisation' END,
        CASE WHEN in_ess_list THEN 'ess-france' END,
        CASE WHEN in_annuaire THEN 'annuaire-unites-legales' END,
        CASE WHEN in_foundations THEN 'fondations' END,
        CASE WHEN siret_inclusive_kinds IS NOT NULL THEN 'marche-inclusion' END,
        CASE WHEN rna_object IS NOT NULL THEN 'rna' END)""",
    "visibility": "'public'",
}
_FROM_REGISTERS = frozenset(
    {
        "commune_code",
        "post_code",
        "naf25_code",
        "band_code",
        "band_year",
        "is_employer",
        "is_head_office",
        "created_date",
        "legal_category_code",
        "ess_flag",
        "rna_id",
        "rna_object",
        "is_diffusible",
        "qpv_code",
    }
)


def select_establishments(
    engine: duckdb.DuckDBPyConnection, files: PlaceFiles, wanted: PlaceFilter
) -> pa.Table:
    """Return the wanted rows with the columns of `reference/tables/establishments.csv`."""
    schema = get_schema("establishments")
    columns = ", ".join(f"{_express(name)} AS {name}" for name in schema.names)
    conditions = _load_filter(engine, files, wanted)
    has_unit = "u.siren_number IS NOT NULL" if files.has_units else "false"
    # Both sides read only what the question needs: a whole région has millions of rows.
    parameters = [wanted.name_pattern] * 2 if wanted.name_pattern else []
    rows = engine.execute(
        f"""WITH place AS MATERIALIZED (
              SELECT * FROM read_parquet({quote_paths(files.establishments)},
                hive_partitioning = false) WHERE {conditions.place}),
            unit AS (SELECT * FROM ({_units(files)})
              WHERE siren_number IN (SELECT siret_number // 100000 FROM place)),
            joined AS (
              SELECT p.* REPLACE (
                  p.is_diffusible AND coalesce(u.unit_is_diffusible, true) AS is_diffusible,
                  coalesce(p.naf_code, u.unit_naf_code) AS naf_code),
                CASE WHEN p.naf_code IS NOT NULL THEN 'etablissement'
                     WHEN u.unit_naf_code IS NOT NULL THEN 'unite_legale' END AS naf_origin,
                u.* EXCLUDE (siren_number, departement_code, is_natural_person),
                u.is_natural_person AS natural_person,
                {has_unit} AS has_unit
              FROM place p LEFT JOIN unit u
                ON u.siren_number = p.siret_number // 100000
                  AND u.departement_code = p.departement_code),
            chosen AS (SELECT * FROM joined WHERE {conditions.subject})
            SELECT {columns} FROM (
              SELECT c.*, g.* EXCLUDE (siret_number), g.siret_number IS NOT NULL AS has_position,
                i.kinds AS siret_inclusive_kinds
              FROM chosen c LEFT JOIN ({_positions(files)}) g ON g.siret_number = c.siret_number
                LEFT JOIN ({_inclusive(files)}) i ON i.siret_number = c.siret_number)""",
        parameters,
    ).to_arrow_table()
    return rows.cast(schema)


def _express(name: str) -> str:
    if name in _EXPRESSIONS:
        return _EXPRESSIONS[name]
    return name if name in _FROM_REGISTERS else "NULL"


def _units(files: PlaceFiles) -> str:
    if not files.units:
        return _NO_UNITS
    return f"FROM read_parquet({quote_paths(files.units)}, hive_partitioning = false)"


def _positions(files: PlaceFiles) -> str:
    if not files.positions:
        return _NO_POSITIONS
    return f"""SELECT siret_number, lat, lon, position_quality, qpv_code
               FROM read_parquet({quote_paths(files.positions)}, hive_partitioning = false)"""


def _inclusive(files: PlaceFiles) -> str:
    if files.inclusive is None:
        return _NO_INCLUSIVE
    return f"""SELECT CAST(siret AS BIGINT) AS siret_number, string_agg(DISTINCT kind, ';') AS kinds
               FROM read_parquet({quote_path(files.inclusive)})
               WHERE siret IS NOT NULL GROUP BY ALL"""


@dataclass(frozen=True, slots=True)
class _Conditions:
    place: str
    subject: str


def _load_filter(
    engine: duckdb.DuckDBPyConnection, files: PlaceFiles, wanted: PlaceFilter
) -> _Conditions:
    place = []
    if wanted.commune_codes is not None:
        _load_values(engine, "commune_code", wanted.commune_codes)
        place.append("commune_code IN (FROM wanted_commune_code)")
    if wanted.sirets is not None:
        _load_values(engine, "siret", wanted.sirets)
        place.append("siret_number IN (SELECT TRY_CAST(value AS BIGINT) FROM wanted_siret)")
    subject = []
    if wanted.naf_codes is not None:
        _load_values(engine, "naf_code", wanted.naf_codes)
        subject.append("coalesce(naf_code IN (FROM wanted_naf_code), false)")
    if wanted.name_pattern:
        # Names of persons are not searched: a surname says nothing of an activity.
        engine.execute(
            f"""CREATE TEMP TABLE named AS SELECT siren_number FROM ({_units(files)})
                WHERE regexp_matches(search_text, ?)""",
            [wanted.name_pattern],
        )
        subject.append("siret_number // 100000 IN (FROM named)")
        subject.append("(sign_names IS NOT NULL AND regexp_matches(bare_capitals(sign_names), ?))")
    if not subject:
        return _Conditions(" AND ".join(place) or "true", "true")
    # An establishment without code may take that of its unit: it is judged after the join.
    possible = [*subject, "naf_code IS NULL"] if wanted.naf_codes is not None else subject
    place.append(f"({' OR '.join(possible)})")
    return _Conditions(" AND ".join(place), " OR ".join(subject))


def _load_values(engine: duckdb.DuckDBPyConnection, name: str, values: Collection[str]) -> None:
    engine.register("value_arrow", pa.table({"value": pa.array(list(values), pa.string())}))
    engine.execute(f"CREATE TEMP TABLE wanted_{name} AS FROM value_arrow")
    engine.unregister("value_arrow")
