"""Lists that people bring, row by row, and the values that they settle."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from maillon_web.accounts.models import Organisation
from maillon_web.directory.models.actors import Actor
from maillon_web.filieres.models import Filiere, Visibility

__all__ = [
    "ImportRow",
    "ImportState",
    "Likeness",
    "ListImport",
    "RowChoice",
    "RowState",
    "ValueChoice",
]


class ImportState(models.TextChoices):
    """Where the import of a list stands."""

    UPLOADED = "uploaded", _("Fichier reçu")
    MAPPED = "mapped", _("Colonnes reconnues")
    RECONCILED = "reconciled", _("Valeurs rapprochées")
    READY = "ready", _("Prêt : à relire avant d’écrire")
    APPLYING = "applying", _("Écriture non terminée")
    APPLIED = "applied", _("Importé")
    UNDOING = "undoing", _("Annulation non terminée")
    UNDONE = "undone", _("Import annulé")


class ListImport(models.Model):
    """
    A list of somebody's own, on its way into the directory.

    `inspection` says how the file is read, `mapping` which field each header feeds, `wanted_values`
    the words to reconcile, none until they are read. Nothing of it is in the directory before
    `APPLYING`. While it is written or taken back, batch by batch, `summary` says how far, so that
    whoever takes it up goes on from there.
    """

    filiere = models.ForeignKey(Filiere, models.CASCADE, related_name="list_imports")
    label = models.CharField(_("nom de la liste"), max_length=120)
    dated = models.DateField(_("date des données"))
    licence = models.CharField(_("licence"), max_length=120, blank=True)
    visibility = models.CharField(
        _("visibilité"), max_length=12, choices=Visibility.choices, default=Visibility.MEMBERS
    )
    file_name = models.CharField(max_length=200)
    stored_as = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, blank=True)
    sheet = models.CharField(max_length=120, blank=True)
    inspection = models.JSONField(default=dict, blank=True)
    mapping = models.JSONField(default=dict, blank=True)
    wanted_values = models.JSONField(null=True, blank=True)
    state = models.CharField(
        max_length=12, choices=ImportState.choices, default=ImportState.UPLOADED
    )
    summary = models.JSONField(default=dict, blank=True)
    job_id = models.UUIDField(null=True, blank=True)
    change_set_id = models.BigIntegerField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        """Return its name."""
        return self.label

    @property
    def source_key(self) -> str:
        """Name of the list among the sources of an actor."""
        return f"liste-{self.pk}"

    @property
    def own_scope(self) -> str:
        """Scope of its changes while it is half way: they are in no history yet."""
        return f"import:{self.pk}"

    @property
    def is_written(self) -> bool:
        """Whether its rows, or some of them, are in the directory."""
        return self.state in {ImportState.APPLYING, ImportState.APPLIED, ImportState.UNDOING}

    @property
    def is_half_way(self) -> bool:
        """Whether its writing, or its undoing, has begun and is not over."""
        return self.state in {ImportState.APPLYING, ImportState.UNDOING}


class Likeness(models.TextChoices):
    """Why two records may be one, the surest first."""

    SIRET = "siret", _("Même SIRET")
    SIREN = "siren", _("Même SIREN ou même numéro RNA")
    NAME = "name", _("Même nom, même commune")
    UNPLACED = "unplaced", _("Même nom, commune inconnue de l’un des deux")
    NEAR = "near", _("Noms ressemblants")
    SETTLED = "settled", _("Déjà tranché dans une autre liste")


class RowChoice(models.TextChoices):
    """What a person said of a row that looks like a known actor."""

    SAME = "same", _("C’est le même")
    DIFFERENT = "different", _("C’en est un autre")
    ASIDE = "aside", _("Laisser de côté")


class RowState(models.TextChoices):
    """What a row of a list would do."""

    NEW = "new", _("Nouvel acteur")
    UPDATE = "update", _("Complète un acteur connu")
    DUPLICATE = "duplicate", _("Ressemble à un acteur connu : à vous de dire")
    SKIPPED = "skipped", _("Laissé de côté")
    REJECTED = "rejected", _("Refusé, avec la raison")


class ImportRow(models.Model):
    """
    One row of a list, read and compared, not yet written.

    `candidates` holds what it looks like, the surest first: `{"actor": 12, "likeness": "siret"}`,
    or `{"row": 4, …}` for an earlier row of the same list. An actor that was recognised comes with
    `probability`, `ground`, `levels` and `texts`, which are worded when they are read. `target`, or
    `target_row`, is the one that it would complete.
    """

    list_import = models.ForeignKey(ListImport, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=12, choices=RowState.choices)
    values = models.JSONField(default=dict, blank=True)
    problems = models.JSONField(default=list, blank=True)
    has_problems = models.BooleanField(default=False)
    candidates = models.JSONField(default=list, blank=True)
    likeness = models.CharField(max_length=12, choices=Likeness.choices, blank=True)
    choice = models.CharField(max_length=12, choices=RowChoice.choices, blank=True)
    target = models.ForeignKey(Actor, models.SET_NULL, null=True, related_name="+")
    target_row = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("list_import", "number"), name="one_row_by_number"),
        )
        indexes = (
            models.Index(fields=("list_import", "state", "number"), name="row_state"),
            models.Index(fields=("list_import", "has_problems", "number"), name="row_problem"),
        )

    def __str__(self) -> str:
        """Return the line number."""
        return str(self.number)


class ValueChoice(models.Model):
    """What a word of a list means here: proposed, then settled by a person and kept."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="value_choices")
    field = models.CharField(max_length=40)
    raw = models.CharField(max_length=300)
    target = models.CharField(max_length=120, blank=True)
    confidence = models.FloatField(default=0)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "field", "raw"), name="one_choice_by_value"
            ),
        )

    def __str__(self) -> str:
        """Return the pair."""
        return f"{self.raw} → {self.target}"
