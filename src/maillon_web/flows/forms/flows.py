"""The form of a flow, long and short."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillon.domain.text import fold
from maillon.studies.flowing.entry import find_symbol, have_same_dimension, list_symbols
from maillon_web.directory.forms.actor_choice import offer_actors
from maillon_web.filieres.forms.records import RecordForm
from maillon_web.flows.forms.quantities import ask_quantities
from maillon_web.flows.models import MatterFlow
from maillon_web.flows.selectors.nodes import Nodes, read_nodes
from maillon_web.flows.selectors.quality import (
    PARTS,
    compose_quality,
    list_choices,
    split_quality,
)
from maillon_web.flows.selectors.rows import list_flows

__all__ = ["FlowForm", "QuickFlowForm", "choose_node", "clean_matter", "clean_unit", "offer_words"]

_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_WORDS_OFFERED = 200
_QUANTITIES = ("value", "minimum", "maximum", "standard_error")
_LABELS = {
    "origin": gettext_lazy("D’où vient ce chiffre ?"),
    "completeness": gettext_lazy("Tout est-il compté ?"),
    "time": gettext_lazy("De quand est-il ?"),
    "geography": gettext_lazy("D’où est-il ?"),
    "other": gettext_lazy("De quelle matière parle-t-il ?"),
}


class _NodeForm(RecordForm):
    """What the forms of a flow share: its ends, its matter, its unit."""

    nodes: Nodes

    def add_fields(self) -> None:
        """Offer the nodes that the reader may see, the matters and the units known here."""
        super().add_fields()
        self.nodes = read_nodes(self.opened)
        choose_node(self, "source_key", _("De"), self.nodes)
        choose_node(self, "target_key", _("Vers"), self.nodes)
        offer_words(self)

    def clean_matter(self) -> str:
        """Write a matter as it is written already."""
        return clean_matter(self)

    def clean_unit(self) -> str:
        """Check that the unit is known."""
        return clean_unit(self)

    def clean(self) -> dict[str, Any]:
        """Check the ends and the quantity together."""
        given = super().clean() or self.cleaned_data
        ends = given.get("source_key"), given.get("target_key")
        outside = self.nodes.list_outside()
        if all(ends) and ends[0] == ends[1]:
            self.add_error("target_key", _("Le flux revient d’où il part : changez l’arrivée."))
        elif all(end in outside for end in ends):
            self.add_error(
                "target_key",
                _("Ce flux reste hors du territoire : l’un de ses deux bouts doit être dedans."),
            )
        self._check_nesting(given)
        self._check_unit(given)
        self._check_quantity(given)
        return given

    def _check_nesting(self, given: dict[str, Any]) -> None:
        source, target = given.get("source_key", ""), given.get("target_key", "")
        is_inside = source in self.nodes.find_holders(target)
        if is_inside or target in self.nodes.find_holders(source):
            self.add_error(
                "target_key",
                _("L’un de ces deux lieux est dans l’autre : un flux va d’un lieu à un autre."),
            )

    def _check_unit(self, given: dict[str, Any]) -> None:
        matter, unit = given.get("matter"), given.get("unit")
        if not (matter and unit):
            return
        others = list_flows(self.opened).filter(matter=matter).exclude(pk=self.stored.pk)
        known = others.values_list("unit", flat=True).first()
        if known and not have_same_dimension(unit, known):
            self.add_error(
                "unit",
                _(
                    "« {matter} » se compte déjà en {unit}. Une matière se compte dans une seule "
                    "grandeur : convertissez, ou nommez une autre matière."
                ).format(matter=matter, unit=known),
            )

    def _check_quantity(self, given: dict[str, Any]) -> None:
        value, error = given.get("value"), given.get("standard_error")
        if value is None or error or "value" in self.errors:
            return
        if value == 0 and given.get("maximum") is None:
            self.add_error(
                "standard_error" if "standard_error" in self.fields else "value",
                _("Un zéro a besoin d’une incertitude, ou d’un « au plus » de 0 s’il est sûr."),
            )
        elif value and not given.get("origin"):
            self.add_error(
                "origin",
                _(
                    "Dites d’où vient ce chiffre, ou donnez son incertitude : sans elle, le compte "
                    "ne sait pas à quel point s’y fier."
                ),
            )


class FlowForm(_NodeForm):
    """A flow, with all that is known of it; its quality is asked in words."""

    class Meta:
        model = MatterFlow
        fields = (
            "source_key",
            "target_key",
            "matter",
            "year",
            "value",
            "unit",
            "standard_error",
            "minimum",
            "maximum",
            "reference",
            "holder",
            "comment",
            "visibility",
        )
        widgets: ClassVar = {"comment": forms.Textarea(attrs={"rows": 3})}
        help_texts: ClassVar = {
            "value": gettext_lazy("Laissez vide si personne ne le sait : le compte le cherchera."),
            "standard_error": gettext_lazy(
                "Dans la même unité : deux fois sur trois, la vraie valeur est à moins de cet "
                "écart. Vide, il vient de la réponse à « D’où vient ce chiffre ? »."
            ),
            "minimum": gettext_lazy("Le même nombre des deux côtés dit une valeur sûre."),
            "reference": gettext_lazy("Le document, la personne (sa fonction), la date."),
            "holder": gettext_lazy("Celui par qui cette matière passe, s’il est à l’annuaire."),
        }

    def add_fields(self) -> None:
        """Ask for the quality in plain questions."""
        super().add_fields()
        answers = split_quality(getattr(self.stored, "quality", ""))
        for part in PARTS:
            self.fields[part] = forms.ChoiceField(
                label=_LABELS[part], required=False, choices=list_choices(part)
            )
            self.initial.setdefault(part, answers[part])
        stored = getattr(self.stored, "holder_id", None)
        offer_actors(self.fields["holder"], self.opened, chosen={stored} if stored else set())
        ask_quantities(self, *_QUANTITIES)

    @property
    def is_precise(self) -> bool:
        """Whether one of the questions that are folded away has an answer."""
        asked = ("standard_error", "minimum", "maximum")
        scales = any(self[part].value() not in {"1", "", None} for part in PARTS[1:])
        return scales or any(self[name].value() not in {"", None} for name in asked)

    def clean(self) -> dict[str, Any]:
        """Check the bounds, and keep the quality as a score."""
        given = super().clean()
        low, high = given.get("minimum"), given.get("maximum")
        if low is not None and high is not None and low > high:
            self.add_error("minimum", _("Le minimum dépasse le maximum : corrigez l’un des deux."))
        instance: Any = self.instance
        instance.quality = compose_quality({part: given.get(part) or "" for part in PARTS})
        return given

    def list_changes(self) -> dict[str, Any]:
        """Return what the person changed, the quality as one score."""
        changes = super().list_changes()
        stored = split_quality(getattr(self.stored, "quality", ""))
        answers = {
            part: self.cleaned_data[part] if self.has_changed_field(part) else stored[part]
            for part in PARTS
        }
        if answers != stored:
            changes["quality"] = compose_quality(answers)
        return changes


class QuickFlowForm(_NodeForm):
    """The few fields that a flow begins with, in one line above the list."""

    origin = forms.ChoiceField(label=_LABELS["origin"], required=False)

    class Meta:
        model = MatterFlow
        fields = ("source_key", "target_key", "matter", "year", "value", "unit")

    def add_fields(self) -> None:
        """Ask for the quality in one question."""
        super().add_fields()
        field: Any = self.fields["origin"]
        field.choices = list_choices("origin")
        ask_quantities(self, *_QUANTITIES)

    def clean(self) -> dict[str, Any]:
        """Keep the quality as a score."""
        given = super().clean()
        instance: Any = self.instance
        instance.quality = compose_quality({"origin": given.get("origin") or ""})
        return given


def choose_node(
    form: RecordForm, name: str, label: str, nodes: Nodes, *, is_required: bool = True
) -> None:
    """Make a field ask for one of the nodes."""
    first = [("", _("Choisir…") if is_required else _("N’importe où"))]
    form.fields[name] = forms.ChoiceField(
        label=label, required=is_required, choices=[*first, *nodes.list_choices()]
    )


def offer_words(form: Any) -> None:  # noqa: ANN401 - any form of a record, which gets the words
    """Propose the matters and the units that are in use, without forbidding others."""
    words = list_flows(form.opened).order_by("matter").values_list("matter", flat=True).distinct()
    form.known_matters = list(words[:_WORDS_OFFERED])
    form.known_units = list_symbols()
    unit: Any = form.fields.get("unit")
    if unit is not None:
        unit.widget.attrs["list"] = "known-units"
    year: Any = form.fields.get("year")
    if year is not None:
        year.min_value, year.max_value = _FIRST_YEAR, _LAST_YEAR
        year.widget.attrs |= {"min": _FIRST_YEAR, "max": _LAST_YEAR}
    matter: Any = form.fields.get("matter")
    if matter is not None:
        matter.widget.attrs["list"] = "known-matters"


def clean_matter(form: RecordForm, name: str = "matter") -> str:
    """Return a matter as it is written already, when only capitals or accents differ."""
    given = " ".join(str(form.cleaned_data[name]).split())
    known = list_flows(form.opened).values_list("matter", flat=True).distinct()
    return next((word for word in known if fold(word) == fold(given)), given)


def clean_unit(form: RecordForm) -> str:
    """
    Return the symbol of the unit.

    Raises
    ------
    ValidationError
        If nobody knows it.
    """
    given = str(form.cleaned_data["unit"])
    symbol = find_symbol(given)
    if not symbol:
        raise forms.ValidationError(
            _("L’unité « {unit} » est inconnue. Unités connues : {known}.").format(
                unit=given, known=", ".join(list_symbols())
            )
        )
    return symbol
