"""Read diagnostics: only what was written for the reader."""

import json
import zlib
from typing import Any

from django.http import Http404
from django.utils.translation import get_language

from maillon.domain.language import LANGUAGES
from maillon_web.diagnosis.models import (
    ChosenComparison,
    DiagnosisFigure,
    DiagnosisRun,
    DiagnosisText,
    RankingProfile,
)
from maillon_web.filieres.models import Filiere
from maillon_web.filieres.selectors import Opened
from maillon_web.history.models import Change
from maillon_web.jobs.models import Job

__all__ = [
    "PROFILE",
    "REFRESH",
    "find_latest_job",
    "find_profile",
    "find_refreshes",
    "find_text",
    "get_figure",
    "get_text",
    "is_outdated",
    "list_chosen",
    "list_chosen_keys",
    "read_whole",
]

REFRESH = "diagnosis.refresh"
PROFILE = "diagnosis.profile"
# Records that change what a diagnostic says; a note or a member does not.
_BEARING = (
    "directory.actor",
    "directory.decision",
    "directory.presence",
    "directory.duplicatepair",
    "filieres.filiere",
    "filieres.stage",
    "diagnosis.chosencomparison",
)


def _get_language() -> str:
    code = (get_language() or "fr")[:2]
    return code if code in LANGUAGES else "fr"


def find_text(opened: Opened, *fields: str) -> DiagnosisText | None:
    """
    Return the current diagnostic in the words of the reader, `None` before the first one.

    Parameters
    ----------
    opened
        The filière and what the reader is to it: a stranger gets what was made for the public.
    fields
        Fields to read; by default all.
    """
    texts = DiagnosisText.objects.filter(
        run__filiere=opened.filiere,
        run__is_current=True,
        audience=opened.audience,
        language=_get_language(),
    ).select_related("run")
    if fields:
        of_run = ("run__made_at", "run__read_at", "run__is_current", "run__filiere_id")
        texts = texts.only(*fields, "audience", "language", *of_run)
    return texts.first()


def get_text(opened: Opened, *fields: str) -> DiagnosisText:
    """
    Return the current diagnostic, as `find_text`.

    Raises
    ------
    Http404
        Before the first one.
    """
    text = find_text(opened, *fields)
    if text is None:
        raise Http404
    return text


def get_figure(opened: Opened, key: str) -> DiagnosisFigure:
    """
    Return one explained figure of the current diagnostic, as the reader may see it.

    Raises
    ------
    Http404
        If there is none of that name.
    """
    figure = (
        DiagnosisFigure.objects.filter(
            text__run__filiere=opened.filiere,
            text__run__is_current=True,
            text__audience=opened.audience,
            text__language=_get_language(),
            key=key,
        )
        .select_related("text__run")
        .only("key", "payload", "text__run__made_at")
        .first()
    )
    if figure is None:
        raise Http404
    return figure


def read_whole(text: DiagnosisText) -> dict[str, Any]:
    """Return the whole document of the library."""
    document: dict[str, Any] = json.loads(zlib.decompress(text.whole))
    return document


def find_refreshes(filiere: Filiere) -> tuple[Job | None, Job | None]:
    """Return the last diagnostic asked for, and the one that waits for a quiet moment."""
    asked = Job.objects.filter(scope=filiere.scope, kind=REFRESH).order_by("-created_at")[:2]
    latest = next((job for job in asked if not job.is_deferred), None)
    return latest, next((job for job in asked if job.is_deferred), None)


def find_latest_job(filiere: Filiere, kind: str) -> Job | None:
    """Return the last computation that somebody asked for, whatever became of it."""
    return Job.objects.filter(scope=filiere.scope, kind=kind).order_by("-created_at").first()


def is_outdated(run: DiagnosisRun) -> bool:
    """Tell whether people changed, since, something that the diagnostic rests on."""
    return Change.objects.filter(
        change_set__scope=f"filiere:{run.filiere_id}",
        change_set__made_at__gt=run.read_at,
        change_set__author__isnull=False,
        model__in=_BEARING,
    ).exists()


def list_chosen(filiere: Filiere) -> list[dict[str, str]]:
    """Return the territories that people chose to compare with, each with its key and name."""
    chosen = ChosenComparison.objects.filter(filiere=filiere).first()
    return list(chosen.territories) if chosen else []


def list_chosen_keys(filiere: Filiere) -> list[str]:
    """Return the keys of the territories that people chose to compare with."""
    return [entry["key"] for entry in list_chosen(filiere)]


def find_profile(filiere: Filiere) -> RankingProfile | None:
    """Return what the ranking of the territory is made of, `None` before it was computed."""
    return RankingProfile.objects.filter(filiere=filiere).first()
