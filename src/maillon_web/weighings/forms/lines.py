"""Forms of the log: a line, in the order in which one weighs."""

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillon.studies.weighing.bilans import read_weight
from maillon_web.filieres.forms.records import DayInput
from maillon_web.filieres.selectors import Opened
from maillon_web.weighings.models import Weighing, WeighingSite
from maillon_web.weighings.selectors.log import list_categories, list_sites
from maillon_web.weighings.words import DIRECTIONS, list_channel_choices, list_movements

__all__ = ["CorrectionForm", "FilterForm", "LineForm", "WeightField"]

_FIRST_YEAR = 1900
_MOST_KG = Decimal(100_000_000)


class WeightField(forms.CharField):
    """A weight as people write it: `12,5` is in kilograms, `1,2 t` in tonnes."""

    def clean(self, value: Any) -> Any:  # noqa: ANN401 - Django's own signature
        """Return kilograms."""
        text = super().clean(value)
        if not text:
            return None
        weight = read_weight(text)
        if weight is None:
            raise forms.ValidationError(
                _("Écrivez un nombre, par exemple « 12,5 » ou « 1,2 t »."), code="invalid"
            )
        kilograms = weight[0] * (1000 if weight[1] == "t" else 1)
        if not 0 <= kilograms < _MOST_KG:
            raise forms.ValidationError(_("Ce poids n’est pas possible : vérifiez-le."))
        return kilograms.quantize(Decimal("0.001"))


class LineForm(forms.Form):
    """One weighing; what was said for the line before is kept for the next."""

    KEPT: ClassVar = ("weighed_on", "site", "movement", "category")

    weighed_on = forms.DateField(label=gettext_lazy("Pesé le"), widget=DayInput())
    site = forms.ModelChoiceField(
        label=gettext_lazy("Site"), queryset=WeighingSite.objects.none(), empty_label=None
    )
    movement = forms.ChoiceField(label=gettext_lazy("Entrée ou sortie"))
    category = forms.CharField(label=gettext_lazy("Catégorie"), max_length=80)
    kilograms = WeightField(
        label=gettext_lazy("Poids"),
        help_text=gettext_lazy("En kilogrammes, ou avec son unité : « 1,2 t »."),
        max_length=20,
    )
    ticket = forms.CharField(
        label=gettext_lazy("Numéro de ticket ou de bon"), required=False, max_length=60
    )
    note = forms.CharField(label=gettext_lazy("Remarque"), required=False, max_length=300)

    def __init__(self, data: QueryDict | None = None, *, opened: Opened, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        super().__init__(data, **kwargs)
        site: Any = self.fields["site"]
        site.queryset = list_sites(opened)
        movement: Any = self.fields["movement"]
        movement.choices = list_movements()
        self.categories = list_categories(opened)
        self.fields["category"].widget.attrs |= {"list": "categories", "autocomplete": "off"}
        self.fields["kilograms"].widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def clean_weighed_on(self) -> Any:  # noqa: ANN401 - a day
        """Check that it has come."""
        day = self.cleaned_data["weighed_on"]
        if day.year < _FIRST_YEAR:
            raise forms.ValidationError(_("Cette année n’est pas possible : corrigez la date."))
        if day > timezone.localdate():
            raise forms.ValidationError(_("Ce jour n’est pas encore venu : corrigez la date."))
        return day

    def clean_category(self) -> str:
        """Write a category as the log already does."""
        given = " ".join(str(self.cleaned_data["category"]).split())
        return next((kept for kept in self.categories if kept.lower() == given.lower()), given)

    def clean_kilograms(self) -> Decimal:
        """Refuse a weighing of nothing."""
        kilograms: Decimal = self.cleaned_data["kilograms"]
        if not kilograms:
            raise forms.ValidationError(_("Un poids est plus grand que zéro."))
        return kilograms

    def read_values(self) -> dict[str, Any]:
        """Return the fields of the line; call once valid."""
        direction, _colon, channel = self.cleaned_data["movement"].partition(":")
        names = ("weighed_on", "site", "category", "kilograms", "ticket", "note")
        values = {name: self.cleaned_data[name] for name in names}
        return values | {"direction": direction, "channel": channel}


class CorrectionForm(LineForm):
    """What a line should have said; zero cancels it."""

    def __init__(self, data: QueryDict | None = None, *, line: Weighing, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        self.line = line
        kilograms = f"{line.kilograms.normalize():f}".replace(".", ",")
        initial = {
            "weighed_on": line.weighed_on,
            "site": line.site_id,
            "movement": f"{line.direction}:{line.channel}".rstrip(":"),
            "category": line.category,
            "kilograms": kilograms,
            "ticket": line.ticket,
            "note": line.note,
        }
        super().__init__(data, initial=initial, **kwargs)
        self.fields["kilograms"].help_text = _(
            "En kilogrammes, ou avec son unité. Zéro annule la pesée : elle reste lisible."
        )
        self.fields["note"].label = _("Pourquoi cette correction")

    def clean_kilograms(self) -> Decimal:
        """Take zero as a cancellation."""
        return Decimal(self.cleaned_data["kilograms"])

    def clean(self) -> dict[str, Any]:
        """Refuse a correction that corrects nothing."""
        given = super().clean() or self.cleaned_data
        if not self.errors:
            values = self.read_values()
            apart = {"note"}
            if all(
                getattr(self.line, name) == values[name] for name in values if name not in apart
            ):
                raise forms.ValidationError(_("Rien n’a changé : il n’y a rien à corriger."))
        return given


class FilterForm(forms.Form):
    """The filters of the log."""

    q = forms.CharField(label=gettext_lazy("Ticket ou remarque"), required=False)
    start = forms.DateField(label=gettext_lazy("Du"), required=False, widget=DayInput())
    end = forms.DateField(label=gettext_lazy("Au"), required=False, widget=DayInput())
    site = forms.ChoiceField(label=gettext_lazy("Site"), required=False)
    direction = forms.ChoiceField(label=gettext_lazy("Sens"), required=False)
    channel = forms.ChoiceField(label=gettext_lazy("Origine ou destination"), required=False)
    category = forms.ChoiceField(label=gettext_lazy("Catégorie"), required=False)

    def __init__(self, *, opened: Opened, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        super().__init__(**kwargs)
        every = ("", _("Tout"))
        choices = {
            "site": [(str(site.pk), site.name) for site in list_sites(opened)],
            "direction": [(key, str(label)) for key, label in DIRECTIONS.items()],
            "channel": self._list_channels(),
            "category": [(name, name) for name in list_categories(opened)],
        }
        for name, offered in choices.items():
            field: Any = self.fields[name]
            field.choices = [every, *offered]

    def _list_channels(self) -> list[tuple[str, str]]:
        """Offer each origin and destination, and the set that a figure leads here with."""
        offered = list_channel_choices()
        asked = str(self.data.get("channel", ""))
        if "," not in asked:
            return offered
        named = dict(offered)
        words = " + ".join(named[key] for key in asked.split(",") if key in named)
        return [*offered, (asked, words)]

    def add_prefix(self, field_name: str) -> str:
        """Name the days as the address does."""
        return super().add_prefix({"start": "from", "end": "to"}.get(field_name, field_name))
