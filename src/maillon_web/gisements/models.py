"""Gisements: how much arises, how it is known, who captures it, and the ratios that estimate it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from maillon.domain.errors import InvalidInput
from maillon.domain.gisements import Ratio
from maillon_web.agreements.models import Contract
from maillon_web.directory.models import Actor
from maillon_web.filieres.models import FiliereRecord

__all__ = [
    "Capture",
    "Certainty",
    "Destination",
    "Gisement",
    "KnownTotal",
    "LegalStatus",
    "Nature",
    "Origin",
    "OwnRatio",
    "RatioTable",
    "check_ratio",
]

_MATTER_LENGTH = 120
_UNIT_LENGTH = 20


class Nature(models.TextChoices):
    """Whether it arises again every year, or lies there once."""

    YEARLY = "yearly", _("Se reforme chaque année")
    STOCK = "stock", _("Stock dormant, présent une fois")


class LegalStatus(models.TextChoices):
    """What the matter is for the law; same words as `maillon.domain.gisements`."""

    UNKNOWN = "", _("Je ne sais pas")
    WASTE = "waste", _("Déchet")
    PRODUCT = "product", _("Produit")
    BY_PRODUCT = "by_product", _("Sous-produit")
    END_OF_WASTE = "end_of_waste", _("Sorti du statut de déchet")


class Origin(models.TextChoices):
    """How the quantity is known; quantities of different origins are never added together."""

    WEIGHED = "weighed", _("Pesé")
    DECLARED = "declared", _("Déclaré")
    ESTIMATED = "estimated", _("Estimé par un ratio")


class Certainty(models.TextChoices):
    """How much the person who writes it trusts it: the expert scores of the pedigree."""

    SURE = "E1", _("Sûr : vérifié ou recoupé")
    FAIR = "E2", _("Assez sûr : une source sérieuse")
    UNSURE = "E3", _("Peu sûr : un ordre de grandeur")
    GUESS = "E4", _("Une idée, à vérifier")


class Gisement(FiliereRecord):
    """
    A quantity of one matter that arises somewhere before anybody collects it.

    The quantity is that of the period; without dates, of an ordinary year. Its uncertainty is a
    range (`low`, `high`) or a coefficient of variation (`variation`, a ratio of the quantity).
    Shares lie between 0 and 1, each with its standard error, also a share. `estimate` keeps what
    an estimate by ratio was computed from, as it stood that day.
    """

    matter = models.CharField(_("matière"), max_length=_MATTER_LENGTH)
    nature = models.CharField(
        _("nature"), max_length=8, choices=Nature.choices, default=Nature.YEARLY
    )
    quantity = models.FloatField(_("quantité"), null=True, blank=True)
    unit = models.CharField(_("unité"), max_length=_UNIT_LENGTH, default="t")
    low = models.FloatField(_("au moins"), null=True, blank=True)
    high = models.FloatField(_("au plus"), null=True, blank=True)
    variation = models.FloatField(_("incertitude relative"), null=True, blank=True)
    starts_on = models.DateField(_("début de la période"), null=True, blank=True)
    ends_on = models.DateField(_("fin de la période"), null=True, blank=True)
    origin = models.CharField(
        _("comment la quantité est connue"),
        max_length=10,
        choices=Origin.choices,
        default=Origin.DECLARED,
    )
    confidence = models.CharField(
        _("confiance"), max_length=4, choices=Certainty.choices, default=Certainty.FAIR
    )
    reference = models.CharField(_("source"), max_length=400, blank=True)
    observed_on = models.DateField(_("constaté le"), null=True, blank=True)
    quality = models.CharField(_("qualité"), max_length=400, blank=True)
    holder = models.ForeignKey(
        Actor,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="held_gisements",
        verbose_name=_("détenteur"),
    )
    holder_name = models.CharField(_("ou un autre détenteur"), max_length=200, blank=True)
    stage_key = models.CharField(_("maillon"), max_length=60, blank=True)
    commune_code = models.CharField(_("code commune"), max_length=30, blank=True)
    place_name = models.CharField(_("lieu"), max_length=200, blank=True)
    status = models.CharField(
        _("statut juridique"),
        max_length=12,
        choices=LegalStatus.choices,
        blank=True,
        default=LegalStatus.UNKNOWN,
    )
    waste_code = models.CharField(_("code déchet"), max_length=12, blank=True)
    rep_family = models.CharField(_("filière REP"), max_length=8, blank=True)
    mobilisable_share = models.FloatField(_("part mobilisable"), null=True, blank=True)
    mobilisable_error = models.FloatField(_("plus ou moins"), null=True, blank=True)
    recoverable_share = models.FloatField(_("part valorisable"), null=True, blank=True)
    recoverable_error = models.FloatField(_("plus ou moins"), null=True, blank=True)
    estimate = models.JSONField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ("matter", "pk")
        indexes = (models.Index(fields=("filiere", "matter"), name="gisement_matter"),)

    def __str__(self) -> str:
        """Return its matter, and where or whose it is."""
        where = self.holder_name or self.place_name
        return f"{self.matter} – {where}" if where else self.matter

    @property
    def is_stock(self) -> bool:
        """Whether it lies there once: a stock never counts with what arises every year."""
        return self.nature == Nature.STOCK


class Destination(models.TextChoices):
    """Who takes a part of a gisement; same words as `maillon.domain.gisements`."""

    ESS = "ess", _("L’ESS")
    OTHERS = "others", _("D’autres acteurs du territoire")
    EXPORTED = "exported", _("Part hors du territoire")
    LOST = "lost", _("Perdu : éliminé ou abandonné")


class Capture(FiliereRecord):
    """
    A part of a gisement that somebody took in a year.

    Its quantity is in the unit of the gisement; its matter and its stage are those of the gisement
    too. `secured_by` holds keys of `maillon.reference.captures`.
    """

    gisement = models.ForeignKey(
        Gisement, models.CASCADE, related_name="captures", verbose_name=_("gisement")
    )
    year = models.PositiveSmallIntegerField(_("année"))
    actor = models.ForeignKey(
        Actor, models.SET_NULL, null=True, blank=True, related_name="gisement_captures"
    )
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    destination = models.CharField(
        _("qui capte"), max_length=10, choices=Destination.choices, default=Destination.ESS
    )
    quantity = models.FloatField(_("quantité"), null=True, blank=True)
    secured_by = models.JSONField(_("ce qui la sécurise"), default=list, blank=True)
    contract = models.ForeignKey(
        Contract,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="captures",
        verbose_name=_("contrat"),
    )
    public = models.CharField(_("public visé"), max_length=200, blank=True)
    quality = models.CharField(_("qualité recherchée"), max_length=200, blank=True)
    area = models.CharField(_("secteur couvert"), max_length=200, blank=True)
    reference = models.CharField(_("source"), max_length=400, blank=True)

    class Meta:
        ordering = ("-year", "destination", "pk")

    def __str__(self) -> str:
        """Return who takes it and when."""
        who = self.organisation or str(Destination(self.destination).label)
        return f"{who}, {self.year}"


class RatioTable(FiliereRecord):
    """A table of ratios that the filière brought, as its file said it."""

    title = models.CharField(_("nom de la table"), max_length=200)
    file_name = models.CharField(max_length=200, blank=True)
    note = models.CharField(_("ce qu’il faut en savoir"), max_length=400, blank=True)

    class Meta:
        ordering = ("title", "pk")

    def __str__(self) -> str:
        """Return its title."""
        return self.title


def check_ratio(content: Any) -> None:  # noqa: ANN401 - whatever a file holds
    """
    Check what is kept of a ratio: it may come from the file of a filière.

    Raises
    ------
    ValidationError
        If it is no ratio.
    """
    try:
        Ratio.from_dict(content)
    except (ArithmeticError, InvalidInput, KeyError, TypeError, ValueError) as error:
        raise ValidationError(_("Ce n’est pas un ratio.")) from error


class OwnRatio(models.Model):
    """One ratio of an own table; `content` is what `maillon.domain.gisements.Ratio` says of it."""

    table = models.ForeignKey(RatioTable, models.CASCADE, related_name="ratios")
    key = models.CharField(max_length=120)
    matter = models.CharField(_("matière"), max_length=_MATTER_LENGTH)
    content = models.JSONField(validators=[check_ratio])

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        """Return what it is the ratio of."""
        return self.matter


class KnownTotal(FiliereRecord):
    """A total of a matter in a year that somebody published, to which gisements are calibrated."""

    matter = models.CharField(_("matière"), max_length=_MATTER_LENGTH)
    year = models.PositiveSmallIntegerField(_("année"))
    quantity = models.FloatField(_("quantité"))
    unit = models.CharField(_("unité"), max_length=_UNIT_LENGTH, default="t")
    reference = models.CharField(_("source"), max_length=400)

    class Meta:
        ordering = ("matter", "-year", "pk")

    def __str__(self) -> str:
        """Return its matter and its year."""
        return f"{self.matter}, {self.year}"
