"""The templates of the organisation: list, bring, rename, remove, take back."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maillon.domain.errors import InvalidInput
from maillon.reference.papers import list_paper_templates
from maillon_web.documents.forms.own_templates import EditTemplateForm, TemplateForm
from maillon_web.documents.selectors.own_templates import get_own_template, list_own_templates
from maillon_web.documents.services import own_templates as services
from maillon_web.documents.services.files import read_own_file
from maillon_web.documents.views.places import (
    ACTIVE,
    lead_to,
    open_to_read,
    open_to_write,
    send,
)
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.views.creation import get_user
from maillon_web.filieres.views.pages import INVALID, show

__all__ = ["add", "edit", "listing", "remove", "take"]

_BOTH = ["GET", "HEAD", "POST"]


def _lead(opened: Opened, title: str) -> list[tuple[str, str]]:
    home = reverse("documents:templates", args=[opened.filiere.pk])
    return lead_to(opened, (_("Vos modèles"), home), (title, ""))


@require_safe
def listing(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Show the templates of the organisation."""
    opened = open_to_read(request, filiere_id)
    context = {
        "own_templates": list_own_templates(opened),
        "titles": {template.key: template.title for template in list_paper_templates()},
        "breadcrumb": lead_to(opened, (_("Vos modèles"), "")),
    }
    return show(request, "documents/templates.html", opened, active=ACTIVE, context=context)


@require_http_methods(_BOTH)
def add(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Bring a template; a bad one is refused with what to mend."""
    opened = open_to_write(request, filiere_id)
    form = TemplateForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.add_own_template(
                opened.filiere,
                name=given["name"],
                paper_key=given["paper_key"],
                content=given["file"],
                author=get_user(request),
            )
        except InvalidInput as error:
            form.add_error(None, error.for_user())
        else:
            messages.success(request, _("Modèle enregistré."))
            return redirect("documents:templates", filiere_id)
    return _show_form(request, opened, form, _("Ajouter un modèle"))


@require_http_methods(_BOTH)
def edit(request: HttpRequest, filiere_id: int, template_id: int) -> HttpResponse:
    """Rename a template, or say which document it serves."""
    opened = open_to_write(request, filiere_id)
    kept = get_own_template(opened, template_id)
    form = EditTemplateForm(request.POST or None, kept=kept)
    if request.method == "POST" and form.is_valid():
        services.edit_own_template(
            kept, opened.filiere, **form.cleaned_data, author=get_user(request)
        )
        messages.success(request, _("Enregistré."))
        return redirect("documents:templates", filiere_id)
    return _show_form(request, opened, form, _("Renommer le modèle"))


def _show_form(
    request: HttpRequest, opened: Opened, form: EditTemplateForm, title: str
) -> HttpResponse:
    context = {
        "form": form,
        "page_title": title,
        "cancel": reverse("documents:templates", args=[opened.filiere.pk]),
        "breadcrumb": _lead(opened, title),
    }
    status = INVALID if form.is_bound else 200
    return show(
        request,
        "documents/template_form.html",
        opened,
        active=ACTIVE,
        context=context,
        status=status,
    )


@require_http_methods(_BOTH)
def remove(request: HttpRequest, filiere_id: int, template_id: int) -> HttpResponse:
    """Ask, then remove a template."""
    opened = open_to_write(request, filiere_id)
    kept = get_own_template(opened, template_id)
    home = reverse("documents:templates", args=[filiere_id])
    if request.method == "POST":
        services.remove(kept, opened.filiere, author=get_user(request))
        messages.success(request, _("Modèle supprimé."))
        return redirect(home)
    title = _("Supprimer ce modèle ?")
    context = {
        "opened": opened,
        "filiere": opened.filiere,
        "active": ACTIVE,
        "breadcrumb": _lead(opened, title),
        "heading": title,
        "sentence": kept.name,
        "consequences": [
            _("Il disparaît de toutes les filières de votre organisation."),
            _("Son fichier n’est pas gardé : téléchargez-le avant si vous n’en avez pas d’autre."),
        ],
        "submit": _("Supprimer"),
        "cancel": home,
        "danger": True,
    }
    return render(request, "ui/confirm.html", context)


@require_safe
def take(request: HttpRequest, filiere_id: int, template_id: int) -> FileResponse:
    """Give a template back, as it came."""
    opened = open_to_read(request, filiere_id)
    return send(read_own_file(get_own_template(opened, template_id)))
