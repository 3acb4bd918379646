"""Actors with a position, for any map program (RFC 7946)."""

import json
from typing import Any

from maillon.reports.tables import list_rows

__all__ = ["render_geojson"]

_DECIMALS = 6  # a decimetre: more would pretend


def render_geojson(document: dict[str, Any]) -> str:
    """
    Return a FeatureCollection of the actors that have a position.

    Each feature says how precise its position is (`position_quality`): a place known to the
    commune only is no address. The member `maillon` says what the collection is and how many
    actors it leaves out for want of a position.
    """
    rows = list_rows(document, "actors")
    placed = [row for row in rows if row["lat"] is not None and row["lon"] is not None]
    collection = {
        "type": "FeatureCollection",
        "maillon": {
            "filiere": document["filiere"]["label"],
            "territory": document["territory"]["name"],
            "generated_on": document["generated_on"],
            "audience": document["audience"],
            "without_position": len(rows) - len(placed),
            "sources": [
                {key: entry[key] for key in ("label", "publisher", "vintage", "licence")}
                for entry in document["vintages"]
            ],
        },
        "features": [_make_feature(row) for row in placed],
    }
    return json.dumps(collection, ensure_ascii=False, indent=1)


def _make_feature(row: dict[str, Any]) -> dict[str, Any]:
    point = [round(row["lon"], _DECIMALS), round(row["lat"], _DECIMALS)]
    return {
        "type": "Feature",
        "id": row["id"],
        "geometry": {"type": "Point", "coordinates": point},
        "properties": {key: value for key, value in row.items() if key not in {"id", "lat", "lon"}},
    }
