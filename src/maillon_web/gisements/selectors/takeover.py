"""A gisement or a capture as a flow: what fills the form of the pages above."""

from collections.abc import Mapping
from urllib.parse import urlencode

from maillon.domain.flows import OUTSIDE
from maillon_web.gisements.models import Capture, Destination, Gisement

__all__ = ["write_capture_query", "write_gisement_query"]


def write_gisement_query(kept: Gisement, error: float) -> str:
    """Return a flow that enters the chain at the stage of the gisement, with its error."""
    return _write(
        {
            "source": OUTSIDE,
            "target": kept.stage_key,
            "matter": kept.matter,
            "unit": kept.unit,
            "year": kept.ends_on.year if kept.ends_on else None,
            "value": kept.quantity,
            "standard_error": round(error, 6) or None,
            "reference": kept.reference,
        }
    )


def write_capture_query(kept: Capture) -> str:
    """Return a flow that leaves the stage of the gisement, for outside when it is exported."""
    gisement = kept.gisement
    leaves = kept.destination in {Destination.EXPORTED, Destination.LOST}
    return _write(
        {
            "source": gisement.stage_key,
            "target": OUTSIDE if leaves else "",
            "matter": gisement.matter,
            "unit": gisement.unit,
            "year": kept.year,
            "value": kept.quantity,
            "reference": kept.reference,
        }
    )


def _write(given: Mapping[str, object]) -> str:
    return urlencode({name: value for name, value in given.items() if value not in (None, "")})
