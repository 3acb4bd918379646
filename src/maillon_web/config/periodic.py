"""Works that come back every day, asked for by whichever worker sees the day first."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from maillon_web.jobs.models import Job, JobState
from maillon_web.jobs.registry import JobContext, find_work, register
from maillon_web.jobs.services import enqueue
from maillon_web.jobs.statistics import refresh_statistics

__all__ = ["DAILY", "SERVER", "ask_for_daily_works", "clean"]

SERVER = "server"
# Kind of job, and what the page of jobs calls it. An application that is absent registers none.
DAILY: dict[str, Promise] = {
    "directory.remind": _("Rappels aux personnes qui tiennent une fiche"),
    "accounts.retention": _("Effacement des comptes qui ne servent plus"),
    "library.index": _("Mise à jour de la bibliothèque"),
    "library.alert": _("Alertes de la bibliothèque"),
    "server.clean": _("Ménage du serveur"),
}
_OVER = (JobState.DONE, JobState.FAILED, JobState.CANCELLED, JobState.INTERRUPTED)
_CLAIM_S = 2 * 24 * 3600
# Files made for a person, who has taken them away by then: they hold what others may not see.
_EXPORTS_KEPT = timedelta(days=1)


def ask_for_daily_works() -> list[Job]:
    """Put today's works in the queue, once for all workers."""
    with translation.override(settings.LANGUAGE_CODE):
        return [
            enqueue(kind, label=str(label), scope=SERVER, is_unique=True)
            for kind, label in DAILY.items()
            if _is_registered(kind) and _claim(kind)
        ]


def _is_registered(kind: str) -> bool:
    try:
        find_work(kind)
    except KeyError:
        return False
    return True


def _claim(kind: str) -> bool:
    """Tell whether this worker is the one that asks today."""
    today = timezone.localdate()
    midnight = timezone.make_aware(datetime.combine(today, time.min))
    if Job.objects.filter(kind=kind, scope=SERVER, created_at__gte=midnight).exists():
        return False
    # Of two workers that look at the same moment, one adds.
    return cache.add(f"workbench:daily:{kind}:{today:%Y-%m-%d}", 1, _CLAIM_S)


@register("server.clean")
def clean(context: JobContext) -> dict[str, int]:
    """Remove the sessions that ended, the jobs that finished long ago and the files taken away."""
    context.progress.start(str(DAILY["server.clean"]))
    call_command("clearsessions")
    before = timezone.now() - timedelta(days=settings.JOB_RETENTION_DAYS)
    removed, _by_model = Job.objects.filter(state__in=_OVER, finished_at__lt=before).delete()
    DBTaskResult.objects.finished().filter(finished_at__lt=before).delete()
    _remove_exports(timezone.now() - _EXPORTS_KEPT)
    refresh_statistics()
    context.progress.finish()
    return {"jobs": removed}


def _remove_exports(before: datetime) -> None:
    for path in (settings.HOME / "exports").glob("*"):
        if path.is_file() and path.stat().st_mtime < before.timestamp():
            path.unlink(missing_ok=True)
