"""What a unit costs a stage: its expenses shared between what it makes, by value or by quantity."""

from dataclasses import dataclass
from math import fsum

from maillon.domain.figures import Figure, FigureInput
from maillon.domain.language import translate as _
from maillon.economics.accounts import StageAccount
from maillon.economics.model import ChainEconomy, StageEconomy

__all__ = ["UnitCost", "describe_unit_cost", "list_unit_costs"]

_SMALLEST = 1e-6  # below, a quantity or an amount is the rounding of another


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitCost:
    """
    Cost price of one matter that a stage makes, in euros per unit.

    Attributes
    ----------
    quantity
        Sold and stocked.
    price_eur
        Mean price of what is sold and stocked.
    by_value
        Expenses shared in proportion to the value of what is made.
    by_quantity
        In proportion to the quantities; `None` when they are not in one unit.
    """

    stage: str
    matter: str
    unit: str
    quantity: float
    price_eur: float
    expenses: float
    by_value: float
    by_quantity: float | None

    @property
    def margin_eur(self) -> float:
        """Return what is left on a unit, subsidies left out."""
        return self.price_eur - self.by_value


def list_unit_costs(chain: ChainEconomy, account: StageAccount) -> list[UnitCost]:
    """
    Return the cost price of each matter that a stage makes and gets paid for.

    Notes
    -----
    All that the stage consumes and pays is an expense; subsidies are left out. The costs of joint
    products (flour and bran) can only be shared by a convention: both are given.
    """
    made: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for one in chain.list_sales(account.key):
        pair = (one.quantity or 0.0, abs(one.value_eur or 0.0))
        made.setdefault((one.matter, one.unit), []).append(pair)
    for move in chain.list_stocks(account.key):
        if not move.is_bought and (move.matter, move.unit) in made:
            made[move.matter, move.unit].append((move.quantity or 0.0, move.value_eur or 0.0))
    sums = {
        name: (fsum(quantity for quantity, _value in pairs), fsum(value for _q, value in pairs))
        for name, pairs in made.items()
    }
    kept = {name: pair for name, pair in sums.items() if pair[0] > _SMALLEST and pair[1] >= 0}
    worth, whole = (fsum(pair[side] for pair in kept.values()) for side in (1, 0))
    if not worth > _SMALLEST:
        return []
    expenses = account.product + account.subsidies - account.result
    is_one_unit = len({unit for _matter, unit in kept}) == 1
    return [
        UnitCost(
            stage=account.key,
            matter=matter,
            unit=unit,
            quantity=quantity,
            price_eur=value / quantity,
            expenses=expenses,
            by_value=expenses * value / worth / quantity,
            by_quantity=expenses / whole if is_one_unit else None,
        )
        for (matter, unit), (quantity, value) in kept.items()
    ]


def describe_unit_cost(stage: StageEconomy, account: StageAccount, found: UnitCost) -> Figure:
    """Return the cost price of a matter as a figure."""
    unit = f"€/{found.unit}"
    quantity = found.by_quantity
    other = (
        (_("Les quantités ne sont pas dans une même unité : pas de partage par quantité."),)
        if quantity is None
        else ()
    )
    return Figure(
        id=f"stage.{stage.key}.unit_cost.{found.matter}",
        label=_("Prix de revient de {matter} – {stage}").format(
            matter=found.matter, stage=stage.label
        ),
        value=round(found.by_value, 4),
        unit=unit,
        formula_key="valeur",
        formula=_(
            "Dépenses du maillon, partagées entre ce qu’il produit selon la valeur, divisées par "
            "la quantité."
        ),
        inputs=(
            FigureInput(label=_("Dépenses du maillon"), value=round(found.expenses, 2), unit="€"),
            FigureInput(
                label=_("Produit"),
                value=round(account.product, 2),
                unit="€",
                figure=f"stage.{stage.key}.product",
            ),
            FigureInput(
                label=_("Quantité vendue ou mise en stock"), value=found.quantity, unit=found.unit
            ),
            FigureInput(label=_("Prix moyen"), value=round(found.price_eur, 4), unit=unit),
            FigureInput(
                label=_("Partagé selon la quantité"),
                value=None if quantity is None else round(quantity, 4),
                unit=unit,
            ),
        ),
        assumptions=(_("Produits joints : les dépenses sont partagées par convention."),),
        caveats=(_("Sans les subventions d’exploitation."), *other),
    )
