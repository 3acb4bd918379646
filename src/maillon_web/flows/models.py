"""What circulates in a filière: places, flows, yields, stocks, and the account made of them."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maillon.domain.flows import OUTSIDE
from maillon_web.directory.models import Actor
from maillon_web.filieres.models import Filiere, FiliereRecord

__all__ = [
    "PLACE_PREFIX",
    "BalanceCache",
    "FlowPlace",
    "MatterFlow",
    "StockMove",
    "TransferYield",
]

PLACE_PREFIX = "lieu-"
"""Begins the key of every place, so that no stage ever has the same one."""

_KEY_LENGTH = 80


class FlowPlace(FiliereRecord):
    """
    A place or a process that flows go through, finer than a stage or beside the chain.

    `key` is made of the first label and never changes: flows name it. `parent` is the place that
    holds this one; `stage_key` the stage that it belongs to. A place outside the territory is not
    balanced; one that `transforms` balances all its matters together.
    """

    key = models.CharField(max_length=_KEY_LENGTH, editable=False)
    label = models.CharField(_("nom du lieu ou du procédé"), max_length=120)
    stage_key = models.CharField(_("maillon"), max_length=60, blank=True)
    parent = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("fait partie de"),
    )
    is_outside = models.BooleanField(_("hors du territoire"), default=False)
    transforms = models.BooleanField(_("transforme des matières en d’autres"), default=False)
    actor = models.ForeignKey(
        Actor,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="flow_places",
        verbose_name=_("acteur"),
    )
    commune_code = models.CharField(_("code commune"), max_length=30, blank=True)
    commune_name = models.CharField(_("commune"), max_length=120, blank=True)

    class Meta:
        ordering = ("label", "pk")
        constraints = (
            models.UniqueConstraint(fields=("filiere", "key"), name="one_flow_place_by_key"),
        )

    def __str__(self) -> str:
        """Return its label."""
        return self.label


class MatterFlow(FiliereRecord):
    """
    A quantity of one matter that goes in a year from one stage or place to another.

    `source_key` and `target_key` are keys of a stage, of a place, or `outside`. `value` is empty
    when nobody knows; `quality` is the pedigree score that stands for a missing standard error.
    """

    source_key = models.CharField(_("de"), max_length=_KEY_LENGTH)
    target_key = models.CharField(_("vers"), max_length=_KEY_LENGTH)
    matter = models.CharField(_("matière"), max_length=120)
    unit = models.CharField(_("unité"), max_length=20)
    year = models.PositiveSmallIntegerField(_("année"), null=True, blank=True)
    value = models.FloatField(_("quantité"), null=True, blank=True)
    standard_error = models.FloatField(_("écart-type"), null=True, blank=True)
    minimum = models.FloatField(_("au moins"), null=True, blank=True)
    maximum = models.FloatField(_("au plus"), null=True, blank=True)
    reference = models.CharField(_("source"), max_length=400, blank=True)
    quality = models.CharField(_("note de qualité"), max_length=12, blank=True)
    comment = models.TextField(_("remarque"), blank=True, max_length=2000)
    holder = models.ForeignKey(
        Actor,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="held_flows",
        verbose_name=_("acteur qui tient ce flux"),
    )

    class Meta:
        ordering = ("matter", "-year", "pk")
        indexes = (
            models.Index(fields=("filiere", "matter", "year"), name="flow_by_matter"),
            models.Index(fields=("filiere", "year"), name="flow_by_year"),
        )

    def __str__(self) -> str:
        """Return its matter and its ends."""
        year = f" ({self.year})" if self.year else ""
        return f"{self.matter}{year}, {_say(self.source_key)} → {_say(self.target_key)}"


class TransferYield(FiliereRecord):
    """Share of what enters a stage or a place that leaves it by one way."""

    stage_key = models.CharField(_("où"), max_length=_KEY_LENGTH)
    matter = models.CharField(_("matière qui entre"), max_length=120)
    source_key = models.CharField(_("venue de"), max_length=_KEY_LENGTH, blank=True)
    target_key = models.CharField(_("vers"), max_length=_KEY_LENGTH)
    target_matter = models.CharField(_("matière qui sort"), max_length=120, blank=True)
    share = models.FloatField(_("part (entre 0 et 1)"))
    standard_error = models.FloatField(_("écart-type"), null=True, blank=True)
    year = models.PositiveSmallIntegerField(_("année"), null=True, blank=True)
    reference = models.CharField(_("source"), max_length=400, blank=True)

    class Meta:
        ordering = ("stage_key", "matter", "pk")

    def __str__(self) -> str:
        """Return where and by which way."""
        return f"{self.matter}, {_say(self.stage_key)} → {_say(self.target_key)}"


class StockMove(FiliereRecord):
    """What a stage or a place holds more, or less, at the end of a year; empty when unknown."""

    stage_key = models.CharField(_("où"), max_length=_KEY_LENGTH)
    matter = models.CharField(_("matière"), max_length=120)
    unit = models.CharField(_("unité"), max_length=20)
    year = models.PositiveSmallIntegerField(_("année"), null=True, blank=True)
    value = models.FloatField(_("variation du stock"), null=True, blank=True)
    standard_error = models.FloatField(_("écart-type"), null=True, blank=True)
    reference = models.CharField(_("source"), max_length=400, blank=True)

    class Meta:
        ordering = ("stage_key", "matter", "pk")

    def __str__(self) -> str:
        """Return where and of what."""
        year = f" ({self.year})" if self.year else ""
        return f"{self.matter}{year}, {_say(self.stage_key)}"


class BalanceCache(models.Model):
    """
    The account made of some visible rows, kept until one of them changes.

    It is derived and may be lost. `document` is the answer of the library, `None` when there is
    none; `problems` are then the reasons, as `{"sentence", "place"}`.
    """

    filiere = models.ForeignKey(Filiere, models.CASCADE, related_name="flow_balances")
    fingerprint = models.CharField(max_length=64)
    document = models.JSONField(null=True, blank=True)
    problems = models.JSONField(default=list, blank=True)
    made_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("filiere", "fingerprint"), name="one_flow_balance_by_rows"
            ),
        )

    def __str__(self) -> str:
        """Return what it was made of."""
        return self.fingerprint


def _say(key: str) -> str:
    """Return a key as words: the name itself is asked of the filière by the pages."""
    if key == OUTSIDE:
        return gettext("hors du territoire")
    return key.removeprefix(PLACE_PREFIX).replace("-", " ").replace("_", " ")
