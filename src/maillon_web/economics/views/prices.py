"""The prices: all those of a year in one table, and one alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillon_web.economics.forms.prices import PriceForm, PriceRowForm, PricesForm
from maillon_web.economics.forms.rows import list_form_problems
from maillon_web.economics.models import FlowPrice
from maillon_web.economics.selectors.chain import Chain
from maillon_web.economics.selectors.prices import PriceRow, list_price_rows
from maillon_web.economics.selectors.rows import get_row
from maillon_web.economics.services.writing import PriceChange, write_prices
from maillon_web.economics.views.pages import (
    ACTIVE,
    BOTH,
    lead_to,
    open_chain,
    open_value,
    show_value,
)
from maillon_web.economics.views.row_pages import CHANGED
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.views.creation import get_user
from maillon_web.filieres.views.pages import INVALID
from maillon_web.filieres.views.record_pages import RecordPage, edit_page, remove_page
from maillon_web.history.services import ChangedMeanwhile
from maillon_web.ui.fields import FieldProblem, list_problems

__all__ = ["edit", "prices", "remove", "write"]

_PAGE = 40
_MISSING = "manque"
_ROW = "ligne"
_FIELDS = ("price", "place", "value_added_share", "reference")
_TEXTS = ("place", "reference")
Pair = tuple[PriceRow, PriceRowForm]


@require_safe
def prices(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Show the price of every flow of a year, or of those that lack one."""
    opened = open_value(request, filiere_id)
    table = _Table.read(request, opened)
    return _show(request, table, table.make_forms(opened))


