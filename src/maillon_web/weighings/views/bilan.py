"""Where things stand: the bilan of a period, its targets, the bilans that were closed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.selectors.records import get_record
from maillon_web.filieres.views.pages import show
from maillon_web.filieres.views.record_pages import RecordPage, add_page, remove_page
from maillon_web.weighings.forms.records import CloseForm
from maillon_web.weighings.models import ClosedBilan
from maillon_web.weighings.selectors import bilan as bilans
from maillon_web.weighings.selectors import standing
from maillon_web.weighings.selectors.closed import compare_closed, list_closed
from maillon_web.weighings.selectors.drawing import draw_bars, draw_path
from maillon_web.weighings.selectors.log import list_sites
from maillon_web.weighings.selectors.totals import (
    LogSpan,
    find_span,
    measure_targets,
    sum_target_months,
    total_by,
    total_sites,
)
from maillon_web.weighings.services.closing import close_bilan
from maillon_web.weighings.views.places import ACTIVE, lead_to, open_log
from maillon_web.weighings.words import DESTINATIONS, ORIGINS

__all__ = ["bilan", "close", "closed", "closed_remove"]

BOTH = ["GET", "HEAD", "POST"]


@require_safe
def bilan(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Answer where things stand: against the targets, then over a period."""
    opened = open_log(request, filiere_id)
    span = find_span(opened)
    sites = {site.pk: site.name for site in list_sites(opened)}
    period = bilans.read_period(request.GET, span, sites)
    chosen = [period.site] if period.site else list(sites)
    totals = total_by(opened, period.start, period.end, sites=chosen)
    by_site = total_sites(opened, period.start, period.end, sites=chosen)
    months, drawn, by_year = bilans.list_month_rows(opened, period, totals)
    context: dict[str, Any] = {
        "view": "bilan",
        "span": span,
        "years": _list_years(span),
        "period": period,
        "sites": sites,
        "site_rows": bilans.list_site_rows(opened, period, by_site, sites),
        "bilan": totals,
        "tiles": bilans.list_tiles(opened, period, totals),
        "months": months,
        "by_year": by_year,
        "bars": draw_bars(drawn, by_year=by_year),
        "categories": bilans.list_category_rows(opened, period, totals),
        "origins": bilans.list_channel_rows(opened, period, totals.by_origin, "in"),
        "destinations": bilans.list_channel_rows(opened, period, totals.by_destination, "out"),
        "transfers": {
            "incoming": bilans.say_tonnes(totals.transferred_in_kg),
            "outgoing": bilans.say_tonnes(totals.transferred_out_kg),
        },
        "closed_rows": _read_closed(opened),
        "breadcrumb": lead_to(opened, (_("Où en est-on ?"), "")),
    } | _read_targets(opened, span)
    return show(request, "weighings/bilan.html", opened, active=ACTIVE, context=context)


def _list_years(span: LogSpan) -> list[int]:
    if span.first is None or span.last is None:
        return []
    return list(range(span.last.year, span.first.year - 1, -1))[:15]


def _read_targets(opened: Opened, span: LogSpan) -> dict[str, Any]:
    standings = measure_targets(opened, span)
    main = standing.choose_main(standings)
    if main is None:
        return {"main": None, "others": []}
    months = sum_target_months(opened, main.target)
    return {
        "main": standing.explain_target(opened, main),
        "path": draw_path(main, months),
        "path_rows": standing.list_path_rows(opened, main, months),
        "others": [
            standing.explain_target(opened, other) for other in standings if other is not main
        ],
    }


def _read_closed(opened: Opened) -> list[dict[str, Any]]:
    return [{"row": row, "late_t": bilans.say_tonnes(row.late_kg)} for row in list_closed(opened)]


@require_http_methods(BOTH)
def close(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Ask for the period to close, then freeze its bilan."""
    opened = open_log(request, filiere_id, writes=True)
    asked = bilans.read_period(request.GET, find_span(opened))
    today = timezone.localdate()
    period = bilans.Period(start=min(asked.start, today), end=min(asked.end, today))
    made = ClosedBilan(label=_("Bilan {period}").format(period=period.name))
    made.starts_on, made.ends_on = period.start, period.end
    form = CloseForm(request.POST or None, opened=opened, instance=made)

    def save(record: Any, _form: Any, author: Any) -> None:  # noqa: ANN401 - see `record_pages.Save`
        close_bilan(opened, record, author=author)

    page = RecordPage(
        title=_("Clore un bilan"),
        active=ACTIVE,
        back=reverse("weighings:bilan", args=[filiere_id]),
        find_address=_find_closed,
        breadcrumb=_lead_to_bilan(opened, _("Clore un bilan")),
        submit=_("Clore ce bilan"),
    )
    return add_page(request, opened, form, page, save=save)


def _find_closed(kept: Any) -> str:  # noqa: ANN401 - a closed bilan
    return reverse("weighings:closed", args=[kept.filiere_id, kept.pk])


def _lead_to_bilan(opened: Opened, title: str) -> list[tuple[str, str]]:
    home = reverse("weighings:bilan", args=[opened.filiere.pk])
    return lead_to(opened, (_("Où en est-on ?"), home), (title, ""))


@require_safe
def closed(request: HttpRequest, filiere_id: int, closed_id: int) -> HttpResponse:
    """Show a bilan as it was published, and what came since."""
    opened = open_log(request, filiere_id)
    kept = get_record(opened, ClosedBilan, closed_id)
    totals = kept.totals
    words = {
        "incoming_kg": _("Entrées"),
        "outgoing_kg": _("Sorties"),
        "reused_kg": _("Dont réemploi et réparation"),
    }
    context = {
        "kept": kept,
        "differences": [
            {
                "label": words[row.key],
                "published": bilans.say_tonnes(row.published_kg),
                "present": bilans.say_tonnes(row.present_kg),
                "change": bilans.say_tonnes(row.change_kg),
                "url": bilans.find_lines_url(opened, kept, row.key),
            }
            for row in compare_closed(opened, kept)
        ],
        "late": next(row for row in _read_closed(opened) if row["row"].closed.pk == kept.pk),
        "origins": _read_frozen(totals.get("by_origin", {}), ORIGINS),
        "destinations": _read_frozen(totals.get("by_destination", {}), DESTINATIONS),
        "categories": [
            {
                name: float(value) / 1000 if name != "category" else value
                for name, value in row.items()
            }
            for row in totals.get("by_category", [])
        ],
        "breadcrumb": _lead_to_bilan(opened, kept.label),
    }
    return show(request, "weighings/closed.html", opened, active=ACTIVE, context=context)


def _read_frozen(sums: dict[str, str], labels: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - lazy words by key
    return [
        {"label": labels.get(key, key), "value": float(value) / 1000} for key, value in sums.items()
    ]


@require_http_methods(BOTH)
def closed_remove(request: HttpRequest, filiere_id: int, closed_id: int) -> HttpResponse:
    """Take a closed bilan away, after asking; the history brings it back."""
    opened = open_log(request, filiere_id, writes=True)
    kept = get_record(opened, ClosedBilan, closed_id)
    page = RecordPage(
        title=_("Retirer ce bilan clos ?"),
        active=ACTIVE,
        back=reverse("weighings:bilan", args=[filiere_id]),
        breadcrumb=_lead_to_bilan(opened, _("Retirer un bilan clos")),
    )
    return remove_page(request, opened, kept, page)
