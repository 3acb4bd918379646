"""Actors, where each is placed, and where it is listed."""

from enum import IntEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

from maillon_web.accounts.models import Organisation
from maillon_web.filieres.models import Filiere, Visibility

__all__ = [
    "Actor",
    "ActorKind",
    "ActorWord",
    "Confidence",
    "EssStatus",
    "Placement",
    "Position",
    "Presence",
    "Reminder",
]


class ActorKind(models.TextChoices):
    """What a sheet describes."""

    UNIT = "unit", _("Organisation (unité légale)")
    ESTABLISHMENT = "establishment", _("Établissement")
    BRAND = "brand", _("Marque ou enseigne")


class EssStatus(models.TextChoices):
    """Whether it is ESS, and how it is known."""

    PUBLISHED = "published", _("ESS, publié par un registre")
    DEDUCED = "deduced", _("ESS, déduit d’une règle")
    DECLARED = "declared", _("ESS, déclaré")
    REFUSED = "refused", _("Hors ESS, décidé")
    NONE = "none", _("Aucun signe d’ESS")


class Reminder(models.IntegerChoices):
    """How often the owner of a sheet wants to be asked whether it is still right, in months."""

    NEVER = 0, _("Jamais")
    MONTHLY = 1, _("Tous les mois")
    QUARTERLY = 3, _("Tous les trois mois")
    TWICE_A_YEAR = 6, _("Tous les six mois")
    YEARLY = 12, _("Tous les ans")


