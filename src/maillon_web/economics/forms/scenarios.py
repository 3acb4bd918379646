"""A scenario: its name, and what it changes."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillon_web.economics.forms.numbers import NumberField, PercentField
from maillon_web.economics.forms.rows import RowForm, RowsForm
from maillon_web.economics.models import CauseGroup, LocalSpending, ValueScenario
from maillon_web.filieres.forms.records import RecordForm

__all__ = ["ChangeForm", "ChangesForm", "GroupForm", "ScenarioForm", "SpendingForm"]

_FEWEST_TIED = 2


class ScenarioForm(RecordForm):
    """What a scenario is called and supposes."""

    class Meta:
        model = ValueScenario
        fields = ("name", "description", "visibility")
        widgets: ClassVar = {"description": forms.Textarea(attrs={"rows": 3})}


class ChangeForm(RowForm):
    """One cause, and by how much it moves."""

    cause = forms.ChoiceField(label=gettext_lazy("Ce qui change"), required=False)
    share = PercentField(label=gettext_lazy("De combien (%)"), min_value=-100, max_value=10_000)

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's own signature
        causes: Sequence[tuple[str, str]] = (),
        **kwargs: Any,  # noqa: ANN401 - Django's own signature
    ) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["cause"]
        field.choices = [("", _("Choisissez")), *causes]

    def clean(self) -> dict[str, Any]:
        """Ask for both, or neither."""
        given = super().clean() or self.cleaned_data
        if given.get("cause") and given.get("share") is None and "share" not in self.errors:
            self.add_error(
                "share", _("De combien cela change-t-il ? 10 pour +10 %, -10 pour moins.")
            )
        if given.get("share") is not None and not given.get("cause") and "cause" not in self.errors:
            self.add_error("cause", _("Qu’est-ce qui change ?"))
        return given


class ChangesForm(RowsForm):
    """What a scenario changes."""

    def clean(self) -> None:
        """Refuse a cause that comes twice."""
        causes = [row.get("cause") for row in self.list_rows()]
        if len(set(causes)) < len(causes):
            raise forms.ValidationError(
                _("La même cause revient deux fois : gardez une ligne par cause.")
            )

    def collect(self) -> dict[str, float]:
        """Return the share by cause; call once valid."""
        return {row["cause"]: row["share"] for row in self.list_rows() if row.get("cause")}


class GroupForm(RecordForm):
    """Causes that move together."""

    causes = forms.MultipleChoiceField(
        label=gettext_lazy("Les causes qui bougent ensemble"),
        widget=forms.CheckboxSelectMultiple,
    )
    rank_correlation = PercentField(
        label=gettext_lazy("Force du lien (%)"),
        required=True,
        max_value=99,
        help_text=gettext_lazy(
            "0 : aucun lien. 99 : quand l’une est à son plus haut, les autres aussi."
        ),
    )

    class Meta:
        model = CauseGroup
        fields = ("name", "causes", "rank_correlation", "visibility")
        help_texts: ClassVar = {"name": gettext_lazy("Par exemple : le prix de l’énergie.")}

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's own signature
        causes: Sequence[tuple[str, str]],
        **kwargs: Any,  # noqa: ANN401 - Django's own signature
    ) -> None:
        self.offered = causes
        super().__init__(*args, **kwargs)

    def add_fields(self) -> None:
        """Offer the causes that are in no other group."""
        super().add_fields()
        field: Any = self.fields["causes"]
        field.choices = self.offered

    def clean_causes(self) -> list[str]:
        """Ask for two at least."""
        causes: list[str] = self.cleaned_data["causes"]
        if len(causes) < _FEWEST_TIED:
            raise forms.ValidationError(_("Choisissez au moins deux causes."))
        return causes


class SpendingForm(RecordForm):
    """The three rounds of a spending."""

    injected = NumberField(
        label=gettext_lazy("Montant injecté (€)"),
        required=True,
        help_text=gettext_lazy("Premier tour : ce que l’organisation observée dépense ou reçoit."),
    )
    spent_locally = NumberField(
        label=gettext_lazy("Dépensé sur le territoire (€)"),
        help_text=gettext_lazy(
            "Deuxième tour : de ce montant, ce qu’elle dépense auprès de personnes et "
            "d’organisations du territoire."
        ),
    )
    respent_locally = NumberField(
        label=gettext_lazy("Redépensé sur le territoire (€)"),
        help_text=gettext_lazy(
            "Troisième tour : de ce que celles-ci ont reçu, ce qu’elles redépensent sur le "
            "territoire. Demandez-le-leur ; laissez vide si vous ne le savez pas."
        ),
    )

    class Meta:
        model = LocalSpending
        fields = (
            "label",
            "year",
            "injected",
            "spent_locally",
            "respent_locally",
            "reference",
            "visibility",
        )

    def clean(self) -> dict[str, Any]:
        """Check that no round is larger than the one before."""
        given = super().clean() or self.cleaned_data
        rounds = [given.get(name) for name in ("injected", "spent_locally", "respent_locally")]
        for before, name, after in (
            (rounds[0], "spent_locally", rounds[1]),
            (rounds[1], "respent_locally", rounds[2]),
        ):
            if before is not None and after is not None and after > before:
                self.add_error(name, _("Ce tour ne peut pas dépasser le précédent."))
        if rounds[0] == 0:
            self.add_error("injected", _("Écrivez un montant plus grand que zéro."))
        return given
