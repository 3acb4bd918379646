"""Where a filière stands in the method."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maillon.reference.method import get_method
from maillon_web.directory.models import Actor
from maillon_web.filieres.models import Filiere
from maillon_web.signals.models import Project

__all__ = [
    "Answer",
    "Evidence",
    "ExitCondition",
    "FactorAnswer",
    "LeverProgress",
    "LeverState",
    "Means",
    "Scenario",
    "ScenarioKind",
]


class LeverState(models.TextChoices):
    """What the team says of a lever; the words of `maillon.studies.advancing`."""

    TO_DO = "to_do", _("Pas commencé")
    IN_PROGRESS = "in_progress", _("En cours")
    DONE = "done", _("Fait")
    SET_ASIDE = "set_aside", _("Pas pour nous")


class LeverProgress(models.Model):
    """
    One lever of the method in one filière.

    `method_version` is the version of the method that was read, `lever_digest` what it said of the
    lever: when the method changes, those that read otherwise are told apart.
    """

    filiere = models.ForeignKey(Filiere, models.CASCADE, related_name="lever_progress")
    lever_key = models.CharField(max_length=60)
    state = models.CharField(
        _("état"), max_length=12, choices=LeverState.choices, default=LeverState.TO_DO
    )
    note = models.TextField(_("ce que nous en disons"), blank=True, max_length=2000)
    method_version = models.CharField(max_length=20)
    lever_digest = models.CharField(max_length=16, blank=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    set_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("lever_key",)
        constraints = (
            models.UniqueConstraint(fields=("filiere", "lever_key"), name="one_progress_by_lever"),
        )

    def __str__(self) -> str:
        """Return the lever in words; one that the method no longer has keeps its key."""
        labels = {lever.key: lever.label for lever in get_method().levers}
        return labels.get(self.lever_key, self.lever_key)


class Evidence(models.Model):
    """What shows that a lever is used: a document, a date, a fact."""

    filiere = models.ForeignKey(Filiere, models.CASCADE, related_name="evidence")
    lever_key = models.CharField(max_length=60)
    text = models.CharField(_("preuve"), max_length=400)
    address = models.CharField(_("où la trouver (adresse ou cote)"), max_length=400, blank=True)
    dated_on = models.DateField(_("datée du"), null=True, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("dated_on", "pk")
        indexes = (models.Index(fields=("filiere", "lever_key"), name="evidence_by_lever"),)

    def __str__(self) -> str:
        """Return what it says."""
        return self.text

    @property
    def is_link(self) -> bool:
        """Whether its address opens in a browser."""
        return self.address.startswith(("https://", "http://"))


class ScenarioKind(models.TextChoices):
    """What the local authority is to the filière."""

    INITIATOR = "initiator", _("Nous lançons la filière, puis nous passons la main")
    SUPPORTER = "supporter", _("Nous soutenons un projet que des acteurs portent déjà")


class Scenario(models.Model):
    """How the local authority goes in, and how it goes out."""

    filiere = models.OneToOneField(Filiere, models.CASCADE, related_name="scenario")
    kind = models.CharField(_("notre rôle"), max_length=12, choices=ScenarioKind.choices)
    reason = models.TextField(_("pourquoi ce choix"), blank=True, max_length=2000)
    carrier = models.ForeignKey(
        Actor,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("qui portera (ou porte) la filière"),
    )
    carrier_name = models.CharField(
        _("ou, s’il n’est pas dans l’annuaire"), max_length=200, blank=True
    )
    hand_over_on = models.DateField(_("passation visée pour le"), null=True, blank=True)
    handed_over = models.TextField(
        _("ce qui est transmis (animation, moyens, données, contrats)"), blank=True, max_length=2000
    )
    what_remains = models.TextField(
        _("ce que la collectivité garde ensuite"), blank=True, max_length=2000
    )
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        """Return its kind in words."""
        return str(self.get_kind_display())


class ExitCondition(models.Model):
    """Something that must be true before the local authority withdraws."""

    filiere = models.ForeignKey(Filiere, models.CASCADE, related_name="exit_conditions")
    text = models.CharField(_("condition"), max_length=300)
    met_on = models.DateField(_("remplie le"), null=True, blank=True)
    evidence = models.CharField(_("ce qui le montre"), max_length=400, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("position", "pk")

    def __str__(self) -> str:
        """Return what must be true."""
        return self.text


class Answer(models.TextChoices):
    """What is answered to a success factor."""

    UNKNOWN = "unknown", _("On ne sait pas")
    NO = "no", _("Non")
    PARTLY = "partly", _("En partie")
    YES = "yes", _("Oui")


class FactorAnswer(models.Model):
    """One success factor answered for one project, before it is validated."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="factor_answers")
    factor_key = models.CharField(max_length=60)
    answer = models.CharField(
        _("réponse"), max_length=12, choices=Answer.choices, default=Answer.UNKNOWN
    )
    evidence = models.TextField(_("ce qui le montre"), blank=True, max_length=1000)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("project", "factor_key"), name="one_answer_by_factor"),
        )

    def __str__(self) -> str:
        """Return the factor in words; one that the method no longer has keeps its key."""
        labels = {entry.key: entry.label for entry in get_method().success_factors}
        return labels.get(self.factor_key, self.factor_key)


class Means(models.Model):
    """What the local authority puts into animating the filière in a year."""

    filiere = models.ForeignKey(Filiere, models.CASCADE, related_name="means")
    year = models.PositiveSmallIntegerField(_("année"))
    fte = models.DecimalField(
        _("temps de travail (ETP)"), max_digits=6, decimal_places=2, null=True, blank=True
    )
    budget_eur = models.DecimalField(
        _("budget d’animation (€)"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    note = models.CharField(_("précisions"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("year",)
        constraints = (
            models.UniqueConstraint(fields=("filiere", "year"), name="one_means_by_year"),
        )

    def __str__(self) -> str:
        """Return the year."""
        return str(self.year)
