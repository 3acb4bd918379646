"""Charters and contracts, who signed, what each promised, what was kept."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from maillon_web.directory.models import Actor
from maillon_web.filieres.models import FiliereRecord

__all__ = [
    "Annex",
    "Charter",
    "CharterVersion",
    "Commitment",
    "CommitmentCheck",
    "CommitmentState",
    "Contract",
    "ContractKind",
    "ContractState",
    "Deadline",
    "Party",
    "Signature",
    "VersionState",
]


class Charter(FiliereRecord):
    """Values and practices that the actors of the filière share."""

    title = models.CharField(_("charte"), max_length=200)
    purpose = models.TextField(_("à quoi elle sert"), blank=True, max_length=2000)

    class Meta:
        ordering = ("title", "pk")

    def __str__(self) -> str:
        """Return its title."""
        return self.title


class VersionState(models.TextChoices):
    """Where a version of a charter stands; one that was adopted is never written over."""

    DRAFT = "draft", _("En discussion")
    ADOPTED = "adopted", _("Adoptée")
    REPLACED = "replaced", _("Remplacée")


class CharterVersion(models.Model):
    """One wording of a charter; `sections` is a list of `{"title", "text"}`."""

    charter = models.ForeignKey(Charter, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    sections = models.JSONField(default=list, blank=True)
    state = models.CharField(
        _("état"), max_length=12, choices=VersionState.choices, default=VersionState.DRAFT
    )
    adopted_on = models.DateField(_("adoptée le"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("charter", "number"), name="one_charter_version"),
        )

    def __str__(self) -> str:
        """Return its charter and number."""
        return f"{self.charter_id} – {self.number}"


class Signature(models.Model):
    """An organisation that signed a version, through somebody of that function."""

    charter_version = models.ForeignKey(
        CharterVersion, models.CASCADE, related_name="signatures", verbose_name=_("version")
    )
    actor = models.ForeignKey(
        Actor, models.SET_NULL, null=True, blank=True, related_name="charter_signatures"
    )
    organisation = models.CharField(_("organisation"), max_length=200)
    function = models.CharField(_("fonction du ou de la signataire"), max_length=200, blank=True)
    signed_on = models.DateField(_("signée le"))
    withdrawn_on = models.DateField(_("retirée le"), null=True, blank=True)

    class Meta:
        ordering = ("signed_on", "pk")

    def __str__(self) -> str:
        """Return who signed."""
        return self.organisation


class ContractKind(models.TextChoices):
    """What binds the parties."""

    FILIERE = "filiere", _("Contrat de filière")
    AGREEMENT = "agreement", _("Convention de partenariat")
    SIEG = "sieg", _("Convention SIEG")
    LETTER = "letter", _("Lettre d’intention")
    SUPPLY = "supply", _("Engagement de volumes et de prix")
    OTHER = "other", _("Autre")


class ContractState(models.TextChoices):
    """Where a contract stands; that it ran out is computed from its dates."""

    DRAFT = "draft", _("En préparation")
    SIGNED = "signed", _("Signé")
    ENDED = "ended", _("Terminé")
    BROKEN = "broken", _("Rompu")


class Contract(FiliereRecord):
    """A contract de filière, or another bond between actors."""

    title = models.CharField(_("titre"), max_length=200)
    kind = models.CharField(
        _("type"), max_length=12, choices=ContractKind.choices, default=ContractKind.FILIERE
    )
    purpose = models.TextField(_("objet"), blank=True, max_length=4000)
    state = models.CharField(
        _("état"), max_length=12, choices=ContractState.choices, default=ContractState.DRAFT
    )
    signed_on = models.DateField(_("signé le"), null=True, blank=True)
    starts_on = models.DateField(_("début"), null=True, blank=True)
    ends_on = models.DateField(_("fin"), null=True, blank=True)
    decide_by = models.DateField(_("décider du renouvellement avant le"), null=True, blank=True)

    class Meta:
        ordering = ("title", "pk")

    def __str__(self) -> str:
        """Return its title."""
        return self.title


class Party(models.Model):
    """One party of a contract."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="parties")
    actor = models.ForeignKey(
        Actor, models.SET_NULL, null=True, blank=True, related_name="contract_parties"
    )
    organisation = models.CharField(_("organisation"), max_length=200)
    role = models.CharField(_("rôle dans le contrat"), max_length=200, blank=True)
    signed_on = models.DateField(_("signé le"), null=True, blank=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        """Return who it is."""
        return self.organisation


class CommitmentState(models.TextChoices):
    """What became of a promise."""

    AHEAD = "ahead", _("À venir")
    RUNNING = "running", _("En cours")
    KEPT = "kept", _("Tenu")
    PARTLY = "partly", _("Tenu en partie")
    BROKEN = "broken", _("Non tenu")
    DROPPED = "dropped", _("Abandonné d’un commun accord")


class Commitment(models.Model):
    """
    What a party promises, to whom: in a contract, or by signing a charter.

    `in_return` is what the others promise for it; `charter` and `contract` exclude each other.
    """

    charter = models.ForeignKey(
        Charter, models.CASCADE, null=True, blank=True, related_name="commitments"
    )
    contract = models.ForeignKey(
        Contract, models.CASCADE, null=True, blank=True, related_name="commitments"
    )
    party = models.ForeignKey(
        Party, models.SET_NULL, null=True, blank=True, related_name="commitments"
    )
    text = models.TextField(_("engagement"), max_length=1000)
    in_return = models.TextField(_("en contrepartie"), blank=True, max_length=1000)
    stage_key = models.CharField(_("maillon"), max_length=60, blank=True)
    due_on = models.DateField(_("échéance"), null=True, blank=True)
    state = models.CharField(
        _("état"), max_length=12, choices=CommitmentState.choices, default=CommitmentState.AHEAD
    )
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("position", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(charter__isnull=True) ^ models.Q(contract__isnull=True),
                name="commitment_of_one_text",
            ),
        )

    def __str__(self) -> str:
        """Return what is promised."""
        return self.text[:80]


class CommitmentCheck(models.Model):
    """A look at a promise on a day: what was found, and what shows it."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="checks")
    checked_on = models.DateField(_("vérifié le"))
    state = models.CharField(_("constat"), max_length=12, choices=CommitmentState.choices)
    evidence = models.TextField(_("ce qui le montre"), max_length=1000)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ("-checked_on", "-pk")

    def __str__(self) -> str:
        """Return its day."""
        return str(self.checked_on)


class Annex(models.Model):
    """A document that goes with a contract: where it is kept, and since when."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="annexes")
    title = models.CharField(_("annexe"), max_length=200)
    kept_at = models.CharField(_("où la trouver (adresse ou cote)"), max_length=400, blank=True)
    dated_on = models.DateField(_("datée du"), null=True, blank=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        """Return its title."""
        return self.title


class Deadline(models.Model):
    """A date that a contract sets."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="deadlines")
    label = models.CharField(_("ce qui est attendu"), max_length=200)
    due_on = models.DateField(_("date"))
    done_on = models.DateField(_("fait le"), null=True, blank=True)

    class Meta:
        ordering = ("due_on", "pk")

    def __str__(self) -> str:
        """Return its label."""
        return self.label
