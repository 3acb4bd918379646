"""Actors and what is known of them, with where it comes from and who may see it."""

from enum import IntEnum

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from maillon_web.accounts.models import Organisation
from maillon_web.filieres.models import Filiere, Visibility

__all__ = [
    "Actor",
    "ActorKind",
    "ActorWord",
    "Confidence",
    "Decision",
    "DecisionKind",
    "DuplicatePair",
    "EssStatus",
    "FieldOrigin",
    "ImportRow",
    "ImportState",
    "Keeper",
    "Likeness",
    "ListImport",
    "PairState",
    "Placement",
    "Position",
    "Presence",
    "RowChoice",
    "RowState",
    "Statement",
    "StatementKind",
    "ValueChoice",
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


class DecisionKind(models.TextChoices):
    """What a human settled; same words as `maillon.domain.decisions`."""

    PLACE = "place", _("Est à ce maillon")
    REMOVE = "remove", _("N’est pas à ce maillon")
    ESS_DECLARED = "ess_declared", _("Relève de l’ESS")
    ESS_REFUSED = "ess_refused", _("Ne relève pas de l’ESS")


class Decision(models.Model):
    """A dated, signed choice; wins over every computation and survives the next import."""

    filiere = models.ForeignKey(Filiere, models.CASCADE, related_name="decisions")
    actor = models.ForeignKey(Actor, models.CASCADE, related_name="decisions")
    kind = models.CharField(max_length=20, choices=DecisionKind.choices)
    stage_key = models.CharField(max_length=60, blank=True)
    reason = models.TextField(_("raison"), blank=True, max_length=1000)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-decided_at", "-pk")
        indexes = (models.Index(fields=("filiere", "actor"), name="decision_actor"),)

    def __str__(self) -> str:
        """Return the kind."""
        return str(self.get_kind_display())


class FieldOrigin(models.Model):
    """
    Where the present value of a field comes from, and who may see it.

    A field without a row comes from the sources of the actor and is as visible as the actor. A row
    that is not `is_written` only restricts who sees what the sources say: their next values enter.
    """

    actor = models.ForeignKey(Actor, models.CASCADE, related_name="origins")
    field = models.CharField(max_length=40)
    source = models.CharField(max_length=200)
    dated = models.DateField()
    visibility = models.CharField(
        max_length=12, choices=Visibility.choices, default=Visibility.PUBLIC
    )
    is_written = models.BooleanField(default=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("actor", "field"), name="one_origin_by_field"),
        )
        indexes = (models.Index(fields=("field", "visibility", "actor"), name="origin_visibility"),)

    def __str__(self) -> str:
        """Return the field."""
        return self.field


class StatementKind(models.TextChoices):
    """What an actor says of itself, or what was heard of it."""

    NEED = "need", _("Besoin")
    KNOW_HOW = "know_how", _("Savoir-faire")
    RESOURCE = "resource", _("Ressource à partager")
    OBSTACLE = "obstacle", _("Frein")
    PROJECT = "project", _("Projet")


class Statement(models.Model):
    """A need, a know-how, a resource, an obstacle or a project of an actor."""

    actor = models.ForeignKey(Actor, models.CASCADE, related_name="statements")
    filiere = models.ForeignKey(Filiere, models.CASCADE, related_name="+")
    kind = models.CharField(_("type"), max_length=12, choices=StatementKind.choices)
    text = models.TextField(_("ce qui est dit"), max_length=2000)
    stage_key = models.CharField(_("maillon"), max_length=60, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    stated_on = models.DateField(_("dit le"))
    visibility = models.CharField(
        _("visibilité"), max_length=12, choices=Visibility.choices, default=Visibility.MEMBERS
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("kind", "-stated_on", "pk")
        indexes = (models.Index(fields=("filiere", "kind"), name="statement_kind"),)

    def __str__(self) -> str:
        """Return what is said."""
        return self.text[:80]


class Keeper(models.Model):
    """A person who keeps an actor's own sheet; `reminded_on` is the last reminder sent to it."""

    actor = models.ForeignKey(Actor, models.CASCADE, related_name="keepers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="kept_actors")
    since = models.DateTimeField(auto_now_add=True)
    reminded_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("actor", "user"), name="one_keeper_by_person"),
        )

    def __str__(self) -> str:
        """Return who keeps what."""
        return f"{self.user} – {self.actor}"


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
