"""Explain every amount of the accounts: each opens its formula and its inputs."""

from collections.abc import Iterator, Sequence

from maillon.domain.figures import Figure, FigureBook, FigureInput
from maillon.domain.flows import OUTSIDE
from maillon.domain.language import mark
from maillon.domain.language import translate as _
from maillon.economics.accounts import ChainAccount, StageAccount
from maillon.economics.break_even import BreakEven
from maillon.economics.model import (
    ChainEconomy,
    CostKind,
    CostLine,
    Exchange,
    Place,
    QuantitySource,
    StageEconomy,
)

__all__ = ["STAGE_LINES", "describe_break_even", "describe_stages", "list_assumptions"]


STAGE_LINES: dict[str, tuple[str, str]] = {
    "product": (
        mark("Produit"),
        mark("Somme de ce que le maillon vend, quantité × prix, et de ce qu’il a mis en stock."),
    ),
    "bought_in_chain": (
        mark("Achats aux maillons de la filière"),
        mark("Somme de ce que les autres maillons lui vendent : le même montant des deux côtés."),
    ),
    "bought_on_territory": (
        mark("Achats sur le territoire, hors filière"),
        mark("Somme des achats dont le fournisseur est sur le territoire."),
    ),
    "bought_elsewhere": (
        mark("Achats hors du territoire"),
        mark("Somme des achats venus d’ailleurs, ou dont personne n’a dit l’origine."),
    ),
    "stocked_purchases": (
        mark("Achats mis en stock"),
        mark("Part des achats qui n’a pas servi dans l’année : quantité × prix d’achat."),
    ),
    "value_added": (
        mark("Valeur ajoutée"),
        mark("Produit moins consommations intermédiaires : les achats, moins ceux mis en stock."),
    ),
    "wages": (mark("Salaires et cotisations"), mark("Somme des lignes « wages ».")),
    "taxes": (mark("Impôts et taxes"), mark("Somme des lignes « taxes ».")),
    "interest": (mark("Frais financiers"), mark("Somme des lignes « interest ».")),
    "rent": (mark("Loyers"), mark("Somme des lignes « rent ».")),
    "depreciation": (mark("Amortissements"), mark("Somme des lignes « depreciation ».")),
    "subsidies": (mark("Subventions d’exploitation"), mark("Somme des lignes « subsidy ».")),
    "result": (
        mark("Résultat"),
        mark(
            "Valeur ajoutée, plus subventions, moins salaires, impôts, frais financiers, loyers "
            "et amortissements."
        ),
    ),
}
_QUANTITY_SOURCES: dict[QuantitySource, str] = {
    QuantitySource.GIVEN: "",
    QuantitySource.RECONCILED: mark("bilan des flux"),
    QuantitySource.YIELD: mark("rendement du bilan des flux"),
}
_STAGE_SUMS = {
    "value_added": (
        "product",
        "bought_in_chain",
        "bought_on_territory",
        "bought_elsewhere",
        "stocked_purchases",
    ),
    "result": (
        "value_added",
        "subsidies",
        "wages",
        "taxes",
        "interest",
        "rent",
        "depreciation",
    ),
}


def describe_stages(chain: ChainEconomy, account: ChainAccount) -> FigureBook:
    """
    Return the figures of the account of each stage, `stage.<key>.<line>`.

    A stage that lacks a datum has figures without value, which say so.
    """
    book = FigureBook()
    stages = {one.key: one for one in chain.stages}
    for one in account.stages:
        for figure in _describe_stage(chain, stages[one.key], one):
            book.add(figure)
    for key in account.incomplete:
        for line in ("product", "value_added", "result"):
            book.add(_describe_unknown(stages[key], line))
    return book


def _describe_stage(
    chain: ChainEconomy, stage: StageEconomy, account: StageAccount
) -> Iterator[Figure]:
    for line, (label, formula) in STAGE_LINES.items():
        if line == "stocked_purchases" and not chain.stock_moves:
            continue
        yield Figure(
            id=f"stage.{stage.key}.{line}",
            label=f"{_(label)} – {stage.label}",
            value=round(getattr(account, line), 2),
            unit="€",
            formula_key="valeur",
            formula=_(formula),
            inputs=tuple(_list_stage_inputs(chain, stage, account, line)),
            assumptions=list_assumptions(chain),
        )


def list_assumptions(chain: ChainEconomy) -> tuple[str, ...]:
    """Say what every account takes for granted."""
    if not chain.stock_moves:
        return (_("Pas de variation de stock : ce qui est acheté dans l’année y est utilisé."),)
    return (
        _(
            "Stocks comptés à leur prix d’achat si le maillon achète la matière, sinon à son prix "
            "de vente, sauf prix donné."
        ),
    )


