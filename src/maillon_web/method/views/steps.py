"""The seven steps, the ten levers of the summary, the form of the filière, a number opened."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillon.reference.method import get_method
from maillon_web.diagnosis.views.showing import make_context, show_opened
from maillon_web.filieres.views.pages import show
from maillon_web.method.models import LeverState
from maillon_web.method.selectors.evidence import count_placed
from maillon_web.method.selectors.figures import explain, list_rows
from maillon_web.method.selectors.means import add_means_figures, list_means
from maillon_web.method.selectors.progress import read_standing
from maillon_web.method.selectors.scenario import find_scenario
from maillon_web.method.views.opening import open_to_read, show_trail

__all__ = ["figure", "form_choice", "steps", "synthesis"]

_SHOWN_STATES = (
    LeverState.DONE,
    LeverState.IN_PROGRESS,
    LeverState.TO_DO,
    LeverState.SET_ASIDE,
)


@require_safe
def steps(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Say what to do next and why, then where each step stands."""
    opened = open_to_read(request, filiere_id)
    standing = read_standing(opened, timezone.localdate())
    context = {
        "standing": standing,
        "advice": standing.advice,
        "counts": standing.advice.total,
        "steps": [
            {"progress": entry, "lines": standing.list_step(entry.step)}
            for entry in standing.advice.steps
        ],
        "states": {entry.value: str(entry.label) for entry in _SHOWN_STATES},
        "total_ids": {entry.value: f"method.{entry.value}" for entry in _SHOWN_STATES},
        "scenario": find_scenario(opened),
        "form": get_method().get_form(opened.filiere.kind),
    }
    return show(request, "method/steps.html", opened, active="method", context=context)


@require_safe
def synthesis(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Show the ten levers of the summary of the guide, with the levers that each gathers."""
    opened = open_to_read(request, filiere_id)
    standing = read_standing(opened, timezone.localdate())
    context = {
        "entries": [
            {"entry": entry, "lines": standing.list_gathered(entry)}
            for entry in standing.method.synthesis
        ],
        "documents": {entry.key: entry for entry in standing.method.documents},
        "breadcrumb": show_trail(opened, (_("Dix leviers en synthèse"), "")),
    }
    return show(request, "method/synthesis.html", opened, active="method", context=context)


@require_safe
def form_choice(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Show the two forms that a filière may take, and which one this one has."""
    opened = open_to_read(request, filiere_id)
    context = {
        "forms": get_method().forms,
        "documents": {entry.key: entry for entry in get_method().documents},
        "breadcrumb": show_trail(opened, (_("Chaîne ou écosystème"), "")),
    }
    return show(request, "method/form_choice.html", opened, active="method", context=context)


@require_safe
def figure(request: HttpRequest, filiere_id: int, figure_key: str) -> HttpResponse:
    """Open a number of the method: its sentence, and the levers that make it."""
    opened = open_to_read(request, filiere_id)
    standing = read_standing(opened, timezone.localdate())
    book = standing.advice.figures
    add_means_figures(book, list(list_means(opened)), placed=count_placed(opened))
    if figure_key not in book:
        raise Http404
    words = explain(book, figure_key)
    context = make_context(
        opened,
        active="method",
        words=words,
        rows=list_rows(standing, figure_key),
        breadcrumb=show_trail(opened, (words["label"], "")),
    )
    return show_opened(request, "method/figure.html", "method/parts/figure.html", context)
