"""Distances on the sphere."""

from math import asin, cos, radians, sin, sqrt

__all__ = ["EARTH_RADIUS_KM", "distance_km"]

# Mean radius of the Earth (IUGG).
EARTH_RADIUS_KM = 6371.0088


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """
    Return the great-circle distance between two points, in kilometres.

    Parameters
    ----------
    lat1, lon1, lat2, lon2
        Degrees WGS84.

    Notes
    -----
    As the crow flies on a sphere: up to 0.5 % away from the ellipsoid, and never a road distance.
    """
    phi1, phi2 = radians(lat1), radians(lat2)
    half = sin((phi2 - phi1) / 2) ** 2
    half += cos(phi1) * cos(phi2) * sin(radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(half)))
