"""Sheets that people wrote, and the searches that they keep."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from maillon_web.accounts.models import Organisation
from maillon_web.filieres.models import Filiere

__all__ = ["Contribution", "ContributionState", "Rhythm", "SavedSearch", "SheetVisibility"]


class ContributionState(models.TextChoices):
    """Where a contributed sheet stands: only a published one is found by search."""

    DRAFT = "draft", _("Brouillon")
    PROPOSED = "proposed", _("Proposée, à relire")
    RETURNED = "returned", _("À compléter")
    PUBLISHED = "published", _("Publiée")
    REFUSED = "refused", _("Refusée")
    WITHDRAWN = "withdrawn", _("Retirée")


class SheetVisibility(models.TextChoices):
    """Who reads a sheet once it is published."""

    PUBLIC = "public", _("Tout le monde")
    MEMBERS = "members", _("Les personnes qui ont un compte")


class Contribution(models.Model):
    """
    A sheet that somebody wrote; `sheet` is what `maillon.domain.sheets.Sheet.to_dict` gives.

    `title` and `kind` stand beside it for lists. What readers find is `published`: the sheet as it
    was when somebody reviewed it, so that a new version may be prepared without anything moving
    for them. `published_visibility` is empty while nothing is published; it may be narrower than
    the `visibility` that the author asked for, until who runs the server opens it to everyone.
    """

    key = models.CharField(max_length=120, unique=True)
    title = models.CharField(_("titre"), max_length=200)
    kind = models.CharField(_("type de fiche"), max_length=12)
    sheet = models.JSONField(default=dict)
    visibility = models.CharField(
        _("qui peut la lire"),
        max_length=12,
        choices=SheetVisibility.choices,
        default=SheetVisibility.PUBLIC,
    )
    state = models.CharField(
        _("état"),
        max_length=12,
        choices=ContributionState.choices,
        default=ContributionState.DRAFT,
    )
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="contributions"
    )
    filiere = models.ForeignKey(
        Filiere, models.SET_NULL, null=True, blank=True, related_name="contributions"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="contributions"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    proposed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    review_note = models.TextField(_("mot de la relecture"), blank=True, max_length=2000)
    published = models.JSONField(default=dict, blank=True)
    published_visibility = models.CharField(
        _("publiée pour"), max_length=12, choices=SheetVisibility.choices, blank=True
    )
    published_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-updated_at", "-pk")
        indexes = (
            models.Index(fields=("state",), name="contribution_by_state"),
            models.Index(fields=("published_visibility",), name="contribution_published"),
        )

    def __str__(self) -> str:
        """Return its title."""
        return self.title

    @property
    def is_published(self) -> bool:
        """Whether readers find it."""
        return bool(self.published_visibility)

    @property
    def is_waiting_to_open(self) -> bool:
        """Whether it is published for members while its author asked for everyone."""
        return (
            self.published_visibility == SheetVisibility.MEMBERS
            and self.visibility == SheetVisibility.PUBLIC
        )


class Rhythm(models.TextChoices):
    """How often a saved search writes."""

    NEVER = "never", _("Jamais : je la rouvre moi-même")
    DAILY = "daily", _("Chaque jour s’il y a du nouveau")
    WEEKLY = "weekly", _("Chaque semaine s’il y a du nouveau")


class SavedSearch(models.Model):
    """A search that a person keeps; `seen_keys` are the sheets already announced."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_searches"
    )
    name = models.CharField(_("nom"), max_length=120)
    query = models.CharField(_("recherche"), max_length=300, blank=True)
    filters = models.JSONField(default=dict, blank=True)
    rhythm = models.CharField(
        _("m’écrire"), max_length=12, choices=Rhythm.choices, default=Rhythm.WEEKLY
    )
    seen_keys = models.JSONField(default=list, blank=True)
    written_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        """Return its name."""
        return self.name
