"""The territory of a filière: found by its name, or made of communes."""

from typing import Any, Self

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillon.domain.errors import MaillonError
from maillon.domain.territory import Place, Territory
from maillon_web.filieres.territories import (
    PICKED,
    Proposal,
    compose,
    describe,
    list_places,
    propose,
    resolve,
)

__all__ = ["CodesField", "TerritoryForm"]

KNOWN, COMPOSED = "known", "composed"


class CodesField(forms.Field):
    """Codes sent one by one under the same name."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[str]:  # noqa: ANN401 - whatever the request held
        """Return them in order, each once."""
        return list(dict.fromkeys(str(code)[:40] for code in value or ()))


class TerritoryForm(forms.Form):
    """
    Which territory.

    `territory` is the key of the answer chosen among those proposed; without it, the text itself is
    read.
    """

    mode = forms.ChoiceField(
        choices=[(KNOWN, KNOWN), (COMPOSED, COMPOSED)],
        widget=forms.HiddenInput,
        required=False,
        initial=KNOWN,
    )
    territory_text = forms.CharField(
        label=gettext_lazy("Votre territoire"),
        help_text=gettext_lazy(
            "Commune, intercommunalité, département, région, ou ville hors de France. Un code "
            "postal convient aussi."
        ),
        required=False,
        max_length=200,
    )
    territory = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
    composed_name = forms.CharField(
        label=gettext_lazy("Nom de votre territoire"),
        help_text=gettext_lazy("Par exemple : Pays de Langres."),
        required=False,
        max_length=120,
    )
    commune_text = forms.CharField(
        label=gettext_lazy("Ajouter une commune"),
        help_text=gettext_lazy("Une intercommunalité ajoute toutes ses communes d’un coup."),
        required=False,
        max_length=200,
    )
    communes = CodesField(required=False)

    found: Territory | None = None

    def clean(self) -> dict[str, Any]:
        """Find the territory meant."""
        values = super().clean() or {}
        place = "composed_name" if self.is_composed else "territory_text"
        if self.errors:
            return values
        try:
            self.found = self._compose(values) if self.is_composed else self._find(values)
        except MaillonError as error:
            self.add_error(place, [error.for_user(), *error.details])
        except forms.ValidationError as error:
            self.add_error(place, error)
        return values

    @property
    def is_composed(self) -> bool:
        """Whether the person makes its own territory."""
        return bool(self["mode"].value() == COMPOSED)

    @property
    def proposals(self) -> list[Proposal]:
        """Territories that the text may mean, the one chosen among them."""
        listed = propose(str(self["territory_text"].value() or ""))
        if self.chosen and self.chosen not in {proposal.key for proposal in listed}:
            listed = [*self._describe_chosen(), *listed]
        return listed

    @property
    def chosen(self) -> str:
        """Key of the answer that was chosen."""
        return str(self["territory"].value() or "")

    @property
    def commune_proposals(self) -> list[Proposal]:
        """Communes and groupings that the text may mean."""
        return propose(str(self["commune_text"].value() or ""), kinds=PICKED)

    @property
    def places(self) -> list[Place]:
        """Communes picked so far."""
        return list_places(CodesField().to_python(self["communes"].value()))

    @classmethod
    def draft(cls, data: QueryDict) -> Self:
        """Return the form as the person left it, with the communes just added or taken away."""
        codes = CodesField().to_python([*data.getlist("communes"), *data.getlist("add")])
        removed = data.get("remove")
        codes = [place.code for place in list_places(codes) if place.code != removed]
        names = ("mode", "territory_text", "territory", "composed_name", "commune_text")
        kept = {name: data[name] for name in names if name in data}
        if data.getlist("add"):
            kept["commune_text"] = ""
        return cls(initial=kept | {"communes": codes})

    def _describe_chosen(self) -> list[Proposal]:
        try:
            return [describe(resolve(self.chosen))]
        except MaillonError:
            return []

    def _find(self, values: dict[str, Any]) -> Territory:
        reference = values.get("territory") or values.get("territory_text") or ""
        if not reference.strip():
            raise forms.ValidationError(
                _("Écrivez le nom de votre territoire, puis choisissez-le.")
            )
        return resolve(reference)

    def _compose(self, values: dict[str, Any]) -> Territory:
        if not values.get("communes"):
            raise forms.ValidationError(_("Ajoutez au moins une commune."))
        if not values.get("composed_name", "").strip():
            raise forms.ValidationError(_("Donnez un nom à votre territoire."))
        return compose(values["composed_name"].strip(), values["communes"])
