"""One gisement as its page shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from maillon.reference.nomenclatures import load_rep_families, load_waste_labels
from maillon.studies.gisements.totals import GisementTotal
from maillon_web.directory.models import Actor
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.selectors.chain import list_stage_labels
from maillon_web.gisements.models import Gisement
from maillon_web.gisements.selectors.bars import Bar, draw_bars
from maillon_web.gisements.selectors.problems import attempt
from maillon_web.gisements.selectors.records import list_captures
from maillon_web.gisements.selectors.shares import (
    CaptureRow,
    MatterShares,
    find_contracts,
    list_capture_rows,
    share_gisement,
)
from maillon_web.gisements.selectors.takeover import write_gisement_query
from maillon_web.gisements.selectors.totals import find_total, list_steps
from maillon_web.ui.formatting import format_number, format_percent, format_quantity

__all__ = ["Sheet", "view_sheet"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """What the page of a gisement shows beside its own fields."""

    bars: Sequence[Bar]
    sentences: Sequence[str]
    uncertainty: str
    stage: str
    holder: Actor | None
    waste: str
    rep_family: str
    estimate: Mapping[str, Any]
    shares: MatterShares | None
    captures: Sequence[CaptureRow]
    flow_query: str


def view_sheet(opened: Opened, kept: Gisement) -> Sheet:
    """Return what the page shows; a holder that the reader may not know of has no link."""
    total = find_total(kept)
    captures = list(list_captures(opened).filter(gisement=kept).select_related("gisement"))
    contracts = find_contracts(opened, captures)
    shares, _problems = attempt(lambda: share_gisement(kept, captures, contracts), None)
    holders = Actor.objects.filter(pk=kept.holder_id or 0, visibility__in=opened.levels)
    estimate = total.theoretical.estimate if total else None
    family = load_rep_families().get(kept.rep_family)
    return Sheet(
        bars=draw_bars(list_steps(total)) if total else (),
        sentences=_explain(kept, total) if total else (),
        uncertainty=_say_uncertainty(kept),
        stage=list_stage_labels(opened.filiere).get(kept.stage_key, ""),
        holder=holders.first() if kept.holder_id else None,
        waste=load_waste_labels().get(kept.waste_code, ""),
        rep_family=family.label if family else kept.rep_family,
        estimate=kept.estimate or {},
        shares=shares,
        captures=list_capture_rows(captures, contracts),
        flow_query=write_gisement_query(kept, estimate.standard_deviation if estimate else 0.0),
    )


def _say_uncertainty(kept: Gisement) -> str:
    """Return what the range of a quantity rests on."""
    if kept.low is not None and kept.high is not None:
        return _("entre {low} et {high}, neuf fois sur dix").format(
            low=format_number(kept.low), high=format_quantity(kept.high, kept.unit)
        )
    if kept.variation is not None:
        return _("écart type de {share} de la quantité").format(
            share=format_percent(kept.variation)
        )
    return _("aucune donnée : la confiance en tient lieu")


def _explain(kept: Gisement, total: GisementTotal) -> list[str]:
    """Return how the three quantities were made, with their numbers."""
    said = [
        _("Théorique : {quantity}, {source}.").format(
            quantity=format_quantity(total.theoretical.value or 0.0, total.unit),
            source=kept.reference or _("sans source"),
        )
    ]
    for label, whole, part, share, error in (
        (
            _("Mobilisable"),
            total.theoretical,
            total.mobilisable,
            kept.mobilisable_share,
            kept.mobilisable_error,
        ),
        (
            _("Valorisable"),
            total.mobilisable,
            total.recoverable,
            kept.recoverable_share,
            kept.recoverable_error,
        ),
    ):
        if whole.value is None or part.value is None or share is None:
            continue
        said.append(
            _("{label} : {whole} × {share} (à plus ou moins {error} points) = {part}.").format(
                label=label,
                whole=format_quantity(whole.value, total.unit),
                share=format_percent(share),
                error=format_number((error or 0.0) * 100),
                part=format_quantity(part.value, total.unit),
            )
        )
    said.append(_("« Entre … et … » : neuf chances sur dix. Les trois incertitudes se composent."))
    return said
