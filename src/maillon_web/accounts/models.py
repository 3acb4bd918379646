"""People and the organisations they belong to."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

__all__ = [
    "Organisation",
    "OrganisationInvitation",
    "OrganisationKind",
    "OrganisationMember",
    "OrganisationRole",
    "User",
]


class UserManager(BaseUserManager["User"]):
    """Makes people known by their e-mail."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":  # noqa: ANN401 - Django's own signature
        """Return a new person; without a password, sign-in goes by one-time link."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":  # noqa: ANN401 - Django's own signature
        """Return a new person who runs the server."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person, known by an e-mail; `is_staff` runs the server and its registers."""

    email = models.EmailField(_("adresse e-mail"), unique=True)
    name = models.CharField(_("nom affiché"), max_length=150, blank=True)
    language = models.CharField(_("langue"), max_length=5, default="fr")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(null=True, blank=True)
    warned_at = models.DateTimeField(null=True, blank=True)
    anonymised_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        """Return how the person is named to the others, never the e-mail."""
        return self.name or str(_("Personne sans nom affiché"))


class OrganisationKind(models.TextChoices):
    """What an organisation is in a filière."""

    COLLECTIVITE = "collectivite", _("Collectivité")
    NETWORK = "network", _("Réseau")
    ACTOR = "actor", _("Acteur de la filière")
    OTHER = "other", _("Autre")


class Organisation(models.Model):
    """A collectivité, a network, an actor: whose people work together."""

    name = models.CharField(_("nom"), max_length=200)
    kind = models.CharField(_("type"), max_length=20, choices=OrganisationKind.choices)
    siren = models.CharField(_("SIREN"), max_length=20, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    members = models.ManyToManyField(
        User, through="OrganisationMember", related_name="organisations"
    )

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        """Return its name."""
        return self.name


class OrganisationRole(models.TextChoices):
    """What a person may do in an organisation."""

    ADMIN = "admin", _("Administre l’organisation")
    MEMBER = "member", _("Membre")


class OrganisationMember(models.Model):
    """A person in an organisation."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, models.CASCADE, related_name="organisation_memberships")
    role = models.CharField(
        _("rôle"), max_length=20, choices=OrganisationRole.choices, default=OrganisationRole.MEMBER
    )
    joined_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("organisation", "user"), name="one_place_by_person"),
        )

    def __str__(self) -> str:
        """Return who is where."""
        return f"{self.user} – {self.organisation}"


class OrganisationInvitation(models.Model):
    """A link sent to somebody who should join an organisation; only its digest is kept."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("adresse e-mail"))
    role = models.CharField(max_length=20, choices=OrganisationRole.choices)
    token_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        """Return what it opens."""
        return f"{self.organisation} ({self.get_role_display()})"
