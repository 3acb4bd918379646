"""Forms of objectives, indicators and measures."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maillon_web.filieres.forms.records import DayInput, RecordForm
from maillon_web.filieres.selectors.records import list_records
from maillon_web.plan.models import Action, Indicator, IndicatorValue, Objective

__all__ = ["IndicatorForm", "ObjectiveForm", "ValueForm"]


class ObjectiveForm(RecordForm):
    """What the filière wants to have reached."""

    class Meta:
        model = Objective
        fields = ("title", "description", "due_on", "visibility")
        widgets: ClassVar = {
            "description": forms.Textarea(attrs={"rows": 4}),
            "due_on": DayInput(),
        }


class IndicatorForm(RecordForm):
    """A number that tells whether an objective is reached."""

    class Meta:
        model = Indicator
        fields = (
            "label",
            "unit",
            "objective",
            "wanted",
            "baseline",
            "baseline_on",
            "target",
            "target_on",
            "method",
            "actions",
            "visibility",
        )
        widgets: ClassVar = {
            "method": forms.Textarea(attrs={"rows": 3}),
            "baseline_on": DayInput(),
            "target_on": DayInput(),
        }
        help_texts: ClassVar = {
            "unit": _("Par exemple : tonnes par an, emplois, ateliers."),
            "baseline": _("Laissez vide si personne ne l’a mesurée."),
        }

    def add_fields(self) -> None:
        """Offer the objectives and the actions of the filière."""
        super().add_fields()
        fields: dict[str, Any] = self.fields
        fields["objective"].queryset = list_records(self.opened, Objective)
        fields["objective"].empty_label = _("Aucun en particulier")
        fields["actions"].queryset = list_records(self.opened, Action).order_by("title", "pk")
        fields["actions"].label = _("Actions qui le font bouger")
        fields["actions"].required = False

    def clean(self) -> dict[str, Any]:
        """Check that a value has its day, and that the target comes after the start."""
        cleaned = super().clean() or self.cleaned_data
        for value, day in (("baseline", "baseline_on"), ("target", "target_on")):
            if cleaned.get(day) and cleaned.get(value) is None:
                self.add_error(value, gettext("Une date est donnée : écrivez aussi la valeur."))
        start, end = cleaned.get("baseline_on"), cleaned.get("target_on")
        if start and end and end <= start:
            self.add_error(
                "target_on", gettext("La cible est à une date plus tardive que le départ.")
            )
        return cleaned


class ValueForm(forms.ModelForm[Any]):
    """A measure, with where it comes from."""

    class Meta:
        model = IndicatorValue
        fields = ("measured_on", "value", "source")
        widgets: ClassVar = {"measured_on": DayInput()}
        help_texts: ClassVar = {"source": _("Document, comptage, personne morale qui l’a donnée.")}

    def __init__(self, *args: Any, indicator: Indicator, **kwargs: Any) -> None:  # noqa: ANN401 - passed on
        super().__init__(*args, **kwargs)
        self.indicator = indicator

    def clean_measured_on(self) -> Any:  # noqa: ANN401 - a date
        """Refuse a second measure of the same day."""
        day = self.cleaned_data["measured_on"]
        if self.indicator.values.filter(measured_on=day).exists():
            raise forms.ValidationError(
                gettext("Une mesure est déjà écrite à cette date : supprimez-la d’abord.")
            )
        return day
