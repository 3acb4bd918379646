"""Measure how far people, or places, are from the nearest actor."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from maillon.diagnosis.columns import FloatArray, IntArray

__all__ = ["Access", "find_nearest", "measure_access"]

# Latitude and longitude in degrees, one pair per row; unknown ones are None or NaN.
Positions = npt.ArrayLike | Sequence[tuple[float | None, float | None]]

EARTH_RADIUS_KM = 6371.0088
_CHUNK = 2_000_000  # distances held in memory at once


@dataclass(frozen=True, kw_only=True, slots=True)
class Access:
    """
    Access of a population to the nearest actor, as the crow flies.

    Attributes
    ----------
    far_share
        Share of the located population that lives farther than the limit; `None` when no
        population is located.
    mean_distance_km
        Mean distance of an inhabitant; infinite without actor, `None` as above.
    located_share
        Share of the population of which the place is located.
    """

    far_share: float | None
    mean_distance_km: float | None
    located_share: float


def find_nearest(points: Positions, targets: Positions) -> tuple[FloatArray, IntArray]:
    """
    Return the distance in km from each point to the nearest target, and which one it is.

    Parameters
    ----------
    points, targets
        Latitude and longitude in degrees, one pair per row.

    Returns
    -------
    tuple of numpy.ndarray
        Infinite distance and -1 where the point has no position, or without located target.
    """
    starts, ends = (
        np.asarray(entry, dtype=np.float64).reshape(-1, 2) for entry in (points, targets)
    )
    distance_km = np.full(len(starts), np.inf)
    nearest = np.full(len(starts), -1, dtype=np.int64)
    located = np.flatnonzero(~np.isnan(ends).any(axis=1))
    if not len(located):
        return distance_km, nearest
    axes = _to_unit_vectors(ends[located]).T
    rows = np.flatnonzero(~np.isnan(starts).any(axis=1))
    for chunk in np.array_split(rows, max(1, len(rows) * len(located) // _CHUNK)):
        # The largest cosine is the smallest angle: one matrix product finds the nearest target.
        best = located[np.argmax(_to_unit_vectors(starts[chunk]) @ axes, axis=1)]
        nearest[chunk] = best
        distance_km[chunk] = _haversine_km(starts[chunk], ends[best])
    return distance_km, nearest


def measure_access(
    points: Positions,
    population: npt.ArrayLike,
    actors: Positions,
    *,
    limit_km: float,
) -> Access:
    """
    Say which share of a population lives farther than a limit from the nearest actor.

    Parameters
    ----------
    points, population
        One point per commune (latitude, longitude) and its inhabitants.
    actors
        Latitude and longitude of the actors; those without position are left out.
    limit_km
        Distance as the crow flies, in km: roads are longer.
    """
    inhabitants = np.asarray(population, dtype=np.float64)
    places = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    is_located = ~np.isnan(places).any(axis=1)
    weights = inhabitants[is_located]
    if not weights.sum():
        return Access(far_share=None, mean_distance_km=None, located_share=0.0)
    distance_km, _nearest = find_nearest(places[is_located], actors)
    # Nobody's distance counts for nothing, be it infinite.
    mean_km = np.average(distance_km[weights > 0], weights=weights[weights > 0])
    return Access(
        far_share=float(weights[distance_km > limit_km].sum() / weights.sum()),
        mean_distance_km=float(mean_km),
        located_share=float(weights.sum() / inhabitants.sum()),
    )


def _to_unit_vectors(positions: FloatArray) -> FloatArray:
    lat, lon = np.radians(positions).T
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def _haversine_km(starts: FloatArray, ends: FloatArray) -> FloatArray:
    lat, lon = np.radians(starts).T
    other_lat, other_lon = np.radians(ends).T
    half = (
        np.sin((other_lat - lat) / 2) ** 2
        + np.cos(lat) * np.cos(other_lat) * np.sin((other_lon - lon) / 2) ** 2
    )
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1))))
