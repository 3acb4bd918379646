"""The plan as a list and as a board."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from maillon.domain.errors import MaillonError
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.selectors.chain import list_stage_labels
from maillon_web.filieres.views.creation import get_user
from maillon_web.filieres.views.pages import show
from maillon_web.plan.forms.actions import list_carriers
from maillon_web.plan.models import ActionStatus, Priority
from maillon_web.plan.selectors.actions import (
    ActionFilters,
    ActionRow,
    count_plan,
    filter_actions,
    list_heads,
    list_objectives,
    list_parts,
    read_rows,
)
from maillon_web.plan.selectors.levers import list_lever_groups
from maillon_web.plan.selectors.sharing import list_received
from maillon_web.plan.selectors.standing import find_standing
from maillon_web.plan.services.actions import move_action
from maillon_web.plan.views.places import ACTIVE, lead_to, open_action, open_plan

__all__ = ["board", "listing", "move"]

_PAGE = 50
_MOST_CARDS = 300
# The states that a board always shows; the others when something is there.
_ALWAYS = (ActionStatus.PLANNED, ActionStatus.RUNNING, ActionStatus.BLOCKED, ActionStatus.DONE)


@require_safe
def listing(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """List the actions by objective."""
    opened = open_plan(request, filiere_id)
    today = timezone.localdate()
    filters = ActionFilters.from_query(request.GET)
    is_whole = filters.is_empty
    found = list_heads(opened) if is_whole else filter_actions(opened, filters, today)
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    heads = list(page.object_list)
    parts = list_parts(opened, heads) if is_whole else ()
    rows = read_rows(opened, heads, today, parts=parts)
    objectives = list(list_objectives(opened))
    context = _share_context(opened, filters, objectives) | {
        "page": page,
        "counts": count_plan(opened, today),
        "groups": _group(rows, objectives, is_whole=is_whole and not page.has_next()),
        "received": _read_received(opened, today) if is_whole else [],
        "view": "list",
        "breadcrumb": [*lead_to(opened)[:-1], (_("Plan d’action"), "")],
    }
    return show(request, "plan/list.html", opened, active=ACTIVE, context=context)


def _share_context(opened: Opened, filters: ActionFilters, objectives: list[Any]) -> dict[str, Any]:
    return {
        "filters": filters,
        "objectives": objectives,
        "stages": list_stage_labels(opened.filiere),
        "statuses": ActionStatus.choices,
        "priorities": [(str(key), label) for key, label in Priority.choices],
        "owners": list(list_carriers(opened)) if opened.can_take_part else [],
        "levers": list_lever_groups(),
    }


def _group(rows: list[ActionRow], objectives: list[Any], *, is_whole: bool) -> list[dict[str, Any]]:
    """
    Return the rows under their objectives.

    When the whole plan is shown, its last page also has the objectives without any action.
    """
    under: dict[int | None, list[ActionRow]] = {}
    for row in rows:
        under.setdefault(row.objective.pk if row.objective else None, []).append(row)
    groups = [
        {"objective": objective, "rows": under.get(objective.pk, [])}
        for objective in objectives
        if objective.pk in under or (is_whole and not objective.total)
    ]
    if None in under:
        groups.append({"objective": None, "rows": under[None]})
    return groups


def _read_received(opened: Opened, today: date) -> list[dict[str, Any]]:
    offered = [] if not opened.can_contribute else list_received(opened, is_accepted=False)
    return [
        {"share": share, "standing": find_standing(share.action, today)}
        for share in (*offered, *list_received(opened))
    ]


@require_safe
def board(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Show the actions in columns, one a state."""
    opened = open_plan(request, filiere_id)
    today = timezone.localdate()
    filters = ActionFilters.from_query(request.GET)
    found = filter_actions(opened, filters, today).order_by("priority", "ends_on", "pk")
    rows = read_rows(opened, found[:_MOST_CARDS], today)
    by_status: dict[str, list[ActionRow]] = {}
    for row in rows:
        by_status.setdefault(row.action.status, []).append(row)
    columns = [
        {"key": status.value, "label": status.label, "rows": by_status.get(status.value, [])}
        for status in ActionStatus
        if status in _ALWAYS or status.value in by_status
    ]
    objectives = list(list_objectives(opened))
    context = _share_context(opened, filters, objectives) | {
        "columns": columns,
        "counts": count_plan(opened, today),
        "is_cut": len(rows) == _MOST_CARDS,
        "most": _MOST_CARDS,
        "view": "board",
        "breadcrumb": lead_to(opened, (_("Tableau"), "")),
    }
    return show(request, "plan/board.html", opened, active=ACTIVE, context=context)


@require_POST
def move(request: HttpRequest, filiere_id: int, action_id: int) -> HttpResponse:
    """Change the state of an action, from the board or from its page."""
    opened, action = open_action(request, filiere_id, action_id)
    try:
        move_action(action, request.POST.get("status", ""), author=get_user(request))
    except MaillonError as error:
        messages.error(request, error.for_user())
    else:
        messages.success(
            request,
            _("« {title} » : {status}.").format(
                title=action.title, status=str(action.get_status_display()).lower()
            ),
        )
    return redirect(_find_way_back(request, opened, action.pk))


def _find_way_back(request: HttpRequest, opened: Opened, action_id: int) -> str:
    wanted = request.POST.get("next", "")
    here = reverse("plan:list", args=[opened.filiere.pk])
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    address = (
        wanted
        if is_ours and wanted.startswith(here)
        else reverse("plan:board", args=[opened.filiere.pk])
    )
    return f"{address}#action-{action_id}"
