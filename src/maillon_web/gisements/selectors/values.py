"""Gisements and captures in the words of the library."""

from collections.abc import Iterable

from maillon.domain import gisements as domain
from maillon_web.gisements.models import Capture, Gisement

__all__ = ["BOUND", "make_capture", "make_gisement", "make_steps"]

BOUND = "contract"
"""What secures a capture that a contract of the filière is about."""


def make_gisement(kept: Gisement) -> domain.Gisement:
    """Return a gisement as studies take it; without any range, its confidence stands for one."""
    has_range = kept.low is not None and kept.high is not None
    variation = None if has_range else kept.variation
    return domain.Gisement(
        key=str(kept.pk),
        matter=kept.matter,
        quantity=kept.quantity,
        unit=kept.unit,
        starts_on=kept.starts_on.isoformat() if kept.starts_on else "",
        ends_on=kept.ends_on.isoformat() if kept.ends_on else "",
        quality=kept.quality,
        holder=kept.holder_name,
        stage=kept.stage_key,
        place=kept.place_name,
        status=domain.LegalStatus(kept.status),
        waste_code=kept.waste_code,
        rep_family=kept.rep_family,
        origin=domain.Origin(kept.origin),
        cv=variation,
        low=kept.low if has_range else None,
        high=kept.high if has_range else None,
        confidence="" if has_range or variation is not None else kept.confidence,
        steps=make_steps(kept),
        ratio_key=_find_ratio_key(kept),
        is_dormant=kept.is_stock,
        reference=kept.reference,
    )


def make_steps(kept: Gisement) -> domain.RecoverySteps:
    """Return the shares that somebody wrote; one that nobody wrote is not known."""
    return domain.RecoverySteps(
        mobilisable=_make_share(kept.mobilisable_share, kept.mobilisable_error),
        recoverable=_make_share(kept.recoverable_share, kept.recoverable_error),
    )


def _make_share(value: float | None, error: float | None) -> domain.UncertainShare | None:
    if value is None:
        return None
    return domain.UncertainShare(value=value, cv=(error or 0.0) / value if value else 0.0)


def _find_ratio_key(kept: Gisement) -> str:
    """Return what two estimates that rest on the same ratio have in common."""
    return str((kept.estimate or {}).get("ratio_key", ""))


def make_capture(
    kept: Capture, gisement: domain.Gisement, *, is_bound: bool = False
) -> domain.Capture:
    """Return a capture as studies take it; `is_bound` by a contract that the reader may see."""
    return domain.Capture(
        gisement=gisement.key,
        year=kept.year,
        destination=domain.Destination(kept.destination),
        taker=kept.organisation,
        quantity=kept.quantity,
        unit=gisement.unit,
        secured_by=(*kept.secured_by, *((BOUND,) if is_bound else ())),
        public=kept.public,
        quality=kept.quality,
        areas=tuple(_split(kept.area)),
        stage=gisement.stage,
        reference=kept.reference,
    )


def _split(text: str) -> Iterable[str]:
    return (part.strip() for part in text.split(",") if part.strip())
