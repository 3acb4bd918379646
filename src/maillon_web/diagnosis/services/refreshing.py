"""Make the diagnostic of a filière again."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from maillon.domain.jobs import Progress
from maillon.domain.language import LANGUAGES
from maillon.domain.visibility import Audience
from maillon.studies.base import find_closed_actors
from maillon.studies.diagnosing import Diagnosis, diagnose, write_document
from maillon_web.diagnosis.models import DiagnosisRun
from maillon_web.diagnosis.selectors import list_chosen_keys
from maillon_web.diagnosis.services.inputs import Inputs, read_inputs
from maillon_web.diagnosis.services.keeping import PreparedText, keep, prepare_text
from maillon_web.diagnosis.services.rendering import forget_renders
from maillon_web.directory.models import Actor, Presence
from maillon_web.directory.services.actors import take_in
from maillon_web.filieres.library import get_chain, get_territory
from maillon_web.filieres.models import Filiere, FiliereVisibility
from maillon_web.jobs.statistics import refresh_statistics

__all__ = ["refresh"]


def refresh(filiere: Filiere, progress: Progress) -> DiagnosisRun:
    """
    Diagnose again, bring the directory up to date, and keep the result.

    Notes
    -----
    The computing and the laying out happen before anything is written; each writing comes into
    force at once, so that a stop at any moment leaves the former diagnostic whole.

    Raises
    ------
    MaillonError
        If the territory, the chain or a territory to compare with does not suit.
    """
    read_at = timezone.now()
    progress.start(_("Lire la filière et ce que l’équipe a décidé"))
    inputs = read_inputs(filiere, audience=Audience.MEMBERS)
    progress.start(_("Chercher les acteurs et calculer le diagnostic"))
    found = _diagnose(filiere, inputs, Audience.MEMBERS)
    texts = _prepare(found, progress)
    if filiere.visibility == FiliereVisibility.PUBLIC:
        progress.start(_("Calculer la version publique"))
        public = read_inputs(filiere, audience=Audience.PUBLIC)
        texts += _prepare(_diagnose(filiere, public, Audience.PUBLIC), progress)
    progress.start(_("Mettre l’annuaire à jour"))
    take_in(
        filiere,
        _watch(found.iter_actors(language="fr"), progress),
        closed=_list_closed(filiere),
        today=timezone.localdate(),
    )
    progress.start(_("Enregistrer le diagnostic"))
    run = keep(
        filiere,
        texts,
        read_at=read_at,
        actor_count=Presence.objects.filter(filiere=filiere, is_listed=True).count(),
        decision_count=len(inputs.decisions),
    )
    forget_renders(filiere, kept=run)
    refresh_statistics()
    return run


def _diagnose(filiere: Filiere, inputs: Inputs, audience: Audience) -> Diagnosis:
    # Lists imported by command belong to whoever runs the server, not to one filière.
    return diagnose(
        get_territory(filiere),
        get_chain(filiere),
        audience=audience,
        decisions=inputs.decisions,
        declared=inputs.declared,
        merged=inputs.merged,
        include_lists=False,
        compared_with=list_chosen_keys(filiere),
        on=timezone.localdate(),
    )


def _prepare(diagnosis: Diagnosis, progress: Progress) -> list[PreparedText]:
    progress.start(_("Rédiger et dessiner"), total=len(LANGUAGES))
    texts = []
    for language in LANGUAGES:
        is_there = diagnosis.document["language"] == language
        written = diagnosis if is_there else write_document(diagnosis, language=language)
        texts.append(prepare_text(written.document))
        progress.advance(1)
    return texts


def _watch(actors: Iterable[dict[str, Any]], progress: Progress) -> Iterable[dict[str, Any]]:
    """Say how far the reading of the actors is, which also lets a person stop it."""
    for actor in actors:
        progress.advance(1)
        yield actor


def _list_closed(filiere: Filiere) -> dict[str, date | None]:
    sirets = Actor.objects.filter(presences__filiere=filiere).exclude(siret="")
    return find_closed_actors(list(sirets.values_list("siret", flat=True)))
