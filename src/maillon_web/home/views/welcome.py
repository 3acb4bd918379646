"""The first page, for who visits and for who works here."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from maillon_web.accounts.models import User
from maillon_web.filieres.selectors.lists import list_cards as list_readable
from maillon_web.filieres.selectors.start import has_registers
from maillon_web.home.selectors.cards import MOST_CARDS, list_cards
from maillon_web.home.selectors.waiting import list_tasks

__all__ = ["home"]

_MOST_PUBLIC = 6
_MOST_TASKS = 8


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show where we are."""
    if isinstance(request.user, User):
        return _show_member(request, request.user)
    context = {"filieres": list_readable(request.user)[:_MOST_PUBLIC]}
    return render(request, "home/visitor.html", context)


def _show_member(request: HttpRequest, reader: User) -> HttpResponse:
    cards = list_cards(reader)
    accesses = {card.filiere.pk: card.access for card in cards}
    tasks = list_tasks(reader, [card.filiere for card in cards], accesses)
    context = {
        "cards": cards[:MOST_CARDS],
        "has_more": len(cards) > MOST_CARDS,
        "tasks": tasks[:_MOST_TASKS],
        "more_tasks": len(tasks) - _MOST_TASKS,
        "has_registers": bool(cards) or has_registers(),
    }
    return render(request, "home/member.html", context)
