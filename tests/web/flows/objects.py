"""One of each record of `flows`, for the tests that visit every address."""

from typing import Any

from maillon_web.flows.models import FlowPlace, MatterFlow, StockMove, TransferYield

_FICTIVE = "Exemple fictif"


def make_flows(shared: dict[str, Any]) -> dict[str, Any]:
    """Return the numbers of made-up flows that close: 10 t in, 10 t out, one of them unknown."""
    first, second = (stage.key for stage in shared["filiere"].stages.all()[:2])
    place = FlowPlace.objects.create(key="lieu-fictif", label="Lieu fictif", **shared)
    flow = make_flow(shared, "outside", first, 10.0, 1.0)
    make_flow(shared, first, second, 9.0, 1.0)
    make_flow(shared, second, "outside", None, None)
    share = TransferYield.objects.create(
        stage_key=second, matter="Textile fictif", target_key="outside", share=1.0, **shared
    )
    stock = StockMove.objects.create(
        stage_key=second, matter="Textile fictif", unit="t", year=2024, **shared
    )
    return {
        "flow": flow.pk,
        "flow_place": place.pk,
        "flow_yield": share.pk,
        "flow_stock": stock.pk,
        "flow_example": "rebooteille",
        "flow_file": "json",
    }


def make_flow(
    shared: dict[str, Any],
    source: str,
    target: str,
    value: float | None,
    error: float | None,
    **fields: Any,
) -> MatterFlow:
    """Return a made-up flow."""
    given = {"matter": "Textile fictif", "unit": "t", "year": 2024, "reference": _FICTIVE} | fields
    return MatterFlow.objects.create(
        source_key=source,
        target_key=target,
        value=value,
        standard_error=error,
        **given,
        **shared,
    )
