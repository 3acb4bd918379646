"""Compute what the ranking of a territory is made of."""

from django.utils.translation import gettext as _

from maillon.domain.jobs import Progress
from maillon.domain.visibility import Audience
from maillon.studies.ranking import profile_filieres
from maillon_web.accounts.models import User
from maillon_web.diagnosis.models import RankingProfile
from maillon_web.diagnosis.selectors import PROFILE
from maillon_web.diagnosis.services.inputs import read_inputs
from maillon_web.filieres.library import get_territory
from maillon_web.filieres.models import Filiere
from maillon_web.jobs.models import Job
from maillon_web.jobs.services import enqueue

__all__ = ["ask_profile", "profile"]


def ask_profile(filiere: Filiere, *, author: User | None) -> Job:
    """Ask for the filières to be compared on the territory."""
    return enqueue(
        PROFILE,
        label=_("Classement des filières de « {name} »").format(name=filiere.territory_name),
        scope=filiere.scope,
        arguments={"filiere": filiere.pk},
        started_by=author,
        is_unique=True,
    )


def profile(filiere: Filiere, progress: Progress) -> RankingProfile:
    """Read every reference filière on the territory and keep its criteria."""
    inputs = read_inputs(filiere, audience=Audience.MEMBERS)
    progress.start(_("Comparer les filières sur le territoire"))
    profiles = profile_filieres(
        get_territory(filiere),
        audience=Audience.MEMBERS,
        decisions=inputs.decisions,
        declared=inputs.declared,
        merged=inputs.merged,
        include_lists=False,
    )
    progress.start(_("Enregistrer le classement"))
    kept, _is_new = RankingProfile.objects.update_or_create(
        filiere=filiere, defaults={"profiles": profiles}
    )
    return kept
