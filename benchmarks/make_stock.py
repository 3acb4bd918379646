"""
Make two stock files with the shape of the SIRENE stock, filled with made-up rows.

Column names, order and physical types are those of the published Parquet files. Every legal person
is called "EXEMPLE FICTIF …"; identifiers are consecutive numbers and designate nobody. The same
scale always gives the same rows.

    python benchmarks/make_stock.py OUT --scale 0.02
"""

import argparse
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import yaml

from maillon.reference.nomenclatures import load_naf_labels
from maillon.reference.territories import load_communes
from maillon.reference.territories.index import load_arrondissements

HERE = Path(__file__).parent
SLOT_COUNT = 1_000_000
WORDS = [
    "ATELIER",
    "RECYCLERIE",
    "RESSOURCERIE",
    "BOULANGERIE",
    "MENUISERIE",
    "TEXTILE",
    "LAINE",
    "VELO",
    "REEMPLOI",
    "MATERIAUX",
    "JARDIN",
    "MARAICHAGE",
    "CUISINE",
    "TRANSPORT",
    "CONSEIL",
    "NUMERIQUE",
    "SERVICES",
    "BATIMENT",
    "RENOVATION",
    "COUVERTURE",
    "ELECTRICITE",
    "PLOMBERIE",
    "COIFFURE",
    "SPORT",
    "CULTURE",
    "THEATRE",
    "MUSIQUE",
    "FETES",
    "LOISIRS",
    "SOLIDARITE",
    "ENFANCE",
    "SANTE",
    "SOINS",
    "FORMATION",
    "INSERTION",
    "COOPERATIVE",
    "VERRE",
    "CONSIGNE",
    "BOIS",
    "FORET",
    "ENERGIE",
    "SOLAIRE",
    "PECHE",
    "IMMOBILIER",
    "GESTION",
    "HOLDING",
    "PATRIMOINE",
    "LOCATION",
    "COMMERCE",
    "EPICERIE",
    "RESTAURANT",
    "HOTEL",
    "GARAGE",
]

UNIT_SQL = """
SELECT
  printf('%09d', siren) AS siren,
  diffusion AS "statutDiffusionUniteLegale",
  CASE WHEN NOT active AND r1 % 100 < 12 THEN true END AS "unitePurgeeUniteLegale",
  created AS "dateCreationUniteLegale",
  CASE WHEN NOT person AND r2 % 10 = 0 THEN 'EF' || (r3 % 10000) END AS "sigleUniteLegale",
  CASE WHEN person THEN mask(CASE WHEN r2 % 2 = 0 THEN 'F' ELSE 'M' END, diffusion) END
    AS "sexeUniteLegale",
  CASE WHEN person THEN mask('PRENOM' || r3 % 900, diffusion) END AS "prenom1UniteLegale",
  CASE WHEN person AND r3 % 3 = 0 THEN mask('PRENOM' || r2 % 900, diffusion) END
    AS "prenom2UniteLegale",
  NULL::VARCHAR AS "prenom3UniteLegale",
  NULL::VARCHAR AS "prenom4UniteLegale",
  CASE WHEN person THEN mask('PRENOM' || r3 % 900, diffusion) END AS "prenomUsuelUniteLegale",
  NULL::VARCHAR AS "pseudonymeUniteLegale",
  CASE WHEN category IN (9220, 9230) AND r1 % 10 < 8 THEN printf('W%09d', unit) END
    AS "identifiantAssociationUniteLegale",
  CASE WHEN employer THEN band ELSE 'NN' END AS "trancheEffectifsUniteLegale",
  CASE WHEN employer THEN 2024 END AS "anneeEffectifsUniteLegale",
  TIMESTAMP '2026-06-01 10:00:00' + to_minutes((r1 % 90000)::INT)
    AS "dateDernierTraitementUniteLegale",
  1 + r2 % 6 AS "nombrePeriodesUniteLegale",
  CASE WHEN r3 % 3 = 0 THEN 'PME' END AS "categorieEntreprise",
  CASE WHEN r3 % 3 = 0 THEN 2024 END AS "anneeCategorieEntreprise",
  greatest(created, DATE '2008-01-01') AS "dateDebut",
  CASE WHEN active THEN 'A' ELSE 'C' END AS "etatAdministratifUniteLegale",
  CASE WHEN person THEN mask('NOMFICTIF' || r1 % 90000, diffusion) END AS "nomUniteLegale",
  CASE WHEN person AND r2 % 8 = 0 THEN mask('USAGEFICTIF' || r2 % 9000, diffusion) END
    AS "nomUsageUniteLegale",
  CASE WHEN NOT person THEN
    'EXEMPLE FICTIF ' || words[1 + r2 % len(words)] || ' ' || words[1 + r3 % len(words)] || ' '
    || unit END AS "denominationUniteLegale",
  CASE WHEN NOT person AND r1 % 50 = 0 THEN 'EXEMPLE ' || words[1 + r1 % len(words)] END
    AS "denominationUsuelle1UniteLegale",
  NULL::VARCHAR AS "denominationUsuelle2UniteLegale",
  NULL::VARCHAR AS "denominationUsuelle3UniteLegale",
  category AS "categorieJuridiqueUniteLegale",
  naf AS "activitePrincipaleUniteLegale",
  CASE WHEN naf IS NOT NULL THEN nomenclature END
    AS "nomenclatureActivitePrincipaleUniteLegale",
  printf('%05d', 18) AS "nicSiegeUniteLegale",
  CASE WHEN ess THEN 'O' WHEN r3 % 100 < 20 AND NOT person THEN 'N' END
    AS "economieSocialeSolidaireUniteLegale",
  CASE WHEN r3 % 5000 = 0 THEN 'O' END AS "societeMissionUniteLegale",
  CASE WHEN employer THEN 'O' ELSE 'N' END AS "caractereEmployeurUniteLegale",
  CASE WHEN active THEN naf[:5] || 'Y' END AS "activitePrincipaleNAF25UniteLegale"
FROM unit_row
"""

