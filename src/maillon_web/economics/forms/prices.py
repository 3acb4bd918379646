"""Prices: all of a year in one table, or one alone."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillon_web.economics.forms.accounts import FIRST_YEAR, LAST_YEAR, NOT_SAID
from maillon_web.economics.forms.numbers import NumberField, PercentField
from maillon_web.economics.forms.rows import RowForm
from maillon_web.economics.models import FlowPrice, PlaceOfMoney
from maillon_web.filieres.forms.records import RecordForm
from maillon_web.filieres.models import Visibility
from maillon_web.filieres.selectors import Opened

__all__ = ["PriceForm", "PriceRowForm", "PricesForm"]

_LOWEST = -1e12


class PricesForm(forms.Form):
    """For when, and for whom, are the prices that one adds."""

    year = forms.ChoiceField(label=gettext_lazy("Les prix ajoutés valent pour"))
    visibility = forms.ChoiceField(label=gettext_lazy("Qui voit les prix ajoutés"))

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's own signature
        opened: Opened,
        shown_year: int | None,
        **kwargs: Any,  # noqa: ANN401 - Django's own signature
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        every = ("", _("toutes les années"))
        fields["year"].choices = [
            *([(str(shown_year), str(shown_year))] if shown_year else []),
            every,
        ]
        fields["year"].required = False
        fields["visibility"].choices = [
            (level.value, level.label) for level in Visibility if level in set(opened.levels)
        ]
        self.initial.setdefault("visibility", Visibility.MEMBERS)
        self.initial.setdefault("year", str(shown_year or ""))


class PriceRowForm(RowForm):
    """The price of one flow; `is_bought` adds what is asked of a purchase outside the chain."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    price = NumberField(label=gettext_lazy("Prix"), min_value=_LOWEST)
    place = forms.ChoiceField(
        label=gettext_lazy("Où est l’autre partie"),
        required=False,
        choices=[NOT_SAID, *PlaceOfMoney.choices],
    )
    value_added_share = PercentField(label=gettext_lazy("Part de valeur ajoutée (%)"))
    reference = forms.CharField(label=gettext_lazy("Source"), required=False, max_length=400)

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's own signature
        is_bought: bool,
        **kwargs: Any,  # noqa: ANN401 - Django's own signature
    ) -> None:
        super().__init__(*args, **kwargs)
        if not is_bought:
            del self.fields["place"]
            del self.fields["value_added_share"]

    def is_blank(self) -> bool:
        """Tell whether nothing was written of the price."""
        return all(
            value in {None, ""} for name, value in self.cleaned_data.items() if name != "version"
        )


class PriceForm(RecordForm):
    """One price, with what the table does not ask."""

    price = NumberField(
        label=gettext_lazy("Prix (€ par unité)"),
        min_value=_LOWEST,
        help_text=gettext_lazy(
            "Négatif quand celui qui donne paie celui qui prend ; 0 si rien n’est payé."
        ),
    )
    value_added_share = PercentField(
        label=gettext_lazy("Part de valeur ajoutée (%)"),
        help_text=gettext_lazy(
            "D’un achat sur le territoire, la part qui y est de la valeur ajoutée."
        ),
    )
    spread = PercentField(
        label=gettext_lazy("Incertitude (%)"),
        max_value=99,
        help_text=gettext_lazy("En % de part et d’autre du prix."),
    )

    class Meta:
        model = FlowPrice
        fields = (
            "price",
            "year",
            "place",
            "value_added_share",
            "spread",
            "reference",
            "visibility",
        )
        help_texts: ClassVar = {"year": gettext_lazy("Vide : le prix vaut pour toutes les années.")}

    def add_fields(self) -> None:
        """Say what an empty place means."""
        super().add_fields()
        fields: Any = self.fields
        fields["place"].choices = [NOT_SAID, *PlaceOfMoney.choices]

    def clean_year(self) -> int | None:
        """Check that the year can be."""
        year: int | None = self.cleaned_data["year"]
        if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
            raise forms.ValidationError(
                _("Donnez une année entre {first} et {last}.").format(
                    first=FIRST_YEAR, last=LAST_YEAR
                )
            )
        return year
