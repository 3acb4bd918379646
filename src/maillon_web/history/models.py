"""Changes of shared records, grouped as people made them."""

from django.conf import settings
from django.db import models

__all__ = ["Change", "ChangeSet"]


class ChangeSet(models.Model):
    """
    What one person did in one go: an edit, a merge, a whole import.

    `kind` names the sentence (`history.wording`), `params` its words; `scope` is `filiere:12`.
    """

    scope = models.CharField(max_length=60)
    kind = models.CharField(max_length=60)
    params = models.JSONField(default=dict, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    undoes = models.OneToOneField("self", models.SET_NULL, null=True, related_name="undone_by")

    class Meta:
        ordering = ("-made_at", "-pk")
        indexes = (models.Index(fields=("scope", "-made_at"), name="changeset_scope"),)

    def __str__(self) -> str:
        """Return the kind."""
        return self.kind


class Change(models.Model):
    """One record created, changed or deleted: `before` and `after` hold the fields that differ."""

    change_set = models.ForeignKey(ChangeSet, models.CASCADE, related_name="changes")
    model = models.CharField(max_length=80)
    object_id = models.CharField(max_length=40)
    name = models.CharField(max_length=300)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=("model", "object_id"), name="change_object"),)

    def __str__(self) -> str:
        """Return the name of the record."""
        return self.name
