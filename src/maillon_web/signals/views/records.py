"""List, show, write and remove the four kinds of records: one way for all."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from maillon_web.accounts.models import User
from maillon_web.filieres.rights import Capability
from maillon_web.filieres.selectors import Opened, open_filiere
from maillon_web.filieres.views.pages import INVALID
from maillon_web.history.services import ChangedMeanwhile
from maillon_web.signals.forms import NoteForm, ObstacleForm, ProjectForm, SignalForm
from maillon_web.signals.models import (
    Note,
    NoteKind,
    Obstacle,
    ObstacleFamily,
    ObstacleState,
    Project,
    ProjectState,
    Signal,
    SignalState,
)
from maillon_web.signals.selectors import records as selectors
from maillon_web.signals.services.guards import ProjectRefused
from maillon_web.signals.services.passages import edit_note
from maillon_web.signals.services.records import add_record, edit_record, remove_record

__all__ = ["KINDS", "Kind", "add", "edit", "get_author", "listing", "remove"]

_PAGE = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """One kind of record: its model, its form, its words, how it is listed."""

    model: type[Any]
    form: type[Any]
    select: Callable[..., QuerySet[Any]]
    title: str | Promise
    adding: str | Promise
    editing: str | Promise
    removing: str | Promise
    filters: dict[str, Any]


KINDS: dict[str, Kind] = {
    "signals": Kind(
        model=Signal,
        form=SignalForm,
        select=selectors.list_signals,
        title=gettext_lazy("Signaux faibles"),
        adding=gettext_lazy("Noter un signal"),
        editing=gettext_lazy("Modifier un signal"),
        removing=gettext_lazy("Supprimer ce signal ?"),
        filters={"state": SignalState},
    ),
    "projects": Kind(
        model=Project,
        form=ProjectForm,
        select=selectors.list_projects,
        title=gettext_lazy("Projets"),
        adding=gettext_lazy("Créer un projet"),
        editing=gettext_lazy("Modifier un projet"),
        removing=gettext_lazy("Supprimer ce projet ?"),
        filters={"state": ProjectState},
    ),
    "notes": Kind(
        model=Note,
        form=NoteForm,
        select=selectors.list_notes,
        title=gettext_lazy("Entretiens et ateliers"),
        adding=gettext_lazy("Prendre des notes"),
        editing=gettext_lazy("Modifier des notes"),
        removing=gettext_lazy("Supprimer ces notes ?"),
        filters={"kind": NoteKind},
    ),
    "obstacles": Kind(
        model=Obstacle,
        form=ObstacleForm,
        select=selectors.list_obstacles,
        title=gettext_lazy("Registre des freins"),
        adding=gettext_lazy("Inscrire un frein"),
        editing=gettext_lazy("Modifier un frein"),
        removing=gettext_lazy("Supprimer ce frein ?"),
        filters={"state": ObstacleState, "family": ObstacleFamily},
    ),
}


def get_author(request: HttpRequest) -> User:
    """Return who writes; a page that writes has checked that somebody is signed in."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


@require_safe
def listing(request: HttpRequest, filiere_id: int, kind: str) -> HttpResponse:
    """List the records of a kind."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id)
    described = KINDS[kind]
    wanted = {name: request.GET.get(name, "") for name in (*described.filters, "stage_key")}
    page = Paginator(described.select(opened, wanted), _PAGE).get_page(request.GET.get("page"))
    stages = selectors.list_stages(opened.filiere)
    for record in page.object_list:
        record.stage_label = stages.get(getattr(record, "stage_key", ""), "")
    context = _context(opened, kind) | {
        "page": page,
        "wanted": wanted,
        "stages": stages,
        "filters": [
            (name, _name_filter(name), choices.choices, wanted[name])
            for name, choices in described.filters.items()
        ],
        "counts": _count_codes(opened, kind),
    }
    return render(request, f"signals/{kind}.html", context)


def _count_codes(opened: Opened, kind: str) -> list[Any]:
    from maillon_web.signals.selectors.passages import count_codes

    return count_codes(opened) if kind == "notes" else []


def _name_filter(name: str) -> str:
    return {"state": _("État"), "family": _("Famille"), "kind": _("Type")}[name]


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, filiere_id: int, kind: str) -> HttpResponse:
    """Write a new record."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id, needs=Capability.CONTRIBUTE)
    described = KINDS[kind]
    form = described.form(
        request.POST or None, opened=opened, initial=_read_initial(request, described)
    )
    context = _context(opened, kind) | {"form": form, "page_title": described.adding}
    if request.method == "POST" and form.is_valid():
        made = form.save(commit=False)
        try:
            add_record(
                made,
                filiere=opened.filiere,
                author=get_author(request),
                actors=form.cleaned_data.get("actors"),
            )
        except ProjectRefused as error:
            return _show_refusal(request, context, error)
        messages.success(request, _("Enregistré."))
        return redirect(_address(opened, kind, made))
    return render(request, "signals/record_form.html", context)


def _show_refusal(
    request: HttpRequest, context: dict[str, Any], error: ProjectRefused
) -> HttpResponse:
    """Show the form again with the reason, and the page that settles it."""
    context["form"].add_error("state", error.for_user())
    context["refusal"] = error.refusal
    return render(request, "signals/record_form.html", context, status=INVALID)


