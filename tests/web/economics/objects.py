"""One of each record of `economics`, for the tests that visit every address."""

from typing import Any

from maillon_web.economics.models import (
    CauseGroup,
    CommitmentYear,
    CostLine,
    FlowPrice,
    InputOutputTable,
    LocalSpending,
    PriceCommitment,
    StageAccount,
    ValueScenario,
)
from maillon_web.flows.models import MatterFlow

__all__ = ["make_chain", "make_economics"]

_FLOWS = (
    ("outside", "collecte", "bouteille vide", 1000.0),
    ("collecte", "tri", "bouteille triée", 900.0),
    ("tri", "vente", "bouteille lavée", 800.0),
    ("vente", "outside", "bouteille vendue", 800.0),
)
_PRICES = (0.1, 0.3, 0.6, 1.0)
_FAMILIES = {"collecte": "ess", "tri": "ess", "vente": "conventional"}


def make_chain(shared: dict[str, Any], *, year: int | None = 2024) -> dict[str, int]:
    """Write a made-up chain where nothing is left to ask; return the number of some records."""
    flows = [
        MatterFlow.objects.create(
            source_key=source,
            target_key=target,
            matter=matter,
            unit="unité",
            year=year,
            value=value,
            standard_error=value / 100,
            reference="Exemple fictif",
            **shared,
        )
        for source, target, matter, value in _FLOWS
    ]
    prices = [
        FlowPrice.objects.create(
            source_key=flow.source_key,
            target_key=flow.target_key,
            matter=flow.matter,
            price=price,
            place="territory" if "outside" in {flow.source_key, flow.target_key} else "",
            value_added_share=0.5 if flow.source_key == "outside" else None,
            reference="Exemple fictif",
            **shared,
        )
        for flow, price in zip(flows, _PRICES, strict=True)
    ]
    accounts = [
        StageAccount.objects.create(node_key=key, family=family, **shared)
        for key, family in _FAMILIES.items()
    ]
    lines = [
        CostLine.objects.create(
            account=account, kind="wages", label="Salaires fictifs", amount=100.0, source="Fictif"
        )
        for account in accounts
    ]
    return {
        "flow": flows[0].pk,
        "price": prices[0].pk,
        "account": accounts[0].pk,
        "line": lines[0].pk,
    }


def make_economics(shared: dict[str, Any]) -> dict[str, Any]:
    """Return the numbers of a made-up chain, its scenario, a promise and a spending."""
    made = make_chain(shared)
    scenario = ValueScenario.objects.create(
        name="Scénario fictif", changes={"volume": 0.1}, **shared
    )
    group = CauseGroup.objects.create(
        name="Prix fictifs liés",
        causes=["price:vente>outside:bouteille vendue", "price:tri>vente:bouteille lavée"],
        rank_correlation=0.9,
        **shared,
    )
    promise = PriceCommitment.objects.create(
        seller_name="Exemple fictif 1",
        buyer_name="Exemple fictif 2",
        matter="bouteille vendue",
        unit="unité",
        source_key="vente",
        target_key="outside",
        base_price=1.0,
        floor=0.8,
        ceiling=1.2,
        market_mean=1.0,
        market_sd=0.2,
        market_volume=800.0,
        seller_cost=0.7,
        buyer_value=1.4,
        **shared,
    )
    for year, market in ((2023, 0.7), (2024, 1.3)):
        CommitmentYear.objects.create(
            commitment=promise,
            year=year,
            promised=1000,
            offered=900,
            taken=800,
            market_price=market,
        )
    spending = LocalSpending.objects.create(
        label="Dépense fictive", injected=100, spent_locally=60, respent_locally=30, **shared
    )
    table = InputOutputTable.objects.create(
        title="Tableau fictif",
        method="slq",
        table={
            "sectors": ["Un fictif", "Deux fictif"],
            "transactions": [[150, 500], [200, 100]],
            "output": [1000, 2000],
            "region": [10, 20],
            "country": [10, 20],
            "demand": [600, 1500],
        },
        **shared,
    )
    return {
        "sector_table": table.pk,
        "value_account": made["account"],
        "flow_price": made["price"],
        "value_scenario": scenario.pk,
        "cause_group": group.pk,
        "price_commitment": promise.pk,
        "local_spending": spending.pk,
        "value_figure": "chain.product",
        "value_export": "xlsx",
    }
