"""What is said by and of an actor, from its sheet."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from maillon.domain.errors import MaillonError
from maillon_web.directory.forms.statements import StatementForm
from maillon_web.directory.models import Actor, Statement, StatementKind
from maillon_web.directory.selectors.sheets import get_presence
from maillon_web.directory.services import statements as services
from maillon_web.directory.views.sheets import get_author, open_for
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.views.pages import INVALID, show, trail
from maillon_web.history.conflicts import show_conflict

__all__ = ["add_statement", "edit_statement", "remove_statement"]


@require_http_methods(["GET", "HEAD", "POST"])
def add_statement(request: HttpRequest, filiere_id: int, actor_id: int) -> HttpResponse:
    """Write something said."""
    opened = open_for(request, filiere_id)
    actor = get_presence(opened, actor_id).actor
    kind = request.GET.get("kind", "")
    blank = Statement(
        filiere=opened.filiere,
        actor=actor,
        stated_on=timezone.localdate(),
        kind=kind if kind in StatementKind.values else StatementKind.NEED,
    )
    form = StatementForm(request.POST or None, instance=blank, opened=opened)
    if request.method == "POST" and form.is_valid():
        services.add_statement(
            opened.filiere, actor, form.read_values(), author=get_author(request)
        )
        messages.success(request, _("C’est noté."))
        return redirect("directory:sheet", filiere_id, actor_id)
    heading = _("Ce qui est dit de « {name} »").format(name=actor.name)
    return _show_form(request, opened, actor, form, heading)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_statement(
    request: HttpRequest, filiere_id: int, actor_id: int, statement_id: int
) -> HttpResponse:
    """Change something said."""
    opened = open_for(request, filiere_id)
    statement = _get_statement(opened, actor_id, statement_id)
    form = StatementForm(request.POST or None, instance=statement, opened=opened)
    if request.method == "POST" and form.is_valid():
        conflict = form.find_conflict()
        if conflict:
            return show_conflict(
                request,
                conflict,
                cancel=reverse("directory:sheet", args=(filiere_id, actor_id)),
                context=_page(opened, statement.actor, _("Deux versions")),
            )
        try:
            services.edit_statement(
                statement,
                form.list_changes(),
                author=get_author(request),
                version=statement.version,
            )
        except MaillonError as error:
            messages.error(request, error.for_user())
        else:
            messages.success(request, _("C’est enregistré."))
            return redirect("directory:sheet", filiere_id, actor_id)
    heading = _("Ce qui est dit de « {name} »").format(name=statement.actor.name)
    return _show_form(request, opened, statement.actor, form, heading)


@require_http_methods(["GET", "HEAD", "POST"])
def remove_statement(
    request: HttpRequest, filiere_id: int, actor_id: int, statement_id: int
) -> HttpResponse:
    """Ask, then take away something said."""
    opened = open_for(request, filiere_id)
    statement = _get_statement(opened, actor_id, statement_id)
    if request.method == "POST":
        services.remove_statement(statement, author=get_author(request))
        messages.success(request, _("C’est retiré ; l’historique permet de le remettre."))
        return redirect("directory:sheet", filiere_id, actor_id)
    context = _page(opened, statement.actor, _("Retirer")) | {
        "heading": _("Retirer cette parole ?"),
        "sentence": statement.text,
        "submit": _("Retirer"),
        "is_dangerous": True,
        "cancel": reverse("directory:sheet", args=(filiere_id, actor_id)),
    }
    return show(request, "directory/ask.html", opened, active="directory", context=context)


def _get_statement(opened: Opened, actor_id: int, statement_id: int) -> Statement:
    presence = get_presence(opened, actor_id)
    found = Statement.objects.select_related("actor", "filiere").filter(
        filiere=opened.filiere, actor=presence.actor, visibility__in=opened.levels
    )
    return get_object_or_404(found, pk=statement_id)


def _page(opened: Opened, actor: Actor, step: str) -> dict[str, object]:
    filiere = opened.filiere
    steps = (
        (_("Annuaire"), reverse("directory:list", args=(filiere.pk,))),
        (actor.name, reverse("directory:sheet", args=(filiere.pk, actor.pk))),
        (step, ""),
    )
    return {
        "opened": opened,
        "filiere": filiere,
        "active": "directory",
        "layout": "filieres/workspace.html",
        "breadcrumb": trail(opened, *steps),
    }


def _show_form(
    request: HttpRequest, opened: Opened, actor: Actor, form: StatementForm, heading: str
) -> HttpResponse:
    context = _page(opened, actor, heading) | {
        "form": form,
        "heading": heading,
        "cancel": reverse("directory:sheet", args=(opened.filiere.pk, actor.pk)),
    }
    status = INVALID if form.is_bound else 200
    return show(
        request,
        "directory/statement_form.html",
        opened,
        active="directory",
        context=context,
        status=status,
    )
