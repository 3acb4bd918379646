"""Searches that a person keeps, and the messages that they send."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maillon_web.filieres.views.creation import get_user
from maillon_web.filieres.views.pages import INVALID
from maillon_web.library.entries import find_entrance
from maillon_web.library.forms.saved import SavedSearchForm
from maillon_web.library.models import SavedSearch
from maillon_web.library.selectors.asking import Asked, read_asked
from maillon_web.library.services.saved import ask_again, find_by_token, keep_search
from maillon_web.library.services.saved import stop as stop_messages

__all__ = ["edit", "keep", "listing", "remove", "stop"]

_MOST = 50


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """List the searches of a person."""
    saved = SavedSearch.objects.filter(owner=get_user(request)).defer("seen_keys")
    context = {
        "rows": [(one, ask_again(one).to_query()) for one in saved],
        "breadcrumb": _trail(),
    }
    return render(request, "library/saved.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: HttpRequest) -> HttpResponse:
    """Give a name to the search that the address holds, and keep it."""
    owner = get_user(request)
    asked = _read(request)
    if asked.is_empty and asked.entrance is None:
        messages.warning(request, _("Cherchez d’abord quelque chose : des mots, ou un filtre."))
        return redirect("library:search")
    if SavedSearch.objects.filter(owner=owner).count() >= _MOST:
        messages.warning(request, _("Vous gardez déjà {count} recherches.").format(count=_MOST))
        return redirect("library:saved")
    form = SavedSearchForm(request.POST or None, initial={"name": _propose_name(asked)})
    if request.method == "POST" and form.is_valid():
        keep_search(form.save(commit=False), asked, owner=owner)
        messages.success(request, _("Recherche gardée."))
        return redirect("library:saved")
    return _show_form(request, form, _("Garder cette recherche"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, saved_id: int) -> HttpResponse:
    """Change its name, or how often it writes."""
    saved = get_object_or_404(SavedSearch, pk=saved_id, owner=get_user(request))
    form = SavedSearchForm(request.POST or None, instance=saved)
    if request.method == "POST" and form.is_valid():
        kept: Any = form.save(commit=False)
        kept.save(update_fields=["name", "rhythm"])
        messages.success(request, _("Enregistré."))
        return redirect("library:saved")
    return _show_form(request, form, _("Modifier « {name} »").format(name=saved.name))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, saved_id: int) -> HttpResponse:
    """Ask, then forget a search."""
    saved = get_object_or_404(SavedSearch, pk=saved_id, owner=get_user(request))
    if request.method == "POST":
        saved.delete()
        messages.success(request, _("Recherche oubliée."))
        return redirect("library:saved")
    context = {
        "heading": _("Oublier cette recherche ?"),
        "sentence": saved.name,
        "submit": _("Oublier"),
        "cancel": reverse("library:saved"),
        "danger": True,
        "breadcrumb": _trail((_("Oublier"), "")),
    }
    return render(request, "ui/confirm.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop the messages of a search, from the link of one of them: no account is asked for."""
    saved = find_by_token(token)
    if saved is None:
        raise Http404
    if request.method == "POST":
        stop_messages(saved)
        return render(request, "library/stopped.html", {"saved": saved})
    context = {
        "heading": _("Ne plus recevoir ces messages ?"),
        "sentence": saved.name,
        "consequences": [_("La recherche reste dans la liste des vôtres : elle se tait.")],
        "submit": _("Ne plus m’écrire"),
        "cancel": reverse("library:search"),
    }
    return render(request, "ui/confirm.html", context)


def _read(request: HttpRequest) -> Asked:
    # The search stays in the address of the page that asks for its name.
    entrance = find_entrance(request.GET.get("entry", ""))
    return read_asked(request.GET, entrance)


def _propose_name(asked: Asked) -> str:
    values = [value for values in asked.chosen.values() for value in values]
    shelf = str(asked.entrance.label) if asked.entrance else ""
    return " – ".join(filter(None, (shelf, asked.words, ", ".join(values))))[:120]


def _show_form(request: HttpRequest, form: SavedSearchForm, heading: str) -> HttpResponse:
    context = {
        "form": form,
        "heading": heading,
        "cancel": reverse("library:saved"),
        "breadcrumb": _trail((heading, "")),
    }
    status = INVALID if form.is_bound else 200
    return render(request, "library/saved_form.html", context, status=status)


def _trail(*steps: tuple[str, str]) -> list[tuple[str, str]]:
    own = (_("Mes recherches"), reverse("library:saved"))
    return [(_("Bibliothèque"), reverse("library:search")), own, *steps]
