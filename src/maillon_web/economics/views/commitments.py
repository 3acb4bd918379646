"""Promises of price and volume: the list, one page each, how they are written."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maillon_web.agreements.models import Contract
from maillon_web.economics.forms.commitments import CommitmentForm, YearForm, YearsForm
from maillon_web.economics.forms.rows import RowsForm, make_rows
from maillon_web.economics.models import CommitmentYear, PriceCommitment
from maillon_web.economics.selectors.commitments import (
    draw_corridor,
    has_market,
    list_commitments,
    search_terms,
    settle,
    sum_up,
)
from maillon_web.economics.selectors.rows import get_row
from maillon_web.economics.services.writing import write_years
from maillon_web.economics.views.pages import ACTIVE, BOTH, lead_to, open_value, show_value
from maillon_web.economics.views.row_pages import RowsPage, rows_page
from maillon_web.filieres.forms.records import RecordForm
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.selectors.records import list_records
from maillon_web.filieres.views.record_pages import RecordPage, add_page, edit_page, remove_page
from maillon_web.flows.selectors.nodes import read_nodes
from maillon_web.ui.formatting import format_number

__all__ = ["add", "commitment", "commitments", "edit", "remove", "terms", "years"]

_PAGE = 50


@require_safe
def commitments(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """List the promises with what was kept of each."""
    opened = open_value(request, filiere_id)
    page = Paginator(list_commitments(opened), _PAGE).get_page(request.GET.get("page"))
    listed = list(page.object_list)
    found, problems = settle(opened, listed) if listed else (None, ())
    settled = found["commitments"] if found else [None] * len(listed)
    context = {
        "page": page,
        "problems": problems,
        "rows": [
            {"record": one, "kept": sum_up(account) if account else None}
            for one, account in zip(listed, settled, strict=True)
        ],
        "warnings": found["warnings"] if found else (),
        "sentences": found["findings"] if found else (),
    }
    return show_value(
        request, "economics/commitments.html", opened, current="commitments", context=context
    )


@require_safe
def commitment(request: HttpRequest, filiere_id: int, commitment_id: int) -> HttpResponse:
    """Show a promise: what was delivered against it, what is paid, who bears the risk."""
    opened = open_value(request, filiere_id)
    kept = get_row(opened, PriceCommitment, commitment_id)
    found, problems = settle(opened, [kept], with_risk=True)
    account = found["commitments"][0] if found else None
    nodes = read_nodes(opened)
    context: dict[str, Any] = {
        "commitment": kept,
        "contract": list_records(opened, Contract).filter(pk=kept.contract_id or 0).first(),
        "problems": problems,
        "source": nodes.name(kept.source_key) if kept.source_key else "",
        "target": nodes.name(kept.target_key) if kept.target_key else "",
        "breadcrumb": lead_to(opened, _step(opened), (str(kept), "")),
    }
    if found is not None and account is not None:
        context |= {
            "account": account,
            "kept": sum_up(account),
            "corridor": draw_corridor(kept, account),
            "warnings": found["warnings"],
            "sentences": found["findings"],
            "questions": found["questions"],
            "figures": found["figures"],
        }
    return show_value(
        request, "economics/commitment.html", opened, current="commitments", context=context
    )


@require_safe
def terms(request: HttpRequest, filiere_id: int, commitment_id: int) -> HttpResponse:
    """Show which floor and ceiling would protect both parties as much."""
    opened = open_value(request, filiere_id)
    kept = get_row(opened, PriceCommitment, commitment_id)
    found, problems = search_terms(kept) if has_market(kept) else (None, ())
    own = reverse("economics:commitment", args=[filiere_id, kept.pk])
    context = {
        "commitment": kept,
        "found": found,
        "problems": problems,
        "breadcrumb": lead_to(opened, _step(opened), (str(kept), own), (_("Termes"), "")),
    }
    return show_value(
        request, "economics/terms.html", opened, current="commitments", context=context
    )


@require_http_methods(BOTH)
def add(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Enter a promise of price and volume."""
    opened = open_value(request, filiere_id, writes=True)
    form = CommitmentForm(request.POST or None, opened=opened, instance=PriceCommitment())
    return add_page(request, opened, form, _page(opened, _("Inscrire un engagement de prix")))


