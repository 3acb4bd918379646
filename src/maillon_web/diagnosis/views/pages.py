"""The chain, its stages, the results, and the figures that open."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from maillon_web.diagnosis.selectors import find_text, get_figure, get_text, list_chosen
from maillon_web.diagnosis.services import DOCUMENTS
from maillon_web.diagnosis.views.showing import (
    describe_state,
    get_author,
    make_context,
    show_opened,
)
from maillon_web.filieres.rights import Capability
from maillon_web.filieres.selectors import open_filiere
from maillon_web.filieres.services import ask_refresh

__all__ = ["chain", "figure", "overview_panel", "refresh", "results", "stage", "state"]


@require_safe
def chain(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Draw the chain, and say the same in a table."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id)
    text = find_text(opened, "pages", "chain_svg", "chain_narrow_svg")
    context = make_context(
        opened,
        active="chain",
        text=text,
        pages=text.pages if text else None,
        **describe_state(opened, text.run if text else None),
    )
    return render(request, "diagnosis/chain.html", context)


@require_safe
def stage(request: HttpRequest, filiere_id: int, stage_key: str) -> HttpResponse:
    """Say everything that is known of one stage."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id)
    text = get_text(opened, "pages")
    stages = text.pages["stages"]
    rank = next((rank for rank, entry in enumerate(stages) if entry["key"] == stage_key), None)
    if rank is None:
        raise Http404
    context = make_context(
        opened,
        active="chain",
        pages=text.pages,
        stage=stages[rank],
        previous=stages[rank - 1] if rank else None,
        next=stages[rank + 1] if rank + 1 < len(stages) else None,
        **describe_state(opened, text.run),
    )
    return render(request, "diagnosis/stage.html", context)


@require_safe
def results(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Show the diagnostic: the answer first, the detail after."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id)
    text = find_text(opened, "pages")
    context = make_context(
        opened,
        active="diagnosis",
        text=text,
        pages=text.pages if text else None,
        formats=list(DOCUMENTS),
        chosen=list_chosen(opened.filiere) if opened.can_contribute else [],
        **describe_state(opened, text.run if text else None),
    )
    return render(request, "diagnosis/results.html", context)


@require_safe
def figure(request: HttpRequest, filiere_id: int, figure_key: str) -> HttpResponse:
    """Say where a number comes from."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id)
    found = get_figure(opened, figure_key)
    context = make_context(
        opened, active="diagnosis", words=found.payload["words"], run=found.text.run
    )
    return show_opened(request, "diagnosis/figure.html", "diagnosis/parts/figure.html", context)


@require_safe
def overview_panel(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Sum the diagnostic up for the first page of the filière."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id)
    text = find_text(opened, "pages")
    context = make_context(
        opened,
        active="overview",
        pages=text.pages if text else None,
        counts=_count_states(text.pages) if text else [],
        **describe_state(opened, text.run if text else None),
    )
    return render(request, "diagnosis/overview_panel.html", context)


def _count_states(pages: dict[str, list[dict[str, str]]]) -> list[dict[str, object]]:
    counted: dict[str, dict[str, object]] = {}
    for state in ("present", "fragile", "missing", "unobservable"):
        stages = [entry for entry in pages["stages"] if entry["state"] == state]
        if stages:
            counted[state] = {
                "state": state,
                "label": stages[0]["state_label"],
                "stages": stages,
            }
    return list(counted.values())


@require_safe
def state(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Say where the computation stands, for the page that waits for it."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id, needs=Capability.TAKE_PART)
    text = find_text(opened, "audience")
    shown = request.GET.get("run", "")
    is_new = text is not None and str(text.run_id) != shown
    freshness = describe_state(opened, text.run if text else None)
    if freshness.get("is_deferred") and not is_new and "deferred" in request.GET:
        # Nothing to say yet: what is shown stays, with the focus of who reads it.
        return HttpResponse(status=204)
    context = make_context(
        opened,
        active="",
        shown=shown,
        is_new=is_new,
        is_update=True,
        **freshness,
    )
    return render(request, "diagnosis/parts/state.html", context)


@require_POST
def refresh(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Ask for the diagnostic to be made again."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id, needs=Capability.CONTRIBUTE)
    ask_refresh(opened.filiere, author=get_author(request), is_at_once=True)
    messages.success(request, _("Le calcul est demandé ; cette page dira quand il est prêt."))
    return redirect("diagnosis:results", filiere_id=filiere_id)
