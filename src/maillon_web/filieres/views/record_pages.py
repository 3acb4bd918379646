"""Write, change and remove a record of a filière: the same three pages for every application."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from maillon_web.accounts.models import User
from maillon_web.filieres.forms.records import RecordForm
from maillon_web.filieres.models import FiliereRecord
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.services.records import add_record, edit_record, remove_record
from maillon_web.filieres.views.creation import get_user
from maillon_web.filieres.views.pages import INVALID, show
from maillon_web.history.conflicts import Conflict, show_conflict
from maillon_web.history.services import ChangedMeanwhile

__all__ = ["RecordPage", "add_page", "edit_page", "remove_page"]

Words = str | Promise
Save = Callable[[FiliereRecord, Any, User], None]
"""Writes a record from its valid form."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordPage:
    """
    What the page of a form needs to know.

    Attributes
    ----------
    title
        Heading of the page.
    active
        Place of the navigation.
    back
        Address of the list, or of what the record belongs to.
    find_address
        Address of a record once written; `back` when it has no page of its own.
    breadcrumb
        Steps of the trail, see `filieres.views.pages.trail`.
    submit
        Label of the button.
    template
        Template of the form, for those whose fields are many.
    """

    title: Words
    active: str
    back: str
    find_address: Callable[[Any], str] | None = None
    breadcrumb: Any = None
    submit: Words = ""
    template: str = "filieres/record_form.html"

    def lead_to(self, record: FiliereRecord) -> str:
        """Return where to go once it is written."""
        return self.find_address(record) if self.find_address else self.back


def add_page(
    request: HttpRequest,
    opened: Opened,
    form: RecordForm,
    page: RecordPage,
    *,
    save: Save | None = None,
) -> HttpResponse:
    """Answer the page that writes a new record; `save` says how when it is more than its fields."""
    if request.method == "POST" and form.is_valid():
        made: Any = form.save(commit=False)
        author = get_user(request)
        if save is not None:
            made.filiere = opened.filiere
            save(made, form, author)
        else:
            joins = form.list_joins()
            add_record(made, filiere=opened.filiere, author=author, joins=joins)
        messages.success(request, _("Enregistré."))
        return redirect(page.lead_to(made))
    return _show_form(request, opened, form, page)


def edit_page(
    request: HttpRequest,
    opened: Opened,
    form: RecordForm,
    page: RecordPage,
    *,
    save: Save | None = None,
) -> HttpResponse:
    """Answer the page that changes a record; who comes second sees both versions and chooses."""
    stored: Any = form.stored
    if request.method == "POST" and form.is_valid():
        conflict = form.find_conflict()
        if conflict:
            return _show_conflict(request, opened, conflict, page)
        try:
            if save is not None:
                save(stored, form, get_user(request))
            else:
                edit_record(
                    stored, form.list_changes(), author=get_user(request), joins=form.list_joins()
                )
        except ChangedMeanwhile as error:
            form.add_error(None, error.for_user())
            return _show_form(request, opened, form, page)
        messages.success(request, _("Enregistré."))
        return redirect(page.lead_to(stored))
    return _show_form(request, opened, form, page)


def remove_page(
    request: HttpRequest,
    opened: Opened,
    kept: FiliereRecord,
    page: RecordPage,
    *,
    remove: Callable[[Any, User], None] | None = None,
) -> HttpResponse:
    """Answer the page that asks before removing a record; the history brings it back."""
    if request.method == "POST":
        if remove is not None:
            remove(kept, get_user(request))
        else:
            remove_record(kept, author=get_user(request))
        messages.success(request, _("Supprimé. L’historique permet de le rétablir."))
        return redirect(page.back)
    context = {
        "opened": opened,
        "filiere": opened.filiere,
        "active": page.active,
        "breadcrumb": page.breadcrumb,
        "heading": page.title,
        "sentence": str(kept),
        "submit": _("Supprimer"),
        "cancel": page.lead_to(kept),
        "danger": True,
    }
    return render(request, "ui/confirm.html", context)


def _show_form(
    request: HttpRequest, opened: Opened, form: RecordForm, page: RecordPage
) -> HttpResponse:
    context = {
        "form": form,
        "page_title": page.title,
        "cancel": page.back if form.stored.pk is None else page.lead_to(form.stored),  # type: ignore[arg-type]  # a record
        "submit": page.submit,
        "breadcrumb": page.breadcrumb,
    }
    status = INVALID if form.is_bound else 200
    return show(
        request,
        page.template,
        opened,
        active=page.active,
        context=context,
        status=status,
    )


def _show_conflict(
    request: HttpRequest, opened: Opened, conflict: Conflict, page: RecordPage
) -> HttpResponse:
    context = {
        "opened": opened,
        "filiere": opened.filiere,
        "active": page.active,
        "breadcrumb": page.breadcrumb,
        "layout": "filieres/workspace.html",
    }
    return show_conflict(request, conflict, cancel=request.path, context=context)
