"""The account of a stage, and the lines of its expenses."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillon_web.economics.forms.numbers import NumberField, PercentField
from maillon_web.economics.forms.rows import RowForm, RowsForm
from maillon_web.economics.models import (
    Behaviour,
    CostKind,
    Family,
    PlaceOfMoney,
    StageAccount,
)
from maillon_web.economics.selectors.rows import list_rows
from maillon_web.filieres.forms.records import RecordForm
from maillon_web.flows.selectors.nodes import read_nodes

__all__ = ["FIRST_YEAR", "LAST_YEAR", "AccountForm", "LineForm", "LinesForm", "offer_nodes"]

FIRST_YEAR, LAST_YEAR = 1990, 2100
NOT_SAID = ("", gettext_lazy("Pas encore dit"))
_UNCERTAINTY_HELP = gettext_lazy(
    "En % de part et d’autre ; sans réponse, ±20 % dans les calculs d’incertitude."
)


def offer_nodes(field_holder: RecordForm, *names: str) -> None:
    """Offer in some fields the stages and the places that the reader may see."""
    nodes = read_nodes(field_holder.opened)
    for name in names:
        former = field_holder.fields[name]
        field_holder.fields[name] = forms.ChoiceField(
            label=former.label,
            required=former.required,
            help_text=former.help_text,
            choices=[("", _("Choisissez")), *nodes.list_choices()],
        )


class AccountForm(RecordForm):
    """Whose a stage is, where it is, and where its result goes."""

    ess_share = PercentField(
        label=gettext_lazy("Part de l’ESS (%)"),
        help_text=gettext_lazy("Seulement si le maillon est mêlé : 40 pour deux cinquièmes."),
    )

    class Meta:
        model = StageAccount
        fields = (
            "node_key",
            "role",
            "family",
            "place",
            "reference",
            "is_without_costs",
            "ess_share",
            "result_place",
            "year",
            "label",
            "visibility",
        )
        help_texts: ClassVar = {
            "year": gettext_lazy("Vide : le compte vaut pour toutes les années."),
            "reference": gettext_lazy("Bilan, entretien, étude : d’où viennent ces montants."),
            "result_place": gettext_lazy("Sans réponse, le même endroit que le maillon."),
            "label": gettext_lazy("Vide : le nom du maillon."),
        }

    def add_fields(self) -> None:
        """Offer the nodes of the flows, and say what an empty choice means."""
        super().add_fields()
        offer_nodes(self, "node_key")
        fields: Any = self.fields
        fields["family"].choices = [NOT_SAID, *Family.choices]
        fields["result_place"].choices = [NOT_SAID, *PlaceOfMoney.choices]

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

    def clean(self) -> dict[str, Any]:
        """Refuse a second account of the same stage and year."""
        given = super().clean() or self.cleaned_data
        held = list_rows(self.opened, StageAccount).filter(
            node_key=given.get("node_key", ""), year=given.get("year")
        )
        if held.exclude(pk=self.stored.pk).exists():
            self.add_error(
                "node_key", _("Ce maillon a déjà un compte pour cette année : modifiez-le.")
            )
        return given


class LineForm(RowForm):
    """An expense, or a subsidy."""

    line_id = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("Nature"),
        required=False,
        choices=[("", gettext_lazy("Choisissez")), *CostKind.choices],
    )
    label = forms.CharField(label=gettext_lazy("Libellé"), required=False, max_length=120)
    amount = NumberField(label=gettext_lazy("Montant (€ par an)"))
    place = forms.ChoiceField(
        label=gettext_lazy("Où va l’argent"),
        required=False,
        choices=[NOT_SAID, *PlaceOfMoney.choices],
    )
    source = forms.CharField(label=gettext_lazy("Source"), required=False, max_length=400)
    per_unit = NumberField(label=gettext_lazy("ou € par unité vendue"))
    matter = forms.ChoiceField(label=gettext_lazy("de cette matière vendue"), required=False)
    behaviour = forms.ChoiceField(
        label=gettext_lazy("Comportement"),
        required=False,
        choices=[("", gettext_lazy("Selon la façon dont il est écrit")), *Behaviour.choices],
    )
    value_added_share = PercentField(
        label=gettext_lazy("Part de valeur ajoutée chez le fournisseur local (%)")
    )
    spread = PercentField(
        label=gettext_lazy("Incertitude (%)"), max_value=99, help_text=_UNCERTAINTY_HELP
    )

    MAIN: ClassVar = ("kind", "label", "amount", "place", "source")
    MORE: ClassVar = ("per_unit", "matter", "behaviour", "value_added_share", "spread")

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's own signature
        matters: Sequence[str] = (),
        **kwargs: Any,  # noqa: ANN401 - Django's own signature
    ) -> None:
        super().__init__(*args, **kwargs)
        kept = (self.initial or {}).get("matter")
        offered = [*matters, *([kept] if kept and kept not in matters else [])]
        field: Any = self.fields["matter"]
        field.choices = [("", _("Tout ce qu’il vend")), *((one, one) for one in offered)]

    def is_blank(self) -> bool:
        """Tell whether the row says nothing: a line without its name and its numbers."""
        written = ("kind", "label", "amount", "per_unit", "source")
        return all(self.cleaned_data.get(name) in {None, ""} for name in written)

    def clean(self) -> dict[str, Any]:
        """Ask for the nature; refuse two amounts."""
        given = super().clean() or self.cleaned_data
        is_written = any(given.get(name) for name in ("label", "source")) or any(
            given.get(name) is not None for name in ("amount", "per_unit")
        )
        if is_written and not given.get("kind") and "kind" not in self.errors:
            self.add_error("kind", _("De quelle nature est cette dépense ?"))
        if given.get("amount") is not None and given.get("per_unit") is not None:
            self.add_error("per_unit", _("Un montant par an ou par unité : gardez l’un des deux."))
        if given.get("kind") and not given.get("label", "").strip():
            given["label"] = str(CostKind(given["kind"]).label)
        return given


class LinesForm(RowsForm):
    """The expenses of a stage."""

    def clean(self) -> None:
        """Refuse two lines of one label: they could not be told apart."""
        labels = [row["label"] for row in self.list_rows() if "label" in row]
        if len(set(labels)) < len(labels):
            raise forms.ValidationError(_("Deux lignes portent le même libellé : distinguez-les."))
