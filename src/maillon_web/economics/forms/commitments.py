"""A promise of price and volume, and its years."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillon_web.agreements.models import Contract
from maillon_web.directory.forms.actor_choice import offer_actors
from maillon_web.economics.forms.accounts import FIRST_YEAR, LAST_YEAR, offer_nodes
from maillon_web.economics.forms.numbers import NumberField, PercentField, show_number
from maillon_web.economics.forms.rows import RowForm, RowsForm
from maillon_web.economics.models import PriceCommitment
from maillon_web.filieres.forms.records import RecordForm
from maillon_web.filieres.selectors.records import list_records

__all__ = ["CommitmentForm", "YearForm", "YearsForm"]

_MOST_INDICES = 8
_WHOLE = 1.0
_ROUNDING = 1e-9


class CommitmentForm(RecordForm):
    """Who promises what to whom, and how the price is made."""

    base_price = NumberField(
        label=gettext_lazy("Prix de départ (€ par unité)"),
        help_text=gettext_lazy("Vide : le prix est celui du marché, entre plancher et plafond."),
    )
    floor = NumberField(label=gettext_lazy("Prix plancher (€ par unité)"))
    ceiling = NumberField(label=gettext_lazy("Prix plafond (€ par unité)"))
    firm_volume_share = PercentField(
        label=gettext_lazy("Part ferme du volume (%)"),
        help_text=gettext_lazy("Payée même si elle n’est pas enlevée (« take-or-pay »)."),
    )
    weights = forms.CharField(
        label=gettext_lazy("Indices du prix"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "Un par ligne, avec son poids en % : « énergie : 30 ». Le reste du prix est fixe."
        ),
    )
    market_mean = NumberField(label=gettext_lazy("Prix moyen du marché (€ par unité)"))
    market_sd = NumberField(label=gettext_lazy("Écart-type du prix du marché (€ par unité)"))
    market_volume = NumberField(label=gettext_lazy("Volume d’une année"))
    seller_cost = NumberField(label=gettext_lazy("Ce que coûte une unité au vendeur (€)"))
    buyer_value = NumberField(label=gettext_lazy("Ce que rapporte une unité à l’acheteur (€)"))

    MAIN: ClassVar = (
        "seller",
        "seller_name",
        "buyer",
        "buyer_name",
        "matter",
        "unit",
        "base_price",
        "floor",
        "ceiling",
        "firm_volume_share",
        "weights",
        "contract",
        "source_key",
        "target_key",
    )
    MARKET: ClassVar = ("market_mean", "market_sd", "market_volume", "seller_cost", "buyer_value")

    class Meta:
        model = PriceCommitment
        fields = (
            "seller",
            "seller_name",
            "buyer",
            "buyer_name",
            "matter",
            "unit",
            "base_price",
            "floor",
            "ceiling",
            "firm_volume_share",
            "contract",
            "source_key",
            "target_key",
            "market_mean",
            "market_sd",
            "market_volume",
            "seller_cost",
            "buyer_value",
            "visibility",
        )
        help_texts: ClassVar = {
            "source_key": gettext_lazy(
                "Avec l’arrivée, compare ce qui est promis à ce qui circule d’après les flux."
            ),
            "unit": gettext_lazy("La même que celle du flux : t, bouteille, L…"),
        }

    def add_fields(self) -> None:
        """Offer the actors, the contracts and the nodes of the filière."""
        super().add_fields()
        fields: Any = self.fields
        for side, label in (
            ("seller", _("Vendeur, dans l’annuaire")),
            ("buyer", _("Acheteur, dans l’annuaire")),
        ):
            chosen = getattr(self.stored, f"{side}_id", None)
            offer_actors(fields[side], self.opened, chosen={chosen} if chosen else set())
            fields[side].label = label
        fields["seller_name"].label = _("ou un autre vendeur")
        fields["buyer_name"].label = _("ou un autre acheteur")
        fields["contract"].queryset = list_records(self.opened, Contract)
        fields["contract"].label = _("Contrat qui le porte")
        offer_nodes(self, "source_key", "target_key")
        self.order_fields([*self.MAIN, *self.MARKET, "visibility"])
        weights = getattr(self.stored, "index_weights", None) or {}
        self.initial["weights"] = _write_weights(weights)

    def clean_weights(self) -> str:
        """Check the weights of the indices; their text is written the same way each time."""
        weights: dict[str, float] = {}
        for line in str(self.cleaned_data["weights"]).splitlines():
            if not line.strip():
                continue
            name, _mark, number = line.rpartition(":")
            try:
                share = PercentField().clean(number.strip())
            except forms.ValidationError:
                share = None
            if not name.strip() or share is None:
                raise forms.ValidationError(
                    _("Écrivez chaque indice ainsi : « énergie : 30 ». Ligne lue : {line}").format(
                        line=line.strip()[:80]
                    )
                )
            weights[name.strip()[:80]] = share
        if len(weights) > _MOST_INDICES:
            raise forms.ValidationError(_("{most} indices au plus.").format(most=_MOST_INDICES))
        if sum(weights.values()) > _WHOLE + _ROUNDING:
            raise forms.ValidationError(_("Les poids dépassent 100 % : réduisez-les."))
        self.read_weights = weights
        return _write_weights(weights)

    def clean(self) -> dict[str, Any]:
        """Take the names of the actors, and check that the terms hold together."""
        given = super().clean() or self.cleaned_data
        for side in ("seller", "buyer"):
            actor = given.get(side)
            if actor is not None:
                given[f"{side}_name"] = actor.name[:200]
            elif not str(given.get(f"{side}_name", "")).strip():
                self.add_error(
                    f"{side}_name", _("Choisissez un acteur de l’annuaire ou écrivez un nom.")
                )
        floor, ceiling = given.get("floor"), given.get("ceiling")
        if floor is not None and ceiling is not None and floor > ceiling:
            self.add_error("ceiling", _("Le plafond est sous le plancher."))
        if getattr(self, "read_weights", None) and given.get("base_price") is None:
            self.add_error("base_price", _("Un prix indexé part d’un prix de départ : donnez-le."))
        ends = [bool(given.get(name)) for name in ("source_key", "target_key")]
        if any(ends) and not all(ends):
            self.add_error("target_key", _("Donnez les deux bouts du flux, ou aucun."))
        self._check_market(given)
        if not self.errors:
            self.instance.index_weights = self.read_weights
        return given

    def _check_market(self, given: dict[str, Any]) -> None:
        said = [given.get(name) is not None for name in self.MARKET]
        if any(said) and not all(said):
            missing = self.MARKET[said.index(False)]
            self.add_error(
                missing, _("Il faut les cinq nombres du marché pour mesurer le risque, ou aucun.")
            )

    def list_changes(self) -> dict[str, Any]:
        """Return what the person changed, the weights too."""
        changes = super().list_changes()
        if self.has_changed_field("weights"):
            changes["index_weights"] = self.read_weights
        return changes


def _write_weights(weights: dict[str, float]) -> str:
    return "\n".join(
        f"{name} : {show_number(round(share * 100, 10))}" for name, share in weights.items()
    )


class YearForm(RowForm):
    """One year of a promise: what was promised, then what came of it."""

    year = forms.IntegerField(
        label=gettext_lazy("Année"), min_value=FIRST_YEAR, max_value=LAST_YEAR, required=False
    )
    promised = NumberField(label=gettext_lazy("Promis"))
    offered = NumberField(label=gettext_lazy("Proposé"))
    taken = NumberField(label=gettext_lazy("Enlevé"))
    market_price = NumberField(label=gettext_lazy("Prix du marché (€ par unité)"))

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's own signature
        indices: Sequence[str] = (),
        **kwargs: Any,  # noqa: ANN401 - Django's own signature
    ) -> None:
        super().__init__(*args, **kwargs)
        self.indices = indices
        for rank, name in enumerate(indices):
            self.fields[f"index_{rank}"] = NumberField(
                label=_("Indice « {name} »").format(name=name)
            )

    def clean(self) -> dict[str, Any]:
        """Ask for the year and the promise of what took place."""
        given = super().clean() or self.cleaned_data
        if all(value in {None, ""} for value in given.values()):
            return given
        for name, sentence in (
            ("year", _("De quelle année s’agit-il ?")),
            ("promised", _("Quel volume était promis ? Écrivez 0 si aucun.")),
        ):
            if given.get(name) is None and name not in self.errors:
                self.add_error(name, sentence)
        offered, taken = given.get("offered"), given.get("taken")
        if offered is not None and taken is not None and taken > offered:
            self.add_error("taken", _("On n’enlève pas plus que ce qui est proposé."))
        if offered is not None and taken is None and "taken" not in self.errors:
            self.add_error("taken", _("Quel volume a été enlevé ? Écrivez 0 si aucun."))
        return given


class YearsForm(RowsForm):
    """The years of a promise."""

    def clean(self) -> None:
        """Refuse a year that comes twice."""
        years = [row.get("year") for row in self.list_rows()]
        if len(set(years)) < len(years):
            raise forms.ValidationError(
                _("Une année revient deux fois : gardez une ligne par année.")
            )

    def collect(self) -> list[dict[str, Any]]:
        """Return the years as the base keeps them; call once valid."""
        return [
            {
                **{
                    name: row.get(name)
                    for name in ("year", "promised", "offered", "taken", "market_price")
                },
                "indices": {
                    name: row[f"index_{rank}"]
                    for rank, name in enumerate(form.indices)
                    if row.get(f"index_{rank}") is not None
                },
            }
            for form, row in ((form, form.cleaned_data) for form in self._written())
        ]

    def _written(self) -> list[Any]:
        return [form for form in self.forms if not form.is_blank()]
