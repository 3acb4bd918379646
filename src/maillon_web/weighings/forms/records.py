"""Forms of the sites, of the targets and of the bilans to close."""

from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillon.domain.text import fold
from maillon.domain.weighings import REUSED
from maillon_web.directory.forms.actor_choice import offer_actors
from maillon_web.filieres.forms.records import DayInput, RecordForm
from maillon_web.weighings.models import ClosedBilan, WeighingSite, WeighingTarget
from maillon_web.weighings.words import DESTINATIONS

__all__ = ["CloseForm", "SiteForm", "TargetForm"]


_LONGEST = timedelta(days=3660)


class SiteForm(RecordForm):
    """A place with a scale."""

    class Meta:
        model = WeighingSite
        fields = ("name", "actor", "commune", "visibility")

    def add_fields(self) -> None:
        """Offer the actors of the filière."""
        super().add_fields()
        chosen = getattr(self.stored, "actor_id", None)
        offer_actors(self.fields["actor"], self.opened, chosen={chosen} if chosen else set())

    def clean_name(self) -> str:
        """Keep one site by name: spreadsheets find theirs by it."""
        name = str(self.cleaned_data["name"]).strip()
        others = WeighingSite.objects.filter(filiere=self.opened.filiere).exclude(pk=self.stored.pk)
        if fold(name) in {fold(other) for other in others.values_list("name", flat=True)}:
            raise forms.ValidationError(_("Un site porte déjà ce nom."))
        return name


class TargetForm(RecordForm):
    """A quantity to reach by a day."""

    destinations = forms.MultipleChoiceField(
        label=gettext_lazy("Ce qui compte"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Parmi ce qui sort."),
    )

    class Meta:
        model = WeighingTarget
        fields = (
            "label",
            "quantity_t",
            "starts_on",
            "due_on",
            "is_yearly",
            "destinations",
            "source",
            "visibility",
        )
        widgets: ClassVar = {"starts_on": DayInput(), "due_on": DayInput()}
        help_texts: ClassVar = {
            "is_yearly": gettext_lazy(
                "Sans cette case, tout ce qui est compté depuis le début s’additionne."
            ),
            "source": gettext_lazy("Délibération, schéma directeur, convention…"),
        }

    def add_fields(self) -> None:
        """Offer the destinations; reuse and repair are ticked at first."""
        super().add_fields()
        field: Any = self.fields["destinations"]
        field.choices = [(key, str(label)) for key, label in DESTINATIONS.items()]
        if self.stored.pk is None:
            self.initial["destinations"] = sorted(REUSED)

    def clean(self) -> dict[str, Any]:
        """Check that it aims at something, after it starts."""
        given = super().clean() or self.cleaned_data
        quantity, start, due = (given.get(n) for n in ("quantity_t", "starts_on", "due_on"))
        if quantity is not None and not quantity:
            self.add_error("quantity_t", _("Une quantité visée est plus grande que zéro."))
        if start and due and due <= start:
            self.add_error("due_on", _("L’échéance vient avant le début."))
        return given


class CloseForm(RecordForm):
    """The bilan of a period that is about to be closed."""

    class Meta:
        model = ClosedBilan
        fields = ("label", "starts_on", "ends_on", "visibility")
        widgets: ClassVar = {"starts_on": DayInput(), "ends_on": DayInput()}

    def clean(self) -> dict[str, Any]:
        """Check the period, and that it was not closed already."""
        given = super().clean() or self.cleaned_data
        start, end = given.get("starts_on"), given.get("ends_on")
        if not (start and end):
            return given
        if end < start:
            self.add_error("ends_on", _("La période finit avant de commencer."))
        if end > timezone.localdate():
            self.add_error(
                "ends_on", _("Cette période n’est pas finie : choisissez un jour passé.")
            )
        if end - start > _LONGEST:
            self.add_error("starts_on", _("Un bilan porte sur dix ans au plus."))
        same = ClosedBilan.objects.filter(
            filiere=self.opened.filiere,
            starts_on=start,
            ends_on=end,
            visibility=given.get("visibility", ""),
        )
        if same.exists():
            raise forms.ValidationError(
                _("Cette période est déjà close : son bilan reste tel qu’il a été publié.")
            )
        return given
