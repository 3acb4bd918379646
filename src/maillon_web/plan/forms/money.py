"""Forms of budgets and of requests for money."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maillon_web.filieres.forms.records import DayInput
from maillon_web.plan.models import Action, Funding, FundingState
from maillon_web.plan.services.money import BudgetRow

__all__ = ["BudgetsForm", "FundingForm", "make_budgets_form"]

_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_NEW_ROWS = 3
_MOST_ROWS = 60


class _BudgetForm(forms.Form):
    year = forms.IntegerField(
        label=_("Année"), min_value=_FIRST_YEAR, max_value=_LAST_YEAR, required=False
    )
    planned_eur = forms.DecimalField(
        label=_("Prévu (€)"), min_value=0, max_digits=12, decimal_places=2, required=False
    )
    spent_eur = forms.DecimalField(
        label=_("Dépensé (€)"), min_value=0, max_digits=12, decimal_places=2, required=False
    )

    def clean(self) -> dict[str, Any]:
        """Ask the year of a sum."""
        cleaned = super().clean() or self.cleaned_data
        has_sum = any(cleaned.get(name) is not None for name in ("planned_eur", "spent_eur"))
        if has_sum and cleaned.get("year") is None and "year" not in self.errors:
            self.add_error("year", gettext("De quelle année est ce montant ?"))
        return cleaned


class BudgetsForm(forms.BaseFormSet[_BudgetForm]):
    """One row a year; a row without any sum disappears."""

    def clean(self) -> None:
        """Refuse a year that comes twice."""
        years = [row.year for row in self.list_rows()]
        if len(set(years)) < len(years):
            raise forms.ValidationError(
                gettext("Une année revient deux fois : gardez une ligne par année.")
            )

    def list_rows(self) -> list[BudgetRow]:
        """Return the rows that hold a sum."""
        return [
            BudgetRow(
                year=values["year"],
                planned_eur=values.get("planned_eur"),
                spent_eur=values.get("spent_eur"),
            )
            for values in self._iter_values()
        ]

    def _iter_values(self) -> Iterable[dict[str, Any]]:
        for form in self.forms:
            values = getattr(form, "cleaned_data", {})
            if values.get("year") is not None and any(
                values.get(name) is not None for name in ("planned_eur", "spent_eur")
            ):
                yield values


def make_budgets_form(action: Action, data: Any = None) -> Any:  # noqa: ANN401 - a formset
    """Return the rows of an action, and a few empty ones."""
    kind = forms.formset_factory(
        _BudgetForm,
        formset=BudgetsForm,
        extra=_NEW_ROWS,
        max_num=_MOST_ROWS,
        validate_max=True,
    )
    initial = [
        {"year": row.year, "planned_eur": row.planned_eur, "spent_eur": row.spent_eur}
        for row in action.budgets.all()
    ]
    return kind(data, initial=initial, prefix="rows")


class FundingForm(forms.ModelForm[Any]):
    """Money asked of somebody."""

    class Meta:
        model = Funding
        fields = (
            "funder",
            "instrument",
            "state",
            "year",
            "asked_eur",
            "obtained_eur",
            "due_on",
            "sheet_key",
        )
        widgets: ClassVar = {"due_on": DayInput(), "sheet_key": forms.HiddenInput}
        help_texts: ClassVar = {
            "obtained_eur": _("Seulement ce qui a été notifié ou voté."),
        }

    def clean(self) -> dict[str, Any]:
        """Only what was obtained counts as obtained."""
        cleaned = super().clean() or self.cleaned_data
        if (
            cleaned.get("obtained_eur") is not None
            and cleaned.get("state") != FundingState.OBTAINED
        ):
            self.add_error(
                "obtained_eur",
                gettext("Un montant obtenu va avec l’état « Obtenu » : changez l’un ou l’autre."),
            )
        for name in ("asked_eur", "obtained_eur"):
            value = cleaned.get(name)
            if value is not None and value < 0:
                self.add_error(name, gettext("Écrivez un nombre positif."))
        return cleaned
