"""A real diagnostic for each chain, copied to every filière that follows the same chain."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone
from loading import Loader
from made_people import Workspace

from maillon.domain.language import LANGUAGES
from maillon.domain.visibility import Audience
from maillon.studies.diagnosing import diagnose, write_document
from maillon.studies.ranking import profile_filieres
from maillon_web.diagnosis.models import (
    DiagnosisFigure,
    DiagnosisRun,
    DiagnosisText,
    RankingProfile,
)
from maillon_web.diagnosis.services.keeping import PreparedText, prepare_text
from maillon_web.filieres.library import get_chain

__all__ = ["make_diagnoses"]


def make_diagnoses(loader: Loader, workspaces: Sequence[Workspace]) -> None:
    """Compute one diagnostic a chain, on a small territory, and write it everywhere."""
    # The third and following filières are on one EPCI each: small, therefore quick.
    models = {workspace.filiere.template_key: workspace for workspace in reversed(workspaces[2:])}
    prepared = {key: _diagnose(workspace) for key, workspace in models.items()}
    profiles = profile_filieres(workspaces[2].territory)
    read_at = timezone.now() - timedelta(days=3)
    for workspace in workspaces:
        run = DiagnosisRun(
            filiere=workspace.filiere,
            made_at=read_at,
            read_at=read_at,
            actor_count=workspace.size,
            decision_count=0,
        )
        loader.write([run])
        for source in prepared[workspace.filiere.template_key]:
            _copy(loader, run, source)
    loader.write(
        [RankingProfile(filiere=workspace.filiere, profiles=profiles) for workspace in workspaces]
    )


def _diagnose(workspace: Workspace) -> list[PreparedText]:
    texts = []
    for audience in (Audience.MEMBERS, Audience.PUBLIC):
        found = diagnose(workspace.territory, get_chain(workspace.filiere), audience=audience)
        texts += [
            prepare_text(write_document(found, language=language).document)
            for language in LANGUAGES
        ]
    return texts


def _copy(loader: Loader, run: DiagnosisRun, source: PreparedText) -> None:
    text = DiagnosisText(
        run=run,
        audience=source.text.audience,
        language=source.text.language,
        document=source.text.document,
        pages=source.text.pages,
        whole=source.text.whole,
        chain_svg=source.text.chain_svg,
        chain_narrow_svg=source.text.chain_narrow_svg,
    )
    loader.write([text])
    loader.write(
        [
            DiagnosisFigure(text=text, key=key, payload=payload)
            for key, payload in source.figures.items()
        ]
    )
