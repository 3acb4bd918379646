"""Forms of what makes a group or a meeting: seats, participants, agenda, decisions, tasks."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillon_web.accounts.models import User
from maillon_web.directory.forms.actor_choice import OrganisationForm
from maillon_web.filieres.forms.records import DayInput, RecordForm
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.selectors.members import list_people
from maillon_web.gatherings.models import (
    AgendaItem,
    GroupMember,
    Meeting,
    MeetingDecision,
    Participant,
)

__all__ = [
    "AgendaForm",
    "DecisionForm",
    "MinutesForm",
    "ParticipantForm",
    "SeatForm",
    "TaskForm",
]

_FUNCTION_HELP = gettext_lazy("Une fonction, pas un nom de personne.")


class SeatForm(OrganisationForm):
    """A seat in a group."""

    class Meta:
        model = GroupMember
        fields = ("actor", "organisation", "department", "function", "level", "user")
        help_texts: ClassVar = {"function": _FUNCTION_HELP}

    def add_fields(self) -> None:
        """Offer the people who are members of the filière."""
        super().add_fields()
        chosen = getattr(self.stored, "user_id", None)
        offer_people(self.fields["user"], self.opened, chosen=chosen)


class ParticipantForm(OrganisationForm):
    """An organisation at a meeting."""

    class Meta:
        model = Participant
        fields = ("actor", "organisation", "department", "function", "level", "presence")
        help_texts: ClassVar = {"function": _FUNCTION_HELP}


class AgendaForm(RecordForm):
    """A point of the agenda."""

    class Meta:
        model = AgendaItem
        fields = ("title",)


class MinutesForm(RecordForm):
    """What was said of a point."""

    class Meta:
        model = AgendaItem
        fields = ("title", "minutes")
        widgets: ClassVar = {"minutes": forms.Textarea(attrs={"rows": 10})}


class DecisionForm(RecordForm):
    """A decision."""

    class Meta:
        model = MeetingDecision
        fields = ("text", "item")
        widgets: ClassVar = {"text": forms.Textarea(attrs={"rows": 3})}

    def add_fields(self) -> None:
        """Offer the points of the agenda of this meeting."""
        super().add_fields()
        field: Any = self.fields["item"]
        field.queryset = AgendaItem.objects.filter(meeting=getattr(self.stored, "meeting", None))
        field.required = False
        field.label = _("Point de l’ordre du jour")


class TaskForm(forms.Form):
    """A task given at a meeting; it becomes an action of the plan."""

    title = forms.CharField(label=gettext_lazy("Ce qu’il faut faire"), max_length=200)
    owner = forms.ModelChoiceField(
        label=gettext_lazy("Qui s’en charge"), queryset=User.objects.none(), required=False
    )
    owner_name = forms.CharField(
        label=gettext_lazy("ou, sans compte (fonction ou organisation)"),
        max_length=200,
        required=False,
        help_text=_FUNCTION_HELP,
    )
    ends_on = forms.DateField(label=gettext_lazy("Pour le"), required=False, widget=DayInput())
    decision = forms.ModelChoiceField(
        label=gettext_lazy("Décision qu’elle applique"),
        queryset=MeetingDecision.objects.none(),
        required=False,
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - passed on
        opened: Opened,
        meeting: Meeting,
        **kwargs: Any,  # noqa: ANN401 - passed on
    ) -> None:
        super().__init__(*args, **kwargs)
        offer_people(self.fields["owner"], opened, chosen=None)
        decisions: Any = self.fields["decision"]
        decisions.queryset = MeetingDecision.objects.filter(meeting=meeting)


def offer_people(field: Any, opened: Opened, *, chosen: int | None) -> None:  # noqa: ANN401 - a ModelChoiceField
    """Offer the people who are members of the filière, and the one that is chosen already."""
    field.queryset = list_people(opened.filiere, chosen=chosen)
    field.required = False
