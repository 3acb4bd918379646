"""A form with rows under it: one page to write both, without losing what is typed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms.utils import ErrorDict, ErrorList
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from maillon_web.accounts.models import User
from maillon_web.economics.forms.rows import RowsForm, asks_for_more, list_row_problems
from maillon_web.filieres.forms.records import RecordForm
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.views.creation import get_user
from maillon_web.filieres.views.pages import INVALID, show
from maillon_web.filieres.views.record_pages import RecordPage
from maillon_web.history.services import ChangedMeanwhile
from maillon_web.ui.fields import list_problems

__all__ = ["CHANGED", "RowsPage", "rows_page"]

CHANGED = 409
RowSave = Callable[[Any, RecordForm, Any, User], None]
"""Writes a record from its valid form and its valid rows."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RowsPage:
    """
    What the page needs to know.

    Attributes
    ----------
    word
        Names a row: « Dépense ».
    title, hint
        Of the rows.
    more
        Label of the button that asks for one more row.
    stored_rows
        The rows as the base has them, shown to whoever comes second.
    """

    page: RecordPage
    save: RowSave
    word: str
    title: str
    more: str
    stored_rows: Iterable[Any] = ()
    hint: str = ""
    template: str = "economics/rows_form.html"


def rows_page(
    request: HttpRequest, opened: Opened, form: RecordForm, rows: RowsForm, wanted: RowsPage
) -> HttpResponse:
    """
    Answer the page; whoever comes second sees what the other wrote, and decides.

    The form keeps what the person typed: sending it again writes it over, knowingly.
    """
    page, status, changed = wanted.page, 200, ""
    stored: Any = form.stored
    problems: list[Any] = []
    if request.method == "POST" and asks_for_more(request.POST):
        _hush(form, rows)
    elif request.method == "POST":
        if all([form.is_valid(), rows.is_valid()]):
            try:
                if stored.pk is not None and form.cleaned_data.get("version") != stored.version:
                    raise _say_changed(stored)
                made: Any = stored if stored.pk is not None else form.save(commit=False)
                made.filiere = opened.filiere
                wanted.save(made, form, rows, get_user(request))
            except ChangedMeanwhile as error:
                status = CHANGED
                changed = error.for_user()
                form = _renew(form, request)
            else:
                messages.success(request, _("Enregistré."))
                return redirect(page.lead_to(made))
        else:
            status = INVALID
            problems = [*list_problems(form), *list_row_problems(rows, wanted.word)]
    context = {
        "form": form,
        "rows": rows,
        "problems": problems,
        "page_title": page.title,
        "cancel": page.lead_to(stored) if stored.pk else page.back,
        "breadcrumb": page.breadcrumb,
        "stored": stored,
        "changed": changed,
        "wanted": wanted,
    }
    return show(
        request, wanted.template, opened, active=page.active, context=context, status=status
    )


def _hush(form: RecordForm, rows: RowsForm) -> None:
    """Keep quiet about what is not written yet: the person only asked for one more row."""
    unchecked: list[Any] = [form, *rows.forms]
    for one in unchecked:
        one._errors = ErrorDict()  # noqa: SLF001 - Django has no other way to show a bound form unchecked
    all_rows: Any = rows
    all_rows._errors = []  # noqa: SLF001
    all_rows._non_form_errors = ErrorList()  # noqa: SLF001


def _renew(form: RecordForm, request: HttpRequest) -> RecordForm:
    """Return the form as typed, but which has now seen what the other person wrote."""
    data = request.POST.copy()
    stored: Any = form.stored
    stored.refresh_from_db()
    data["version"] = str(stored.version)
    data.pop("seen", None)
    return type(form)(data, opened=form.opened, instance=stored)


def _say_changed(stored: Any) -> ChangedMeanwhile:  # noqa: ANN401 - any record
    return ChangedMeanwhile(
        f"{stored!r} was changed",
        user=_(
            "Quelqu’un vient d’enregistrer cette page. Rien n’est perdu : voici ce qu’il a écrit, "
            "et votre saisie plus bas. Corrigez-la si besoin, puis enregistrez."
        ),
    )
