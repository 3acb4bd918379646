"""Shapes of a territory for the maps: outline, communes, surroundings."""

from pathlib import Path
from typing import Any

from maillon.domain.errors import MaillonError
from maillon.domain.territory import Territory
from maillon.reference.territories import (
    get_outline,
    iter_commune_shapes,
    list_neighbours,
)
from maillon.studies.asking import find_territory

__all__ = ["find_shapes", "list_shapes"]

# Above this number of communes, their borders are noise on a page: the outline is enough.
_MOST_COMMUNES_DRAWN = 400


def list_shapes(document: dict[str, Any], home: Path | None = None) -> dict[str, Any] | None:
    """Return what `reports.draw_map` draws for a result, `None` outside the known contours."""
    try:
        territory = find_territory(document["territory"]["key"], home)
    except MaillonError:
        # The result may come from a machine that knows another list: its map is then left out.
        return None
    return find_shapes(territory)


def find_shapes(territory: Territory) -> dict[str, Any] | None:
    """Return what `reports.draw_map` draws for a territory, `None` outside the known contours."""
    outline = get_outline(territory)
    if not outline:
        return None
    codes = territory.commune_codes
    communes = dict(iter_commune_shapes(codes)) if len(codes) <= _MOST_COMMUNES_DRAWN else {}
    context = [get_outline(neighbour) for neighbour in list_neighbours(territory)]
    return {"outline": outline, "communes": communes, "context": context}
