"""The last diagnostic of each filière, its figures one by one, and its ranking."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from maillon_web.filieres.models import Filiere

__all__ = [
    "ChosenComparison",
    "DiagnosisFigure",
    "DiagnosisRun",
    "DiagnosisText",
    "RankingProfile",
]


class ChosenComparison(models.Model):
    """
    The territories that people want to compare with; none lets Maillon choose.

    `territories` is a list of `{"key": …, "name": …}`.
    """

    filiere = models.OneToOneField(
        Filiere, models.CASCADE, related_name="chosen_comparison", verbose_name=_("filière")
    )
    territories = models.JSONField(_("territoires comparés"), default=list, blank=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        """Return their names."""
        return ", ".join(str(entry["name"]) for entry in self.territories)


class DiagnosisRun(models.Model):
    """
    One computation: what it took into account.

    What people wrote after `read_at` is not in it.
    """

    filiere = models.ForeignKey(Filiere, models.CASCADE, related_name="diagnoses")
    made_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField()
    is_current = models.BooleanField(default=True)
    actor_count = models.PositiveIntegerField(default=0)
    decision_count = models.PositiveIntegerField(default=0)
    compared_with = models.JSONField(default=list, blank=True)
    vintages = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ("-made_at",)
        indexes = (models.Index(fields=("filiere", "is_current"), name="run_current"),)

    def __str__(self) -> str:
        """Return when it was made."""
        return str(self.made_at)


class DiagnosisText(models.Model):
    """
    The result document of a run for one audience, in one language.

    `document` is the document of the library without its actors and its figures (JSON); `whole` is
    the whole of it, compressed, for the downloads; `pages` is what the pages show, in words. The
    drawings hold `maillon:<stage key>` where an address goes.
    """

    run = models.ForeignKey(DiagnosisRun, models.CASCADE, related_name="texts")
    audience = models.CharField(max_length=10)
    language = models.CharField(max_length=5)
    document = models.JSONField()
    pages = models.JSONField(default=dict, blank=True)
    whole = models.BinaryField()
    chain_svg = models.TextField(blank=True)
    chain_narrow_svg = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("run", "audience", "language"), name="one_text_by_audience"
            ),
        )

    def __str__(self) -> str:
        """Return for whom."""
        return f"{self.audience} ({self.language})"


class DiagnosisFigure(models.Model):
    """
    One explained figure of a document.

    `payload` holds `figure` (values) and `words` (the explanation, ready to lay out).
    """

    text = models.ForeignKey(DiagnosisText, models.CASCADE, related_name="figures")
    key = models.CharField(max_length=160)
    payload = models.JSONField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("text", "key"), name="one_figure_by_key"),)

    def __str__(self) -> str:
        """Return its key."""
        return self.key


class RankingProfile(models.Model):
    """Criteria of every reference filière on a territory: computed once, weighed on demand."""

    filiere = models.OneToOneField(Filiere, models.CASCADE, related_name="ranking_profile")
    made_at = models.DateTimeField(auto_now=True)
    profiles = models.JSONField()

    def __str__(self) -> str:
        """Return when it was made."""
        return str(self.made_at)
