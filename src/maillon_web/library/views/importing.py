"""Files of aids and of funded projects, and the making of the index: for who runs the server."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from maillon.domain.errors import InvalidInput
from maillon_web.accounts.models import User
from maillon_web.filieres.views.creation import get_user
from maillon_web.filieres.views.pages import INVALID
from maillon_web.library.forms.importing import ImportForm
from maillon_web.library.services.importing import ask_import, list_imported, store_file
from maillon_web.library.services.indexing import ask_index

__all__ = ["imports", "refresh"]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Show what is imported, and bring a file in."""
    author = _get_staff(request)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            stored = store_file(values["file"])
        except InvalidInput as error:
            form.add_error("file", error.for_user())
        else:
            vintage = values["vintage"].isoformat() if values["vintage"] else ""
            job = ask_import(values["kind"], stored_as=stored, vintage=vintage, author=author)
            return redirect("jobs:job", job.pk)
    context = {
        "form": form,
        "imported": list_imported(),
        "breadcrumb": [
            (_("Bibliothèque"), reverse("library:search")),
            (_("Aides et financements"), ""),
        ],
    }
    status = INVALID if form.is_bound else 200
    return render(request, "library/imports.html", context, status=status)


@login_required
@require_POST
def refresh(request: HttpRequest) -> HttpResponse:
    """Make the index again if what it holds has changed."""
    job = ask_index(_get_staff(request))
    messages.success(request, _("La bibliothèque se met à jour."))
    return redirect("jobs:job", job.pk)


def _get_staff(request: HttpRequest) -> User:
    user = get_user(request)
    if not user.is_staff:
        raise Http404
    return user
