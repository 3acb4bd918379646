"""Does it pay, and for whom? The accounts of a chain, from a model as JSON."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from maillon.domain.errors import InvalidInput, NoSolution
from maillon.domain.language import translate as _
from maillon.economics.accounts import ChainAccount, draw_up_accounts
from maillon.economics.break_even import find_break_even
from maillon.economics.chain_figures import describe_chain
from maillon.economics.figures import describe_break_even, describe_stages
from maillon.economics.findings import Finding, list_findings
from maillon.economics.model import ChainEconomy, Exchange, StockMove
from maillon.economics.price_formation import FinalPrice, explain_final_prices
from maillon.economics.promises import describe_commitments
from maillon.economics.questions import Question, list_questions
from maillon.economics.reading import read_chain
from maillon.economics.rounds import describe_input_output, describe_local_multiplier
from maillon.economics.uncertainty import Trials, describe_uncertainty
from maillon.economics.unit_costs import describe_unit_cost, list_unit_costs
from maillon.studies.flowing.names import settle_names

__all__ = ["account_for_chain", "read_model_text"]

DRAWS = 10_000
SPREAD = 0.2


def read_model_text(text: str) -> dict[str, Any]:
    """
    Return the model that a JSON text holds.

    Raises
    ------
    InvalidInput
        If the text is not JSON, or not an object.
    """
    try:
        values = json.loads(text)
    except ValueError as error:
        raise InvalidInput(
            f"not JSON: {error}",
            user=_("Le modèle n’est pas du JSON : vérifiez les virgules et les guillemets."),
            details=[str(error)],
        ) from error
    if not isinstance(values, dict):
        raise InvalidInput(
            "the model is not an object",
            user=_("Le modèle doit être un objet JSON, entre accolades, avec un champ « flows »."),
        )
    return values


def account_for_chain(
    values: Mapping[str, Any],
    *,
    draws: int = DRAWS,
    seed: int = 1,
    spread: float = SPREAD,
    sobol: int = 0,
) -> dict[str, Any]:
    """
    Return the accounts of a chain, explained.

    Parameters
    ----------
    values
        Model as `docs/methodes/valeur.md` describes it. Its flows may be those of a balance.
    draws, seed
        Of the simulation; no draw leaves it out.
    spread
        Half-width of what has no uncertainty of its own, 0.2 for ±20 %.
    sobol
        Size of the samples of the Sobol indices, a power of two; 0 leaves them out.

    Returns
    -------
    dict
        The answer in sentences, accounts by stage and for the chain, prices, who receives,
        uncertainty, commitments, the questions that the model leaves open, and every figure by
        identifier.

    Raises
    ------
    InvalidInput
        With one sentence each field that is wrong.
    """
    values = settle_names(values)
    chain = read_chain(values)
    account = draw_up_accounts(chain)
    questions = list_questions(chain)
    figures = describe_stages(chain, account)
    describe_chain(chain, account, figures)
    names = {stage.key: stage for stage in chain.stages}
    for one in account.stages:
        found = find_break_even(one.product, one.variable_costs, one.fixed_costs)
        figures.add(describe_break_even(names[one.key], one, found))
        for cost in list_unit_costs(chain, one):
            figures.add(describe_unit_cost(names[one.key], one, cost))
    document: dict[str, Any] = {
        "kind": "economics.accounts",
        "title": chain.title,
        "year": chain.year,
        "findings": [],
        "stages": _write_stages(chain, account),
        "exchanges": [_write_exchange(one) for one in chain.exchanges],
        "stock_changes": [_write_stock(one) for one in chain.stock_moves],
        "chain": _write_chain(account),
        "prices": [],
        "warnings": [],
        "said": list(values.get("said") or []),
        "questions": [],
        "open_questions": [],
    }
    try:
        document["prices"] = [_write_price(one) for one in explain_final_prices(chain, account)]
    except NoSolution as error:
        document["warnings"].append(error.for_user())
    if account.is_complete:
        document["uncertainty"] = describe_uncertainty(
            chain,
            values,
            Trials(draws=draws, seed=seed, spread=spread, sobol=sobol),
            figures=figures,
        )
    document["lm3"] = describe_local_multiplier(values, figures=figures)
    document["input_output"] = describe_input_output(values, figures=figures)
    promises = describe_commitments(values, figures=figures, draws=draws, seed=seed)
    document["commitments"] = promises.commitments
    document["parties"] = promises.parties
    document["warnings"] += promises.warnings
    questions += promises.questions
    document["questions"] = [one.sentence for one in questions]
    document["open_questions"] = [write_question(one) for one in questions]
    findings = list_findings(
        {stage.key: stage.label for stage in chain.stages},
        figures,
        question_count=len(questions),
        incomplete=account.incomplete,
        tornado=document.get("uncertainty", {}).get("tornado", []),
    )
    document["findings"] = [write_finding(one) for one in (*findings, *promises.findings)]
    document["figures"] = figures.to_dict()
    return document


def write_finding(finding: Finding) -> dict[str, Any]:
    """Return a sentence of the answer as JSON values."""
    return asdict(finding) | {"figures": list(finding.figures)}


def write_question(question: Question) -> dict[str, Any]:
    """Return a question as JSON values, its ends named as in a flow."""
    names = {"source": "from", "target": "to"}
    return {names.get(name, name): value for name, value in asdict(question).items()}


def _write_stages(chain: ChainEconomy, account: ChainAccount) -> list[dict[str, Any]]:
    accounts = {one.key: one for one in account.stages}
    rows = []
    for stage in chain.stages:
        row: dict[str, Any] = {
            "key": stage.key,
            "label": stage.label,
            "place": stage.place.value,
            "ess_share": stage.ess_share,
            "account": None,
            "break_even": None,
            "unit_costs": [],
        }
        one = accounts.get(stage.key)
        if one is not None:
            row["account"] = asdict(one) | {
                "sales": one.sales,
                "intermediate_consumption": one.intermediate_consumption,
                "value_added": one.value_added,
                "value_added_share": _divide(one.value_added, account.direct_value_added)
                if account.is_complete
                else None,
                "result": one.result,
            }
            found = find_break_even(one.product, one.variable_costs, one.fixed_costs)
            row["break_even"] = None if found is None else asdict(found)
            row["unit_costs"] = [
                asdict(cost) | {"margin_eur": cost.margin_eur}
                for cost in list_unit_costs(chain, one)
            ]
        rows.append(row)
    return rows


def _divide(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _write_exchange(one: Exchange) -> dict[str, Any]:
    return {
        "from": one.ends[0],
        "to": one.ends[1],
        "name": one.key,
        "matter": one.matter,
        "unit": one.unit,
        "quantity": one.quantity,
        "quantity_source": one.quantity_source,
        "interval": None if one.interval is None else list(one.interval),
        "price_eur": one.price_eur,
        "value_eur": one.value_eur,
        "seller": one.seller,
        "buyer": one.buyer,
    }


def _write_stock(one: StockMove) -> dict[str, Any]:
    return {
        "stage": one.stage,
        "matter": one.matter,
        "unit": one.unit,
        "quantity": one.quantity,
        "price_eur": one.price_eur,
        "price_source": one.price_source,
        "value_eur": one.value_eur,
    }


def _write_chain(account: ChainAccount) -> dict[str, Any] | None:
    if not account.is_complete:
        return None
    captured = {
        name: sum(getattr(one, name) for one in account.stages)
        for name in ("wages", "taxes", "interest", "rent", "depreciation", "result")
    }
    return {
        "product": account.product,
        "stocked": account.stocked,
        "direct_value_added": account.direct_value_added,
        "indirect_value_added": account.indirect_value_added,
        "imports": account.imports,
        "unsplit_purchases": account.unsplit_purchases,
        "subsidies": account.subsidies,
        "stays": account.stays,
        "leaves": account.leaves,
        "ess_value_added": account.ess_value_added,
        "ess_share": None
        if account.ess_value_added is None
        else _divide(account.ess_value_added, account.direct_value_added),
        "integration_rate": account.integration_rate,
        "identity_gap": account.identity_gap,
        "captured_by": captured,
        "largest_value_added": max(account.stages, key=lambda one: one.value_added).key,
    }


def _write_price(price: FinalPrice) -> dict[str, Any]:
    return asdict(price) | {"steps": [asdict(step) for step in price.steps]}
