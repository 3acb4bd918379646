"""Explain what the whole chain makes, who receives it and what stays: each figure opens."""

from collections.abc import Iterator

from maillon.domain.figures import Figure, FigureBook, FigureInput
from maillon.domain.flows import OUTSIDE
from maillon.domain.language import mark
from maillon.domain.language import translate as _
from maillon.economics.accounts import ChainAccount
from maillon.economics.figures import STAGE_LINES, list_assumptions
from maillon.economics.model import ChainEconomy

__all__ = ["SHARED_LINES", "describe_chain"]

SHARED_LINES = ("wages", "taxes", "interest", "rent", "depreciation", "result")
_CHAIN_LINES: dict[str, tuple[str, str]] = {
    "product": (
        mark("Produit de la filière"),
        mark(
            "Ce que la filière vend hors d’elle-même et met en stock : les ventes entre maillons "
            "s’annulent."
        ),
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
# By name: the figure that is a part, those that make the whole, and what it is.
_SHARES: dict[str, tuple[str, tuple[str, ...], str, str]] = {
    "ess_share": (
        "ess_value_added",
        ("direct_value_added",),
        mark("Part de l’ESS dans la valeur ajoutée directe"),
        mark("Valeur ajoutée de l’ESS, divisée par la valeur ajoutée directe."),
    ),
    "stays_share": (
        "stays",
        ("product", "subsidies"),
        mark("Part de ce qui reste sur le territoire"),
        mark("Ce qui reste, divisé par le produit de la filière et les subventions."),
    ),
    "leaves_share": (
        "leaves",
        ("product", "subsidies"),
        mark("Part de ce qui quitte le territoire"),
        mark("Ce qui part, divisé par le produit de la filière et les subventions."),
    ),
}


def describe_chain(chain: ChainEconomy, account: ChainAccount, book: FigureBook) -> None:
    """Add the figures `chain.<line>`, and the share of each stage in the value added."""
    for line in _CHAIN_LINES:
        book.add(_describe_line(chain, account, line))
    for line in (*SHARED_LINES, "subsidies"):
        book.add(_describe_received(chain, account, line))
    if account.is_complete:
        for name in _SHARES:
            book.add(_describe_share(account, book, name))
        book.add(_describe_integration(account, book))
        for figure in _share_value_added(chain, account, book):
            book.add(figure)


def _describe_line(chain: ChainEconomy, account: ChainAccount, line: str) -> Figure:
    label, formula = _CHAIN_LINES[line]
    value = getattr(account, line) if account.is_complete else None
    # What local suppliers bought elsewhere is not known: the value added lies between two ends.
    is_open = line == "indirect_value_added" and value is not None and account.unsplit_purchases > 0
    return Figure(
        id=f"chain.{line}",
        label=_(label),
        value=None if value is None else round(value, 2),
        unit="€",
        formula_key="valeur",
        formula=_(formula),
        inputs=tuple(_list_parts(chain, account, line)),
        assumptions=list_assumptions(chain),
        low=account.indirect_value_added if is_open else None,
        high=account.indirect_value_added + account.unsplit_purchases if is_open else None,
        caveats=tuple(_warn(account, value)),
    )


def _warn(account: ChainAccount, value: float | None) -> Iterator[str]:
    if not account.is_complete:
        yield _("Un maillon au moins n’a pas de compte complet : voyez les questions.")
    elif value is None:
        yield _("La part d’ESS d’un maillon au moins n’est pas connue.")


def _list_parts(chain: ChainEconomy, account: ChainAccount, line: str) -> Iterator[FigureInput]:
    part = {"direct_value_added": "value_added", "ess_value_added": "value_added"}.get(line)
    names = {one.key: one for one in chain.stages}
    if line == "product":
        yield from _list_sold(chain)
        return
    for one in account.stages:
        amount = round(getattr(one, part or line), 2)
        label = names[one.key].label
        if part:
            label = f"{_(STAGE_LINES[part][0])} – {label}"
        yield FigureInput(
            label=label, value=amount, unit="€", figure=f"stage.{one.key}.{part}" if part else ""
        )
        if line == "ess_value_added":
            share = names[one.key].ess_share
            label = "{} – {}".format(_("Part d’ESS"), names[one.key].label)
            yield FigureInput(label=label, value=share)


def _list_sold(chain: ChainEconomy) -> Iterator[FigureInput]:
    for one in chain.exchanges:
        if one.buyer == OUTSIDE and one.seller != OUTSIDE:
            value = None if one.value_eur is None else round(abs(one.value_eur), 2)
            yield FigureInput(label=one.key, value=value, unit="€")
    for move in chain.stock_moves:
        value = None if move.value_eur is None else round(move.value_eur, 2)
        label = "{} – {}".format(_("stock"), move.matter)
        yield FigureInput(label=label, value=value, unit="€")


def _describe_received(chain: ChainEconomy, account: ChainAccount, line: str) -> Figure:
    """Say what all the stages pay to one kind of receiver, or receive as subsidies."""
    names = {one.key: one.label for one in chain.stages}
    paid = [(one.key, getattr(one, line)) for one in account.stages]
    return Figure(
        id=f"chain.{line}",
        label="{} – {}".format(_(STAGE_LINES[line][0]), _("toute la filière")),
        value=round(sum(amount for _key, amount in paid), 2) if account.is_complete else None,
        unit="€",
        formula_key="valeur",
        formula=_("Somme des comptes des maillons."),
        inputs=tuple(
            FigureInput(
                label=names[key], value=round(amount, 2), unit="€", figure=f"stage.{key}.{line}"
            )
            for key, amount in paid
        ),
        caveats=tuple(_warn(account, 0.0)),
    )


def _describe_share(account: ChainAccount, book: FigureBook, name: str) -> Figure:
    part, wholes, label, formula = _SHARES[name]
    whole = sum(getattr(account, one) for one in wholes)
    amount = getattr(account, part)
    return _write_share(
        f"chain.{name}",
        None if amount is None or whole <= 0 else amount / whole,
        words=(_(label), _(formula)),
        inputs=[book[f"chain.{one}"] for one in (part, *wholes)],
    )


def _describe_integration(account: ChainAccount, book: FigureBook) -> Figure:
    parts = ("direct_value_added", "indirect_value_added", "product")
    return _write_share(
        "chain.integration_rate",
        account.integration_rate,
        words=(
            _("Taux d’intégration"),
            _("Valeur ajoutée directe et indirecte, divisée par le produit de la filière."),
        ),
        inputs=[book[f"chain.{one}"] for one in parts],
    )


def _share_value_added(
    chain: ChainEconomy, account: ChainAccount, book: FigureBook
) -> Iterator[Figure]:
    names = {one.key: one.label for one in chain.stages}
    whole = account.direct_value_added
    for one in account.stages:
        yield _write_share(
            f"stage.{one.key}.value_added_share",
            one.value_added / whole if whole > 0 else None,
            words=(
                "{} – {}".format(_("Part dans la valeur ajoutée directe"), names[one.key]),
                _("Valeur ajoutée du maillon, divisée par celle de tous les maillons."),
            ),
            inputs=[book[f"stage.{one.key}.value_added"], book["chain.direct_value_added"]],
        )


def _write_share(
    name: str, share: float | None, *, words: tuple[str, str], inputs: list[Figure]
) -> Figure:
    label, formula = words
    return Figure(
        id=name,
        label=label,
        value=None if share is None else round(share, 4),
        formula_key="valeur",
        formula=formula,
        inputs=tuple(
            FigureInput(label=one.label, value=one.value, unit=one.unit, figure=one.id)
            for one in inputs
        ),
        caveats=()
        if share is not None
        else (_("Ne peut pas être calculée : il manque un terme, ou le total n’est pas positif."),),
    )