ESTABLISHMENT_SQL = """
SELECT
  printf('%09d', siren) AS siren,
  printf('%05d', nic) AS nic,
  printf('%09d%05d', siren, nic) AS siret,
  diffusion AS "statutDiffusionEtablissement",
  created AS "dateCreationEtablissement",
  CASE WHEN employer THEN band ELSE 'NN' END AS "trancheEffectifsEtablissement",
  CASE WHEN employer THEN 2024 END AS "anneeEffectifsEtablissement",
  CASE WHEN q1 % 20 = 0 THEN naf END AS "activitePrincipaleRegistreMetiersEtablissement",
  TIMESTAMP '2026-06-01 10:00:00' + to_minutes((q1 % 90000)::INT)
    AS "dateDernierTraitementEtablissement",
  nic = 18 AS "etablissementSiege",
  1 + q2 % 6 AS "nombrePeriodesEtablissement",
  CASE WHEN q3 % 10 = 0 THEN mask('BATIMENT ' || q3 % 40, diffusion) END
    AS "complementAdresseEtablissement",
  mask((1 + q1 % 250)::VARCHAR, diffusion) AS "numeroVoieEtablissement",
  CASE WHEN q3 % 15 = 0 THEN 'B' END AS "indiceRepetitionEtablissement",
  NULL::VARCHAR AS "dernierNumeroVoieEtablissement",
  NULL::VARCHAR AS "indiceRepetitionDernierNumeroVoieEtablissement",
  mask(CASE WHEN q2 % 3 = 0 THEN 'AVENUE' ELSE 'RUE' END, diffusion) AS "typeVoieEtablissement",
  mask('DE L EXEMPLE ' || q3 % 30000, diffusion) AS "libelleVoieEtablissement",
  commune[:2] || printf('%03d', 10 * (q2 % 60)) AS "codePostalEtablissement",
  'COMMUNE ' || commune AS "libelleCommuneEtablissement",
  NULL::VARCHAR AS "libelleCommuneEtrangerEtablissement",
  NULL::VARCHAR AS "distributionSpecialeEtablissement",
  commune AS "codeCommuneEtablissement",
  NULL::VARCHAR AS "codeCedexEtablissement",
  NULL::VARCHAR AS "libelleCedexEtablissement",
  NULL::VARCHAR AS "codePaysEtrangerEtablissement",
  NULL::VARCHAR AS "libellePaysEtrangerEtablissement",
  mask(commune || '_' || q3 % 30000 || '_' || q1 % 250, diffusion)
    AS "identifiantAdresseEtablissement",
  mask((100000 + q1 % 1100000)::VARCHAR, diffusion) AS "coordonneeLambertAbscisseEtablissement",
  mask((6050000 + q2 % 1050000)::VARCHAR, diffusion) AS "coordonneeLambertOrdonneeEtablissement",
  {empty_columns},
  CASE WHEN open THEN greatest(created, DATE '2008-01-01')
       ELSE DATE '2000-01-01' + (q2 % 9300)::INT END AS "dateDebut",
  CASE WHEN open THEN 'A' ELSE 'F' END AS "etatAdministratifEtablissement",
  CASE WHEN q3 % 6 = 0 THEN mask('ENSEIGNE FICTIVE ' || words[1 + q3 % len(words)], diffusion) END
    AS "enseigne1Etablissement",
  NULL::VARCHAR AS "enseigne2Etablissement",
  NULL::VARCHAR AS "enseigne3Etablissement",
  CASE WHEN q2 % 30 = 0 THEN mask('USUEL FICTIF ' || words[1 + q2 % len(words)], diffusion) END
    AS "denominationUsuelleEtablissement",
  naf AS "activitePrincipaleEtablissement",
  CASE WHEN naf IS NOT NULL THEN nomenclature END
    AS "nomenclatureActivitePrincipaleEtablissement",
  CASE WHEN employer THEN 'O' ELSE 'N' END AS "caractereEmployeurEtablissement",
  CASE WHEN open THEN naf[:5] || 'Y' END AS "activitePrincipaleNAF25Etablissement"
FROM establishment_row
"""