class Actor(models.Model):
    """
    One sheet of the directory of an organisation.

    `external_id` is the identifier of the working base (SIRET, `case:…`, `liste…`) when the record
    comes from there; people's own records have `web:…`. A record merged into another keeps all
    that it says, out of the lists.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="actors")
    kind = models.CharField(
        _("nature"), max_length=20, choices=ActorKind.choices, default=ActorKind.ESTABLISHMENT
    )
    parent = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="children", db_index=False
    )
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="merged", db_index=False
    )
    external_id = models.CharField(max_length=120)
    name = models.CharField(_("nom"), max_length=300)
    sort_name = models.CharField(max_length=300, editable=False)
    other_names = models.CharField(_("autres noms"), max_length=600, blank=True)
    siret = models.CharField(_("SIRET"), max_length=14, blank=True)
    siren = models.CharField(_("SIREN"), max_length=9, blank=True)
    rna_id = models.CharField(_("numéro RNA"), max_length=10, blank=True)
    address = models.CharField(_("adresse"), max_length=300, blank=True)
    post_code = models.CharField(_("code postal"), max_length=10, blank=True)
    commune_code = models.CharField(_("code commune"), max_length=30, blank=True)
    commune_name = models.CharField(_("commune"), max_length=120, blank=True)
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    position_quality = models.CharField(max_length=20, blank=True)
    qpv_code = models.CharField(_("quartier prioritaire"), max_length=12, blank=True)
    naf_code = models.CharField(_("activité (NAF)"), max_length=6, blank=True)
    naf_label = models.CharField(max_length=200, blank=True)
    legal_category_code = models.CharField(_("catégorie juridique"), max_length=4, blank=True)
    band_code = models.CharField(_("tranche d’effectif"), max_length=2, blank=True)
    size_rank = models.SmallIntegerField(default=-1, editable=False)
    declared_activity = models.TextField(_("activité, en clair"), blank=True, max_length=4000)
    website = models.URLField(_("site internet"), blank=True)
    phone = models.CharField(_("téléphone de la structure"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail de la structure"), blank=True)
    ess_status = models.CharField(
        _("ESS"), max_length=12, choices=EssStatus.choices, default=EssStatus.NONE
    )
    ess_family = models.CharField(_("famille"), max_length=40, blank=True)
    ess_rule = models.CharField(max_length=60, blank=True)
    ess_sources = models.JSONField(default=list, blank=True)
    inclusive_kinds = models.JSONField(default=list, blank=True)
    evidence = models.TextField(blank=True)
    sources = models.JSONField(default=list, blank=True)
    visibility = models.CharField(
        _("visibilité"), max_length=12, choices=Visibility.choices, default=Visibility.PUBLIC
    )
    closed_on = models.DateField(_("fermé le"), null=True, blank=True)
    checked_on = models.DateField(_("vérifié le"), null=True, blank=True)
    reminder_months = models.PositiveSmallIntegerField(
        _("rappel"), choices=Reminder.choices, default=Reminder.YEARLY
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("sort_name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "external_id"), name="one_sheet_by_identifier"
            ),
        )
        indexes = (
            models.Index(fields=("organisation", "siret"), name="actor_siret"),
            models.Index(fields=("organisation", "siren"), name="actor_siren"),
            models.Index(fields=("organisation", "sort_name"), name="actor_name"),
            # Partial: a full index of links that are nearly all empty is read whole to find those.
            models.Index(
                fields=("parent",),
                condition=models.Q(parent__isnull=False),
                name="actor_parent",
            ),
            models.Index(
                fields=("merged_into",),
                condition=models.Q(merged_into__isnull=False),
                name="actor_merged",
            ),
        )

    def __str__(self) -> str:
        """Return its name."""
        return self.name


class Position(IntEnum):
    """How sure the point of an actor is."""

    AT_ADDRESS = 0
    AT_COMMUNE = 1
    UNSURE = 2


class Presence(models.Model):
    """
    An actor in a filière.

    Holds, beside the link, the columns that lists filter and sort on, copied from the actor by
    `directory.services.presences`, so that fifty thousand actors are filtered in one index. `lat`,
    `lon` and `position` say where a map draws it: its own point, else that of its commune.

    `declared_stages` holds the stages that the actor, or a list, says it is at. `computed` keeps,
    once somebody decided something here, what the last computation said before (`stages`, `ess`):
    a decision that is undone gives it back at once. `place_visibility` says who sees the address,
    hence the point on the map. `version` counts what people changed, never what is computed.
    """

    # The composite indexes begin with the filière: one of its own would only slow writing down.
    filiere = models.ForeignKey(Filiere, models.CASCADE, related_name="presences", db_index=False)
    actor = models.ForeignKey(Actor, models.CASCADE, related_name="presences")
    origin = models.CharField(max_length=20, default="register")
    is_listed = models.BooleanField(default=True)
    sort_name = models.CharField(max_length=300)
    ess_status = models.CharField(max_length=12)
    ess_family = models.CharField(max_length=40, blank=True)
    ess_rule = models.CharField(max_length=60, blank=True)
    size_rank = models.SmallIntegerField(default=-1)
    commune_code = models.CharField(max_length=30, blank=True)
    commune_name = models.CharField(max_length=120, blank=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    position = models.PositiveSmallIntegerField(null=True)
    is_qpv = models.BooleanField(default=False)
    visibility = models.CharField(max_length=12, choices=Visibility.choices)
    checked_on = models.DateField(null=True)
    is_closed = models.BooleanField(default=False)
    main_stage = models.CharField(max_length=60, blank=True)
    main_confidence = models.CharField(max_length=12, blank=True)
    place_visibility = models.CharField(
        max_length=12, choices=Visibility.choices, default=Visibility.PUBLIC
    )
    declared_stages = models.JSONField(default=list, blank=True)
    computed = models.JSONField(null=True, blank=True)
    added_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("filiere", "actor"), name="one_presence_by_actor"),
        )
        # Read in their order by those who ask with `selectors.visible.LISTED`.
        indexes = (
            models.Index(
                fields=("filiere", "is_listed", "sort_name", "id", "visibility", "actor"),
                name="presence_list",
            ),
            # Whole tables and maps are drawn from these two without reading a row.
            models.Index(
                fields=(
                    "filiere",
                    "is_listed",
                    "commune_code",
                    "visibility",
                    "ess_status",
                    "actor",
                ),
                name="presence_commune",
            ),
            models.Index(
                fields=(
                    "filiere",
                    "is_listed",
                    "lat",
                    "lon",
                    "position",
                    "main_stage",
                    "ess_status",
                    "place_visibility",
                    "visibility",
                    "actor",
                ),
                name="presence_place",
            ),
            models.Index(
                fields=(
                    "filiere",
                    "is_listed",
                    "ess_status",
                    "ess_family",
                    "ess_rule",
                    "visibility",
                ),
                name="presence_ess",
            ),
        )

    def __str__(self) -> str:
        """Return who is where."""
        return f"{self.actor} – {self.filiere}"


class ActorWord(models.Model):
    """A folded word of an actor's names, for search as you type, on any database."""

    filiere = models.ForeignKey(Filiere, models.CASCADE, related_name="+", db_index=False)
    actor = models.ForeignKey(Actor, models.CASCADE, related_name="words", db_index=False)
    word = models.CharField(max_length=40)

    class Meta:
        indexes = (
            models.Index(fields=("filiere", "word", "actor"), name="word_search"),
            models.Index(fields=("actor", "filiere", "word"), name="word_of_actor"),
        )

    def __str__(self) -> str:
        """Return the word."""
        return self.word


class Confidence(models.TextChoices):
    """How sure a placement is; same words as the library."""

    CONFIRMED = "confirmed", _("Confirmé par l’équipe")
    DECLARED = "declared", _("Déclaré")
    PLACED = "placed", _("Placé par les registres")
    TO_CHECK = "to_check", _("À vérifier")


class Placement(models.Model):
    """An actor at a stage of a filière, as last computed or decided."""

    filiere = models.ForeignKey(Filiere, models.CASCADE, related_name="placements", db_index=False)
    actor = models.ForeignKey(Actor, models.CASCADE, related_name="placements")
    stage_key = models.CharField(max_length=60)
    confidence = models.CharField(max_length=12, choices=Confidence.choices)
    score = models.FloatField(default=0)
    reasons = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("filiere", "actor", "stage_key"), name="one_placement_by_stage"
            ),
        )
        indexes = (
            models.Index(
                fields=("filiere", "stage_key", "confidence", "actor"), name="placement_stage"
            ),
        )

    def __str__(self) -> str:
        """Return the stage."""
        return self.stage_key
