"""Forms of what goes with the flows: places, yields, moves of stocks."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillon.domain.flows import OUTSIDE
from maillon_web.directory.forms.actor_choice import offer_actors
from maillon_web.filieres.forms.records import RecordForm
from maillon_web.flows.forms.flows import choose_node, clean_matter, clean_unit, offer_words
from maillon_web.flows.forms.quantities import ask_quantities
from maillon_web.flows.models import FlowPlace, StockMove, TransferYield
from maillon_web.flows.selectors.nodes import read_nodes
from maillon_web.flows.selectors.rows import list_places

__all__ = ["PlaceForm", "StockForm", "YieldForm"]


class PlaceForm(RecordForm):
    """A place or a process."""

    class Meta:
        model = FlowPlace
        fields = (
            "label",
            "stage_key",
            "parent",
            "is_outside",
            "transforms",
            "actor",
            "commune_name",
            "commune_code",
            "visibility",
        )
        help_texts: ClassVar = {
            "is_outside": gettext_lazy("Ce qui y entre ou en sort n’est pas équilibré."),
            "transforms": gettext_lazy(
                "Ses matières s’équilibrent ensemble : du grain entre, de la farine et du son "
                "sortent."
            ),
            "parent": gettext_lazy("Un lieu plus grand : le dessin pourra n’en montrer qu’un."),
        }

    def add_fields(self) -> None:
        """Offer the places that may hold this one, and the actors of the filière."""
        super().add_fields()
        field: Any = self.fields["parent"]
        field.queryset = list_places(self.opened).exclude(pk=self.stored.pk)
        field.empty_label = _("Aucun")
        chosen = getattr(self.stored, "actor_id", None)
        offer_actors(self.fields["actor"], self.opened, chosen={chosen} if chosen else set())

    def clean_label(self) -> str:
        """Check that no other place has this name."""
        label = " ".join(str(self.cleaned_data["label"]).split())
        others = list_places(self.opened).exclude(pk=self.stored.pk)
        if others.filter(label__iexact=label).exists():
            raise forms.ValidationError(_("Un autre lieu porte déjà ce nom : donnez-en un autre."))
        return label

    def clean_parent(self) -> FlowPlace | None:
        """Check that no place holds itself, however far."""
        parent: FlowPlace | None = self.cleaned_data["parent"]
        above = {place.pk: place.parent_id for place in list_places(self.opened)}
        at, seen = parent.pk if parent else None, set[int]()
        while at is not None and at not in seen:
            if at == self.stored.pk:
                raise forms.ValidationError(
                    _("Ce lieu fait déjà partie de celui-ci : choisissez-en un autre.")
                )
            seen.add(at)
            at = above.get(at)
        return parent


class YieldForm(RecordForm):
    """A yield: which share of what enters leaves by one way."""

    class Meta:
        model = TransferYield
        fields = (
            "stage_key",
            "matter",
            "source_key",
            "target_key",
            "target_matter",
            "share",
            "standard_error",
            "year",
            "reference",
            "visibility",
        )
        help_texts: ClassVar = {
            "target_matter": gettext_lazy("Si la matière change (grain, farine) ; vide sinon."),
            "share": gettext_lazy("Par exemple 0,3 pour 30 %."),
            "standard_error": gettext_lazy("De la part ; vide si elle est certaine."),
            "year": gettext_lazy("Vide : vaut pour toutes les années."),
        }

    def add_fields(self) -> None:
        """Offer the nodes that the reader may see."""
        super().add_fields()
        nodes = read_nodes(self.opened)
        choose_node(self, "stage_key", _("Où"), nodes)
        choose_node(self, "source_key", _("Venue de"), nodes, is_required=False)
        choose_node(self, "target_key", _("Vers"), nodes)
        offer_words(self)
        self.order_fields(self.Meta.fields)
        self.fields["target_matter"].widget.attrs["list"] = "known-matters"
        ask_quantities(self, "share", "standard_error")

    def clean_matter(self) -> str:
        """Write a matter as it is written already."""
        return clean_matter(self)

    def clean_target_matter(self) -> str:
        """Likewise."""
        return clean_matter(self, "target_matter")

    def clean_share(self) -> float:
        """Check that it is a share."""
        share = float(self.cleaned_data["share"])
        if not 0 <= share <= 1:
            raise forms.ValidationError(_("Une part est comprise entre 0 et 1 : 50 % s’écrit 0,5."))
        return share

    def clean_standard_error(self) -> float | None:
        """Check that an uncertainty is above zero."""
        return _clean_error(self)

    def clean(self) -> dict[str, Any]:
        """Check that it is about a place inside, and leads elsewhere."""
        given = super().clean() or self.cleaned_data
        if given.get("stage_key") == OUTSIDE:
            self.add_error("stage_key", _("Choisissez un maillon ou un lieu du territoire."))
        elif given.get("stage_key") and given.get("stage_key") == given.get("target_key"):
            self.add_error("target_key", _("Le flux revient d’où il part : changez l’arrivée."))
        return given


class StockForm(RecordForm):
    """What a stage holds more, or less, at the end of a year."""

    class Meta:
        model = StockMove
        fields = (
            "stage_key",
            "matter",
            "value",
            "unit",
            "standard_error",
            "year",
            "reference",
            "visibility",
        )
        help_texts: ClassVar = {
            "value": gettext_lazy("Négative si le stock diminue ; vide si personne ne la sait.")
        }

    def add_fields(self) -> None:
        """Offer the nodes that the reader may see."""
        super().add_fields()
        choose_node(self, "stage_key", _("Où"), read_nodes(self.opened))
        offer_words(self)
        self.order_fields(self.Meta.fields)
        ask_quantities(self, "value", may_be_negative=True)
        ask_quantities(self, "standard_error")

    def clean_matter(self) -> str:
        """Write a matter as it is written already."""
        return clean_matter(self)

    def clean_unit(self) -> str:
        """Check that the unit is known."""
        return clean_unit(self)

    def clean_standard_error(self) -> float | None:
        """Check that an uncertainty is above zero."""
        return _clean_error(self)

    def clean(self) -> dict[str, Any]:
        """Check that it is about a place inside, and that a value has its uncertainty."""
        given = super().clean() or self.cleaned_data
        if given.get("stage_key") == OUTSIDE:
            self.add_error("stage_key", _("Choisissez un maillon ou un lieu du territoire."))
        is_bare = given.get("value") is not None and given.get("standard_error") is None
        if is_bare and "standard_error" not in self.errors:
            self.add_error("standard_error", _("Donnez l’incertitude de cette variation."))
        return given


def _clean_error(form: RecordForm) -> float | None:
    error: float | None = form.cleaned_data["standard_error"]
    if error is not None and error <= 0:
        raise forms.ValidationError(_("L’incertitude doit être plus grande que zéro."))
    return error
