"""Who is after the same gisement, and how it could be split instead of fought for."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from maillon.reference.captures import SplitAdvice
from maillon.studies.gisements.capturing import ExplainedOverlap, find_overlaps
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.selectors.chain import list_stage_labels
from maillon_web.gisements.selectors.records import list_captures, list_gisements
from maillon_web.gisements.selectors.values import make_capture, make_gisement

__all__ = ["OverlapView", "list_overlap_views"]


@dataclass(frozen=True, kw_only=True, slots=True)
class OverlapView:
    """An overlap in words: who, where, how to split, why."""

    matter: str
    year: int
    stage: str
    takers: str
    areas: str
    lacking: str
    advice: SplitAdvice
    parts: Sequence[tuple[str, str]]


def list_overlap_views(opened: Opened) -> Sequence[OverlapView]:
    """Return the overlaps between those who take of the gisements that the reader may see."""
    gisements = {kept.pk: make_gisement(kept) for kept in list_gisements(opened)}
    captures = [make_capture(one, gisements[one.gisement_id]) for one in list_captures(opened)]
    stages = list_stage_labels(opened.filiere)
    return [
        OverlapView(
            matter=found.overlap.matter,
            year=found.overlap.year,
            stage=stages.get(found.overlap.stage, ""),
            takers=", ".join(found.overlap.takers),
            areas=", ".join(found.overlap.areas),
            lacking=_say_lacking(found),
            advice=found.advice,
            parts=list(found.overlap.parts.items()),
        )
        for found in find_overlaps(list(gisements.values()), captures)
    ]


def _say_lacking(found: ExplainedOverlap) -> str:
    """Return what could tell the takers apart if it were known."""
    words = {
        "quality": _("la qualité recherchée"),
        "public": _("le public visé"),
        "areas": _("le secteur couvert"),
    }
    return ", ".join(words[name] for name in found.overlap.lacking)
