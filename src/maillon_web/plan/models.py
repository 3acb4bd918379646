"""What is to be done, by whom, when, with what money, and how one will see that it worked."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from maillon_web.directory.models import Actor
from maillon_web.filieres.models import Filiere, FiliereRecord
from maillon_web.signals.models import Obstacle, Project

__all__ = [
    "Action",
    "ActionBudget",
    "ActionShare",
    "ActionStatus",
    "Dependency",
    "Funding",
    "FundingInstrument",
    "FundingState",
    "Indicator",
    "IndicatorValue",
    "Objective",
    "Priority",
    "Wanted",
]


class Objective(FiliereRecord):
    """What the filière wants to have reached, and when."""

    title = models.CharField(_("objectif"), max_length=200)
    description = models.TextField(_("description"), blank=True, max_length=4000)
    due_on = models.DateField(_("échéance"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "pk")

    def __str__(self) -> str:
        """Return its title."""
        return self.title


class ActionStatus(models.TextChoices):
    """Where an action stands; what is late is computed from its dates, never written."""

    DISCUSSED = "discussed", _("À discuter")
    PLANNED = "planned", _("À venir")
    RUNNING = "running", _("En cours")
    BLOCKED = "blocked", _("Bloquée")
    PAUSED = "paused", _("En pause")
    DONE = "done", _("Réalisée")
    DROPPED = "dropped", _("Abandonnée")


class Priority(models.IntegerChoices):
    """How much it matters."""

    HIGH = 1, _("Haute")
    NORMAL = 2, _("Normale")
    LOW = 3, _("Basse")


class Action(FiliereRecord):
    """
    One thing to do, or a part of one: a sub-action has a `parent`, which has none itself.

    `lever_keys` are keys of the method. `owner` has an account; `owner_name` is a post or an
    organisation when nobody with an account carries the action.
    """

    objective = models.ForeignKey(
        Objective,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="actions",
        verbose_name=_("objectif"),
    )
    parent = models.ForeignKey(
        "self",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("fait partie de l’action"),
    )
    title = models.CharField(_("action"), max_length=200)
    description = models.TextField(_("description"), blank=True, max_length=4000)
    status = models.CharField(
        _("état"), max_length=12, choices=ActionStatus.choices, default=ActionStatus.PLANNED
    )
    priority = models.PositiveSmallIntegerField(
        _("priorité"), choices=Priority.choices, default=Priority.NORMAL
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("pilote"),
    )
    owner_name = models.CharField(
        _("pilote sans compte (fonction ou organisation)"), max_length=200, blank=True
    )
    referent = models.CharField(_("élu·e référent·e (fonction)"), max_length=200, blank=True)
    departments = models.CharField(_("directions et services"), max_length=400, blank=True)
    partners = models.CharField(_("partenaires"), max_length=600, blank=True)
    starts_on = models.DateField(_("début"), null=True, blank=True)
    ends_on = models.DateField(_("fin"), null=True, blank=True)
    fte = models.DecimalField(
        _("temps de travail (ETP)"), max_digits=6, decimal_places=2, null=True, blank=True
    )
    stage_key = models.CharField(_("maillon"), max_length=60, blank=True)
    lever_keys = models.JSONField(_("leviers"), default=list, blank=True)
    next_step = models.CharField(_("prochaine étape"), max_length=300, blank=True)
    outcome = models.TextField(_("ce qu’il en est résulté"), blank=True, max_length=2000)
    project = models.ForeignKey(
        Project,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="actions",
        verbose_name=_("projet"),
    )
    actors = models.ManyToManyField(Actor, blank=True, related_name="plan_actions")
    obstacles = models.ManyToManyField(Obstacle, blank=True, related_name="plan_actions")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "pk")
        indexes = (
            models.Index(fields=("filiere", "status"), name="action_by_status"),
            models.Index(fields=("filiere", "ends_on"), name="action_by_end"),
        )

    def __str__(self) -> str:
        """Return its title."""
        return self.title


class Dependency(models.Model):
    """One action can begin only once another is done."""

    before = models.ForeignKey(Action, models.CASCADE, related_name="unlocks")
    after = models.ForeignKey(Action, models.CASCADE, related_name="needs")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("before", "after"), name="one_dependency_by_pair"),
        )

    def __str__(self) -> str:
        """Return both titles."""
        return f"{self.before} → {self.after}"


class ActionBudget(models.Model):
    """Money of an action in a year, in euros: what was planned, what was spent."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="budgets")
    year = models.PositiveSmallIntegerField(_("année"))
    planned_eur = models.DecimalField(
        _("prévu (€)"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    spent_eur = models.DecimalField(
        _("dépensé (€)"), max_digits=12, decimal_places=2, null=True, blank=True
    )

    class Meta:
        ordering = ("year",)
        constraints = (
            models.UniqueConstraint(fields=("action", "year"), name="one_budget_by_year"),
        )

    def __str__(self) -> str:
        """Return the year."""
        return str(self.year)


class FundingInstrument(models.TextChoices):
    """How money comes."""

    OWN = "own", _("Budget de la collectivité")
    GRANT = "grant", _("Subvention")
    LOAN = "loan", _("Prêt")
    GUARANTEE = "guarantee", _("Garantie, caution")
    CAPITAL = "capital", _("Prise de parts au capital")
    IN_KIND = "in_kind", _("Mise à disposition")
    OTHER = "other", _("Autre")


class FundingState(models.TextChoices):
    """What became of a request for money; only what was obtained counts as obtained."""

    WANTED = "wanted", _("À demander")
    ASKED = "asked", _("Demandé")
    OBTAINED = "obtained", _("Obtenu")
    REFUSED = "refused", _("Refusé")


class Funding(models.Model):
    """Money asked of somebody for an action."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="fundings")
    funder = models.CharField(_("financeur"), max_length=200)
    sheet_key = models.CharField(_("fiche d’aide"), max_length=120, blank=True)
    instrument = models.CharField(
        _("forme"),
        max_length=12,
        choices=FundingInstrument.choices,
        default=FundingInstrument.GRANT,
    )
    state = models.CharField(
        _("état"), max_length=12, choices=FundingState.choices, default=FundingState.WANTED
    )
    year = models.PositiveSmallIntegerField(_("année"), null=True, blank=True)
    asked_eur = models.DecimalField(
        _("demandé (€)"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    obtained_eur = models.DecimalField(
        _("obtenu (€)"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    due_on = models.DateField(_("à déposer avant le"), null=True, blank=True)

    class Meta:
        ordering = ("year", "pk")

    def __str__(self) -> str:
        """Return who gives."""
        return self.funder


class Wanted(models.TextChoices):
    """Which way an indicator should go."""

    UP = "up", _("Plus, c’est mieux")
    DOWN = "down", _("Moins, c’est mieux")


class Indicator(FiliereRecord):
    """A number that tells whether an objective is reached: where it was, where it should be."""

    objective = models.ForeignKey(
        Objective,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="indicators",
        verbose_name=_("objectif"),
    )
    actions = models.ManyToManyField(Action, blank=True, related_name="indicators")
    label = models.CharField(_("indicateur"), max_length=200)
    unit = models.CharField(_("unité"), max_length=40)
    method = models.TextField(_("comment il est mesuré"), blank=True, max_length=2000)
    wanted = models.CharField(
        _("sens souhaité"), max_length=6, choices=Wanted.choices, default=Wanted.UP
    )
    baseline = models.DecimalField(
        _("valeur de départ"), max_digits=16, decimal_places=3, null=True, blank=True
    )
    baseline_on = models.DateField(_("à la date du"), null=True, blank=True)
    target = models.DecimalField(
        _("valeur visée"), max_digits=16, decimal_places=3, null=True, blank=True
    )
    target_on = models.DateField(_("pour le"), null=True, blank=True)

    class Meta:
        ordering = ("label", "pk")

    def __str__(self) -> str:
        """Return its label."""
        return self.label


class IndicatorValue(models.Model):
    """One measure, with where it comes from."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="values")
    measured_on = models.DateField(_("date"))
    value = models.DecimalField(_("valeur"), max_digits=16, decimal_places=3)
    source = models.CharField(_("source"), max_length=300)

    class Meta:
        ordering = ("measured_on", "pk")
        constraints = (
            models.UniqueConstraint(fields=("indicator", "measured_on"), name="one_value_by_day"),
        )

    def __str__(self) -> str:
        """Return the day and the value."""
        return f"{self.measured_on} : {self.value}"


class ActionShare(models.Model):
    """
    An action that another filière, often of another local authority, sees in its plan.

    `may_report` lets its contributors write the progress; the rest stays with the first one.
    """

    action = models.ForeignKey(Action, models.CASCADE, related_name="shares")
    filiere = models.ForeignKey(Filiere, models.CASCADE, related_name="received_actions")
    may_report = models.BooleanField(_("peut écrire l’avancement"), default=False)
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("action", "filiere"), name="one_share_by_filiere"),
        )

    def __str__(self) -> str:
        """Return the action and who receives it."""
        return f"{self.action} → {self.filiere}"
