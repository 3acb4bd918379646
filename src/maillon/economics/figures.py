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
    StageEconomy,
)

__all__ = ["describe_accounts", "describe_break_even"]


_STAGE_LINES: dict[str, tuple[str, str]] = {
    "product": (mark("Produit"), mark("Somme de ce que le maillon vend : quantité × prix.")),
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
    "value_added": (
        mark("Valeur ajoutée"),
        mark("Produit moins consommations intermédiaires (tous les achats)."),
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
_STAGE_SUMS = {
    "value_added": ("product", "bought_in_chain", "bought_on_territory", "bought_elsewhere"),
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
_CHAIN_LINES: dict[str, tuple[str, str]] = {
    "product": (
        mark("Produit de la filière"),
        mark("Ce que la filière vend hors d’elle-même : les ventes entre maillons s’annulent."),
    ),
    "direct_value_added": (
        mark("Valeur ajoutée directe"),
        mark("Somme des valeurs ajoutées des maillons."),
    ),
    "indirect_value_added": (
        mark("Valeur ajoutée indirecte"),
        mark("Part de valeur ajoutée dans ce qui est acheté sur le territoire, hors filière."),
    ),
    "imports": (
        mark("Achats venus d’ailleurs"),
        mark("Achats hors du territoire, et ce que les fournisseurs locaux y ont acheté."),
    ),
    "unsplit_purchases": (
        mark("Achats locaux non partagés"),
        mark("Achats sur le territoire dont personne n’a dit la part de valeur ajoutée."),
    ),
    "stays": (
        mark("Ce qui reste sur le territoire"),
        mark("Valeur ajoutée payée sur le territoire, et valeur ajoutée indirecte."),
    ),
    "leaves": (
        mark("Ce qui quitte le territoire"),
        mark("Achats venus d’ailleurs, et valeur ajoutée payée ailleurs."),
    ),
    "ess_value_added": (
        mark("Valeur ajoutée de l’ESS"),
        mark("Somme des valeurs ajoutées des maillons, chacune fois sa part d’ESS."),
    ),
}


def describe_accounts(chain: ChainEconomy, account: ChainAccount) -> FigureBook:
    """
    Return the figures of the accounts, `stage.<key>.<line>` and `chain.<line>`.

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
    for line in _CHAIN_LINES:
        book.add(_describe_chain(chain, account, line))
    return book


def _describe_stage(
    chain: ChainEconomy, stage: StageEconomy, account: StageAccount
) -> Iterator[Figure]:
    for line, (label, formula) in _STAGE_LINES.items():
        yield Figure(
            id=f"stage.{stage.key}.{line}",
            label=f"{_(label)} – {stage.label}",
            value=round(getattr(account, line), 2),
            unit="€",
            formula_key="valeur",
            formula=_(formula),
            inputs=tuple(_list_stage_inputs(chain, stage, account, line)),
            assumptions=_assume(),
        )


def _assume() -> tuple[str, ...]:
    return (_("Pas de variation de stock : ce qui est acheté dans l’année y est utilisé."),)


def _list_stage_inputs(
    chain: ChainEconomy, stage: StageEconomy, account: StageAccount, line: str
) -> Iterator[FigureInput]:
    for part in _STAGE_SUMS.get(line, ()):
        yield FigureInput(
            label=_(_STAGE_LINES[part][0]),
            value=round(getattr(account, part), 2),
            unit="€",
            figure=f"stage.{stage.key}.{part}",
        )
    yield from _list_amounts(
        [one for one in chain.exchanges if _sort_exchange(one, stage.key) == line]
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
        source = f" ({one.reference})" if one.reference else ""
        yield FigureInput(
            label=f"{one.key} – {quantity}{source}", value=one.quantity, unit=one.unit
        )
        yield FigureInput(label=f"{one.key} – {price}", value=one.price_eur, unit=f"€/{one.unit}")


def _describe_unknown(stage: StageEconomy, line: str) -> Figure:
    label, formula = _STAGE_LINES[line]
    return Figure(
        id=f"stage.{stage.key}.{line}",
        label=f"{_(label)} – {stage.label}",
        value=None,
        unit="€",
        formula_key="valeur",
        formula=_(formula),
        caveats=(_("Il manque une donnée : voyez les questions."),),
    )


def _describe_chain(chain: ChainEconomy, account: ChainAccount, line: str) -> Figure:
    label, formula = _CHAIN_LINES[line]
    value = getattr(account, line) if account.is_complete else None
    caveats = []
    if not account.is_complete:
        caveats.append(_("Un maillon au moins n’a pas de compte complet : voyez les questions."))
    elif value is None:
        caveats.append(_("La part d’ESS d’un maillon au moins n’est pas connue."))
    part = {"direct_value_added": "value_added", "ess_value_added": "value_added"}.get(line)
    names = {one.key: one.label for one in chain.stages}
    inputs = tuple(
        FigureInput(
            label=f"{_(_STAGE_LINES[part][0])} – {names[one.key]}",
            value=round(getattr(one, part), 2),
            unit="€",
            figure=f"stage.{one.key}.{part}",
        )
        for one in account.stages
        if part
    ) + tuple(
        FigureInput(label=names[one.key], value=round(getattr(one, line), 2), unit="€")
        for one in account.stages
        if part is None and line != "product"
    )
    # What local suppliers bought elsewhere is not known: the value added lies between two ends.
    is_open = line == "indirect_value_added" and value is not None and account.unsplit_purchases > 0
    return Figure(
        id=f"chain.{line}",
        label=_(label),
        value=None if value is None else round(value, 2),
        unit="€",
        formula_key="valeur",
        formula=_(formula),
        inputs=inputs,
        assumptions=_assume(),
        low=account.indirect_value_added if is_open else None,
        high=account.indirect_value_added + account.unsplit_purchases if is_open else None,
        caveats=tuple(caveats),
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
