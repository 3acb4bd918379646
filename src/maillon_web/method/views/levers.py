"""One lever: what the guide says, where the team stands, what shows it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillon.reference.method import Lever, get_method
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.views.creation import get_user
from maillon_web.filieres.views.pages import show
from maillon_web.filieres.views.record_pages import RecordPage, add_page, edit_page
from maillon_web.library.selectors.sheets import get_sheet
from maillon_web.method.forms.records import EvidenceForm, ProgressForm
from maillon_web.method.models import Evidence
from maillon_web.method.selectors.past import list_past
from maillon_web.method.selectors.progress import (
    get_evidence,
    get_lever,
    list_evidence,
    read_standing,
)
from maillon_web.method.services import progress as services
from maillon_web.method.serving import list_serving
from maillon_web.method.views.opening import BOTH, open_to_read, open_to_write, show_trail

__all__ = ["evidence_add", "evidence_edit", "evidence_remove", "lever", "start", "state"]


@require_safe
def lever(request: HttpRequest, filiere_id: int, lever_key: str) -> HttpResponse:
    """Show a lever."""
    opened = open_to_read(request, filiere_id)
    found = get_lever(lever_key)
    standing = read_standing(opened, timezone.localdate())
    method = standing.method
    kept = services.find_progress(opened.filiere, found)
    sheet_key = request.GET.get("fiche", "")
    context = {
        "lever": found,
        "line": standing.lines[found.key],
        "step": method.get_step(found.step),
        "documents": {entry.key: entry for entry in method.documents},
        "expected": ", ".join(method.get_evidence_kind(key).label for key in found.evidence),
        "before": [standing.lines[key] for key in found.after],
        "followers": method.list_followers(found.key),
        "gathered": method.list_synthesis(found.key),
        "kept": kept,
        "form": ProgressForm(opened=opened, instance=kept),
        "evidence": list_evidence(opened, found.key),
        "pages": list_serving(opened, found.key),
        "past": list_past(opened, found.key),
        "sheet": get_sheet(request.user, sheet_key) if sheet_key else None,
        "is_changed": found in standing.changes.changed,
        "breadcrumb": show_trail(opened, (found.label, "")),
    }
    return show(request, "method/lever.html", opened, active="method", context=context)


@require_http_methods(BOTH)
def state(request: HttpRequest, filiere_id: int, lever_key: str) -> HttpResponse:
    """Say where a lever stands; who comes second sees both versions."""
    opened = open_to_write(request, filiere_id)
    found = get_lever(lever_key)
    kept = services.find_progress(opened.filiere, found)
    form = ProgressForm(request.POST or None, opened=opened, instance=kept)

    def save(_record: Any, form: Any, author: Any) -> None:  # noqa: ANN401 - see `record_pages.Save`
        services.write_progress(kept, form.list_changes(), author=author)

    return edit_page(request, opened, form, _page(opened, found, found.label), save=save)


@require_POST
def start(request: HttpRequest, filiere_id: int, lever_key: str) -> HttpResponse:
    """Mark a lever in progress from a list."""
    opened = open_to_write(request, filiere_id)
    found = get_lever(lever_key)
    services.start_lever(opened.filiere, found, author=get_user(request))
    messages.success(request, _("« {name} » est en cours.").format(name=found.label))
    return redirect("method:lever", filiere_id, found.key)


@require_http_methods(BOTH)
def evidence_add(request: HttpRequest, filiere_id: int, lever_key: str) -> HttpResponse:
    """Attach what shows a lever; a sheet of the library fills the form when one is named."""
    opened = open_to_write(request, filiere_id)
    found = get_lever(lever_key)
    made = Evidence(filiere=opened.filiere, lever_key=found.key)
    if sheet_key := request.GET.get("fiche", ""):
        _fill_from_sheet(request, made, sheet_key)
    form = EvidenceForm(request.POST or None, opened=opened, instance=made)

    def save(record: Any, _form: Any, author: Any) -> None:  # noqa: ANN401 - see `record_pages.Save`
        services.add_evidence(record, author=author)

    return add_page(request, opened, form, _page(opened, found, _("Ajouter une preuve")), save=save)


@require_http_methods(BOTH)
def evidence_edit(request: HttpRequest, filiere_id: int, evidence_id: int) -> HttpResponse:
    """Change what shows a lever."""
    opened = open_to_write(request, filiere_id)
    kept = get_evidence(opened, evidence_id)
    form = EvidenceForm(request.POST or None, opened=opened, instance=kept)

    def save(_record: Any, form: Any, author: Any) -> None:  # noqa: ANN401 - see `record_pages.Save`
        services.edit_evidence(kept, form.list_changes(), author=author)

    page = _page(opened, _find_lever(kept), _("Modifier une preuve"))
    return edit_page(request, opened, form, page, save=save)


@require_http_methods(BOTH)
def evidence_remove(request: HttpRequest, filiere_id: int, evidence_id: int) -> HttpResponse:
    """Take away what shows a lever, after asking."""
    opened = open_to_write(request, filiere_id)
    kept = get_evidence(opened, evidence_id)
    page = _page(opened, _find_lever(kept), _("Retirer cette preuve ?"))
    if request.method == "POST":
        services.remove_evidence(kept, author=get_user(request))
        messages.success(request, _("Supprimé. L’historique permet de le rétablir."))
        return redirect(page.back)
    context = {
        "opened": opened,
        "filiere": opened.filiere,
        "active": "method",
        "breadcrumb": page.breadcrumb,
        "heading": page.title,
        "sentence": str(kept),
        "submit": _("Retirer"),
        "cancel": page.back,
        "danger": True,
    }
    return render(request, "ui/confirm.html", context)


def _fill_from_sheet(request: HttpRequest, made: Evidence, sheet_key: str) -> None:
    sheet = get_sheet(request.user, sheet_key).sheet
    made.text = _("Cas comparable : {title}").format(title=sheet.title)[:400]
    made.address = request.build_absolute_uri(reverse("library:sheet", args=[sheet.key]))


def _find_lever(kept: Evidence) -> Lever | None:
    return next((entry for entry in get_method().levers if entry.key == kept.lever_key), None)


def _page(opened: Opened, found: Lever | None, title: str) -> RecordPage:
    number = opened.filiere.pk
    if found is None:
        back = reverse("method:steps", args=[number])
        return RecordPage(
            title=title, active="method", back=back, breadcrumb=show_trail(opened, (title, ""))
        )
    back = reverse("method:lever", args=[number, found.key])
    return RecordPage(
        title=title,
        active="method",
        back=back,
        breadcrumb=show_trail(opened, (found.label, back), (title, "")),
    )
