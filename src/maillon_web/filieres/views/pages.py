"""What every page of a filière gives to its template."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from maillon_web.filieres.selectors import Opened

__all__ = ["show", "trail"]

INVALID = 422


def show(
    request: HttpRequest,
    template: str,
    opened: Opened,
    *,
    active: str,
    context: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    """Answer a page of a filière."""
    shared = {"opened": opened, "filiere": opened.filiere, "active": active}
    return render(request, template, shared | context, status=status)


def trail(opened: Opened, *steps: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the way to a page: the filières, this one, then the steps (label, address)."""
    own = reverse("filieres:overview", kwargs={"filiere_id": opened.filiere.pk})
    return [(_("Filières"), reverse("filieres:list")), (opened.filiere.name, own), *steps]
