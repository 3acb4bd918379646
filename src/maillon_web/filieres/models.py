"""A filière as a workspace: where, which chain, who works in it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from maillon_web.accounts.models import Organisation
from maillon_web.filieres.words import say, say_chains, say_outputs

__all__ = [
    "ChainKind",
    "Filiere",
    "FiliereRecord",
    "FiliereVisibility",
    "Invitation",
    "Member",
    "Partner",
    "Role",
    "Stage",
    "Visibility",
]


class Visibility(models.TextChoices):
    """Who sees a record or a field; same words as `maillon.domain.visibility`."""

    PUBLIC = "public", _("Public")
    MEMBERS = "members", _("Membres de la filière")
    PRIVATE = "private", _("Équipe d’animation seulement")


class FiliereVisibility(models.TextChoices):
    """Who may open the workspace."""

    PUBLIC = "public", _("Tout le monde peut lire ce qui est public")
    MEMBERS = "members", _("Seuls les membres savent qu’elle existe")


class ChainKind(models.TextChoices):
    """One chain of value, or several that cross."""

    CHAIN = "chain", _("Chaîne de maillons")
    ECOSYSTEM = "ecosystem", _("Écosystème où plusieurs chaînes se croisent")


class Role(models.TextChoices):
    """What a person is in a filière."""

    LEAD = "lead", _("Pilote")
    CONTRIBUTOR = "contributor", _("Contribution")
    READER = "reader", _("Lecture")
    ACTOR = "actor", _("Acteur, tient sa propre fiche")


class Filiere(models.Model):
    """
    One filière on one territory.

    `territory_key` is a key that the library knows; for a territory picked commune by commune it is
    empty and `commune_codes` holds the list. `template_key` is the reference filière that the chain
    started from, empty for an own chain.
    """

    name = models.CharField(_("nom"), max_length=200)
    description = models.TextField(_("description"), blank=True, max_length=4000)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="filieres", verbose_name=_("organisation")
    )
    partners = models.ManyToManyField(
        Organisation, through="Partner", related_name="joined_filieres"
    )
    territory_key = models.CharField(max_length=120, blank=True)
    territory_name = models.CharField(max_length=200)
    territory_vintage = models.CharField(max_length=20, blank=True)
    commune_codes = models.JSONField(default=list, blank=True)
    template_key = models.CharField(max_length=60, blank=True)
    chains = models.JSONField(default=list, blank=True)
    kind = models.CharField(
        _("forme"), max_length=20, choices=ChainKind.choices, default=ChainKind.CHAIN
    )
    visibility = models.CharField(
        _("visibilité"),
        max_length=20,
        choices=FiliereVisibility.choices,
        default=FiliereVisibility.MEMBERS,
    )
    is_demonstration = models.BooleanField(default=False)
    archived_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        """Return its name."""
        return self.name

    @property
    def scope(self) -> str:
        """Name of the workspace for jobs and history."""
        return f"filiere:{self.pk}"

    @property
    def shown_chains(self) -> list[dict[str, Any]]:
        """Its chains, in the words of the reader where the template gave them."""
        return say_chains(self.template_key, self.chains)


class FiliereRecord(models.Model):
    """What every record that people write in a filière has."""

    filiere = models.ForeignKey(Filiere, models.CASCADE, related_name="%(class)ss")
    visibility = models.CharField(
        _("visibilité"), max_length=12, choices=Visibility.choices, default=Visibility.MEMBERS
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True


class Stage(models.Model):
    """
    A maillon of this filière's chain.

    `label` and `description` are kept as written; pages show `shown_label` and
    `shown_description`. `definition` holds what tells the stage in registers: `activities`
    (naf_code, specificity, keywords), `keywords`, `outputs` (matter, to_stage), `cpv_codes`.
    """

    filiere = models.ForeignKey(Filiere, models.CASCADE, related_name="stages")
    key = models.CharField(max_length=60)
    label = models.CharField(_("nom du maillon"), max_length=120)
    description = models.TextField(_("ce qu’on y fait"), blank=True, max_length=1000)
    position = models.PositiveSmallIntegerField()
    definition = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ("position", "pk")
        constraints = (models.UniqueConstraint(fields=("filiere", "key"), name="one_stage_by_key"),)

    def __str__(self) -> str:
        """Return its name."""
        return self.label

    @property
    def shown_label(self) -> str:
        """Its name in the words of the reader where the template gave it, else as written."""
        return say(self.filiere.template_key, self.label)

    @property
    def shown_description(self) -> str:
        """What is done there, likewise."""
        return say(self.filiere.template_key, self.description)

    @property
    def shown_definition(self) -> dict[str, Any]:
        """What tells it, its matters likewise."""
        outputs = say_outputs(self.filiere.template_key, self.definition.get("outputs", ()))
        return {**self.definition, "outputs": outputs}


class Partner(models.Model):
    """Another organisation that works on the filière: its people have this role."""

    filiere = models.ForeignKey(Filiere, models.CASCADE, related_name="partnerships")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="partnerships")
    role = models.CharField(_("rôle"), max_length=20, choices=Role.choices, default=Role.READER)
    joined_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("filiere", "organisation"), name="one_place_by_organisation"
            ),
        )

    def __str__(self) -> str:
        """Return who joins what."""
        return f"{self.organisation} – {self.filiere}"


class Member(models.Model):
    """A person in a filière."""

    filiere = models.ForeignKey(Filiere, models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(_("rôle"), max_length=20, choices=Role.choices)
    joined_at = models.DateTimeField(auto_now_add=True)
    last_visit_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("filiere", "user"), name="one_role_by_person"),
        )

    def __str__(self) -> str:
        """Return who is what."""
        return f"{self.user} ({self.get_role_display()})"


class Invitation(models.Model):
    """
    A link sent to somebody who should join a filière; only its digest is kept.

    `context` is read by the application that asked for it (`{"actor": 12}` for a sheet to keep).
    """

    filiere = models.ForeignKey(Filiere, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("adresse e-mail"))
    role = models.CharField(_("rôle"), max_length=20, choices=Role.choices)
    context = models.JSONField(default=dict, blank=True)
    token_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        """Return what it opens."""
        return f"{self.filiere} ({self.get_role_display()})"
