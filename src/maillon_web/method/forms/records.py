"""Forms of what is written about levers, the part of the authority, factors and means."""

from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillon_web.directory.forms.actor_choice import offer_actors
from maillon_web.filieres.forms.records import DayInput, RecordForm
from maillon_web.method.models import (
    Answer,
    Evidence,
    ExitCondition,
    FactorAnswer,
    LeverProgress,
    LeverState,
    Means,
    Scenario,
    ScenarioKind,
)

__all__ = [
    "AnswerForm",
    "ConditionForm",
    "EvidenceForm",
    "MeansForm",
    "MeetForm",
    "ProgressForm",
    "ScenarioForm",
]

_FIRST_YEAR, _YEARS_AHEAD = 2000, 10


class ProgressForm(RecordForm):
    """Where the team says that a lever stands."""

    state = forms.ChoiceField(
        label=gettext_lazy("Où en êtes-vous ?"),
        choices=LeverState.choices,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = LeverProgress
        fields = ("state", "note")
        widgets: ClassVar = {"note": forms.Textarea(attrs={"rows": 3})}
        help_texts: ClassVar = {
            "note": gettext_lazy("Deux phrases suffisent. Pas de nom de personne.")
        }


class EvidenceForm(RecordForm):
    """What shows that a lever is used."""

    class Meta:
        model = Evidence
        fields = ("text", "address", "dated_on")
        widgets: ClassVar = {"dated_on": DayInput()}
        help_texts: ClassVar = {
            "text": gettext_lazy("Par exemple : délibération, compte rendu, convention, visite.")
        }


class ScenarioForm(RecordForm):
    """The part of the local authority, and how it hands over."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Notre rôle"), choices=ScenarioKind.choices, widget=forms.RadioSelect
    )

    class Meta:
        model = Scenario
        fields = (
            "kind",
            "reason",
            "carrier",
            "carrier_name",
            "hand_over_on",
            "handed_over",
            "what_remains",
        )
        widgets: ClassVar = {
            "reason": forms.Textarea(attrs={"rows": 3}),
            "hand_over_on": DayInput(),
            "handed_over": forms.Textarea(attrs={"rows": 4}),
            "what_remains": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts: ClassVar = {
            "carrier_name": gettext_lazy("Une organisation, pas un nom de personne."),
            "hand_over_on": gettext_lazy("Seulement si vous passez la main."),
        }

    def add_fields(self) -> None:
        """Offer the actors of the filière."""
        super().add_fields()
        chosen = getattr(self.stored, "carrier_id", None)
        offer_actors(self.fields["carrier"], self.opened, chosen={chosen} if chosen else set())


class ConditionForm(RecordForm):
    """Something that must be true before the authority withdraws."""

    class Meta:
        model = ExitCondition
        fields: ClassVar[tuple[str, ...]] = ("text", "met_on", "evidence")
        widgets: ClassVar = {"met_on": DayInput()}
        help_texts: ClassVar = {
            "met_on": gettext_lazy("Laissez vide tant qu’elle n’est pas remplie.")
        }

    def clean(self) -> dict[str, Any]:
        """Ask what shows a condition that is said to be met."""
        given = super().clean() or self.cleaned_data
        if given.get("met_on") and not str(given.get("evidence", "")).strip():
            self.add_error("evidence", _("Dites ce qui montre que la condition est remplie."))
        return given


class MeetForm(ConditionForm):
    """Say that a condition is met, and what shows it."""

    class Meta(ConditionForm.Meta):
        fields = ("met_on", "evidence")
        help_texts: ClassVar = {}

    def add_fields(self) -> None:
        """Ask for the day: that is what the page is for."""
        super().add_fields()
        self.fields["met_on"].required = True


class AnswerForm(RecordForm):
    """The answer to one success factor."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Réponse"), choices=Answer.choices, widget=forms.RadioSelect
    )

    class Meta:
        model = FactorAnswer
        fields = ("answer", "evidence")
        widgets: ClassVar = {"evidence": forms.Textarea(attrs={"rows": 3})}


class MeansForm(RecordForm):
    """The means of a year."""

    class Meta:
        model = Means
        fields = ("year", "fte", "budget_eur", "note")
        help_texts: ClassVar = {
            "fte": gettext_lazy("En équivalents temps plein : 0,5 pour un mi-temps."),
            "budget_eur": gettext_lazy("Hors salaires déjà comptés dans le temps de travail."),
            "note": gettext_lazy("Des fonctions, pas des noms de personnes."),
        }

    def clean_year(self) -> int:
        """Check that the year is one that can be, and not written yet."""
        year = int(self.cleaned_data["year"])
        last = timezone.localdate().year + _YEARS_AHEAD
        if not _FIRST_YEAR <= year <= last:
            raise forms.ValidationError(
                _("Donnez une année entre {first} et {last}.").format(first=_FIRST_YEAR, last=last)
            )
        taken = Means.objects.filter(filiere=self.opened.filiere, year=year)
        if taken.exclude(pk=self.stored.pk).exists():
            raise forms.ValidationError(
                _("{year} est déjà écrite : modifiez sa ligne.").format(year=year)
            )
        return year

    def clean(self) -> dict[str, Any]:
        """Check that something is given, and nothing below zero."""
        given = super().clean() or self.cleaned_data
        for name in ("fte", "budget_eur"):
            value = given.get(name)
            if value is not None and value < 0:
                self.add_error(name, _("Donnez un nombre positif ou nul."))
        if not self.errors and given.get("fte") is None and given.get("budget_eur") is None:
            self.add_error("fte", _("Donnez un temps de travail, un budget, ou les deux."))
        return given
