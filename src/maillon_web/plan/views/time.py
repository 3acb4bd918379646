"""The plan over time: drawn, by month, and as a calendar file."""

from datetime import date

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillon.reports.calendar_file import CALENDAR_TYPE
from maillon_web.filieres.views.pages import show
from maillon_web.plan.selectors.actions import list_actions, read_rows
from maillon_web.plan.selectors.calendar import EventKind, list_events, read_month
from maillon_web.plan.selectors.dependencies import list_ties
from maillon_web.plan.selectors.gantt import draw_gantt, list_years
from maillon_web.plan.services.calendar_file import write_plan_dates
from maillon_web.plan.views.places import ACTIVE, lead_to, open_plan

__all__ = ["calendar", "calendar_file", "gantt"]

_PAGE = 60
_ALL_DAYS = (date(1990, 1, 1), date(2100, 12, 31))


@require_safe
def gantt(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Draw the actions over time, with what waits for what."""
    opened = open_plan(request, filiere_id)
    today = timezone.localdate()
    page = Paginator(list_actions(opened), _PAGE).get_page(request.GET.get("page"))
    rows = read_rows(opened, page.object_list, today)
    years = list_years(rows)
    wanted = request.GET.get("year", "")
    year = int(wanted) if wanted.isascii() and wanted.isdigit() and int(wanted) in years else None
    ties = list_ties(opened, [row.action for row in rows])
    waits: dict[int, list[str]] = {}
    for tie in ties:
        waits.setdefault(tie.after_id, []).append(tie.before.title)
    context = {
        "page": page,
        "gantt": draw_gantt(rows, ties, today=today, year=year),
        "table": [(row, waits.get(row.action.pk, [])) for row in rows],
        "years": years,
        "year": year,
        "today": today,
        "view": "gantt",
        "breadcrumb": lead_to(opened, (_("Frise"), "")),
    }
    return show(request, "plan/gantt.html", opened, active=ACTIVE, context=context)


@require_safe
def calendar(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Show a month: what begins, ends, must be sent or is aimed at."""
    opened = open_plan(request, filiere_id)
    today = timezone.localdate()
    context = {
        "month": read_month(opened, request.GET.get("month", ""), today),
        "today": today,
        "view": "calendar",
        "breadcrumb": lead_to(opened, (_("Calendrier"), "")),
    }
    return show(request, "plan/calendar.html", opened, active=ACTIVE, context=context)


@require_safe
def calendar_file(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Give the dates of the plan as a file for any agenda."""
    opened = open_plan(request, filiere_id)
    name = _("Plan d’action – {name}").format(name=opened.filiere.name)
    events = list_events(opened, *_ALL_DAYS)
    content = write_plan_dates(
        name,
        read_rows(opened, list_actions(opened), timezone.localdate()),
        [event for event in events if event.kind not in {EventKind.START, EventKind.END}],
        made_at=timezone.now(),
        find_address=request.build_absolute_uri,
        domain=request.get_host().split(":")[0],
    )
    answer = HttpResponse(content, content_type=CALENDAR_TYPE)
    file_name = f"plan-{slugify(opened.filiere.name)[:60] or opened.filiere.pk}.ics"
    answer["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return answer
