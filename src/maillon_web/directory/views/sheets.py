"""One sheet: read, corrected, added, put where it belongs."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillon.domain.errors import MaillonError
from maillon_web.accounts.models import User
from maillon_web.directory.forms.actors import NewSheetForm, SheetForm
from maillon_web.directory.forms.decisions import EssForm, InviteKeeperForm, StageForm
from maillon_web.directory.models import Actor, ActorKind, Presence
from maillon_web.directory.selectors.sheets import Sheet, get_presence, list_kept, read_sheet
from maillon_web.directory.selectors.sources import TEAM
from maillon_web.directory.services import sheets as services
from maillon_web.filieres.rights import Capability
from maillon_web.filieres.selectors import Opened, open_filiere
from maillon_web.filieres.views.pages import INVALID, show, trail
from maillon_web.history.conflicts import Conflict, show_conflict
from maillon_web.history.selectors import list_changes_of
from maillon_web.history.services import ChangedMeanwhile, name_model
from maillon_web.history.wording import describe

__all__ = ["add", "edit", "get_author", "open_for", "relist", "sheet", "show_sheet", "unlist"]

_LATEST = 5


@require_safe
def sheet(request: HttpRequest, filiere_id: int, actor_id: int) -> HttpResponse:
    """Show an actor."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id)
    return show_sheet(request, opened, get_presence(opened, actor_id))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, filiere_id: int, actor_id: int) -> HttpResponse:
    """Correct a sheet; when somebody did meanwhile, both versions are shown."""
    opened = open_for(request, filiere_id)
    for is_last in (False, True):
        actor = get_presence(opened, actor_id).actor
        form = SheetForm(request.POST or None, instance=actor, filiere=opened.filiere)
        if request.method != "POST" or not form.is_valid():
            break
        conflict = form.find_conflict()
        if conflict:
            return _show_conflict(request, opened, actor, conflict)
        try:
            _save(request, opened, actor, form)
        except ChangedMeanwhile as error:
            # Somebody wrote between our reading and our writing: once more, on what they wrote.
            if is_last:
                messages.error(request, error.for_user())
            continue
        except MaillonError as error:
            messages.error(request, error.for_user())
            break
        return redirect("directory:sheet", filiere_id, actor_id)
    heading = _("Corriger « {name} »").format(name=actor.name)
    return _show_form(request, opened, form, heading=heading, actor=actor)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Add an actor, or a brand of an actor."""
    opened = open_for(request, filiere_id)
    parent = _find_parent(request, opened)
    blank = Actor(organisation_id=opened.filiere.organisation_id)
    blank.kind = ActorKind.BRAND if parent else ActorKind.ESTABLISHMENT
    form = NewSheetForm(request.POST or None, instance=blank, filiere=opened.filiere)
    if request.method == "POST" and form.is_valid():
        made: list[Actor] = []
        if _try(request, lambda: made.append(_create(request, opened, parent, form))):
            messages.success(
                request, _("« {name} » est dans l’annuaire.").format(name=made[0].name)
            )
            return redirect("directory:sheet", filiere_id, made[0].pk)
    heading = _("Ajouter un acteur")
    if parent:
        heading = _("Ajouter une marque de « {name} »").format(name=parent.name)
    return _show_form(request, opened, form, heading=heading, parent=parent)


@require_POST
def unlist(request: HttpRequest, filiere_id: int, actor_id: int) -> HttpResponse:
    """Take out of the lists an actor that people had added."""
    opened = open_for(request, filiere_id)
    actor = get_presence(opened, actor_id).actor
    _try(request, lambda: services.unlist(opened.filiere, actor, author=get_author(request)))
    return redirect("directory:sheet", filiere_id, actor_id)


@require_POST
def relist(request: HttpRequest, filiere_id: int, actor_id: int) -> HttpResponse:
    """Put an actor back in the lists."""
    opened = open_for(request, filiere_id)
    actor = get_presence(opened, actor_id).actor
    services.relist(opened.filiere, actor, author=get_author(request))
    return redirect("directory:sheet", filiere_id, actor_id)


def open_for(
    request: HttpRequest, filiere_id: int, needs: Capability = Capability.CONTRIBUTE
) -> Opened:
    """Open a filière for somebody who writes in it."""
    return open_filiere(reader=request.user, filiere_id=filiere_id, needs=needs)


def get_author(request: HttpRequest) -> User:
    """Return who writes: a right was asked, so that it is a person."""
    if not isinstance(request.user, User):
        raise TypeError
    return request.user


def show_sheet(
    request: HttpRequest,
    opened: Opened,
    presence: Presence,
    *,
    status: int = 200,
    **forms: Any,  # noqa: ANN401 - forms that a page sends back with their errors
) -> HttpResponse:
    """Answer the page of an actor."""
    read = read_sheet(opened, presence)
    kept = [actor.pk for actor in list_kept(opened, request.user)]
    context: dict[str, Any] = {
        "sheet": read,
        "actor": read.actor,
        "is_kept": read.actor.pk in kept,
        "breadcrumb": _trail(opened, read.actor.name),
    }
    if opened.can_contribute:
        context |= {
            "stage_form": StageForm(stages=read.all_stages, present=read.stages),
            "ess_form": EssForm(),
            "invite_form": InviteKeeperForm() if opened.can_lead else None,
            "changes": _list_latest(read),
        }
    return show(
        request,
        "directory/sheet.html",
        opened,
        active="directory",
        context=context | forms,
        status=status,
    )


def _list_latest(read: Sheet) -> list[tuple[str, Any]]:
    changes = list_changes_of(name_model(Actor), read.actor.pk)[:_LATEST]
    return [(describe(change.change_set), change.change_set) for change in changes]


def _try(request: HttpRequest, write: Callable[[], object]) -> bool:
    """Write; say why when it cannot be done."""
    try:
        write()
    except MaillonError as error:
        messages.error(request, error.for_user())
        return False
    return True


def _save(request: HttpRequest, opened: Opened, actor: Actor, form: SheetForm) -> None:
    services.edit_actor(
        opened.filiere,
        actor,
        form.list_changes(),
        author=get_author(request),
        version=actor.version,
        source=form.cleaned_data["source"] or TEAM,
        levels=form.read_levels(),
    )
    messages.success(request, _("Fiche enregistrée."))


def _create(
    request: HttpRequest, opened: Opened, parent: Actor | None, form: NewSheetForm
) -> Actor:
    values = form.read_values()
    if parent:
        values["parent_id"] = parent.pk
    return services.add_actor(
        opened.filiere,
        values,
        author=get_author(request),
        source=form.cleaned_data["source"] or TEAM,
        levels=form.read_levels(),
        stages=form.cleaned_data["stages"],
    )


def _find_parent(request: HttpRequest, opened: Opened) -> Actor | None:
    number = request.POST.get("parent") or request.GET.get("parent") or ""
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    return get_presence(opened, int(number)).actor


def _show_form(
    request: HttpRequest,
    opened: Opened,
    form: SheetForm,
    *,
    heading: str,
    actor: Actor | None = None,
    parent: Actor | None = None,
) -> HttpResponse:
    back = actor or parent
    cancel = (
        reverse("directory:sheet", args=(opened.filiere.pk, back.pk))
        if back
        else reverse("directory:list", args=(opened.filiere.pk,))
    )
    return show(
        request,
        "directory/sheet_form.html",
        opened,
        active="directory",
        context={
            "form": form,
            "heading": heading,
            "cancel": cancel,
            "parent": parent,
            "breadcrumb": _trail(opened, heading),
        },
        status=INVALID if form.is_bound else 200,
    )


def _show_conflict(
    request: HttpRequest, opened: Opened, actor: Actor, conflict: Conflict
) -> HttpResponse:
    return show_conflict(
        request,
        conflict,
        cancel=reverse("directory:sheet", args=(opened.filiere.pk, actor.pk)),
        context={
            "opened": opened,
            "filiere": opened.filiere,
            "active": "directory",
            "layout": "filieres/workspace.html",
            "breadcrumb": _trail(opened, actor.name),
        },
    )


def _trail(opened: Opened, name: str) -> list[tuple[str, str]]:
    listing = reverse("directory:list", args=(opened.filiere.pk,))
    return trail(opened, (_("Annuaire"), listing), (name, ""))
