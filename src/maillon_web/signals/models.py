"""What is heard in the field."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from maillon_web.directory.models import Actor
from maillon_web.filieres.models import FiliereRecord

__all__ = [
    "Note",
    "NoteKind",
    "Obstacle",
    "ObstacleFamily",
    "ObstacleState",
    "Passage",
    "PassageCode",
    "Project",
    "ProjectState",
    "Signal",
    "SignalState",
]


class ProjectState(models.TextChoices):
    """Where a project stands."""

    IDEA = "idea", _("Idée")
    STUDIED = "studied", _("À l’étude")
    RUNNING = "running", _("Lancé")
    DORMANT = "dormant", _("En sommeil")
    DONE = "done", _("Abouti")
    DROPPED = "dropped", _("Abandonné")


class Project(FiliereRecord):
    """What one or several signals became."""

    title = models.CharField(_("titre"), max_length=200)
    description = models.TextField(_("description"), blank=True, max_length=4000)
    stage_key = models.CharField(_("maillon"), max_length=60, blank=True)
    state = models.CharField(
        _("état"), max_length=12, choices=ProjectState.choices, default=ProjectState.IDEA
    )
    next_step = models.CharField(_("prochaine étape"), max_length=300, blank=True)
    due_on = models.DateField(_("échéance"), null=True, blank=True)
    actors = models.ManyToManyField(Actor, blank=True, related_name="projects")

    class Meta:
        ordering = ("title", "pk")

    def __str__(self) -> str:
        """Return its title."""
        return self.title


class SignalState(models.TextChoices):
    """What became of a signal."""

    NEW = "new", _("À examiner")
    FOLLOWED = "followed", _("Suivi")
    PROJECT = "project", _("Devenu un projet")
    DROPPED = "dropped", _("Classé sans suite")


class Signal(FiliereRecord):
    """A weak signal: who said what, where, about which stage."""

    text = models.TextField(_("ce qui a été dit"), max_length=2000)
    said_by = models.CharField(_("qui l’a dit (organisation ou fonction)"), max_length=200)
    heard_on = models.DateField(_("date"))
    heard_at = models.CharField(_("où (jury, comité, visite…)"), max_length=200, blank=True)
    commune_name = models.CharField(_("commune concernée"), max_length=120, blank=True)
    theme = models.CharField(_("thème"), max_length=80, blank=True)
    stage_key = models.CharField(_("maillon"), max_length=60, blank=True)
    state = models.CharField(
        _("suite"), max_length=12, choices=SignalState.choices, default=SignalState.NEW
    )
    state_reason = models.CharField(_("pourquoi"), max_length=300, blank=True)
    actor = models.ForeignKey(
        Actor, models.SET_NULL, null=True, blank=True, related_name="heard_signals"
    )
    project = models.ForeignKey(
        Project, models.SET_NULL, null=True, blank=True, related_name="signals"
    )

    class Meta:
        ordering = ("-heard_on", "-pk")

    def __str__(self) -> str:
        """Return what was said."""
        return self.text[:80]


class NoteKind(models.TextChoices):
    """Where a note was taken."""

    INTERVIEW = "interview", _("Entretien")
    WORKSHOP = "workshop", _("Atelier")
    VISIT = "visit", _("Visite")


class Note(FiliereRecord):
    """Notes of an interview or a workshop."""

    title = models.CharField(_("titre"), max_length=200)
    kind = models.CharField(_("type"), max_length=12, choices=NoteKind.choices)
    held_on = models.DateField(_("date"))
    participants = models.CharField(_("organisations présentes"), max_length=600, blank=True)
    text = models.TextField(_("notes"), max_length=100_000)
    actor = models.ForeignKey(Actor, models.SET_NULL, null=True, blank=True, related_name="notes")

    class Meta:
        ordering = ("-held_on", "-pk")

    def __str__(self) -> str:
        """Return its title."""
        return self.title


class PassageCode(models.TextChoices):
    """What a passage tells."""

    NEED = "need", _("Besoin")
    OBSTACLE = "obstacle", _("Frein")
    RESOURCE = "resource", _("Ressource")
    KNOW_HOW = "know_how", _("Savoir-faire")


class Passage(models.Model):
    """A passage of a note, coded; `quote` is the text as it stood when it was coded."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="passages")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField(max_length=4000)
    code = models.CharField(_("code"), max_length=12, choices=PassageCode.choices)
    stage_key = models.CharField(_("maillon"), max_length=60, blank=True)
    actor = models.ForeignKey(Actor, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("start", "pk")

    def __str__(self) -> str:
        """Return the quote."""
        return self.quote[:80]


class ObstacleFamily(models.TextChoices):
    """What kind of obstacle."""

    LEGAL = "legal", _("Juridique")
    LAND = "land", _("Foncier, locaux")
    INSURANCE = "insurance", _("Assurance")
    SKILLS = "skills", _("Compétences")
    MONEY = "money", _("Argent")
    OTHER = "other", _("Autre")


class ObstacleState(models.TextChoices):
    """Where its removal stands."""

    OPEN = "open", _("Ouvert")
    IN_PROGRESS = "in_progress", _("En cours de levée")
    RESOLVED = "resolved", _("Levé")
    DROPPED = "dropped", _("Sans solution pour l’instant")


class Obstacle(FiliereRecord):
    """Something in the way, with who deals with it and what came of it."""

    title = models.CharField(_("frein"), max_length=200)
    family = models.CharField(_("famille"), max_length=12, choices=ObstacleFamily.choices)
    description = models.TextField(_("description"), blank=True, max_length=4000)
    stage_key = models.CharField(_("maillon"), max_length=60, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("qui s’en occupe"),
    )
    next_step = models.CharField(_("prochaine étape"), max_length=300, blank=True)
    due_on = models.DateField(_("échéance"), null=True, blank=True)
    state = models.CharField(
        _("état"), max_length=12, choices=ObstacleState.choices, default=ObstacleState.OPEN
    )
    outcome = models.TextField(_("ce qu’il en est résulté"), blank=True, max_length=2000)
    actors = models.ManyToManyField(Actor, blank=True, related_name="obstacles")

    class Meta:
        ordering = ("state", "due_on", "pk")

    def __str__(self) -> str:
        """Return its title."""
        return self.title
