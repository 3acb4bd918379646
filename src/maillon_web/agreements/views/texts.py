"""Charters and contracts: the list, one page each, how they are written."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maillon.domain.errors import InconsistentData
from maillon_web.agreements.forms.texts import AdoptForm, CharterForm, ContractForm, VersionForm
from maillon_web.agreements.models import (
    Charter,
    CharterVersion,
    CommitmentState,
    Contract,
    VersionState,
)
from maillon_web.agreements.selectors import texts as selectors
from maillon_web.agreements.services import texts as services
from maillon_web.filieres.rights import Capability
from maillon_web.filieres.selectors import Opened, open_filiere
from maillon_web.filieres.selectors.chain import list_stage_labels
from maillon_web.filieres.selectors.records import get_record
from maillon_web.filieres.views.creation import get_user
from maillon_web.filieres.views.pages import INVALID, show, trail
from maillon_web.filieres.views.record_pages import RecordPage, add_page, edit_page, remove_page

__all__ = [
    "adopt",
    "charter",
    "charter_add",
    "charter_edit",
    "charter_remove",
    "commitments",
    "contract",
    "contract_add",
    "contract_edit",
    "contract_remove",
    "listing",
    "version_add",
    "version_edit",
]

BOTH = ["GET", "HEAD", "POST"]
_NEXT_DEADLINES = 10
_PAGE = 50


def _open(request: HttpRequest, filiere_id: int) -> Opened:
    return open_filiere(reader=request.user, filiere_id=filiere_id, needs=Capability.CONTRIBUTE)


@require_safe
def listing(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Show what binds the actors, what was kept, and what falls due."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id)
    today = timezone.localdate()
    context = {
        "charters": selectors.list_charters(opened),
        "contracts": selectors.list_contracts(opened),
        "promises": selectors.count_promises(selectors.list_commitments(opened), today=today),
        "deadlines": selectors.list_open_deadlines(opened)[:_NEXT_DEADLINES],
        "today": today,
    }
    return show(request, "agreements/list.html", opened, active="agreements", context=context)


@require_safe
def commitments(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """List every promise, of a state when one is asked for."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id)
    state = request.GET.get("state", "")
    wanted = state if state in CommitmentState.values else ""
    today = timezone.localdate()
    found = selectors.list_commitments(opened, state=wanted)
    if state == "late":
        found = found.filter(state__in=selectors.OPEN_STATES, due_on__lt=today)
    if state == "open":
        found = found.filter(state__in=selectors.OPEN_STATES)
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "commitments": page.object_list,
        "state": state,
        "states": CommitmentState.choices,
        "today": today,
        "breadcrumb": _trail(opened, (_("Suivi des engagements"), "")),
    }
    return show(
        request, "agreements/commitments.html", opened, active="agreements", context=context
    )


@require_safe
def charter(request: HttpRequest, filiere_id: int, charter_id: int) -> HttpResponse:
    """Show a charter: its text in force, who signed, what they promised."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id)
    kept = get_record(opened, Charter, charter_id)
    versions = list(kept.versions.all())
    asked = request.GET.get("version", "")
    chosen = next(
        (item for item in versions if str(item.number) == asked),
        selectors.find_current_version(kept),
    )
    promised = selectors.list_commitments(opened).filter(charter=kept)
    signatures = list(selectors.list_signatures(chosen)) if chosen else []
    context = {
        "charter": kept,
        "versions": versions,
        "chosen": chosen,
        "has_draft": any(item.state == VersionState.DRAFT for item in versions),
        "signatures": signatures,
        "standing_count": sum(1 for item in signatures if item.withdrawn_on is None),
        "commitments": promised,
        "promises": selectors.count_promises(promised, today=timezone.localdate()),
        "stages": list_stage_labels(opened.filiere),
        "today": timezone.localdate(),
        "breadcrumb": _trail(opened, (kept.title, "")),
    }
    return show(request, "agreements/charter.html", opened, active="agreements", context=context)


@require_safe
def contract(request: HttpRequest, filiere_id: int, contract_id: int) -> HttpResponse:
    """Show a contract: its parties, what each promises in return for what, its dates."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id)
    kept = get_record(opened, Contract, contract_id)
    promised = selectors.list_commitments(opened).filter(contract=kept)
    context = {
        "contract": kept,
        "parties": kept.parties.select_related("actor"),
        "commitments": promised,
        "promises": selectors.count_promises(promised, today=timezone.localdate()),
        "annexes": kept.annexes.all(),
        "deadlines": kept.deadlines.all(),
        "today": timezone.localdate(),
        "breadcrumb": _trail(opened, (kept.title, "")),
    }
    return show(request, "agreements/contract.html", opened, active="agreements", context=context)


