"""Actions that cross from one filière to another."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillon.domain.errors import MaillonError
from maillon_web.filieres.rights import Capability
from maillon_web.filieres.selectors import Opened, open_filiere
from maillon_web.filieres.selectors.records import get_record
from maillon_web.filieres.views.creation import get_user
from maillon_web.filieres.views.pages import INVALID, show
from maillon_web.history.services import ChangedMeanwhile
from maillon_web.plan.forms.ties import ProgressForm, ShareForm
from maillon_web.plan.models import Action, ActionShare
from maillon_web.plan.selectors.sharing import get_received
from maillon_web.plan.selectors.standing import find_standing
from maillon_web.plan.services.sharing import (
    accept_share,
    change_share,
    leave_share,
    offer_share,
    report_progress,
    revoke_share,
)
from maillon_web.plan.views.places import (
    ACTIVE,
    find_action_url,
    lead_to,
    open_action,
    open_plan,
)

__all__ = ["accept", "change", "leave", "offer", "progress", "revoke", "shared"]

_HTTP_CONFLICT = 409


@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, filiere_id: int, action_id: int) -> HttpResponse:
    """Offer an action to another filière."""
    opened, action = open_action(request, filiere_id, action_id)
    author = get_user(request)
    form = ShareForm(request.POST or None, action=action, reader=author)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            offer_share(action, given["filiere"], may_report=given["may_report"], author=author)
        except MaillonError as error:
            form.add_error(None, error.for_user())
        else:
            messages.success(
                request,
                _("Proposée à « {filiere} », qui la verra après l’avoir acceptée.").format(
                    filiere=given["filiere"].name
                ),
            )
            return redirect(f"{find_action_url(action)}#partage")
    title = _("Partager cette action")
    context = {
        "form": form,
        "page_title": title,
        "submit": _("Proposer"),
        "cancel": find_action_url(action),
        "breadcrumb": lead_to(opened, (action.title, find_action_url(action)), (title, "")),
    }
    status = INVALID if form.is_bound else 200
    return show(
        request, "filieres/record_form.html", opened, active=ACTIVE, context=context, status=status
    )


def _get_offered(
    request: HttpRequest, filiere_id: int, action_id: int, share_id: int
) -> tuple[Action, ActionShare]:
    opened = open_plan(request, filiere_id, writes=True)
    action = get_record(opened, Action, action_id)
    found = action.shares.select_related("action__filiere", "filiere")
    return action, get_object_or_404(found, pk=share_id)


@require_POST
def change(request: HttpRequest, filiere_id: int, action_id: int, share_id: int) -> HttpResponse:
    """Let the other side write the progress, or no longer."""
    action, share = _get_offered(request, filiere_id, action_id, share_id)
    may_report = request.POST.get("may_report") == "1"
    change_share(share, may_report=may_report, author=get_user(request))
    messages.success(request, _("Enregistré."))
    return redirect(f"{find_action_url(action)}#partage")


@require_POST
def revoke(request: HttpRequest, filiere_id: int, action_id: int, share_id: int) -> HttpResponse:
    """Take an action back."""
    action, share = _get_offered(request, filiere_id, action_id, share_id)
    revoke_share(share, author=get_user(request))
    messages.success(
        request,
        _("« {filiere} » ne voit plus cette action.").format(filiere=share.filiere.name),
    )
    return redirect(f"{find_action_url(action)}#partage")


def _open_received(
    request: HttpRequest, filiere_id: int, share_id: int, *, writes: bool
) -> tuple[Opened, ActionShare]:
    needs = Capability.CONTRIBUTE if writes else Capability.TAKE_PART
    opened = open_filiere(reader=request.user, filiere_id=filiere_id, needs=needs)
    return opened, get_received(opened, share_id)


@require_safe
def shared(request: HttpRequest, filiere_id: int, share_id: int) -> HttpResponse:
    """Show an action that another filière shares with this one."""
    opened, share = _open_received(request, filiere_id, share_id, writes=False)
    return _show_shared(request, opened, share)


def _show_shared(
    request: HttpRequest,
    opened: Opened,
    share: ActionShare,
    form: ProgressForm | None = None,
    status: int = 200,
) -> HttpResponse:
    action = share.action
    initial = {
        "status": action.status,
        "next_step": action.next_step,
        "outcome": action.outcome,
        "version": action.version,
    }
    may_write = opened.can_contribute and share.may_report and share.accepted_at is not None
    context: dict[str, Any] = {
        "share": share,
        "action": action,
        "standing": find_standing(action, timezone.localdate()),
        "form": form or (ProgressForm(initial=initial) if may_write else None),
        "breadcrumb": lead_to(opened, (action.title, "")),
    }
    return show(request, "plan/shared.html", opened, active=ACTIVE, context=context, status=status)


@require_POST
def accept(request: HttpRequest, filiere_id: int, share_id: int) -> HttpResponse:
    """Take the action of another filière into the plan."""
    _opened, share = _open_received(request, filiere_id, share_id, writes=True)
    if share.accepted_at is None:
        accept_share(share, author=get_user(request))
    messages.success(request, _("Cette action paraît maintenant dans votre plan."))
    return redirect("plan:shared", filiere_id, share.pk)


@require_POST
def leave(request: HttpRequest, filiere_id: int, share_id: int) -> HttpResponse:
    """Refuse the action of another filière, or let it go."""
    _opened, share = _open_received(request, filiere_id, share_id, writes=True)
    leave_share(share, author=get_user(request))
    messages.success(request, _("Cette action ne paraît plus dans votre plan."))
    return redirect("plan:list", filiere_id)


@require_POST
def progress(request: HttpRequest, filiere_id: int, share_id: int) -> HttpResponse:
    """Write the progress of an action that another filière shares, when it lets it."""
    opened, share = _open_received(request, filiere_id, share_id, writes=True)
    form = ProgressForm(request.POST)
    if not form.is_valid():
        return _show_shared(request, opened, share, form, INVALID)
    given = dict(form.cleaned_data)
    try:
        if given.pop("version") != share.action.version:
            raise ChangedMeanwhile(
                "seen at another version",
                user=_(
                    "L’action vient d’être modifiée par quelqu’un d’autre : relisez-la ci-dessous, "
                    "puis écrivez de nouveau l’avancement."
                ),
            )
        report_progress(share, given, author=get_user(request))
    except ChangedMeanwhile as error:
        messages.error(request, error.for_user())
        fresh = get_received(opened, share_id)
        return _show_shared(request, opened, fresh, status=_HTTP_CONFLICT)
    except MaillonError as error:
        messages.error(request, error.for_user())
    else:
        messages.success(request, _("Avancement enregistré dans les deux plans."))
    return redirect("plan:shared", filiere_id, share.pk)
