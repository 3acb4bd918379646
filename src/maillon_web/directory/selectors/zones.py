"""A rectangle of the map, as the address of a page says it."""

from typing import NamedTuple

__all__ = ["Zone", "read_zone"]

# Five decimals of a degree: about one metre.
_DECIMALS = 5


class Zone(NamedTuple):
    """A rectangle in degrees WGS84."""

    west: float
    south: float
    east: float
    north: float

    def __str__(self) -> str:
        """Write it as addresses do: `west,south,east,north`."""
        return ",".join(f"{degrees:.{_DECIMALS}f}" for degrees in self)

    def holds(self, lat: float, lon: float) -> bool:
        """Tell whether a point is inside."""
        return self.south <= lat <= self.north and self.west <= lon <= self.east


def read_zone(text: str) -> Zone | None:
    """Return the rectangle written `west,south,east,north`, `None` when it is not one."""
    try:
        west, south, east, north = (round(float(part), _DECIMALS) for part in text.split(","))
    except ValueError:
        return None
    is_ordered = -90 <= south < north <= 90 and -180 <= west < east <= 180
    return Zone(west, south, east, north) if is_ordered else None