@require_POST
def write(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Write the prices that a person filled."""
    opened = open_value(request, filiere_id, writes=True)
    table = _Table.read(request, opened)
    forms = table.make_forms(opened, request.POST)
    if not forms.is_valid():
        return _show(request, table, forms, status=INVALID)
    try:
        count = _write(opened, forms, get_user(request))
    except ChangedMeanwhile as error:
        messages.error(request, error.for_user())
        seen = table.make_forms(opened, _refresh(request.POST, table.rows))
        return _show(request, table, seen, status=CHANGED)
    messages.success(request, _say(count))
    return redirect(f"{_find_address(opened)}?{request.GET.urlencode()}")


@dataclass(frozen=True, slots=True)
class _Forms:
    """What is filled: what is shared, and a row by flow."""

    shared: PricesForm
    pairs: Sequence[Pair]

    def is_valid(self) -> bool:
        return all([self.shared.is_valid(), *(one.is_valid() for _row, one in self.pairs)])

    def list_problems(self) -> list[FieldProblem]:
        if not self.shared.is_bound:
            return []
        return list_problems(self.shared) + [
            problem for row, one in self.pairs for problem in list_form_problems(one, row.label)
        ]


@dataclass(frozen=True, slots=True)
class _Table:
    """The rows of a year, and those of the page that is asked for."""

    opened: Opened
    chain: Chain
    rows: Sequence[PriceRow]
    page: Page[PriceRow]
    is_missing_only: bool

    @classmethod
    def read(cls, request: HttpRequest, opened: Opened) -> "_Table":
        chain = open_chain(request, opened)
        rows = list_price_rows(chain)
        is_missing_only = request.GET.get(_MISSING) == "1"
        shown = [row for row in rows if row.is_missing] if is_missing_only else rows
        names = [row.name for row in shown]
        wanted = request.GET.get(_ROW, "")
        number: str | int = request.GET.get("page", "1")
        if wanted in names:
            number = names.index(wanted) // _PAGE + 1
        page = Paginator(shown, _PAGE).get_page(number)
        return cls(opened, chain, rows, page, is_missing_only)

    def make_forms(
        self,
        opened: Opened,
        data: Any = None,  # noqa: ANN401 - what was sent
    ) -> _Forms:
        return _Forms(
            shared=PricesForm(data, opened=opened, shown_year=self.chain.year),
            pairs=[(row, _make_form(row, data)) for row in self._list_rows(data)],
        )

    def _list_rows(self, data: Any) -> list[PriceRow]:  # noqa: ANN401 - what was sent
        """Return the rows of the page, or those that were sent: the page may have moved since."""
        if data is None:
            return list(self.page.object_list)
        return [row for row in self.rows if f"{row.name}-price" in data]


def _show(request: HttpRequest, table: _Table, forms: _Forms, *, status: int = 200) -> HttpResponse:
    context = {
        "chain": table.chain,
        "form": forms.shared,
        "pairs": forms.pairs,
        "page": table.page,
        "list_url": _find_address(table.opened),
        "is_missing_only": table.is_missing_only,
        "missing_count": sum(1 for row in table.rows if row.is_missing),
        "row_count": len(table.rows),
        "problems": [] if status == CHANGED else forms.list_problems(),
    }
    return show_value(
        request,
        "economics/prices.html",
        table.opened,
        current="prices",
        context=context,
        status=status,
    )


@require_http_methods(BOTH)
def edit(request: HttpRequest, filiere_id: int, price_id: int) -> HttpResponse:
    """Change one price, with what the table does not ask."""
    opened = open_value(request, filiere_id, writes=True)
    kept = get_row(opened, FlowPrice, price_id)
    form = PriceForm(request.POST or None, opened=opened, instance=kept)
    return edit_page(request, opened, form, _page(opened, kept, _("Modifier un prix")))


@require_http_methods(BOTH)
def remove(request: HttpRequest, filiere_id: int, price_id: int) -> HttpResponse:
    """Remove a price."""
    opened = open_value(request, filiere_id, writes=True)
    kept = get_row(opened, FlowPrice, price_id)
    return remove_page(request, opened, kept, _page(opened, kept, _("Supprimer ce prix ?")))


def _make_form(row: PriceRow, data: Any) -> PriceRowForm:  # noqa: ANN401 - what was sent
    kept = row.kept
    initial: dict[str, Any] = {"version": kept.version if kept else 0}
    if kept is not None:
        initial |= {name: getattr(kept, name) for name in _FIELDS}
    return PriceRowForm(data, prefix=row.name, initial=initial, is_bought=row.is_bought)


def _write(opened: Opened, forms: _Forms, author: Any) -> int:  # noqa: ANN401 - a user
    year = forms.shared.cleaned_data["year"]
    changes = [
        change
        for row, one in forms.pairs
        if (change := _read_change(row, one, int(year) if year else None)) is not None
    ]
    visibility = forms.shared.cleaned_data["visibility"]
    return write_prices(opened, changes, visibility=visibility, author=author)


def _read_change(row: PriceRow, form: PriceRowForm, year: int | None) -> PriceChange | None:
    written = {name: form.cleaned_data[name] for name in _FIELDS if name in form.cleaned_data}
    # What the page did not show again, as when a browser sends half of a form, is left as it was.
    sent = {name: value for name, value in written.items() if form.add_prefix(name) in form.data}
    if row.kept is not None:
        version = form.cleaned_data.get("version") or 0
        return PriceChange(kept=row.kept, version=version, fields=sent) if sent else None
    if form.is_blank():
        return None
    source, target, matter = row.ends
    fields = written | {
        "source_key": source,
        "target_key": target,
        "matter": matter,
        "year": year,
    }
    return PriceChange(kept=None, version=0, fields=fields)


def _refresh(data: Any, rows: Sequence[PriceRow]) -> Any:  # noqa: ANN401 - what was sent
    """Return what was sent, but which has now seen what the other person wrote."""
    seen = data.copy()
    for row in rows:
        if row.kept is not None:
            seen[f"{row.name}-version"] = str(row.kept.version)
    return seen


def _say(count: int) -> str:
    if count == 0:
        return _("Rien n’a changé.")
    return ngettext("{count} prix enregistré.", "{count} prix enregistrés.", count).format(
        count=count
    )


def _find_address(opened: Opened) -> str:
    return reverse("economics:prices", args=[opened.filiere.pk])


def _page(opened: Opened, kept: FlowPrice, title: str) -> RecordPage:
    back = _find_address(opened)
    return RecordPage(
        title=title,
        active=ACTIVE,
        back=back,
        breadcrumb=lead_to(opened, (_("Les prix"), back), (str(kept), "")),
    )