@require_http_methods(BOTH)
def charter_add(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Begin a charter."""
    opened = _open(request, filiere_id)
    form = CharterForm(request.POST or None, opened=opened, instance=Charter())
    return add_page(request, opened, form, _page(opened, _("Écrire une charte"), "charter"))


@require_http_methods(BOTH)
def charter_edit(request: HttpRequest, filiere_id: int, charter_id: int) -> HttpResponse:
    """Change the name and the purpose of a charter."""
    opened = _open(request, filiere_id)
    kept = get_record(opened, Charter, charter_id)
    form = CharterForm(request.POST or None, opened=opened, instance=kept)
    return edit_page(request, opened, form, _page(opened, _("Modifier la charte"), "charter"))


@require_http_methods(BOTH)
def charter_remove(request: HttpRequest, filiere_id: int, charter_id: int) -> HttpResponse:
    """Remove a charter."""
    opened = _open(request, filiere_id)
    kept = get_record(opened, Charter, charter_id)
    page = _page(opened, _("Supprimer cette charte ?"), "charter")
    return remove_page(request, opened, kept, page)


@require_http_methods(BOTH)
def contract_add(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Enter a contract in the register."""
    opened = _open(request, filiere_id)
    form = ContractForm(request.POST or None, opened=opened, instance=Contract())
    return add_page(request, opened, form, _page(opened, _("Inscrire un contrat"), "contract"))


@require_http_methods(BOTH)
def contract_edit(request: HttpRequest, filiere_id: int, contract_id: int) -> HttpResponse:
    """Change a contract."""
    opened = _open(request, filiere_id)
    kept = get_record(opened, Contract, contract_id)
    form = ContractForm(request.POST or None, opened=opened, instance=kept)
    return edit_page(request, opened, form, _page(opened, _("Modifier le contrat"), "contract"))


@require_http_methods(BOTH)
def contract_remove(request: HttpRequest, filiere_id: int, contract_id: int) -> HttpResponse:
    """Remove a contract."""
    opened = _open(request, filiere_id)
    kept = get_record(opened, Contract, contract_id)
    page = _page(opened, _("Supprimer ce contrat ?"), "contract")
    return remove_page(request, opened, kept, page)


@require_http_methods(BOTH)
def version_add(request: HttpRequest, filiere_id: int, charter_id: int) -> HttpResponse:
    """Open the next version of a charter, from the words of the last one."""
    opened = _open(request, filiere_id)
    kept = get_record(opened, Charter, charter_id)
    last = selectors.find_current_version(kept)
    start = CharterVersion(charter=kept, sections=last.sections if last else [])
    form = VersionForm(request.POST or None, opened=opened, instance=start)
    if request.method == "POST" and form.is_valid():
        try:
            services.open_version(kept, form.list_sections(), author=get_user(request))
        except InconsistentData as error:
            form.add_error(None, error.for_user())
        else:
            messages.success(request, _("Version enregistrée : elle est en discussion."))
            return redirect("agreements:charter", filiere_id, kept.pk)
    return _show_version(request, opened, kept, form, _("Écrire la version suivante"))


@require_http_methods(BOTH)
def version_edit(request: HttpRequest, filiere_id: int, version_id: int) -> HttpResponse:
    """Rewrite a version under discussion; who comes second sees both wordings."""
    opened = _open(request, filiere_id)
    kept = selectors.get_version(opened, version_id)
    form = VersionForm(request.POST or None, opened=opened, instance=kept)
    page = RecordPage(
        title=_("Modifier le texte de la charte"),
        active="agreements",
        back=reverse("agreements:charter", args=[filiere_id, kept.charter_id]),
        breadcrumb=_trail(opened, (kept.charter.title, "")),
    )

    def save(_record: Any, form: Any, author: Any) -> None:  # noqa: ANN401 - see `record_pages.Save`
        services.rewrite_version(kept, form.list_sections(), author=author)

    try:
        return edit_page(request, opened, form, page, save=save)
    except InconsistentData as error:
        messages.error(request, error.for_user())
        return redirect(page.back)


@require_http_methods(BOTH)
def adopt(request: HttpRequest, filiere_id: int, version_id: int) -> HttpResponse:
    """Adopt a version on a day."""
    opened = _open(request, filiere_id)
    kept = selectors.get_version(opened, version_id)
    today = timezone.localdate()
    form = AdoptForm(request.POST or None, initial={"adopted_on": today})
    if request.method == "POST" and form.is_valid():
        services.adopt_version(
            kept, adopted_on=form.cleaned_data["adopted_on"], author=get_user(request)
        )
        messages.success(request, _("Version adoptée : les organisations peuvent la signer."))
        return redirect("agreements:charter", filiere_id, kept.charter_id)
    return _show_version(request, opened, kept.charter, form, _("Adopter cette version"))


def _show_version(
    request: HttpRequest,
    opened: Opened,
    kept: Charter,
    form: Any,  # noqa: ANN401 - either form
    title: str,
) -> HttpResponse:
    context = {
        "form": form,
        "page_title": title,
        "cancel": reverse("agreements:charter", args=[opened.filiere.pk, kept.pk]),
        "breadcrumb": _trail(opened, (kept.title, "")),
    }
    return show(
        request,
        "filieres/record_form.html",
        opened,
        active="agreements",
        context=context,
        status=INVALID if form.is_bound else 200,
    )


def _page(opened: Opened, title: str, name: str) -> RecordPage:
    number = opened.filiere.pk
    return RecordPage(
        title=title,
        active="agreements",
        back=reverse("agreements:list", args=[number]),
        find_address=lambda kept: reverse(f"agreements:{name}", args=[number, kept.pk]),
        breadcrumb=_trail(opened, (title, "")),
    )


def _trail(opened: Opened, *steps: tuple[str, str]) -> list[tuple[str, str]]:
    home = reverse("agreements:list", args=[opened.filiere.pk])
    return trail(opened, (_("Engagements"), home), *steps)
