"""Write the account of a stage, with its expenses on the same page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from maillon_web.economics.forms.accounts import AccountForm, LineForm, LinesForm
from maillon_web.economics.forms.rows import RowsForm, make_rows
from maillon_web.economics.models import CostKind, CostLine, StageAccount
from maillon_web.economics.selectors.rows import get_row
from maillon_web.economics.services.writing import write_account
from maillon_web.economics.views.pages import ACTIVE, BOTH, lead_to, open_value
from maillon_web.economics.views.row_pages import RowsPage, rows_page
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.views.record_pages import RecordPage, remove_page
from maillon_web.flows.selectors.rows import list_flows

__all__ = ["add", "edit", "remove"]

_LONGEST_KEY = 80
_USUAL = (
    CostKind.WAGES,
    CostKind.PURCHASE,
    CostKind.TAXES,
    CostKind.INTEREST,
    CostKind.RENT,
    CostKind.DEPRECIATION,
)


@require_http_methods(BOTH)
def add(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Write the account of a stage; the usual expenses are there to be filled."""
    opened = open_value(request, filiere_id, writes=True)
    start = StageAccount(
        filiere=opened.filiere, node_key=request.GET.get("node", "")[:_LONGEST_KEY]
    )
    usual = [{"kind": kind.value, "label": str(kind.label)} for kind in _USUAL]
    return _answer(request, opened, start, usual, _("Écrire le compte d’un maillon"))


@require_http_methods(BOTH)
def edit(request: HttpRequest, filiere_id: int, account_id: int) -> HttpResponse:
    """Change the account of a stage and its expenses."""
    opened = open_value(request, filiere_id, writes=True)
    kept = get_row(opened, StageAccount, account_id)
    lines = [_write_initial(line) for line in kept.lines.all()]
    return _answer(request, opened, kept, lines, _("Modifier le compte d’un maillon"))


@require_http_methods(BOTH)
def remove(request: HttpRequest, filiere_id: int, account_id: int) -> HttpResponse:
    """Remove the account of a stage."""
    opened = open_value(request, filiere_id, writes=True)
    kept = get_row(opened, StageAccount, account_id)
    return remove_page(request, opened, kept, _page(opened, _("Supprimer ce compte ?")))


def _answer(
    request: HttpRequest,
    opened: Opened,
    account: StageAccount,
    lines: list[dict[str, Any]],
    title: str,
) -> HttpResponse:
    form = AccountForm(request.POST or None, opened=opened, instance=account)
    matters = list_flows(opened).order_by("matter").values_list("matter", flat=True).distinct()
    rows = make_rows(
        LineForm,
        request.POST or None,
        initial=lines,
        form_kwargs={"matters": list(matters)},
        formset=LinesForm,
    )
    wanted = RowsPage(
        page=_page(opened, title),
        save=_save,
        word=_("Dépense"),
        title=_("Ce qu’il dépense et reçoit en un an"),
        more=_("Ajouter une dépense"),
        stored_rows=account.lines.all() if account.pk else (),
        template="economics/account_form.html",
    )
    return rows_page(request, opened, form, rows, wanted)


def _save(account: Any, form: Any, rows: RowsForm, author: Any) -> None:  # noqa: ANN401 - see `RowSave`
    write_account(account, form.list_changes(), rows.list_rows(), author=author)


def _write_initial(line: CostLine) -> dict[str, Any]:
    return {
        "line_id": line.pk,
        **{name: getattr(line, name) for name in (*LineForm.MAIN, *LineForm.MORE)},
    }


def _page(opened: Opened, title: str) -> RecordPage:
    return RecordPage(
        title=title,
        active=ACTIVE,
        back=reverse("economics:accounts", args=[opened.filiere.pk]),
        breadcrumb=lead_to(opened, (title, "")),
    )
