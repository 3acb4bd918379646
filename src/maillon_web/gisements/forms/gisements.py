"""Forms of a gisement, one question each: how much, where, what can be drawn, which status."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillon.domain.errors import MaillonError
from maillon.domain.text import fold
from maillon.reference.nomenclatures import load_rep_families, load_waste_labels
from maillon_web.directory.forms.actor_choice import offer_actors
from maillon_web.filieres.forms.records import DayInput, RecordForm
from maillon_web.filieres.library import get_territory
from maillon_web.gisements.forms.fields import (
    ShareField,
    UnitField,
    VariationField,
    check_shares,
)
from maillon_web.gisements.models import Gisement, Origin

__all__ = ["PARTS", "AmountForm", "GisementForm", "PlaceForm", "RecoveryForm", "StatusForm"]

_WHERE = ("holder", "holder_name", "place_name", "stage_key")
_PLACE_HELP = gettext_lazy("Une commune, une adresse, un site.")
_ORIGIN_HELP = gettext_lazy(
    "Ce qui est pesé, déclaré ou estimé ne s’additionne pas : chaque total reste à part."
)
_CONFIDENCE_HELP = gettext_lazy("Sans fourchette ni incertitude, elle en tient lieu.")
_REFERENCE_HELP = gettext_lazy("Qui le dit, dans quel document, à quelle page.")
_STATUS_HELP = gettext_lazy(
    "Le statut change les règles : autorisations, transport, contrat, responsabilité."
)


class _GisementForm(RecordForm):
    """What the forms of a gisement share."""

    def add_fields(self) -> None:
        """Offer the actors of the filière, and quantities that are not below zero."""
        super().add_fields()
        if "holder" in self.fields:
            chosen = getattr(self.stored, "holder_id", None)
            offer_actors(self.fields["holder"], self.opened, chosen={chosen} if chosen else set())
            self.fields["holder"].label = _("Détenteur, s’il est dans l’annuaire")
        if "unit" in self.fields:
            self.fields["unit"] = UnitField(kept=getattr(self.stored, "unit", ""))
        for name in {"quantity", "low", "high", "variation"} & set(self.fields):
            _forbid_negative(self.fields[name])

    def clean(self) -> dict[str, Any]:
        """Check what the fields say together."""
        given = super().clean() or self.cleaned_data
        self._check_quantity(given)
        holder = given.get("holder")
        if holder is not None:
            given["holder_name"] = holder.name[:200]
        return given

    def _check_quantity(self, given: Mapping[str, Any]) -> None:
        if "origin" not in self.fields:
            return
        is_known = given.get("quantity") is not None
        if is_known and not str(given.get("reference", "")).strip():
            self.add_error("reference", _("Une quantité a une source : dites qui la donne."))
        if given.get("origin") == Origin.WEIGHED and not is_known:
            self.add_error("quantity", _("Ce qui est pesé a une quantité."))

    def _find_commune(self, place: str) -> str:
        """Return the code of the commune of the territory that bears this very name, if any."""
        try:
            places = get_territory(self.opened.filiere).places
        except MaillonError:
            # A territory that is no longer known tells nothing of a name.
            return ""
        codes = {item.code for item in places if fold(item.name) == fold(place)}
        return codes.pop() if place and len(codes) == 1 else ""

    def save(self, commit: bool = True) -> Any:  # noqa: ANN401, FBT001, FBT002 - Django's signature
        """Give the record the code of its commune."""
        made = super().save(commit=commit)
        if "place_name" in self.fields:
            made.commune_code = self._find_commune(made.place_name)
        return made

    def list_changes(self) -> dict[str, Any]:
        """Return what changed; the code of the commune follows the place."""
        changes = super().list_changes()
        if "place_name" in changes:
            changes["commune_code"] = self._find_commune(str(changes["place_name"]))
        return changes


def _forbid_negative(field: Any) -> None:  # noqa: ANN401 - a field of numbers
    field.min_value = 0
    field.widget.attrs.update({"min": 0, "step": "any"})
    field.validators.append(_refuse_negative)


def _refuse_negative(value: float) -> None:
    if value < 0:
        raise forms.ValidationError(_("Une quantité n’est jamais négative."))


class GisementForm(_GisementForm):
    """A new gisement: the least that makes it useful."""

    class Meta:
        model = Gisement
        fields = (
            "matter",
            "nature",
            "quantity",
            "unit",
            "origin",
            "confidence",
            "reference",
            *_WHERE,
            "visibility",
        )
        help_texts: ClassVar = {
            "quantity": gettext_lazy("Laissez vide si personne ne la connaît encore."),
            "origin": _ORIGIN_HELP,
            "confidence": _CONFIDENCE_HELP,
            "reference": _REFERENCE_HELP,
            "place_name": _PLACE_HELP,
        }


class AmountForm(_GisementForm):
    """How much, over which period, and how it is known."""

    class Meta:
        model = Gisement
        fields = (
            "matter",
            "nature",
            "quantity",
            "unit",
            "low",
            "high",
            "variation",
            "starts_on",
            "ends_on",
            "origin",
            "confidence",
            "reference",
            "observed_on",
            "visibility",
        )
        field_classes: ClassVar = {"variation": VariationField}
        labels: ClassVar = {"variation": gettext_lazy("ou à plus ou moins (%)")}
        widgets: ClassVar = {
            "starts_on": DayInput(),
            "ends_on": DayInput(),
            "observed_on": DayInput(),
        }
        help_texts: ClassVar = {
            "low": gettext_lazy("La vraie quantité a neuf chances sur dix d’être entre les deux."),
            "variation": gettext_lazy("L’écart type en pourcentage de la quantité."),
            "starts_on": gettext_lazy("Sans dates, la quantité est celle d’une année ordinaire."),
            "origin": _ORIGIN_HELP,
            "confidence": _CONFIDENCE_HELP,
            "reference": _REFERENCE_HELP,
        }

    def clean(self) -> dict[str, Any]:
        """Check that the range holds the quantity and that the period has two ends in order."""
        given = super().clean()
        low, high, quantity = (given.get(name) for name in ("low", "high", "quantity"))
        if (low is None) != (high is None):
            self.add_error("low" if low is None else "high", _("Une fourchette a ses deux bornes."))
        elif low is not None and quantity is not None and not low <= quantity <= high:
            self.add_error("high", _("La quantité n’est pas entre les deux bornes."))
        starts, ends = given.get("starts_on"), given.get("ends_on")
        if (starts is None) != (ends is None):
            self.add_error(
                "starts_on" if starts is None else "ends_on",
                _("Une période a un premier et un dernier jour."),
            )
        elif starts and ends and ends < starts:
            self.add_error("ends_on", _("La fin vient avant le début : corrigez l’une des deux."))
        return given


class PlaceForm(_GisementForm):
    """Where, at whose, of which quality."""

    class Meta:
        model = Gisement
        fields = (*_WHERE, "quality")
        help_texts: ClassVar = {
            "place_name": _PLACE_HELP,
            "quality": gettext_lazy("État, pureté, mélange, conditionnement : ce qui compte ici."),
        }


class RecoveryForm(_GisementForm):
    """What part can be reached, and what part of it can be made use of."""

    class Meta:
        model = Gisement
        fields = (
            "mobilisable_share",
            "mobilisable_error",
            "recoverable_share",
            "recoverable_error",
        )
        field_classes: ClassVar = dict.fromkeys(fields, ShareField)
        labels: ClassVar = {
            "mobilisable_share": gettext_lazy("Part mobilisable (%)"),
            "mobilisable_error": gettext_lazy("Part mobilisable, à plus ou moins (points)"),
            "recoverable_share": gettext_lazy("Part valorisable de ce qui est mobilisé (%)"),
            "recoverable_error": gettext_lazy("Part valorisable, à plus ou moins (points)"),
        }
        help_texts: ClassVar = {
            "mobilisable_share": gettext_lazy(
                "Ce qu’une collecte peut atteindre : accès, accord du détenteur, saison."
            ),
            "mobilisable_error": gettext_lazy("L’écart type de cette part."),
            "recoverable_share": gettext_lazy(
                "Ce qui reste utilisable une fois trié : pureté, état, refus."
            ),
        }

    def clean(self) -> dict[str, Any]:
        """Check that the second share, which is a part of the first, does not come alone."""
        given = super().clean()
        check_shares(self, given)
        return given


class StatusForm(_GisementForm):
    """What it is for the law."""

    class Meta:
        model = Gisement
        fields = ("status", "waste_code", "rep_family")
        help_texts: ClassVar = {"status": _STATUS_HELP}

    def add_fields(self) -> None:
        """Offer the codes that the reference knows, and what is written already."""
        super().add_fields()
        wastes = {code: f"{code} – {label}" for code, label in load_waste_labels().items()}
        families = {number: item.label for number, item in load_rep_families().items()}
        for name, known, label in (
            ("waste_code", wastes, _("Code déchet")),
            ("rep_family", families, _("Filière à responsabilité élargie (REP)")),
        ):
            kept = getattr(self.stored, name, "")
            if kept and kept not in known:
                known[kept] = kept
            self.fields[name] = forms.ChoiceField(
                label=label, required=False, choices=[("", _("Aucun ou inconnu")), *known.items()]
            )

    def clean(self) -> dict[str, Any]:
        """Check that a waste code goes with a waste."""
        given = super().clean()
        if given.get("waste_code") and given.get("status") not in {"", "waste", "end_of_waste"}:
            self.add_error(
                "waste_code",
                _("Un produit ou un sous-produit n’a pas de code déchet : videz l’un des deux."),
            )
        return given


PARTS: Mapping[str, type[_GisementForm]] = {
    "quantite": AmountForm,
    "lieu": PlaceForm,
    "valorisation": RecoveryForm,
    "statut": StatusForm,
}
"""The forms of a gisement that is kept, by the word of their address."""
