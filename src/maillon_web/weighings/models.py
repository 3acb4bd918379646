"""What goes in and out, weighed: sites, lines of the log, imports, targets, closed bilans."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maillon_web.directory.models import Actor
from maillon_web.filieres.models import Filiere, FiliereRecord
from maillon_web.ui.formatting import format_number

__all__ = [
    "ClosedBilan",
    "Direction",
    "Weighing",
    "WeighingImport",
    "WeighingSite",
    "WeighingTarget",
    "WeighingUpload",
]


class Direction(models.TextChoices):
    """What a line says; same words as `maillon.domain.weighings`."""

    IN = "in", _("Entrant")
    OUT = "out", _("Sortant")
    STOCK = "stock", _("Inventaire")


class WeighingSite(FiliereRecord):
    """A place with a scale; the weighings of a site are seen by those who see the site."""

    name = models.CharField(_("nom du site"), max_length=120)
    actor = models.ForeignKey(
        Actor,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="weighing_sites",
        verbose_name=_("acteur de l’annuaire"),
    )
    commune = models.CharField(_("commune"), max_length=120, blank=True)

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        """Return its name."""
        return self.name


class WeighingImport(FiliereRecord):
    """A spreadsheet that was brought in: its lines go with it when it is undone."""

    file_name = models.CharField(_("fichier"), max_length=200)
    line_count = models.PositiveIntegerField(_("pesées ajoutées"), default=0)
    left_out_count = models.PositiveIntegerField(_("lignes laissées de côté"), default=0)
    first_on = models.DateField(_("première pesée"), null=True)
    last_on = models.DateField(_("dernière pesée"), null=True)

    class Meta:
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        """Return the name of its file."""
        return self.file_name


class Weighing(models.Model):
    """
    One line of the log. It is never changed: another line corrects it, and both remain.

    `channel` is the origin of what comes in, the destination of what goes out; `month` is the rank
    of the month, so that the base adds up without cutting dates.
    """

    filiere = models.ForeignKey(Filiere, models.CASCADE, related_name="weighings", db_index=False)
    site = models.ForeignKey(
        WeighingSite, models.CASCADE, related_name="lines", verbose_name=_("site")
    )
    weighed_on = models.DateField(_("pesé le"))
    month = models.PositiveIntegerField(editable=False)
    direction = models.CharField(_("sens"), max_length=5, choices=Direction.choices)
    channel = models.CharField(_("origine ou destination"), max_length=12, blank=True)
    category = models.CharField(_("catégorie"), max_length=80)
    kilograms = models.DecimalField(
        _("poids en kg"), max_digits=12, decimal_places=3, validators=[MinValueValidator(0)]
    )
    ticket = models.CharField(_("numéro de ticket ou de bon"), max_length=60, blank=True)
    note = models.CharField(_("remarque"), max_length=300, blank=True)
    corrects = models.OneToOneField(
        "self", models.CASCADE, null=True, blank=True, related_name="replaced_by"
    )
    is_replaced = models.BooleanField(default=False, editable=False)
    batch = models.ForeignKey(
        WeighingImport, models.CASCADE, null=True, blank=True, related_name="lines"
    )
    entered_at = models.DateTimeField(_("saisie le"), default=timezone.now)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ("-weighed_on", "-pk")
        indexes: ClassVar = [
            # The log by its first two; and all that the bilan adds up, read in the index alone.
            models.Index(
                fields=(
                    "filiere",
                    "weighed_on",
                    "is_replaced",
                    "direction",
                    "channel",
                    "category",
                    "month",
                    "site",
                    "kilograms",
                ),
                name="weighing_sums",
            ),
            models.Index(fields=("filiere", "entered_at"), name="weighing_entry"),
        ]

    def __str__(self) -> str:
        """Return its day, category and weight."""
        weight = format_number(float(self.kilograms))
        return f"{self.weighed_on:%d/%m/%Y} – {self.category} – {weight} kg"


class WeighingTarget(FiliereRecord):
    """A quantity to reach; `destinations` lists what counts among what goes out."""

    label = models.CharField(_("objectif"), max_length=200)
    destinations = models.JSONField(_("ce qui compte"), default=list)
    quantity_t = models.DecimalField(
        _("quantité visée, en tonnes"),
        max_digits=12,
        decimal_places=3,
        validators=[MinValueValidator(0)],
    )
    is_yearly = models.BooleanField(
        _("quantité par an, à atteindre l’année de l’échéance"), default=False
    )
    starts_on = models.DateField(_("compté à partir du"))
    due_on = models.DateField(_("échéance"))
    source = models.CharField(_("d’où vient cet objectif"), max_length=300, blank=True)

    class Meta:
        ordering = ("due_on", "pk")

    def __str__(self) -> str:
        """Return its label."""
        return self.label


class ClosedBilan(FiliereRecord):
    """
    A bilan as it was published: it does not move any more.

    `totals` is the document of `maillon.studies.weighing.bilans.make_bilan` on that day; what is
    entered later for the same days is shown apart.
    """

    label = models.CharField(_("nom du bilan"), max_length=120)
    starts_on = models.DateField(_("du"))
    ends_on = models.DateField(_("au"))
    totals = models.JSONField(default=dict, editable=False)
    closed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("-ends_on", "-pk")

    def __str__(self) -> str:
        """Return its name."""
        return self.label


class WeighingUpload(models.Model):
    """A spreadsheet that a person is about to bring in; gone once written or left."""

    filiere = models.ForeignKey(Filiere, models.CASCADE, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    file_name = models.CharField(max_length=200)
    content = models.BinaryField()
    choices = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        """Return the name of its file."""
        return self.file_name
