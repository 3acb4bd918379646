"""What was decided and said of an actor, by whom, and who may answer for it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from maillon_web.directory.models.actors import Actor
from maillon_web.filieres.models import Filiere, Visibility

__all__ = [
    "Decision",
    "DecisionKind",
    "FieldOrigin",
    "Keeper",
    "Statement",
    "StatementKind",
]


class DecisionKind(models.TextChoices):
    """What a human settled; same words as `maillon.domain.decisions`."""

    PLACE = "place", _("Est à ce maillon")
    REMOVE = "remove", _("N’est pas à ce maillon")
    ESS_DECLARED = "ess_declared", _("Relève de l’ESS")
    ESS_REFUSED = "ess_refused", _("Ne relève pas de l’ESS")


class Decision(models.Model):
    """A dated, signed choice; wins over every computation and survives the next import."""

    filiere = models.ForeignKey(Filiere, models.CASCADE, related_name="decisions")
    actor = models.ForeignKey(Actor, models.CASCADE, related_name="decisions")
    kind = models.CharField(max_length=20, choices=DecisionKind.choices)
    stage_key = models.CharField(max_length=60, blank=True)
    reason = models.TextField(_("raison"), blank=True, max_length=1000)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-decided_at", "-pk")
        indexes = (models.Index(fields=("filiere", "actor"), name="decision_actor"),)

    def __str__(self) -> str:
        """Return the kind."""
        return str(self.get_kind_display())


class FieldOrigin(models.Model):
    """
    Where the present value of a field comes from, and who may see it.

    A field without a row comes from the sources of the actor and is as visible as the actor. A row
    that is not `is_written` only restricts who sees what the sources say: their next values enter.
    """

    actor = models.ForeignKey(Actor, models.CASCADE, related_name="origins")
    field = models.CharField(max_length=40)
    source = models.CharField(max_length=200)
    dated = models.DateField()
    visibility = models.CharField(
        max_length=12, choices=Visibility.choices, default=Visibility.PUBLIC
    )
    is_written = models.BooleanField(default=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("actor", "field"), name="one_origin_by_field"),
        )
        indexes = (models.Index(fields=("field", "visibility", "actor"), name="origin_visibility"),)

    def __str__(self) -> str:
        """Return the field."""
        return self.field


class StatementKind(models.TextChoices):
    """What an actor says of itself, or what was heard of it."""

    NEED = "need", _("Besoin")
    KNOW_HOW = "know_how", _("Savoir-faire")
    RESOURCE = "resource", _("Ressource à partager")
    OBSTACLE = "obstacle", _("Frein")
    PROJECT = "project", _("Projet")


class Statement(models.Model):
    """A need, a know-how, a resource, an obstacle or a project of an actor."""

    actor = models.ForeignKey(Actor, models.CASCADE, related_name="statements")
    filiere = models.ForeignKey(Filiere, models.CASCADE, related_name="+")
    kind = models.CharField(_("type"), max_length=12, choices=StatementKind.choices)
    text = models.TextField(_("ce qui est dit"), max_length=2000)
    stage_key = models.CharField(_("maillon"), max_length=60, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    stated_on = models.DateField(_("dit le"))
    visibility = models.CharField(
        _("visibilité"), max_length=12, choices=Visibility.choices, default=Visibility.MEMBERS
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("kind", "-stated_on", "pk")
        indexes = (models.Index(fields=("filiere", "kind"), name="statement_kind"),)

    def __str__(self) -> str:
        """Return what is said."""
        return self.text[:80]


class Keeper(models.Model):
    """A person who keeps an actor's own sheet; `reminded_on` is the last reminder sent to it."""

    actor = models.ForeignKey(Actor, models.CASCADE, related_name="keepers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="kept_actors")
    since = models.DateTimeField(auto_now_add=True)
    reminded_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("actor", "user"), name="one_keeper_by_person"),
        )

    def __str__(self) -> str:
        """Return who keeps what."""
        return f"{self.user} – {self.actor}"
