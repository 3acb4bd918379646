"""The log: its lines, one line, a new one, a correction, files."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maillon.domain.errors import MaillonError
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.selectors.records import list_records
from maillon_web.filieres.views.creation import get_user
from maillon_web.filieres.views.pages import INVALID, show
from maillon_web.weighings.forms.lines import CorrectionForm, FilterForm, LineForm
from maillon_web.weighings.models import ClosedBilan, Weighing
from maillon_web.weighings.selectors.log import (
    LogFilters,
    filter_lines,
    get_line,
    list_lines,
    list_sites,
    make_query,
    read_number,
)
from maillon_web.weighings.services.exports import iter_csv, write_xlsx
from maillon_web.weighings.services.lines import add_line, correct_line
from maillon_web.weighings.views.places import ACTIVE, lead_to, open_log
from maillon_web.weighings.words import DIRECTIONS, say_channel

__all__ = ["add", "correct", "export_csv", "export_xlsx", "line", "listing"]

BOTH = ["GET", "HEAD", "POST"]
_PAGE = 50
_LAST = 5
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def listing(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """List the lines of the log, narrowed by what is asked."""
    opened = open_log(request, filiere_id)
    filters = LogFilters.from_query(request.GET)
    found = filter_lines(opened, filters).select_related("site")
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    closed = list(list_records(opened, ClosedBilan))
    context = {
        "page": page,
        "rows": [_read_row(line, closed) for line in page.object_list],
        "filters": filters,
        "form": FilterForm(opened=opened, data=request.GET),
        "view": "list",
        "query": request.GET.urlencode(),
        "breadcrumb": lead_to(opened),
    }
    return show(request, "weighings/list.html", opened, active=ACTIVE, context=context)


def _read_row(line: Weighing, closed: list[ClosedBilan]) -> dict[str, Any]:
    return {
        "line": line,
        "direction": DIRECTIONS[line.direction],
        "channel": say_channel(line.direction, line.channel),
        "late": next((kept for kept in closed if _is_late(line, kept)), None),
    }


def _is_late(line: Weighing, closed: ClosedBilan) -> bool:
    within = closed.starts_on <= line.weighed_on <= closed.ends_on
    return within and line.entered_at > closed.closed_at


@require_safe
def line(request: HttpRequest, filiere_id: int, line_id: int) -> HttpResponse:
    """Show one line, what it corrects and what corrected it."""
    opened = open_log(request, filiere_id)
    kept = get_line(opened, line_id)
    closed = list(list_records(opened, ClosedBilan))
    context = {
        "row": _read_row(kept, closed),
        "kept": kept,
        "versions": [_read_row(version, closed) for version in _list_versions(opened, kept)],
        "breadcrumb": lead_to(opened, (_("Une pesée"), "")),
    }
    return show(request, "weighings/line.html", opened, active=ACTIVE, context=context)


_MOST_VERSIONS = 50


def _list_versions(opened: Opened, kept: Weighing) -> list[Weighing]:
    """Return what a line was, from its first writing to the one that counts."""
    lines = list_lines(opened).select_related("site", "entered_by")
    versions = [kept]
    while versions[0].corrects_id and len(versions) < _MOST_VERSIONS:
        before = lines.filter(pk=versions[0].corrects_id).first()
        if before is None:
            break
        versions.insert(0, before)
    while versions[-1].is_replaced and len(versions) < _MOST_VERSIONS:
        after = lines.filter(corrects=versions[-1].pk).first()
        if after is None:
            break
        versions.append(after)
    return versions if len(versions) > 1 else []


@require_http_methods(BOTH)
def add(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Ask for a weighing; once written, ask for the next on the same day and site."""
    opened = open_log(request, filiere_id, writes=True)
    author = get_user(request)
    if not list_sites(opened).exists():
        messages.info(request, _("Commencez par dire où l’on pèse."))
        return redirect("weighings:site_add", filiere_id)
    form = LineForm(request.POST or None, opened=opened, initial=_read_prefill(opened, request.GET))
    if request.method == "POST" and form.is_valid():
        made = Weighing(**form.read_values())
        add_line(made, filiere=opened.filiere, author=author)
        messages.success(request, _say_added(opened, made))
        kept = {name: request.POST.get(name, "") for name in LineForm.KEPT}
        return redirect(f"{request.path}{make_query(**kept, next='1')}")
    if request.GET.get("next"):
        form.fields["kilograms"].widget.attrs["autofocus"] = True
    lately = timezone.now() - timedelta(days=1)
    last = list_lines(opened).filter(entered_at__gte=lately, entered_by=author, batch=None)
    context = {
        "form": form,
        "last": [_read_row(row, []) for row in last.select_related("site").order_by("-pk")[:_LAST]],
        "breadcrumb": lead_to(opened, (_("Inscrire une pesée"), "")),
    }
    status = INVALID if form.is_bound else 200
    return show(
        request, "weighings/add.html", opened, active=ACTIVE, context=context, status=status
    )


