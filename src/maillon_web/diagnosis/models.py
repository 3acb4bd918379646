"""The last diagnostic of each filière, its figures one by one, and its ranking."""

from django.db import models

from maillon_web.filieres.models import Filiere

__all__ = ["DiagnosisFigure", "DiagnosisRun", "DiagnosisText", "RankingProfile"]


class DiagnosisRun(models.Model):
    """One computation: what it took into account."""

    filiere = models.ForeignKey(Filiere, models.CASCADE, related_name="diagnoses")
    made_at = models.DateTimeField(auto_now_add=True)
    is_current = models.BooleanField(default=True)
    actor_count = models.PositiveIntegerField(default=0)
    decision_count = models.PositiveIntegerField(default=0)
    compared_with = models.JSONField(default=list)
    vintages = models.JSONField(default=list)

    class Meta:
        ordering = ("-made_at",)
        indexes = (models.Index(fields=("filiere", "is_current"), name="run_current"),)

    def __str__(self) -> str:
        """Return when it was made."""
        return str(self.made_at)


class DiagnosisText(models.Model):
    """
    The result document of a run for one audience, in one language.

    `document` is the document of the library without its actors and its figures (JSON);
    `whole` is the whole of it, compressed, for the downloads.
    """

    run = models.ForeignKey(DiagnosisRun, models.CASCADE, related_name="texts")
    audience = models.CharField(max_length=10)
    language = models.CharField(max_length=5)
    document = models.JSONField()
    whole = models.BinaryField()
    chain_svg = models.TextField(blank=True)
    map_svg = models.TextField(blank=True)

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
    """One explained figure of a document."""

    text = models.ForeignKey(DiagnosisText, models.CASCADE, related_name="figures")
    key = models.CharField(max_length=160)
    payload = models.JSONField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("text", "key"), name="one_figure_by_key"),
        )

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
