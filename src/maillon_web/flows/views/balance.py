"""Whether the account of the flows closes."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from maillon_web.filieres.views.creation import get_user
from maillon_web.filieres.views.pages import show
from maillon_web.flows.selectors.account import read_account
from maillon_web.flows.selectors.account_rows import read_row
from maillon_web.flows.selectors.balance import find_balance
from maillon_web.flows.selectors.document import list_years
from maillon_web.flows.services.balancing import ask_balance
from maillon_web.flows.views.pages import ACTIVE, lead_to, list_views, open_flows, read_number

__all__ = ["balance", "choose_year", "start"]

_PAGE = 50
ALL = "all"


@require_safe
def balance(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Show whether the account of a year closes, and what to look at first."""
    opened = open_flows(request, filiere_id)
    years = list_years(opened)
    year = choose_year(request.GET.get("year", ""), years)
    found = find_balance(opened, year)
    context = {
        "views": list_views(opened, "balance"),
        "balance": found,
        "years": [str(one) for one in years],
        "year": "" if year is None else str(year),
        "breadcrumb": lead_to(opened, (_("Le compte"), "")),
    }
    if found.answer is not None:
        ranks = range(found.flow_count)
        page = Paginator(ranks, _PAGE).get_page(request.GET.get("page"))
        context |= {
            "account": read_account(found),
            "page": page,
            "rows": [read_row(found, rank) for rank in page.object_list],
        }
    return show(request, "flows/balance.html", opened, active=ACTIVE, context=context)


@require_POST
def start(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Ask for an account that is too long for a page to wait."""
    opened = open_flows(request, filiere_id)
    year = read_number(request.POST.get("year", ""))
    return redirect("jobs:job", ask_balance(opened, year=year, author=get_user(request)).pk)


def choose_year(asked: str, years: list[int]) -> int | None:
    """Return the year asked, the latest when none is; `None` for all of them."""
    if asked == ALL or not years:
        return None
    number = read_number(asked)
    return number if number in years else years[0]