def _read_prefill(opened: Opened, given: QueryDict) -> dict[str, Any]:
    initial: dict[str, Any] = {
        name: given[name][:120] for name in ("category", "movement") if given.get(name)
    }
    try:
        initial["weighed_on"] = date.fromisoformat(given.get("weighed_on", ""))
    except ValueError:
        initial["weighed_on"] = timezone.localdate()
    site = list_sites(opened).filter(pk=read_number(given.get("site", ""))).first()
    if site is not None:
        initial["site"] = site.pk
    return initial


def _say_added(opened: Opened, made: Weighing) -> str:
    closed = [kept for kept in list_records(opened, ClosedBilan) if _is_late(made, kept)]
    if closed:
        return _(
            "Pesée inscrite : {name}. Le bilan « {bilan} » est clos : elle y figure à part, comme "
            "saisie après la clôture."
        ).format(name=made, bilan=closed[0])
    return _("Pesée inscrite : {name}.").format(name=made)


@require_http_methods(BOTH)
def correct(request: HttpRequest, filiere_id: int, line_id: int) -> HttpResponse:
    """Ask what a line should have said; the line stays beside its correction."""
    opened = open_log(request, filiere_id, writes=True)
    kept = get_line(opened, line_id)
    if kept.is_replaced:
        messages.error(request, _("Cette pesée est déjà corrigée : corrigez sa dernière version."))
        return redirect("weighings:line", filiere_id, kept.pk)
    form = CorrectionForm(request.POST or None, opened=opened, line=kept)
    if request.method == "POST" and form.is_valid():
        try:
            made = correct_line(kept, form.read_values(), author=get_user(request))
        except MaillonError as error:
            form.add_error(None, error.for_user())
        else:
            messages.success(
                request, _("Pesée corrigée. L’ancienne reste lisible et ne compte plus.")
            )
            return redirect("weighings:line", filiere_id, made.pk)
    context = {
        "form": form,
        "kept": kept,
        "row": _read_row(kept, []),
        "breadcrumb": lead_to(opened, (_("Corriger une pesée"), "")),
    }
    status = INVALID if form.is_bound else 200
    return show(
        request, "weighings/correct.html", opened, active=ACTIVE, context=context, status=status
    )


@require_safe
def export_csv(request: HttpRequest, filiere_id: int) -> StreamingHttpResponse:
    """Give the lines that are shown as text."""
    opened = open_log(request, filiere_id)
    lines = filter_lines(opened, LogFilters.from_query(request.GET))
    answer = StreamingHttpResponse(iter_csv(lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = _name_file(opened, "csv")
    return answer


@require_safe
def export_xlsx(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Give the lines that are shown as a workbook."""
    opened = open_log(request, filiere_id)
    file = BytesIO()
    write_xlsx(filter_lines(opened, LogFilters.from_query(request.GET)), file)
    answer = HttpResponse(file.getvalue(), content_type=_XLSX)
    answer["Content-Disposition"] = _name_file(opened, "xlsx")
    return answer


def _name_file(opened: Opened, kind: str) -> str:
    name = slugify(opened.filiere.name)[:60] or str(opened.filiere.pk)
    return f'attachment; filename="pesees-{name}.{kind}"'
