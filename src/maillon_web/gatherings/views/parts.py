"""Add, change and remove what makes a meeting or a group: one way for all."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from maillon.domain.errors import InvalidInput
from maillon_web.filieres.forms.records import RecordForm
from maillon_web.filieres.selectors.records import get_record
from maillon_web.filieres.views.creation import get_user
from maillon_web.filieres.views.pages import INVALID, show
from maillon_web.filieres.views.record_pages import add_page, edit_page, remove_page
from maillon_web.gatherings.forms import parts as forms
from maillon_web.gatherings.models import (
    AgendaItem,
    Group,
    GroupMember,
    Meeting,
    MeetingDecision,
    Participant,
)
from maillon_web.gatherings.selectors.meetings import get_part, get_seat
from maillon_web.gatherings.services import meetings as services
from maillon_web.gatherings.views.pages import ACTIVE, BOTH, make_page, open_to_write

__all__ = ["add", "add_task", "detach_task", "edit", "move", "remove"]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Kind:
    model: type[Any]
    adding_form: type[RecordForm]
    editing_form: type[RecordForm]
    adding: Promise
    editing: Promise
    removing: Promise


KINDS: dict[str, _Kind] = {
    "seat": _Kind(
        model=GroupMember,
        adding_form=forms.SeatForm,
        editing_form=forms.SeatForm,
        adding=gettext_lazy("Ajouter un membre"),
        editing=gettext_lazy("Modifier un membre"),
        removing=gettext_lazy("Retirer ce membre ?"),
    ),
    "participant": _Kind(
        model=Participant,
        adding_form=forms.ParticipantForm,
        editing_form=forms.ParticipantForm,
        adding=gettext_lazy("Ajouter une organisation"),
        editing=gettext_lazy("Modifier une organisation"),
        removing=gettext_lazy("Retirer cette organisation ?"),
    ),
    "item": _Kind(
        model=AgendaItem,
        adding_form=forms.AgendaForm,
        editing_form=forms.MinutesForm,
        adding=gettext_lazy("Ajouter un point à l’ordre du jour"),
        editing=gettext_lazy("Écrire ce qui s’est dit"),
        removing=gettext_lazy("Retirer ce point ?"),
    ),
    "decision": _Kind(
        model=MeetingDecision,
        adding_form=forms.DecisionForm,
        editing_form=forms.DecisionForm,
        adding=gettext_lazy("Ajouter une décision"),
        editing=gettext_lazy("Modifier une décision"),
        removing=gettext_lazy("Supprimer cette décision ?"),
    ),
}


@require_http_methods(BOTH)
def add(request: HttpRequest, filiere_id: int, whole_id: int, kind: str) -> HttpResponse:
    """Add a seat to a group, or a participant, a point, a decision to a meeting."""
    opened = open_to_write(request, filiere_id)
    described = KINDS[kind]
    whole: Any = get_record(opened, Group if kind == "seat" else Meeting, whole_id)
    made = described.model(**{"group" if kind == "seat" else "meeting": whole})
    form = described.adding_form(request.POST or None, opened=opened, instance=made)

    def save(record: Any, _form: Any, author: Any) -> None:  # noqa: ANN401 - see `record_pages.Save`
        services.add_part(whole, record, author=author)

    page = make_page(opened, str(described.adding), whole)
    return add_page(request, opened, form, page, save=save)


@require_http_methods(BOTH)
def edit(request: HttpRequest, filiere_id: int, part_id: int, kind: str) -> HttpResponse:
    """Change a part; of a point, what was said."""
    opened = open_to_write(request, filiere_id)
    described = KINDS[kind]
    kept: Any = get_seat(opened, part_id) if kind == "seat" else get_part(opened, kind, part_id)
    whole = kept.group if kind == "seat" else kept.meeting
    form = described.editing_form(request.POST or None, opened=opened, instance=kept)

    def save(_record: Any, form: Any, author: Any) -> None:  # noqa: ANN401 - see `record_pages.Save`
        services.edit_part(whole, kept, form.list_changes(), author=author)

    page = make_page(opened, str(described.editing), whole)
    return edit_page(request, opened, form, page, save=save)


@require_http_methods(BOTH)
def remove(request: HttpRequest, filiere_id: int, part_id: int, kind: str) -> HttpResponse:
    """Remove a part, after asking."""
    opened = open_to_write(request, filiere_id)
    kept: Any = get_seat(opened, part_id) if kind == "seat" else get_part(opened, kind, part_id)
    whole = kept.group if kind == "seat" else kept.meeting
    page = make_page(opened, str(KINDS[kind].removing), whole)

    def take_away(part: Any, author: Any) -> None:  # noqa: ANN401 - see `remove_page`
        services.remove_part(whole, part, author=author)

    return remove_page(request, opened, kept, page, remove=take_away)


@require_POST
def move(request: HttpRequest, filiere_id: int, part_id: int) -> HttpResponse:
    """Move a point of the agenda one place."""
    opened = open_to_write(request, filiere_id)
    kept: Any = get_part(opened, "item", part_id)
    is_up = request.POST.get("to") == "up"
    services.move_item(kept, is_up=is_up, author=get_user(request))
    return redirect("gatherings:meeting", filiere_id, kept.meeting_id)


@require_http_methods(BOTH)
def add_task(request: HttpRequest, filiere_id: int, whole_id: int) -> HttpResponse:
    """Give a task: it lands in the plan."""
    opened = open_to_write(request, filiere_id)
    meeting = get_record(opened, Meeting, whole_id)
    form = forms.TaskForm(
        request.POST or None,
        opened=opened,
        meeting=meeting,
        initial={"decision": request.GET.get("decision")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.add_task(meeting, form.cleaned_data, author=get_user(request))
        except InvalidInput as error:
            form.add_error(None, error.for_user())
        else:
            messages.success(request, _("Tâche confiée : elle est dans le plan d’action."))
            return redirect("gatherings:meeting", filiere_id, meeting.pk)
    page = make_page(opened, _("Confier une tâche"), meeting)
    context = {
        "form": form,
        "page_title": page.title,
        "cancel": page.back,
        "breadcrumb": page.breadcrumb,
    }
    return show(
        request,
        "filieres/record_form.html",
        opened,
        active=ACTIVE,
        context=context,
        status=INVALID if form.is_bound else 200,
    )


@require_POST
def detach_task(request: HttpRequest, filiere_id: int, part_id: int) -> HttpResponse:
    """Leave the action in the plan, no longer tied to the meeting."""
    opened = open_to_write(request, filiere_id)
    task: Any = get_part(opened, "task", part_id)
    services.detach_task(task, author=get_user(request))
    messages.success(request, _("La tâche n’est plus liée à cette rencontre ; elle reste au plan."))
    return redirect("gatherings:meeting", filiere_id, task.meeting_id)
