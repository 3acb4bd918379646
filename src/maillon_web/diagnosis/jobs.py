"""Long works of the diagnostic."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from maillon.domain.errors import InvalidInput
from maillon_web.diagnosis.selectors import PROFILE, REFRESH
from maillon_web.diagnosis.services import profile, refresh
from maillon_web.filieres.models import Filiere
from maillon_web.jobs.registry import JobContext, register

__all__ = ["do_profile", "do_refresh"]


@register(REFRESH)
def do_refresh(context: JobContext) -> dict[str, Any]:
    """Diagnose a filière again."""
    run = refresh(_get_filiere(context), context.progress)
    return {
        "filiere": run.filiere_id,
        "run": run.pk,
        "url": reverse("diagnosis:results", args=(run.filiere_id,)),
        "message": _("Le diagnostic est à jour."),
    }


@register(PROFILE)
def do_profile(context: JobContext) -> dict[str, Any]:
    """Compute the ranking of the territory of a filière."""
    kept = profile(_get_filiere(context), context.progress)
    return {
        "filiere": kept.filiere_id,
        "url": reverse("diagnosis:ranking", args=(kept.filiere_id,)),
        "message": _("Le classement est prêt."),
    }


def _get_filiere(context: JobContext) -> Filiere:
    filiere = Filiere.objects.filter(pk=context.arguments["filiere"]).first()
    if filiere is None:
        raise InvalidInput(
            f"filiere {context.arguments['filiere']} is gone",
            user=_("Cette filière n’existe plus : il n’y a rien à calculer."),
        )
    return filiere