def _list_stage_inputs(
    chain: ChainEconomy, stage: StageEconomy, account: StageAccount, line: str
) -> Iterator[FigureInput]:
    for part in _STAGE_SUMS.get(line, ()):
        if part == "stocked_purchases" and not chain.stock_moves:
            continue
        yield FigureInput(
            label=_(STAGE_LINES[part][0]),
            value=round(getattr(account, part), 2),
            unit="€",
            figure=f"stage.{stage.key}.{part}",
        )
    yield from _list_amounts(
        [one for one in chain.exchanges if _sort_exchange(one, stage.key) == line]
    )
    for move in chain.list_stocks(stage.key):
        if line == ("stocked_purchases" if move.is_bought else "product"):
            label = "{} – {}".format(_("stock"), move.matter)
            yield FigureInput(label=label, value=move.quantity, unit=move.unit)
            yield FigureInput(
                label="{} – {}".format(label, _("prix")),
                value=move.price_eur,
                unit=f"€/{move.unit}",
            )
    for cost in stage.costs or ():
        if _sort_cost(cost) == line:
            label = f"{cost.label} ({cost.source})" if cost.source else cost.label
            yield FigureInput(label=label, value=cost.amount_eur, unit="€")


def _sort_exchange(one: Exchange, stage: str) -> str:
    """Return the line of the account of a stage that an exchange belongs to."""
    if one.seller == stage:
        return "product"
    if one.buyer != stage:
        return ""
    if OUTSIDE not in {one.source, one.target}:
        return "bought_in_chain"
    return "bought_on_territory" if one.place is Place.TERRITORY else "bought_elsewhere"


def _sort_cost(cost: CostLine) -> str:
    if cost.kind is CostKind.PURCHASE:
        return "bought_on_territory" if cost.place is Place.TERRITORY else "bought_elsewhere"
    return "subsidies" if cost.kind is CostKind.SUBSIDY else cost.kind.value


def _list_amounts(exchanges: Sequence[Exchange]) -> Iterator[FigureInput]:
    for one in exchanges:
        quantity, price = _("quantité"), _("prix")
        said = [_QUANTITY_SOURCES[one.quantity_source]] if one.quantity_source else []
        said = [text for text in (*(_(word) for word in said if word), one.reference) if text]
        source = " ({})".format(" ; ".join(said)) if said else ""
        yield FigureInput(
            label=f"{one.key} – {quantity}{source}", value=one.quantity, unit=one.unit
        )
        yield FigureInput(label=f"{one.key} – {price}", value=one.price_eur, unit=f"€/{one.unit}")


def _describe_unknown(stage: StageEconomy, line: str) -> Figure:
    label, formula = STAGE_LINES[line]
    return Figure(
        id=f"stage.{stage.key}.{line}",
        label=f"{_(label)} – {stage.label}",
        value=None,
        unit="€",
        formula_key="valeur",
        formula=_(formula),
        caveats=(_("Il manque une donnée : voyez les questions."),),
    )


def describe_break_even(
    stage: StageEconomy, account: StageAccount, found: BreakEven | None
) -> Figure:
    """Return the break-even of a stage as a figure, subsidies left out."""
    caveats = [_("Sans les subventions d’exploitation.")]
    if found is None:
        caveats.append(
            _("Aucun chiffre d’affaires n’y suffit : les charges variables dépassent les ventes.")
        )
    return Figure(
        id=f"stage.{stage.key}.break_even",
        label="{} – {}".format(_("Seuil de rentabilité"), stage.label),
        value=None if found is None else round(found.turnover_eur, 2),
        unit="€",
        formula_key="valeur",
        formula=_("Charges fixes divisées par le taux de marge sur coûts variables."),
        inputs=(
            FigureInput(
                label=_("Produit"),
                value=round(account.product, 2),
                unit="€",
                figure=f"stage.{stage.key}.product",
            ),
            FigureInput(
                label=_("Charges variables"), value=round(account.variable_costs, 2), unit="€"
            ),
            FigureInput(label=_("Charges fixes"), value=round(account.fixed_costs, 2), unit="€"),
        ),
        assumptions=(
            _(
                "Les achats entre maillons et les montants par unité varient avec les ventes ; les "
                "autres montants sont fixes, sauf mention contraire."
            ),
        ),
        caveats=tuple(caveats),
    )