@require_http_methods(BOTH)
def edit(request: HttpRequest, filiere_id: int, commitment_id: int) -> HttpResponse:
    """Change the terms of a promise."""
    opened = open_value(request, filiere_id, writes=True)
    kept = get_row(opened, PriceCommitment, commitment_id)
    form = CommitmentForm(request.POST or None, opened=opened, instance=kept)
    return edit_page(request, opened, form, _page(opened, _("Modifier un engagement de prix")))


@require_http_methods(BOTH)
def remove(request: HttpRequest, filiere_id: int, commitment_id: int) -> HttpResponse:
    """Remove a promise."""
    opened = open_value(request, filiere_id, writes=True)
    kept = get_row(opened, PriceCommitment, commitment_id)
    page = _page(opened, _("Supprimer cet engagement de prix ?"))
    return remove_page(request, opened, kept, page)


@require_http_methods(BOTH)
def years(request: HttpRequest, filiere_id: int, commitment_id: int) -> HttpResponse:
    """Write what was promised, offered and taken, year after year."""
    opened = open_value(request, filiere_id, writes=True)
    kept = get_row(opened, PriceCommitment, commitment_id)
    indices = list(kept.index_weights)
    initial = [_write_initial(one, indices) for one in kept.years.all()]
    form = _VersionForm(request.POST or None, opened=opened, instance=kept)
    rows = make_rows(
        YearForm,
        request.POST or None,
        initial=initial,
        blank=1 if initial else 3,
        form_kwargs={"indices": indices},
        formset=YearsForm,
    )
    wanted = RowsPage(
        page=_page(opened, _("Année par année")),
        save=_save_years,
        word=_("Année"),
        title=_("Ce qui est promis, puis ce qu’il en a été"),
        hint=_("Une année à venir n’a que son volume promis. Videz une ligne pour la supprimer."),
        more=_("Ajouter une année"),
        stored_rows=[
            _("{year} : promis {promised}, enlevé {taken}").format(
                year=one.year,
                promised=_show(one.promised),
                taken=_show(one.taken),
            )
            for one in kept.years.all()
        ],
    )
    return rows_page(request, opened, form, rows, wanted)


def _show(volume: float | None) -> str:
    return "–" if volume is None else format_number(volume)


class _VersionForm(RecordForm):
    """The version of a promise, and nothing else: its years are written under it."""

    class Meta:
        model = PriceCommitment
        fields = ()


def _save_years(kept: Any, _form: Any, rows: RowsForm, author: Any) -> None:  # noqa: ANN401 - see `RowSave`
    written: Any = rows
    write_years(kept, written.collect(), author=author)


def _write_initial(one: CommitmentYear, indices: list[str]) -> dict[str, Any]:
    return {
        "year": one.year,
        "promised": one.promised,
        "offered": one.offered,
        "taken": one.taken,
        "market_price": one.market_price,
        **{f"index_{rank}": one.indices.get(name) for rank, name in enumerate(indices)},
    }


def _step(opened: Opened) -> tuple[str, str]:
    home = reverse("economics:commitments", args=[opened.filiere.pk])
    return (_("Engagements de prix"), home)


def _page(opened: Opened, title: str) -> RecordPage:
    number = opened.filiere.pk
    return RecordPage(
        title=title,
        active=ACTIVE,
        back=reverse("economics:commitments", args=[number]),
        find_address=lambda kept: reverse("economics:commitment", args=[number, kept.pk]),
        breadcrumb=lead_to(opened, _step(opened), (title, "")),
    )
