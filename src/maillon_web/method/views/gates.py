"""The gate of a project: the success factors, answered with what shows them."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maillon.reference.method import get_method
from maillon_web.filieres.selectors.records import get_record
from maillon_web.filieres.views.pages import show, trail
from maillon_web.filieres.views.record_pages import RecordPage, edit_page
from maillon_web.method.forms.records import AnswerForm
from maillon_web.method.selectors.evidence import find_known
from maillon_web.method.selectors.figures import explain
from maillon_web.method.selectors.gate import (
    find_answer,
    list_factor_lines,
    read_answers,
    read_gate,
)
from maillon_web.method.services.gate import write_answer
from maillon_web.method.views.opening import BOTH, open_to_read, open_to_write
from maillon_web.signals.models import Project, ProjectState

__all__ = ["factor", "gate", "gate_panel"]


@require_safe
def gate(request: HttpRequest, filiere_id: int, project_id: int) -> HttpResponse:
    """Show whether a project may be launched, factor by factor, and what is missing."""
    opened = open_to_read(request, filiere_id)
    project = get_record(opened, Project, project_id)
    answers = read_answers(project)
    verdict = read_gate(answers)
    known = find_known(opened, timezone.localdate())
    lines: list[dict[str, Any]] = [
        {
            "line": line,
            "form": AnswerForm(
                opened=opened, instance=line.kept, auto_id=f"{line.verdict.factor.key}-%s"
            ),
        }
        for line in list_factor_lines(project, verdict, answers, known)
    ]
    for entry in lines:
        # One form open at a time: the next question to answer.
        entry["is_first"] = entry is next((item for item in lines if _is_missing(item)), None)
    home = reverse("signals:projects", args=[filiere_id])
    own = reverse("signals:project", args=[filiere_id, project.pk])
    context = {
        "project": project,
        "gate": verdict,
        "shown": explain(verdict.figures, "gate.shown"),
        "gate_lines": [entry for entry in lines if entry["line"].verdict.factor.is_gate],
        "advice_lines": [entry for entry in lines if not entry["line"].verdict.factor.is_gate],
        "documents": {entry.key: entry for entry in get_method().documents},
        "is_running": project.state == ProjectState.RUNNING,
        "breadcrumb": trail(
            opened, (_("Projets"), home), (project.title, own), (_("Facteurs de succès"), "")
        ),
    }
    return show(request, "method/gate.html", opened, active="projects", context=context)


def _is_missing(entry: dict[str, Any]) -> bool:
    verdict = entry["line"].verdict
    return bool(verdict.factor.is_gate and not verdict.is_met)


@require_safe
def gate_panel(request: HttpRequest, filiere_id: int, project_id: int) -> HttpResponse:
    """Say in the page of a project whether it may be launched."""
    opened = open_to_read(request, filiere_id)
    project = get_record(opened, Project, project_id)
    verdict = read_gate(read_answers(project))
    asked = [entry for entry in verdict.factors if entry.factor.is_gate]
    context = {
        "filiere": opened.filiere,
        "project": project,
        "gate": verdict,
        "met": sum(entry.is_met for entry in asked),
        "asked": len(asked),
        "is_running": project.state == ProjectState.RUNNING,
    }
    return render(request, "method/gate_panel.html", context)


@require_http_methods(BOTH)
def factor(request: HttpRequest, filiere_id: int, project_id: int, factor_key: str) -> HttpResponse:
    """Answer one factor; who comes second sees both answers."""
    opened = open_to_write(request, filiere_id)
    project = get_record(opened, Project, project_id)
    found = next((entry for entry in get_method().success_factors if entry.key == factor_key), None)
    if found is None:
        raise Http404
    kept = find_answer(project, found.key)
    form = AnswerForm(request.POST or None, opened=opened, instance=kept)

    def save(_record: Any, form: Any, author: Any) -> None:  # noqa: ANN401 - see `record_pages.Save`
        write_answer(kept, form.list_changes(), author=author)

    back = reverse("method:gate", args=[filiere_id, project.pk])
    page = RecordPage(
        title=found.question,
        active="projects",
        back=back,
        find_address=lambda _kept: f"{back}#facteur-{found.key}",
        breadcrumb=trail(
            opened,
            (project.title, reverse("signals:project", args=[filiere_id, project.pk])),
            (_("Facteurs de succès"), back),
            (found.label, ""),
        ),
    )
    return edit_page(request, opened, form, page, save=save)
