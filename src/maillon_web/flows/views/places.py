"""Places, yields and stocks: what goes with the flows."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from maillon.domain.errors import MaillonError
from maillon_web.accounts.models import User
from maillon_web.filieres.forms.records import RecordForm
from maillon_web.filieres.models import FiliereRecord
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.services.records import remove_record
from maillon_web.filieres.views.pages import show
from maillon_web.filieres.views.record_pages import RecordPage, add_page, edit_page, remove_page
from maillon_web.flows.forms.places import PlaceForm, StockForm, YieldForm
from maillon_web.flows.models import FlowPlace, StockMove, TransferYield
from maillon_web.flows.selectors.going_with import (
    read_place_rows,
    read_stock_rows,
    read_yield_rows,
)
from maillon_web.flows.selectors.nodes import read_nodes
from maillon_web.flows.selectors.rows import get_row
from maillon_web.flows.services.places import add_place, remove_place
from maillon_web.flows.views.pages import ACTIVE, lead_to, list_views, open_flows

__all__ = ["KINDS", "add", "edit", "places", "remove", "yields"]

_BOTH = ["GET", "HEAD", "POST"]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Kind:
    model: type[FiliereRecord]
    form: type[RecordForm]
    back: str
    adding: Promise
    editing: Promise
    removing: Promise


KINDS: dict[str, _Kind] = {
    "place": _Kind(
        model=FlowPlace,
        form=PlaceForm,
        back="flows:places",
        adding=gettext_lazy("Ajouter un lieu"),
        editing=gettext_lazy("Modifier un lieu"),
        removing=gettext_lazy("Supprimer ce lieu ?"),
    ),
    "yield": _Kind(
        model=TransferYield,
        form=YieldForm,
        back="flows:yields",
        adding=gettext_lazy("Ajouter un rendement"),
        editing=gettext_lazy("Modifier un rendement"),
        removing=gettext_lazy("Supprimer ce rendement ?"),
    ),
    "stock": _Kind(
        model=StockMove,
        form=StockForm,
        back="flows:yields",
        adding=gettext_lazy("Ajouter une variation de stock"),
        editing=gettext_lazy("Modifier une variation de stock"),
        removing=gettext_lazy("Supprimer cette variation de stock ?"),
    ),
}


@require_safe
def places(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """List the places that flows go through."""
    opened = open_flows(request, filiere_id)
    context = {
        "views": list_views(opened, "places"),
        "rows": read_place_rows(opened, read_nodes(opened)),
        "breadcrumb": lead_to(opened, (_("Les lieux"), "")),
    }
    return show(request, "flows/places.html", opened, active=ACTIVE, context=context)


@require_safe
def yields(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """List the yields, and the moves of stocks."""
    opened = open_flows(request, filiere_id)
    nodes = read_nodes(opened)
    context = {
        "views": list_views(opened, "yields"),
        "yields": read_yield_rows(opened, nodes),
        "stocks": read_stock_rows(opened, nodes),
        "breadcrumb": lead_to(opened, (_("Rendements et stocks"), "")),
    }
    return show(request, "flows/yields.html", opened, active=ACTIVE, context=context)


@require_http_methods(_BOTH)
def add(request: HttpRequest, filiere_id: int, kind: str) -> HttpResponse:
    """Write a new place, yield or stock."""
    opened = open_flows(request, filiere_id, writes=True)
    about = KINDS[kind]
    blank = about.model(filiere=opened.filiere)
    form = about.form(request.POST or None, opened=opened, instance=blank)
    page = _make_page(opened, about, str(about.adding))
    return add_page(request, opened, form, page, save=_save_place if kind == "place" else None)


def _save_place(made: Any, _form: object, author: User) -> None:  # noqa: ANN401 - see `record_pages.Save`
    add_place(made, filiere=made.filiere, author=author)


@require_http_methods(_BOTH)
def edit(request: HttpRequest, filiere_id: int, row_id: int, kind: str) -> HttpResponse:
    """Change a place, a yield or a stock."""
    opened = open_flows(request, filiere_id, writes=True)
    about = KINDS[kind]
    kept = get_row(opened, about.model, row_id)
    form = about.form(request.POST or None, opened=opened, instance=kept)
    return edit_page(request, opened, form, _make_page(opened, about, str(about.editing)))


@require_http_methods(_BOTH)
def remove(request: HttpRequest, filiere_id: int, row_id: int, kind: str) -> HttpResponse:
    """Remove a place, a yield or a stock, after asking."""
    opened = open_flows(request, filiere_id, writes=True)
    about = KINDS[kind]
    kept = get_row(opened, about.model, row_id)
    page = _make_page(opened, about, str(about.removing))
    take_away = remove_place if kind == "place" else _remove_plain
    try:
        return remove_page(request, opened, kept, page, remove=take_away)
    except MaillonError as error:
        messages.error(request, error.for_user())
        return redirect(page.back)


def _remove_plain(kept: Any, author: User) -> None:  # noqa: ANN401 - see `remove_page`
    remove_record(kept, author=author)


def _make_page(opened: Opened, about: _Kind, title: str) -> RecordPage:
    back = reverse(about.back, args=[opened.filiere.pk])
    label = _("Les lieux") if about.back == "flows:places" else _("Rendements et stocks")
    return RecordPage(
        title=title,
        active=ACTIVE,
        template="flows/form.html",
        back=back,
        breadcrumb=lead_to(opened, (label, back), (title, "")),
    )
