"""Two sheets that may be of the same actor."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from maillon_web.directory.models.actors import Actor
from maillon_web.filieres.models import Filiere

__all__ = [
    "DuplicatePair",
    "PairState",
]


class PairState(models.TextChoices):
    """What a person said of two records that may be one."""

    OPEN = "open", _("À trancher")
    LATER = "later", _("Remis à plus tard")
    MERGED = "merged", _("Fusionnés")
    DIFFERENT = "different", _("Bien distincts")


class DuplicatePair(models.Model):
    """
    Two records that may be one; `first` has the smaller number.

    `probability`, `ground` and `levels` are what the comparison found, in its own codes: they are
    worded when they are read, in the reader's language. `texts` holds the two names compared.
    `is_sure` says that the comparison would accept it by itself. A pair put off bears who did, and
    when, as a pair that is settled does.
    """

    filiere = models.ForeignKey(Filiere, models.CASCADE, related_name="duplicate_pairs")
    first = models.ForeignKey(Actor, models.CASCADE, related_name="+")
    second = models.ForeignKey(Actor, models.CASCADE, related_name="+")
    probability = models.FloatField(default=0)
    is_sure = models.BooleanField(default=False)
    ground = models.CharField(max_length=20, default="likeness")
    levels = models.JSONField(default=dict, blank=True)
    texts = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=12, choices=PairState.choices, default=PairState.OPEN)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-is_sure", "-probability", "pk")
        constraints = (
            models.UniqueConstraint(fields=("filiere", "first", "second"), name="one_pair_by_two"),
        )
        indexes = (
            models.Index(
                fields=("filiere", "state", "-is_sure", "-probability"), name="pair_state"
            ),
        )

    def __str__(self) -> str:
        """Return both names."""
        return f"{self.first} / {self.second}"
