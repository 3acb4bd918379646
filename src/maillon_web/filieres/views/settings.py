"""The settings of a filière."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from maillon.domain.errors import InvalidInput
from maillon_web.filieres.forms.settings import SettingsForm, TransferForm
from maillon_web.filieres.forms.territory import TerritoryForm
from maillon_web.filieres.rights import Capability
from maillon_web.filieres.selectors import Opened, open_filiere
from maillon_web.filieres.services import ask_refresh
from maillon_web.filieres.services import settings as services
from maillon_web.filieres.views.creation import DRAFT_BUTTONS, get_user
from maillon_web.filieres.views.pages import INVALID, show, trail
from maillon_web.history.conflicts import show_conflict

__all__ = ["archive", "restore", "settings", "territory", "transfer"]


def _open(request: HttpRequest, filiere_id: int) -> Opened:
    return open_filiere(reader=request.user, filiere_id=filiere_id, needs=Capability.LEAD)


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Change the name, the description, the visibility."""
    opened = _open(request, filiere_id)
    is_sent = request.method == "POST"
    form = SettingsForm(request.POST if is_sent else None, instance=opened.filiere)
    if is_sent and form.is_valid():
        conflict = form.find_conflict()
        if conflict:
            shown = {"opened": opened, "filiere": opened.filiere, "active": "settings"}
            context = shown | {"layout": "filieres/workspace.html"}
            return show_conflict(request, conflict, cancel=request.path, context=context)
        services.edit(opened.filiere, changes=form.list_changes(), author=get_user(request))
        messages.success(request, _("Réglages enregistrés."))
        return redirect("filieres:settings", filiere_id)
    return show(
        request,
        "filieres/settings.html",
        opened,
        active="settings",
        context={"form": form},
        status=INVALID if is_sent else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def territory(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Move the filière to another territory."""
    opened = _open(request, filiere_id)
    status = 200
    where = TerritoryForm.draft(request.POST or request.GET)
    if request.method == "POST" and not any(name in request.POST for name in DRAFT_BUTTONS):
        where = TerritoryForm(request.POST)
        status = INVALID
        if where.is_valid() and where.found is not None:
            author = get_user(request)
            if services.change_territory(opened.filiere, where.found, author=author):
                ask_refresh(opened.filiere, author=author, is_at_once=True)
            return redirect("filieres:overview", filiere_id)
    here = reverse("filieres:settings", kwargs={"filiere_id": filiere_id})
    context = {
        "where": where,
        "breadcrumb": trail(opened, (_("Réglages"), here), (_("Territoire"), "")),
    }
    return show(
        request,
        "filieres/territory.html",
        opened,
        active="settings",
        context=context,
        status=status,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def archive(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Ask, then archive."""
    opened = _open(request, filiere_id)
    if request.method == "POST":
        services.archive(opened.filiere, author=get_user(request))
        messages.success(request, _("Filière archivée."))
        return redirect("filieres:overview", filiere_id)
    context = {
        "heading": _("Archiver « {name} » ?").format(name=opened.filiere.name),
        "consequences": [
            _("Elle sort des listes et de l’accueil ; ses membres la retrouvent aux archives."),
            _("Tout y reste lisible, rien n’y change plus."),
            _("Vous pourrez la remettre en service quand vous voudrez."),
        ],
        "submit": _("Archiver"),
        "cancel": reverse("filieres:settings", kwargs={"filiere_id": filiere_id}),
    }
    return render(request, "ui/confirm.html", context)


@require_POST
def restore(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Take out of the archive."""
    opened = _open(request, filiere_id)
    services.restore(opened.filiere, author=get_user(request))
    messages.success(request, _("Filière remise en service."))
    return redirect("filieres:overview", filiere_id)


@require_http_methods(["GET", "HEAD", "POST"])
def transfer(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Entrust the filière to another organisation."""
    opened = _open(request, filiere_id)
    author = get_user(request)
    form = TransferForm(request.POST or None, filiere=opened.filiere, author=author)
    if request.method == "POST" and form.is_valid():
        organisation = form.cleaned_data["organisation"]
        try:
            services.transfer(opened.filiere, organisation, author=author)
        except InvalidInput as error:
            form.add_error("organisation", error.for_user())
        else:
            messages.success(
                request, _("« {name} » porte maintenant la filière.").format(name=organisation.name)
            )
            return redirect("filieres:overview", filiere_id)
    context = {
        "heading": _("Confier la filière à une autre organisation"),
        "consequences": [
            _("Les personnes de cette organisation pourront la lire ; celles qui l’administrent "
              "pourront la piloter."),
            _("Les membres actuels gardent leur rôle."),
            _("Les fiches suivent la filière. Celles que vos autres filières utilisent sont "
              "copiées ; celles que l’autre organisation tient déjà y restent telles quelles."),
            _("Cela ne s’annule pas : il faudrait que l’autre organisation vous la confie à son "
              "tour."),
            _("On choisit parmi vos organisations et celles qui sont partenaires."),
        ],
        "form": form,
        "submit": _("Confier la filière"),
        "cancel": reverse("filieres:settings", kwargs={"filiere_id": filiere_id}),
    }  # fmt: skip
    return render(
        request, "ui/confirm.html", context, status=INVALID if request.method == "POST" else 200
    )
