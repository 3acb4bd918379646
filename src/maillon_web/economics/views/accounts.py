"""Where the value is created and who keeps it; the price, the break-even, each figure."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from maillon_web.economics.selectors import summary
from maillon_web.economics.selectors.answers import find_answer
from maillon_web.economics.selectors.prices import draw_formation
from maillon_web.economics.selectors.questions import list_questions
from maillon_web.economics.services import examples as services
from maillon_web.economics.views.pages import (
    ACTIVE,
    YEAR,
    lead_to,
    open_chain,
    open_value,
    show_value,
)
from maillon_web.filieres.views.creation import get_user

__all__ = ["accounts", "break_even", "figure", "price_formation", "take_example"]

_FIRST_QUESTIONS = 8


@require_safe
def accounts(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Show where the value is created, who keeps it, and what is still to be said."""
    opened = open_value(request, filiere_id)
    chain = open_chain(request, opened)
    answer = find_answer(chain)
    context: dict[str, Any] = {"chain": chain, "answer": answer, "problems": answer.problems}
    if answer.document is not None:
        document = answer.document
        rows = summary.list_stage_rows(chain, document)
        questions = list_questions(chain, document, filiere_id=filiere_id)
        asks = bool(questions) and opened.can_contribute
        context |= {
            "document": document,
            "sentences": summary.list_sentences(document),
            "rows": rows,
            "bars": summary.draw_value_added(rows),
            "receivers": summary.draw_receivers(document),
            "exchanges": summary.list_exchange_rows(chain, document),
            "identities": summary.list_identities(document),
            "first_questions": questions[:_FIRST_QUESTIONS],
            "other_questions": questions[_FIRST_QUESTIONS:],
            "question_count": len(questions),
            "told": services.find_told(opened, chain) if asks else None,
        }
    return show_value(
        request,
        "economics/accounts.html",
        opened,
        current="accounts",
        context=context,
    )


@require_POST
def take_example(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Write what the example that the flows come from says of the value."""
    opened = open_value(request, filiere_id, writes=True)
    if services.take_example(opened, author=get_user(request)):
        messages.success(request, _("Repris de l’exemple. L’historique permet de l’annuler."))
    else:
        messages.info(request, _("Tout ce que l’exemple dit de la valeur est déjà écrit."))
    return redirect("economics:accounts", filiere_id)


@require_safe
def figure(request: HttpRequest, filiere_id: int, figure_key: str) -> HttpResponse:
    """Say where a number comes from: the page, or the part of it that a dialog asks for."""
    opened = open_value(request, filiere_id)
    chain = open_chain(request, opened)
    document = find_answer(chain).document
    if document is None or figure_key not in document["figures"]:
        raise Http404
    words = summary.explain_figure(opened, chain, document, figure_key)
    is_fragment = "HX-Request" in request.headers
    suffix = f"?{YEAR}={chain.year}" if chain.year else ""
    context = {
        "opened": opened,
        "filiere": opened.filiere,
        "active": ACTIVE,
        "words": words,
        "chain": chain,
        "is_fragment": is_fragment,
        "back": reverse("economics:accounts", args=[filiere_id]) + suffix,
        "breadcrumb": lead_to(opened, (words["label"], "")),
    }
    template = "economics/explained.html" if is_fragment else "economics/figure.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
def price_formation(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Show what each final price is made of, stage by stage."""
    opened = open_value(request, filiere_id)
    chain = open_chain(request, opened)
    answer = find_answer(chain)
    context = {
        "chain": chain,
        "answer": answer,
        "problems": answer.problems,
        "prices": draw_formation(chain, answer.document) if answer.document else [],
    }
    return show_value(
        request,
        "economics/price_formation.html",
        opened,
        current="price_formation",
        context=context,
    )


@require_safe
def break_even(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Show from which turnover each stage stops losing money."""
    opened = open_value(request, filiere_id)
    chain = open_chain(request, opened)
    answer = find_answer(chain)
    rows = summary.list_stage_rows(chain, answer.document) if answer.document else []
    known = [row for row in rows if row["account"] is not None]
    safe = [
        row
        for row in known
        if row["break_even"] and row["account"]["product"] >= row["break_even"]["turnover_eur"]
    ]
    context = {
        "chain": chain,
        "answer": answer,
        "problems": answer.problems,
        "document": answer.document,
        "rows": rows,
        "unit_costs": summary.list_unit_costs(answer.document) if answer.document else [],
        "known_count": len(known),
        "safe_count": len(safe),
        "nothing": _("Aucun maillon n’a encore de compte complet."),
    }
    return show_value(
        request,
        "economics/break_even.html",
        opened,
        current="break_even",
        context=context,
    )
