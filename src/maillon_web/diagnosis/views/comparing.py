"""Choose the territories to compare with."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maillon.domain.errors import MaillonError
from maillon_web.diagnosis.selectors import list_chosen
from maillon_web.diagnosis.services import MOST_COMPARED, choose_comparison
from maillon_web.diagnosis.views.showing import get_author, make_context
from maillon_web.filieres.rights import Capability
from maillon_web.filieres.selectors import Opened, open_filiere
from maillon_web.filieres.territories import propose, resolve

__all__ = ["compare", "compare_search"]


@require_http_methods(["GET", "HEAD", "POST"])
def compare(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Show the territories chosen, and keep another choice."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id, needs=Capability.CONTRIBUTE)
    problems: list[str] = []
    if request.method == "POST":
        keys = request.POST.getlist("territory")
        try:
            job = choose_comparison(opened.filiere, keys, author=get_author(request))
        except MaillonError as error:
            problems = [str(detail) for detail in error.details] or [error.for_user()]
        else:
            messages.success(
                request,
                _("Choix enregistré : la comparaison est recalculée.")
                if job
                else _("Ce choix était déjà le bon : rien n’a changé."),
            )
            return redirect("diagnosis:results", filiere_id=filiere_id)
    context = {**_offer(request, opened), "problems": problems, "most": MOST_COMPARED}
    return render(request, "diagnosis/compare.html", context, status=422 if problems else 200)


@require_safe
def compare_search(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Propose territories as the person types."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id, needs=Capability.CONTRIBUTE)
    context = {**_offer(request, opened), "is_answer": True}
    return render(request, "diagnosis/parts/compare_choices.html", context)


def _offer(request: HttpRequest, opened: Opened) -> dict[str, Any]:
    """Return what is ticked and what the words of the search bring."""
    given = request.POST if request.method == "POST" else request.GET
    text = request.GET.get("q", "")
    if "territory" in given or "q" in given or request.method == "POST":
        chosen = _name(given.getlist("territory"))
    else:
        chosen = list_chosen(opened.filiere)
    taken = {entry["key"] for entry in chosen} | {opened.filiere.territory_key}
    return make_context(
        opened,
        active="diagnosis",
        chosen=chosen,
        text=text,
        proposals=[found for found in propose(text) if found.key not in taken],
    )


def _name(keys: list[str]) -> list[dict[str, str]]:
    named = []
    for key in dict.fromkeys(keys[:MOST_COMPARED]):
        try:
            named.append({"key": key, "name": resolve(key).name})
        except MaillonError:
            continue  # unknown: it is not offered again, and saving it says so
    return named
