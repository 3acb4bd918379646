"""Long work: how far it is, whether it must stop, what became of it."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

__all__ = ["Job", "JobState"]


class JobState(models.TextChoices):
    """Where a job stands."""

    WAITING = "waiting", _("En attente")
    RUNNING = "running", _("En cours")
    DONE = "done", _("Terminé")
    FAILED = "failed", _("Échoué")
    CANCELLED = "cancelled", _("Arrêté à votre demande")
    INTERRUPTED = "interrupted", _("Interrompu par un arrêt du serveur")


class Job(models.Model):
    """
    One long work, asked by a person.

    `scope` says whose it is (`filiere:12`, `server`); `kind` is the name under which an application
    registered the function that does it; `due_at` is before when it does not start, `None` at once.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    label = models.CharField(max_length=300)
    scope = models.CharField(max_length=60, db_index=True)
    arguments = models.JSONField(default=dict, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    language = models.CharField(max_length=5, default="fr")
    state = models.CharField(
        max_length=20, choices=JobState.choices, default=JobState.WAITING, db_index=True
    )
    step = models.CharField(max_length=300, blank=True)
    done = models.FloatField(default=0)
    total = models.FloatField(null=True, blank=True)
    message = models.TextField(blank=True)
    details = models.JSONField(default=list, blank=True)
    result = models.JSONField(default=dict, blank=True)
    is_cancel_asked = models.BooleanField(default=False)
    due_at = models.DateTimeField(null=True, blank=True)
    cut_count = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)
        indexes = (models.Index(fields=("scope", "state"), name="job_scope_state"),)

    def __str__(self) -> str:
        """Return what it does."""
        return self.label

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state not in {JobState.WAITING, JobState.RUNNING}

    @property
    def is_deferred(self) -> bool:
        """Whether it waits for its time, not for its turn."""
        is_early = self.due_at is not None and self.due_at > timezone.now()
        return self.state == JobState.WAITING and is_early

    @property
    def share_done(self) -> float | None:
        """Share of the present step, `None` when its size is unknown."""
        if not self.total:
            return None
        return min(self.done / self.total, 1.0)
