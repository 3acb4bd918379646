"""Forms of a group and of a meeting."""

from typing import Any, ClassVar

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillon_web.directory.forms.actor_choice import offer_actors
from maillon_web.filieres.forms.records import RecordForm, TimeInput
from maillon_web.filieres.selectors.records import list_records
from maillon_web.gatherings.models import Group, Meeting

__all__ = ["FollowUpForm", "GroupForm", "MeetingForm"]


class GroupForm(RecordForm):
    """A group."""

    class Meta:
        model = Group
        fields = ("name", "kind", "purpose", "rhythm", "visibility")
        widgets: ClassVar = {"purpose": forms.Textarea(attrs={"rows": 3})}
        help_texts: ClassVar = {"rhythm": gettext_lazy("Par exemple : tous les deux mois.")}


class MeetingForm(RecordForm):
    """A meeting or an event."""

    class Meta:
        model = Meeting
        fields = (
            "title",
            "kind",
            "group",
            "starts_at",
            "ends_at",
            "place",
            "host",
            "description",
            "state",
            "visibility",
        )
        widgets: ClassVar = {
            "starts_at": TimeInput(),
            "ends_at": TimeInput(),
            "description": forms.Textarea(attrs={"rows": 4}),
        }

    def add_fields(self) -> None:
        """Offer the groups that the reader sees, and the actors of the filière."""
        super().add_fields()
        groups: Any = self.fields["group"]
        seen = list_records(self.opened, Group).values("pk")
        kept = getattr(self.stored, "group_id", None)
        groups.queryset = Group.objects.filter(Q(pk__in=seen) | Q(pk=kept))
        groups.empty_label = _("Aucun")
        chosen = getattr(self.stored, "host_id", None)
        offer_actors(self.fields["host"], self.opened, chosen={chosen} if chosen else set())

    def clean(self) -> dict[str, Any]:
        """Check that it ends after it starts."""
        given = super().clean() or self.cleaned_data
        starts, ends = given.get("starts_at"), given.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("La fin vient avant le début : corrigez l’une des deux."))
        return given


class FollowUpForm(RecordForm):
    """What remains of a visit or an event: who came, what was learnt, what follows."""

    class Meta:
        model = Meeting
        fields = ("state", "public_count", "learnt", "follow_up")
        widgets: ClassVar = {
            "learnt": forms.Textarea(attrs={"rows": 5}),
            "follow_up": forms.Textarea(attrs={"rows": 4}),
        }
