"""Groups, meetings and events, their participants, decisions and tasks."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from maillon_web.directory.models import Actor
from maillon_web.filieres.models import FiliereRecord
from maillon_web.plan.models import Action

__all__ = [
    "AgendaItem",
    "Group",
    "GroupKind",
    "GroupMember",
    "Level",
    "Meeting",
    "MeetingDecision",
    "MeetingKind",
    "MeetingState",
    "MeetingTask",
    "Participant",
    "Presence",
]


class GroupKind(models.TextChoices):
    """What a group is for."""

    COMMITTEE = "committee", _("Comité de filière")
    STEERING = "steering", _("Comité de pilotage")
    WORKING = "working", _("Groupe de travail")
    MULTI = "multi", _("Groupe de plusieurs collectivités")
    OTHER = "other", _("Autre")


class Group(FiliereRecord):
    """People who meet regularly about the filière."""

    name = models.CharField(_("nom"), max_length=200)
    kind = models.CharField(
        _("type"), max_length=12, choices=GroupKind.choices, default=GroupKind.COMMITTEE
    )
    purpose = models.TextField(_("à quoi il sert"), blank=True, max_length=2000)
    rhythm = models.CharField(_("rythme"), max_length=120, blank=True)

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        """Return its name."""
        return self.name


class Level(models.TextChoices):
    """At which level somebody works."""

    COMMUNE = "commune", _("Commune")
    EPCI = "epci", _("Intercommunalité")
    DEPARTEMENT = "departement", _("Département")
    REGION = "region", _("Région")
    STATE = "state", _("Services de l’État")
    PUBLIC_BANK = "public_bank", _("Caisse des Dépôts, agence, opérateur public")
    ESS = "ess", _("Acteur de l’ESS")
    COMPANY = "company", _("Entreprise hors ESS")
    NETWORK = "network", _("Réseau, tête de réseau")
    RESEARCH = "research", _("Recherche, formation")
    OTHER = "other", _("Autre")


class GroupMember(models.Model):
    """A seat in a group: a function in an organisation, with an account when there is one."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="members")
    organisation = models.CharField(_("organisation"), max_length=200)
    department = models.CharField(_("direction ou service"), max_length=200, blank=True)
    function = models.CharField(_("fonction"), max_length=200, blank=True)
    level = models.CharField(_("niveau"), max_length=12, choices=Level.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("compte, s’il y en a un"),
    )
    actor = models.ForeignKey(
        Actor,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="seats",
        verbose_name=_("acteur de l’annuaire"),
    )

    class Meta:
        ordering = ("level", "organisation", "pk")

    def __str__(self) -> str:
        """Return its organisation."""
        return self.organisation


class MeetingKind(models.TextChoices):
    """What kind of gathering."""

    MEETING = "meeting", _("Réunion")
    VISIT = "visit", _("Visite apprenante")
    CAFE = "cafe", _("Café de l’ESS")
    WORKSHOP = "workshop", _("Atelier")
    HACKATHON = "hackathon", _("Hackathon")
    GIVEAWAY = "giveaway", _("Donnerie")
    FUNDERS = "funders", _("Conférence des financeurs")
    PURCHASING = "purchasing", _("Matinale achats responsables")
    WEBINAR = "webinar", _("Webinaire, forum")
    PUBLIC = "public", _("Événement grand public")
    OTHER = "other", _("Autre")


class MeetingState(models.TextChoices):
    """Where it stands."""

    PLANNED = "planned", _("Prévue")
    HELD = "held", _("Tenue")
    CANCELLED = "cancelled", _("Annulée")


class Meeting(FiliereRecord):
    """A meeting of a group, or an event; the minutes are what was said item by item."""

    group = models.ForeignKey(
        Group,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="meetings",
        verbose_name=_("groupe"),
    )
    kind = models.CharField(
        _("type"), max_length=12, choices=MeetingKind.choices, default=MeetingKind.MEETING
    )
    title = models.CharField(_("titre"), max_length=200)
    starts_at = models.DateTimeField(_("début"))
    ends_at = models.DateTimeField(_("fin"), null=True, blank=True)
    place = models.CharField(_("lieu"), max_length=300, blank=True)
    host = models.ForeignKey(
        Actor,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="hosted_meetings",
        verbose_name=_("accueillie par"),
    )
    description = models.TextField(_("description"), blank=True, max_length=4000)
    state = models.CharField(
        _("état"), max_length=12, choices=MeetingState.choices, default=MeetingState.PLANNED
    )
    learnt = models.TextField(_("ce qu’on y a appris"), blank=True, max_length=4000)
    follow_up = models.TextField(_("suites à donner"), blank=True, max_length=4000)
    public_count = models.PositiveIntegerField(
        _("nombre de personnes venues"), null=True, blank=True
    )
    minutes_approved_on = models.DateField(_("compte rendu validé le"), null=True, blank=True)

    class Meta:
        ordering = ("-starts_at", "-pk")
        indexes = (models.Index(fields=("filiere", "starts_at"), name="meeting_by_day"),)

    def __str__(self) -> str:
        """Return its title."""
        return self.title


class AgendaItem(models.Model):
    """A point of the agenda, and what was said of it."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(_("point"), max_length=200)
    minutes = models.TextField(_("ce qui s’est dit"), blank=True, max_length=10_000)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("position", "pk")

    def __str__(self) -> str:
        """Return its title."""
        return self.title


class Presence(models.TextChoices):
    """Whether somebody comes."""

    INVITED = "invited", _("Invité")
    COMING = "coming", _("Vient")
    PRESENT = "present", _("Présent")
    EXCUSED = "excused", _("Excusé")
    ABSENT = "absent", _("Absent")


class Participant(models.Model):
    """An organisation at a meeting, through somebody of that function."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="participants")
    organisation = models.CharField(_("organisation"), max_length=200)
    department = models.CharField(_("direction ou service"), max_length=200, blank=True)
    function = models.CharField(_("fonction"), max_length=200, blank=True)
    level = models.CharField(_("niveau"), max_length=12, choices=Level.choices, blank=True)
    actor = models.ForeignKey(
        Actor, models.SET_NULL, null=True, blank=True, related_name="participations"
    )
    presence = models.CharField(
        _("venue"), max_length=12, choices=Presence.choices, default=Presence.INVITED
    )

    class Meta:
        ordering = ("organisation", "pk")

    def __str__(self) -> str:
        """Return its organisation."""
        return self.organisation


class MeetingDecision(models.Model):
    """What was decided."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="decisions")
    item = models.ForeignKey(
        AgendaItem, models.SET_NULL, null=True, blank=True, related_name="decisions"
    )
    text = models.TextField(_("décision"), max_length=1000)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "pk")

    def __str__(self) -> str:
        """Return what was decided."""
        return self.text[:80]


class MeetingTask(models.Model):
    """A task given at a meeting: it is an action of the plan, seen from the meeting."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="tasks")
    decision = models.ForeignKey(
        MeetingDecision, models.SET_NULL, null=True, blank=True, related_name="tasks"
    )
    action = models.OneToOneField(Action, models.CASCADE, related_name="meeting_task")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        """Return both numbers."""
        return f"{self.meeting_id} → {self.action_id}"