EMPTY_COLUMNS = [
    "complementAdresse2",
    "numeroVoie2",
    "indiceRepetition2",
    "typeVoie2",
    "libelleVoie2",
    "codePostal2",
    "libelleCommune2",
    "libelleCommuneEtranger2",
    "distributionSpeciale2",
    "codeCommune2",
    "codeCedex2",
    "libelleCedex2",
    "codePaysEtranger2",
    "libellePaysEtranger2",
]

UNIT_ROW_SQL = """
SELECT unit, siren, r1, r2, r3, person, active, employer, diffusion, created, nomenclature,
  c.value::INT AS category, n.value AS naf, b.value AS band,
  NOT person AND (c.value IN ('9220', '9230', '6317', '9300', '8210', '5458', '5559'))
    AND (r3 // 100) % 1000 < 350 AS ess
FROM (SELECT *,
    -- 29 apart, so that thirty million units spread over the nine digits
    100000000 + unit * 29 AS siren,
    r1 % 1000 < {person} AS person,
    r2 % 1000 < {active} AS active,
    r2 % 1000 < {active} AND r3 % 1000 < {employer} AS employer,
    CASE WHEN (r1 // 1000) % 1000 < {partial} THEN 'P' ELSE 'O' END AS diffusion,
    DATE '1975-01-01' + ((r3 // 1000) % 18500)::INT AS created,
    CASE WHEN r2 % 1000 < 700 THEN 'NAFRev2' ELSE 'NAF1993' END AS nomenclature
  FROM (SELECT unit, (hash(unit, 1) >> 4)::BIGINT AS r1,
               (hash(unit, 2) >> 4)::BIGINT AS r2, (hash(unit, 3) >> 4)::BIGINT AS r3
        FROM range({first}, {last}) t(unit))) u
JOIN category_slot c ON c.slot = CASE WHEN person THEN {slots} ELSE (r1 // 7) % {slots} END
JOIN naf_slot n ON n.slot = (r2 // 1000) % {slots}
JOIN band_slot b ON b.slot = (r3 // 11) % {slots}
"""

ESTABLISHMENT_ROW_SQL = """
SELECT e.* EXCLUDE (naf), m.value AS commune,
  CASE WHEN nic = 18 THEN e.naf ELSE n.value END AS naf
FROM (
  SELECT u.*, nic,
    CASE WHEN nic = 18 THEN active ELSE active AND (r1 // 17) % 1000 < {secondary} END AS open,
    (hash(unit, nic, 4) >> 4)::BIGINT AS q1, (hash(unit, nic, 5) >> 4)::BIGINT AS q2,
    (hash(unit, nic, 6) >> 4)::BIGINT AS q3
  FROM unit_row u,
    LATERAL (SELECT unnest(CASE WHEN (unit * 7919) % 30 < {extra} THEN [18, 26] ELSE [18] END)
             AS nic)) e
JOIN commune_slot m ON m.slot = (q1 // 5) % {slots}
JOIN naf_slot n ON n.slot = (q2 // 5) % {slots}
"""


def read_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--scale", type=float, default=0.02, help="1 = 44 M establishments")
    return parser.parse_args()


def load_commune_weights() -> dict[str, float]:
    """Return population by commune code; Paris, Lyon and Marseille by arrondissement."""
    communes = load_communes()
    population = dict(
        zip(communes["code"].to_pylist(), communes["population"].to_pylist(), strict=True)
    )
    for code, entry in load_arrondissements().items():
        population.pop(entry.commune_code, None)
        population[code] = entry.place.population
    return {code: float(count) for code, count in sorted(population.items()) if count}


def load_naf_weights() -> dict[str, float]:
    """Return a weight by NAF code: a few codes hold most of the rows, as in the register."""
    shuffled = sorted(load_naf_labels(), key=hash_text)
    return {code: 1 / (rank + 3) for rank, code in enumerate(shuffled)}


