"""Make a filière, in one page."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maillon.domain.errors import MaillonError
from maillon_web.accounts.models import Organisation, User
from maillon_web.accounts.services import create_organisation
from maillon_web.filieres.forms.creation import CreationForm
from maillon_web.filieres.forms.territory import TerritoryForm
from maillon_web.filieres.models import Filiere
from maillon_web.filieres.services import ask_refresh
from maillon_web.filieres.services.creating import create_filiere, propose_name
from maillon_web.filieres.territories import PICKED, propose, resolve

__all__ = [
    "DRAFT_BUTTONS",
    "commune_search",
    "create",
    "get_user",
    "name_proposal",
    "territory_search",
]

DRAFT_BUTTONS = ("search", "search_commune", "add", "remove")


def get_user(request: HttpRequest) -> User:
    """Return who is signed in."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Ask what the filière is, then make it and ask for its diagnostic."""
    author = get_user(request)
    if request.method == "POST" and not any(name in request.POST for name in DRAFT_BUTTONS):
        where = TerritoryForm(request.POST)
        what = CreationForm(request.POST, author=author)
        if all([where.is_valid(), what.is_valid()]):
            filiere = _make(author, where, what)
            return redirect("filieres:overview", filiere.pk)
        return _show(request, where, what, status=422)
    given = request.POST or request.GET
    return _show(request, TerritoryForm.draft(given), CreationForm.draft(given, author=author))


@login_required
@require_safe
def territory_search(request: HttpRequest) -> HttpResponse:
    """Propose territories as the person types."""
    proposals = propose(request.GET.get("territory_text", ""))
    context = {"proposals": proposals, "is_answer": True}
    return render(request, "filieres/territory_proposals.html", context)


@login_required
@require_safe
def commune_search(request: HttpRequest) -> HttpResponse:
    """Propose communes as the person types."""
    proposals = propose(request.GET.get("commune_text", ""), kinds=PICKED)
    context = {"proposals": proposals, "is_answer": True}
    return render(request, "filieres/commune_proposals.html", context)


@login_required
@require_safe
def name_proposal(request: HttpRequest) -> HttpResponse:
    """Say which name the filière gets when nobody gives one."""
    what = CreationForm.draft(request.GET, author=get_user(request))
    where = request.GET.get("composed_name", "")
    try:
        where = resolve(request.GET["territory"]).name if "territory" in request.GET else where
    except MaillonError:
        where = ""
    name = propose_name(what.chain_label, where[:120]) if what.chain_label and where else ""
    return render(request, "filieres/name_proposal.html", {"proposed_name": name})


def _make(author: User, where: TerritoryForm, what: CreationForm) -> Filiere:
    territory = where.found
    if territory is None:
        raise Http404
    values = what.cleaned_data
    filiere = create_filiere(
        author=author,
        organisation=_find_organisation(author, values),
        name=values["name"].strip() or propose_name(what.chain_label, territory.name),
        territory=territory,
        outline=what.outline,
        visibility=values["visibility"],
    )
    ask_refresh(filiere, author=author, is_at_once=True)
    return filiere


def _find_organisation(author: User, values: dict[str, Any]) -> Organisation:
    if "organisation" in values:
        return values["organisation"]  # type: ignore[no-any-return]  # checked by its field
    return create_organisation(
        name=values["organisation_name"],
        kind=values["organisation_kind"],
        siren="",
        author=author,
    )


def _show(
    request: HttpRequest, where: TerritoryForm, what: CreationForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "where": where,
        "what": what,
        "breadcrumb": [(_("Filières"), "/filieres/"), (_("Nouvelle filière"), "")],
    }
    return render(request, "filieres/create.html", context, status=status)
