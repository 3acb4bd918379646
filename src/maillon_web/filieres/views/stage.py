"""What a maillon is, and what tells it in the registers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maillon.domain.errors import InvalidInput
from maillon_web.filieres.activities import find_activities
from maillon_web.filieres.forms.stage_editor import StageEditor
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.services import ask_refresh, stages
from maillon_web.filieres.views.chain import open_chain
from maillon_web.filieres.views.creation import get_user
from maillon_web.filieres.views.pages import INVALID, show, trail

__all__ = ["activity_search", "stage_edit"]

_DRAFT_BUTTONS = {"add_activity", "search_activity"}


@require_http_methods(["GET", "HEAD", "POST"])
def stage_edit(request: HttpRequest, filiere_id: int, stage_key: str) -> HttpResponse:
    """Change a stage."""
    opened = open_chain(request, filiere_id)
    stage = get_object_or_404(opened.filiere.stages, key=stage_key)
    if request.method != "POST":
        return _show(request, opened, StageEditor(stage, None))
    if _DRAFT_BUTTONS & request.POST.keys():
        return _show(request, opened, StageEditor(stage, request.POST, is_draft=True))
    editor = StageEditor(stage, request.POST)
    if not editor.is_valid():
        return _show(request, opened, editor, status=INVALID)
    if editor.is_outdated:
        return _show_conflict(request, opened, editor)
    author = get_user(request)
    try:
        is_new = stages.edit_stage(stage, author=author, **editor.changes)
    except InvalidInput as error:
        editor.form.add_error(None, list(error.details) or error.for_user())
        return _show(request, opened, editor, status=INVALID)
    if is_new:
        ask_refresh(opened.filiere, author=author)
        messages.success(request, _("Maillon enregistré ; le diagnostic se refait."))
    return redirect("filieres:chain_edit", filiere_id)


@require_safe
def activity_search(request: HttpRequest, filiere_id: int, stage_key: str) -> HttpResponse:
    """Propose activity codes as the person types."""
    opened = open_chain(request, filiere_id)
    get_object_or_404(opened.filiere.stages, key=stage_key)
    found = find_activities(request.GET.get("activity_text", ""))
    context = {"activity_proposals": found, "is_answer": True}
    return render(request, "filieres/activity_proposals.html", context)


def _show_conflict(request: HttpRequest, opened: Opened, editor: StageEditor) -> HttpResponse:
    differences = editor.list_differences()
    again = request.POST.copy()
    again["seen"] = str(StageEditor(editor.stage, None).form["seen"].value())
    renewed = StageEditor(editor.stage, again)
    return _show(request, opened, renewed, status=409, differences=differences)


def _show(
    request: HttpRequest,
    opened: Opened,
    editor: StageEditor,
    *,
    status: int = 200,
    differences: list[dict[str, str]] | None = None,
) -> HttpResponse:
    here = reverse("filieres:chain_edit", kwargs={"filiere_id": opened.filiere.pk})
    stage = editor.stage
    context = {
        "editor": editor,
        "stage": stage,
        "differences": differences,
        "activity_proposals": find_activities(request.POST.get("activity_text", "")),
        "breadcrumb": trail(opened, (_("Modifier la chaîne"), here), (stage.shown_label, "")),
    }
    return show(
        request,
        "filieres/stage_edit.html",
        opened,
        active="chain",
        context=context,
        status=status,
    )
