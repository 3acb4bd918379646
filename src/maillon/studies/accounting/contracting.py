"""Commitments over several years: kept or not, too large or not, and terms that protect both."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from maillon.domain.errors import InvalidInput
from maillon.domain.figures import Figure, FigureBook, FigureInput
from maillon.domain.formatting import (
    NARROW_SPACE,
    format_number,
    format_percent,
    format_quantity,
)
from maillon.domain.language import translate as _
from maillon.economics.commitment_reading import ReadCommitment, read_commitments
from maillon.economics.commitments import Commitment
from maillon.economics.findings import Finding
from maillon.economics.markets import Market
from maillon.economics.portfolio import draw_for, write_pair
from maillon.economics.promises import describe_commitments
from maillon.economics.risk import pay_price
from maillon.economics.terms import FairTerms, choose_terms, find_fair_terms, list_widths
from maillon.studies.accounting.accounts import write_finding, write_question
from maillon.studies.flowing.names import settle_names

__all__ = ["account_for_commitments", "propose_terms"]

DRAWS = 10_000
SEARCH_DRAWS = 4_000
_FIRM_SHARES = (0.5, 0.8)


def account_for_commitments(
    values: Mapping[str, Any], *, draws: int = DRAWS, seed: int = 1
) -> dict[str, Any]:
    """
    Return the commitments of a model alone, checked against its flows; no account is needed.

    Parameters
    ----------
    values
        Model as `docs/methodes/valeur.md` describes it: `commitments`, and `flows` to check them.
    draws, seed
        Of prices and volumes; no draw leaves the risk of each party out.
    """
    figures = FigureBook()
    told = describe_commitments(settle_names(values), figures=figures, draws=draws, seed=seed)
    return {
        "kind": "economics.commitments",
        "findings": [write_finding(one) for one in told.findings],
        "commitments": told.commitments,
        "parties": told.parties,
        "warnings": told.warnings,
        "questions": [one.sentence for one in told.questions],
        "open_questions": [write_question(one) for one in told.questions],
        "figures": figures.to_dict(),
    }


def propose_terms(
    values: Mapping[str, Any],
    place: int,
    *,
    draws: int = SEARCH_DRAWS,
    seed: int = 1,
    width: float | None = None,
    firm_shares: Sequence[float] | None = None,
) -> dict[str, Any]:
    """
    Return terms of a commitment under which the worst cases of both parties improve by as much.

    Parameters
    ----------
    place
        Of the commitment in the model; its market must be described.
    width
        Ceiling minus floor to hold to, in euros per unit; several are tried when it is absent.
    firm_shares
        Shares of the volume paid even when not taken; those of the contract and two usual ones
        when demand is uncertain.

    Raises
    ------
    InvalidInput
        If there is no such commitment, or nothing is known of its market.
    """
    read = read_commitments(values)
    one, market = _get_with_market(read, place)
    drawn = draw_for(one.commitment, market, place, draws, seed)
    found = find_fair_terms(
        one.commitment,
        market,
        drawn,
        widths=list_widths(market) if width is None else (width,),
        firm_shares=_list_shares(one.commitment, market) if firm_shares is None else firm_shares,
    )
    chosen = choose_terms(found)
    figures = FigureBook()
    findings = [_say_nothing()] if chosen is None else []
    if chosen is not None:
        for figure in _explain(found[chosen], draws=draws, seed=seed):
            figures.add(figure)
        findings.append(_say(found[chosen]))
    return {
        "kind": "economics.terms",
        "commitment": place,
        "options": [_write(terms, drawn.price) for terms in found],
        "chosen": chosen,
        "draws": draws,
        "seed": seed,
        "findings": [write_finding(one) for one in findings],
        "figures": figures.to_dict(),
    }


def _get_with_market(read: Sequence[ReadCommitment], place: int) -> tuple[ReadCommitment, Market]:
    if not 0 <= place < len(read):
        raise InvalidInput(
            f"no commitment {place}",
            user=_("Cet engagement n’est pas dans le modèle : choisissez-en un autre."),
        )
    market = read[place].market
    if market is None:
        raise InvalidInput(
            f"commitment {place} has no market",
            user=_(
                "Pour chercher un partage équitable, décrivez le marché de l’engagement "
                "(« market ») : prix moyen, écart type, volume, coût du vendeur et valeur pour "
                "l’acheteur."
            ),
        )
    return read[place], market


def _list_shares(commitment: Commitment, market: Market) -> tuple[float, ...]:
    """Return the firm shares to try: they only matter when less than the volume may be wanted."""
    own = (commitment.firm_volume_share,)
    return tuple(dict.fromkeys((*own, *_FIRM_SHARES))) if market.demand_spread else own


def _write(terms: FairTerms, market_price: npt.NDArray[np.float64]) -> dict[str, Any]:
    held, margins = terms.commitment, terms.margins
    paid = pay_price(held, market_price)
    return {
        "width": terms.width,
        "floor_eur": held.floor_eur,
        "ceiling_eur": held.ceiling_eur,
        "firm_volume_share": held.firm_volume_share,
        "seller_reduction": terms.seller_reduction,
        "buyer_reduction": terms.buyer_reduction,
        "mean_transfer_to_seller_eur": terms.mean_transfer,
        "price": {"mean": float(paid.mean()), "standard_deviation": float(paid.std())},
        "seller": write_pair(margins.seller_without, margins.seller_with),
        "buyer": write_pair(margins.buyer_without, margins.buyer_with),
    }


def _explain(terms: FairTerms, *, draws: int, seed: int) -> list[Figure]:
    held = terms.commitment
    unit = f"€/{held.unit}"
    inputs = (
        FigureInput(label=_("Prix plancher"), value=round(held.floor_eur or 0.0, 4), unit=unit),
        FigureInput(label=_("Prix plafond"), value=round(held.ceiling_eur or 0.0, 4), unit=unit),
        FigureInput(label=_("Part ferme du volume"), value=held.firm_volume_share),
        FigureInput(label=_("Tirages"), value=draws),
        FigureInput(label=_("Graine du hasard"), value=seed),
    )
    protection = _(
        "Marge moyenne des 5 % de tirages les pires avec ces termes, moins la même sans "
        "engagement, toutes années ajoutées. Le tunnel est déplacé jusqu’à ce que les deux parties "
        "gagnent autant."
    )
    amounts = (
        (
            "terms.seller_reduction",
            _("Ce que ces termes apportent à {party} dans les pires cas").format(party=held.seller),
            terms.seller_reduction,
            protection,
        ),
        (
            "terms.buyer_reduction",
            _("Ce que ces termes apportent à {party} dans les pires cas").format(party=held.buyer),
            terms.buyer_reduction,
            protection,
        ),
        (
            "terms.mean_transfer",
            _("Ce que {party} reçoit de plus que le marché, en moyenne").format(party=held.seller),
            terms.mean_transfer,
            _("Moyenne, sur les tirages, de la marge avec ces termes moins la marge sans eux."),
        ),
    )
    return [
        Figure(
            id=name,
            label=label,
            value=round(value, 2),
            unit="€",
            formula_key="valeur",
            formula=formula,
            inputs=inputs,
            caveats=(_("Ne vaut que pour le marché décrit : prix, volumes, coûts et besoins."),),
        )
        for name, label, value, formula in amounts
    ]


def _write_price(price: float | None, unit: str) -> str:
    return f"{format_number(price or 0.0, 2)}{NARROW_SPACE}€/{unit}"


def _say(terms: FairTerms) -> Finding:
    held = terms.commitment
    words = {
        "floor": _write_price(held.floor_eur, held.unit),
        "ceiling": _write_price(held.ceiling_eur, held.unit),
        "gain": format_quantity(round(terms.shared_reduction), "€"),
        "seller": held.seller,
        "buyer": held.buyer,
    }
    if terms.width > 0:
        sentence = _(
            "Un prix tenu entre {floor} et {ceiling} protège autant {seller} que {buyer} : leurs "
            "pires cas s’améliorent chacun de {gain}."
        ).format(**words)
    else:
        sentence = _(
            "Un prix constant de {floor} protège autant {seller} que {buyer} : leurs pires cas "
            "s’améliorent chacun de {gain}."
        ).format(**words)
    if held.firm_volume_share > 0:
        firm = _("Il est payé au moins {share} du volume promis.")
        sentence += " " + firm.format(share=format_percent(held.firm_volume_share))
    return Finding(
        key="terms",
        sentence=sentence,
        figures=("terms.seller_reduction", "terms.buyer_reduction", "terms.mean_transfer"),
    )


def _say_nothing() -> Finding:
    return Finding(
        key="terms",
        sentence=_(
            "Aucun tunnel de prix essayé n’améliore les pires cas des deux parties à la fois."
        ),
        figures=(),
    )