def _read_initial(request: HttpRequest, described: Kind) -> dict[str, Any]:
    """Prefill from the page that sends here: the stage or the actor that it shows."""
    return {
        name: request.GET[name]
        for name in ("stage_key", "actor")
        if name in request.GET and name in described.form.base_fields
    }


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, filiere_id: int, record_id: int, kind: str) -> HttpResponse:
    """Change a record; who comes second sees what the first wrote, and chooses."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id, needs=Capability.CONTRIBUTE)
    described = KINDS[kind]
    kept = selectors.get_record(opened, described.model, record_id)
    stored = selectors.get_record(opened, described.model, record_id)
    form = described.form(request.POST or None, instance=kept, opened=opened)
    context = _context(opened, kind) | {
        "form": form,
        "record": stored,
        "page_title": described.editing,
    }
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data.get("version") not in {None, stored.version}:
            return _show_differences(request, context, record_id, described)
        try:
            _write(request, kind, stored, form)
        except ChangedMeanwhile:
            return _show_differences(request, context, record_id, described)
        except ProjectRefused as error:
            return _show_refusal(request, context, error)
        return redirect(_address(opened, kind, stored))
    return render(request, "signals/record_form.html", context)


def _show_differences(
    request: HttpRequest, context: dict[str, Any], record_id: int, described: Kind
) -> HttpResponse:
    """Show what was written meanwhile beside what the person gives, which is kept."""
    form = context["form"]
    stored = selectors.get_record(context["opened"], described.model, record_id)
    context["differences"] = _list_differences(form, stored)
    _move_to_version(form, stored.version)
    return render(request, "signals/record_form.html", context, status=409)


def _move_to_version(form: Any, version: int) -> None:  # noqa: ANN401 - any of the four forms
    """Let the form be sent again: the person has now seen what was written meanwhile."""
    form.data = form.data.copy()
    form.data["version"] = str(version)


def _write(request: HttpRequest, kind: str, stored: Any, form: Any) -> None:  # noqa: ANN401 - any of the four kinds
    author = get_author(request)
    if kind == "notes":
        lost = edit_note(stored, form.list_changes(), author=author)
        if lost:
            messages.warning(
                request,
                ngettext(
                    "{count} passage codé n’est plus dans le texte : son code est retiré.",
                    "{count} passages codés ne sont plus dans le texte : leur code est retiré.",
                    lost,
                ).format(count=lost),
            )
    else:
        actors = form.cleaned_data.get("actors")
        edit_record(stored, form.list_changes(), author=author, actors=actors)
    messages.success(request, _("Enregistré."))


def _list_differences(form: Any, stored: Any) -> list[tuple[str, str, str]]:  # noqa: ANN401 - any of the four kinds
    """Return label, value given here and value written meanwhile, where they differ."""
    changes = form.list_changes()
    return [
        (
            str(form.fields[name.removesuffix("_id")].label),
            _show(form, name),
            _show_stored(stored, name),
        )
        for name, value in changes.items()
        if value != getattr(stored, name)
    ]


def _show(form: Any, name: str) -> str:  # noqa: ANN401 - any of the four forms
    value = form.cleaned_data[name.removesuffix("_id")]
    choices = dict(getattr(form.fields[name.removesuffix("_id")], "choices", ()) or ())
    return str(choices.get(value, value) if isinstance(value, str) else value or "–")


def _show_stored(stored: Any, name: str) -> str:  # noqa: ANN401 - any of the four kinds
    plain = name.removesuffix("_id")
    display = getattr(stored, f"get_{plain}_display", None)
    value = display() if display else getattr(stored, plain)
    return str(value or "–")


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, filiere_id: int, record_id: int, kind: str) -> HttpResponse:
    """Remove a record; the history brings it back."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id, needs=Capability.CONTRIBUTE)
    described = KINDS[kind]
    kept = selectors.get_record(opened, described.model, record_id)
    back = reverse(f"signals:{kind}", args=[filiere_id])
    if request.method == "POST":
        remove_record(kept, author=get_author(request))
        messages.success(request, _("Supprimé. L’historique permet de le rétablir."))
        return redirect(back)
    context = _context(opened, kind) | {
        "heading": described.removing,
        "sentence": str(kept),
        "submit": _("Supprimer"),
        "cancel": back,
        "danger": True,
    }
    return render(request, "ui/confirm.html", context)


def _context(opened: Opened, kind: str) -> dict[str, Any]:
    return {
        "opened": opened,
        "filiere": opened.filiere,
        "active": kind,
        "kind": kind,
        "kind_title": KINDS[kind].title,
        "list_url": reverse(f"signals:{kind}", args=[opened.filiere.pk]),
    }


def _address(opened: Opened, kind: str, record: Any) -> str:  # noqa: ANN401 - any of the four kinds
    if kind in {"notes", "projects"}:
        return reverse(f"signals:{kind[:-1]}", args=[opened.filiere.pk, record.pk])
    return reverse(f"signals:{kind}", args=[opened.filiere.pk])
