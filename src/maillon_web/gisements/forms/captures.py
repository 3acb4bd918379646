"""Forms of a capture and of a known total."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillon.reference.captures import list_securing_measures
from maillon_web.agreements.models import Contract
from maillon_web.directory.forms.actor_choice import OrganisationForm
from maillon_web.filieres.forms.records import RecordForm
from maillon_web.filieres.selectors.records import list_records
from maillon_web.gisements.forms.fields import FIRST_YEAR, LAST_YEAR, UnitField
from maillon_web.gisements.models import Capture, Destination, KnownTotal

__all__ = ["CaptureForm", "KnownTotalForm"]


class CaptureForm(OrganisationForm):
    """Who takes what part of a gisement in a year, for whom, and what makes it last."""

    class Meta:
        model = Capture
        fields = (
            "year",
            "destination",
            "actor",
            "organisation",
            "quantity",
            "secured_by",
            "contract",
            "public",
            "quality",
            "area",
            "reference",
            "visibility",
        )
        help_texts: ClassVar = {
            "quantity": gettext_lazy(
                "Laissez vide si elle n’est pas connue : la part sera dite inconnue."
            ),
            "public": gettext_lazy("À qui cela sert : ménages, écoles, ateliers…"),
            "area": gettext_lazy("Un quartier, une commune, tout le territoire…"),
        }

    def add_fields(self) -> None:
        """Offer the contracts that the reader may see, and what can make a capture last."""
        super().add_fields()
        contract: Any = self.fields["contract"]
        contract.queryset = list_records(self.opened, Contract)
        contract.label = _("Contrat qui la sécurise")
        self.fields["secured_by"] = forms.MultipleChoiceField(
            label=_("Ce qui la sécurise"),
            required=False,
            choices=[(measure.key, measure.label) for measure in list_securing_measures()],
            widget=forms.CheckboxSelectMultiple,
        )
        for name, least, most in (("year", FIRST_YEAR, LAST_YEAR), ("quantity", 0, None)):
            self._bound(name, least, most)
        unit = self.stored.gisement.unit  # type: ignore[attr-defined]  # a capture
        self.fields["quantity"].label = _("Quantité ({unit})").format(unit=unit)

    def _bound(self, name: str, least: int, most: int | None) -> None:
        given: dict[str, Any] = {"min_value": least, "max_value": most}
        old = self.fields[name]
        kind = forms.IntegerField if name == "year" else forms.FloatField
        self.fields[name] = kind(
            label=old.label, help_text=old.help_text, required=old.required, **given
        )

    def clean(self) -> dict[str, Any]:
        """Ask who captures, except for what is lost."""
        given = super().clean()
        if given.get("destination") == Destination.LOST and "organisation" in self.errors:
            del self.errors["organisation"]
            given["organisation"] = ""
        return given


class KnownTotalForm(RecordForm):
    """A total that somebody published."""

    class Meta:
        model = KnownTotal
        fields = ("matter", "year", "quantity", "unit", "reference", "visibility")
        help_texts: ClassVar = {
            "matter": gettext_lazy("Le nom exact de la matière de vos gisements."),
            "reference": gettext_lazy("Qui le publie : éco-organisme, observatoire, rapport…"),
        }

    def add_fields(self) -> None:
        """Bound the year and the quantity."""
        super().add_fields()
        self.fields["unit"] = UnitField(kept=getattr(self.stored, "unit", ""))
        self.fields["year"] = forms.IntegerField(
            label=_("Année"), min_value=FIRST_YEAR, max_value=LAST_YEAR
        )
        self.fields["quantity"] = forms.FloatField(label=_("Total connu"), min_value=0)