def hash_text(text: str) -> int:
    """Return a number that depends on the text only, from one run to the next."""
    value = 7
    for char in text:
        value = (value * 1_000_003 + ord(char)) % 1_000_000_007
    return value


def make_slots(weights: Mapping[str, float], extra: str | None = None) -> pa.Table:
    """Spread values over numbered slots in proportion to their weight, to draw by number."""
    total = sum(weights.values())
    values: list[str] = []
    cumulated = 0.0
    for value, weight in weights.items():
        cumulated += weight
        values.extend([value] * (round(SLOT_COUNT * cumulated / total) - len(values)))
    if extra is not None:
        values.append(extra)
    return pa.table({"slot": range(len(values)), "value": values})


def write_stock(
    out: Path, shares: Mapping[str, Any], slots: Mapping[str, pa.Table], scale: float
) -> None:
    """Write the two files in one pass each."""
    con = duckdb.connect(config={"threads": 2, "memory_limit": "4GB"})
    con.execute("SET preserve_insertion_order = true")
    for name, table in slots.items():
        con.register(f"{name}_arrow", table)
        con.execute(f"CREATE TABLE {name}_slot AS FROM {name}_arrow")
    con.execute("CREATE MACRO mask(x, d) AS CASE WHEN d = 'P' THEN '[ND]' ELSE x END")
    con.execute("CREATE TABLE word AS SELECT ? AS words", [WORDS])
    con.execute("SET VARIABLE words = (SELECT words FROM word)")
    unit_count = int(shares["unit_count"] * scale)
    row_sql = UNIT_ROW_SQL.format(
        first=0,
        last=unit_count,
        slots=SLOT_COUNT,
        person=round(1000 * shares["natural_person_share"]),
        active=round(1000 * shares["active_unit_share"]),
        employer=round(1000 * shares["employer_share_of_active"]),
        partial=round(1000 * shares["partial_diffusion_share"]),
    )
    place_sql = ESTABLISHMENT_ROW_SQL.format(
        slots=SLOT_COUNT,
        secondary=round(1000 * shares["active_secondary_share"]),
        extra=shares["establishments_per_30_units"] - 30,
    )
    empty = ", ".join(f'NULL::VARCHAR AS "{name}Etablissement"' for name in EMPTY_COLUMNS)
    for name, sql in {
        "StockUniteLegale": UNIT_SQL,
        "StockEtablissement": ESTABLISHMENT_SQL.format(empty_columns=empty),
    }.items():
        query = sql.replace("words[", "getvariable('words')[").replace(
            "len(words)", "len(getvariable('words'))"
        )
        started = time.perf_counter()
        con.execute(
            f"COPY (WITH unit_row AS ({row_sql}), establishment_row AS ({place_sql}) {query}) "
            f"TO '{out / name}_utf8.parquet' (FORMAT parquet, COMPRESSION zstd)"
        )
        print(f"{name}: {time.perf_counter() - started:.0f} s")


def check(out: Path) -> None:
    """Print what came out, to compare with the shares that were asked."""
    con = duckdb.connect()
    places = f"'{out / 'StockEtablissement_utf8.parquet'}'"
    units = f"'{out / 'StockUniteLegale_utf8.parquet'}'"
    print(
        con.execute(
            f"""SELECT count(*) AS establishments,
              avg((etatAdministratifEtablissement = 'A')::INT) AS active,
              avg((caractereEmployeurEtablissement = 'O' AND etatAdministratifEtablissement = 'A')
                ::INT) AS active_employers FROM {places}"""
        ).fetchall(),
        con.execute(
            f"""SELECT count(*) AS units, avg((categorieJuridiqueUniteLegale = 1000)::INT),
              avg(coalesce(economieSocialeSolidaireUniteLegale = 'O', false)::INT) FROM {units}"""
        ).fetchall(),
        len(con.execute(f"DESCRIBE FROM {places}").fetchall()),
        len(con.execute(f"DESCRIBE FROM {units}").fetchall()),
    )


def main() -> None:
    """Make the files."""
    asked = read_arguments()
    asked.out.mkdir(parents=True, exist_ok=True)
    shares = yaml.safe_load((HERE / "stock_shares.yaml").read_text("utf-8"))
    slots = {
        "commune": make_slots(load_commune_weights()),
        "naf": make_slots(load_naf_weights()),
        "category": make_slots(shares["legal_categories"], extra="1000"),
        "band": make_slots(shares["bands"]),
    }
    write_stock(asked.out, shares, slots, asked.scale)
    check(asked.out)


if __name__ == "__main__":
    main()
