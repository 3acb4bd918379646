"""Add up workforce bands: bounds, central value, and what they leave unknown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from maillon.diagnosis.columns import FloatArray
from maillon.diagnosis.estimates import Estimate, Ratio, estimate_by_ratio

__all__ = ["BandLike", "Workforce", "add_workforce", "estimate_workforce", "read_sizes"]


class BandLike(Protocol):
    """A workforce band; `high` is `None` when the band is open-ended."""

    @property
    def low(self) -> int:
        """Smallest workforce of the band."""

    @property
    def high(self) -> int | None:
        """Largest workforce of the band."""

    @property
    def midpoint(self) -> float:
        """Value by which the band counts in a sum."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Workforce:
    """
    Workforce of establishments of which only the band is known.

    Attributes
    ----------
    central
        Sum of the midpoints; `None` when no band is known.
    low, high
        Sums of the bounds: certain bounds for the establishments whose band is known. `high` is
        `None` when a band is open-ended.
    is_open_ended
        Whether a band has no upper bound.
    known_count, unknown_count
        Establishments with a band, and without.
    band_counts
        Establishments by band.
    """

    central: float | None = None
    low: float | None = None
    high: float | None = None
    is_open_ended: bool = False
    known_count: int = 0
    unknown_count: int = 0
    band_counts: Mapping[str, int] = field(default_factory=dict)


def add_workforce(band_codes: pa.Array, bands: Mapping[str, BandLike]) -> Workforce:
    """
    Add up the workforce of establishments from their bands.

    A band that is not among `bands` counts as unknown: it is never read as zero.
    """
    tally = {
        entry["values"]: entry["counts"]
        for entry in pc.value_counts(band_codes).to_pylist()
        if entry["values"] in bands
    }
    known_count = sum(tally.values())
    unknown_count = len(band_codes) - known_count
    if not tally:
        return Workforce(unknown_count=unknown_count)
    highs = [bands[code].high for code in tally]
    is_open_ended = None in highs
    return Workforce(
        central=float(sum(bands[code].midpoint * count for code, count in tally.items())),
        low=float(sum(bands[code].low * count for code, count in tally.items())),
        high=None
        if is_open_ended
        else float(sum((bands[code].high or 0) * count for code, count in tally.items())),
        is_open_ended=is_open_ended,
        known_count=known_count,
        unknown_count=unknown_count,
        band_counts=dict(sorted(tally.items())),
    )


def estimate_workforce(workforce: Workforce, bands: Mapping[str, BandLike]) -> Estimate | None:
    """
    Return the likely workforce, narrower than its certain bounds.

    The mean workforce of a band is one unknown number between its bounds, common to all the
    establishments of the band: its doubt is multiplied by their number, and only the bands
    compensate one another.

    Returns
    -------
    Estimate or None
        `None` when no band is known, or when one is open-ended and leaves no upper bound.
    """
    if workforce.central is None or workforce.is_open_ended:
        return None
    ratios = {}
    for code in workforce.band_counts:
        width = (bands[code].high or 0) - bands[code].low
        spread = width / np.sqrt(12.0)  # standard deviation of a uniform law of that width
        mean = bands[code].midpoint
        ratios[code] = Ratio(mean=mean, cv=float(spread / mean) if mean else 0.0)
    return estimate_by_ratio(workforce.band_counts, ratios)


def read_sizes(band_codes: pa.Array, bands: Mapping[str, BandLike]) -> FloatArray:
    """Return the midpoint of each band; NaN when the band is unknown."""
    encoded = band_codes.dictionary_encode()
    by_code = [
        bands[code].midpoint if code in bands else np.nan for code in encoded.dictionary.to_pylist()
    ]
    numbers = pc.fill_null(encoded.indices, len(by_code)).to_numpy(zero_copy_only=False)
    return np.asarray(np.array([*by_code, np.nan])[numbers], dtype=np.float64)
