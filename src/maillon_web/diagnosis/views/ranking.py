"""The filières ranked on the territory, with weights that one moves."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from maillon.domain.errors import MaillonError
from maillon.studies.ranking import rerank
from maillon_web.diagnosis.forms.weights import WeightsForm
from maillon_web.diagnosis.models import RankingProfile
from maillon_web.diagnosis.selectors import PROFILE, find_latest_job, find_profile
from maillon_web.diagnosis.services import ask_profile
from maillon_web.diagnosis.services.scoring import explain_score, explain_value
from maillon_web.diagnosis.views.showing import (
    get_author,
    make_context,
    show_opened,
)
from maillon_web.filieres.rights import Capability
from maillon_web.filieres.selectors import Opened, open_filiere

__all__ = ["figure", "profile", "ranking", "score"]


def _open(request: HttpRequest, filiere_id: int) -> tuple[Opened, RankingProfile | None]:
    # The ranking counts what members wrote down: it is for them.
    opened = open_filiere(reader=request.user, filiere_id=filiere_id, needs=Capability.TAKE_PART)
    return opened, find_profile(opened.filiere)


def _weigh(request: HttpRequest, kept: RankingProfile) -> tuple[WeightsForm, dict[str, Any], str]:
    usual = rerank(kept.profiles)
    form = WeightsForm(request.GET, criteria=usual["criteria"])
    try:
        return form, rerank(kept.profiles, form.weights or None), ""
    except MaillonError as error:
        return form, usual, error.for_user()


@require_safe
def ranking(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Rank the filières with the weights of the address."""
    opened, kept = _open(request, filiere_id)
    context = make_context(
        opened, active="ranking", kept=kept, job=find_latest_job(opened.filiere, PROFILE)
    )
    if kept is not None:
        form, ranked, problem = _weigh(request, kept)
        context |= {
            "form": form,
            "ranked": ranked,
            "problem": problem,
            "query": request.GET.urlencode(),
        }
    return show_opened(request, "diagnosis/ranking.html", "diagnosis/parts/ranking.html", context)


@require_safe
def score(request: HttpRequest, filiere_id: int, filiere_key: str) -> HttpResponse:
    """Open a score: what each criterion brings to it."""
    opened, kept = _open(request, filiere_id)
    if kept is None:
        raise Http404
    _form, ranked, _problem = _weigh(request, kept)
    explained = explain_score(ranked, filiere_key)
    if explained is None:
        raise Http404
    context = make_context(
        opened, active="ranking", score=explained, query=request.GET.urlencode(), is_ranking=True
    )
    return show_opened(request, "diagnosis/score.html", "diagnosis/parts/score.html", context)


@require_safe
def figure(request: HttpRequest, filiere_id: int, figure_key: str) -> HttpResponse:
    """Say where the value of a criterion comes from."""
    opened, kept = _open(request, filiere_id)
    words = explain_value(rerank(kept.profiles), figure_key) if kept else None
    if words is None:
        raise Http404
    context = make_context(opened, active="ranking", words=words, is_ranking=True)
    return show_opened(request, "diagnosis/figure.html", "diagnosis/parts/figure.html", context)


@require_POST
def profile(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Ask for the filières to be compared on the territory."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id, needs=Capability.CONTRIBUTE)
    ask_profile(opened.filiere, author=get_author(request))
    messages.success(request, _("Le calcul du classement est demandé."))
    return redirect("diagnosis:ranking", filiere_id=filiere_id)
