"""Review the sheets that people propose."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillon.domain.errors import MaillonError
from maillon_web.filieres.views.creation import get_user
from maillon_web.filieres.views.pages import INVALID
from maillon_web.library.forms.reviewing import ReviewForm
from maillon_web.library.models import Contribution, ContributionState
from maillon_web.library.rights import Power
from maillon_web.library.selectors.contributions import (
    get_contribution,
    list_to_open,
    list_to_review,
)
from maillon_web.library.selectors.readers import MEMBER
from maillon_web.library.selectors.sheets import describe_draft
from maillon_web.library.selectors.shelves import get_library
from maillon_web.library.services import contributions as services
from maillon_web.library.words import name_kind

__all__ = ["open_to_all", "queue", "review"]

_MOST = 100


@login_required
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """List what waits for the reviewer; nobody else has anything there."""
    person = get_user(request)
    context = {
        "proposed": [(kept, name_kind(kept.kind)) for kept in list_to_review(person)[:_MOST]],
        "to_open": [(kept, name_kind(kept.kind)) for kept in list_to_open(person)[:_MOST]],
        "breadcrumb": [
            (_("Bibliothèque"), reverse("library:search")),
            (_("Fiches à relire"), ""),
        ],
    }
    return render(request, "library/queue.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, contribution_id: int) -> HttpResponse:
    """Read a proposed sheet, those that look alike, and decide."""
    kept, power = _get(request, contribution_id)
    if kept.state != ContributionState.PROPOSED:
        messages.warning(request, _("Cette fiche n’attend plus de relecture."))
        return redirect("library:queue")
    form = ReviewForm(
        request.POST or None,
        power=power,
        asked=kept.visibility,
        initial={"version": kept.version},
    )
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["version"] != kept.version:
            messages.warning(
                request, _("La fiche a changé depuis que vous l’avez ouverte : relisez-la.")
            )
            return redirect("library:review", kept.pk)
        try:
            _decide(kept, form, request)
        except MaillonError as error:
            messages.error(request, error.for_user())
        return redirect("library:queue")
    sheet = services.read_sheet(kept)
    context = {
        "contribution": kept,
        "form": form,
        "page": describe_draft(kept, sheet, today=timezone.localdate()),
        "twins": get_library().find_duplicates(sheet, reader=MEMBER, limit=5),
        "breadcrumb": [
            (_("Bibliothèque"), reverse("library:search")),
            (_("Fiches à relire"), reverse("library:queue")),
            (kept.title, ""),
        ],
    }
    status = INVALID if form.is_bound else 200
    return render(request, "library/review.html", context, status=status)


@login_required
@require_POST
def open_to_all(request: HttpRequest, contribution_id: int) -> HttpResponse:
    """Open to everyone a sheet that members find."""
    kept, power = _get(request, contribution_id)
    if not power.is_server:
        raise Http404
    try:
        services.open_to_all(kept, author=get_user(request))
    except MaillonError as error:
        messages.error(request, error.for_user())
    else:
        messages.success(request, _("Tout le monde peut lire « {name} ».").format(name=kept.title))
    return redirect("library:queue")


def _get(request: HttpRequest, contribution_id: int) -> tuple[Contribution, Power]:
    kept, power = get_contribution(request.user, contribution_id)
    if not power.can_review:
        raise Http404
    return kept, power


def _decide(kept: Contribution, form: ReviewForm, request: HttpRequest) -> None:
    values: dict[str, Any] = form.cleaned_data
    author, note = get_user(request), values["note"]
    match values["decision"]:
        case "publish":
            services.publish(kept, visibility=values["visibility"], note=note, author=author)
            sentence = _("« {name} » est publiée.")
        case "return":
            services.send_back(kept, note=note, author=author)
            sentence = _("« {name} » est à compléter : son auteur reçoit votre mot.")
        case _other:
            services.refuse(kept, note=note, author=author)
            sentence = _("« {name} » n’est pas publiée : son auteur reçoit votre mot.")
    messages.success(request, sentence.format(name=kept.title))
