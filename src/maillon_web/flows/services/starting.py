"""Begin: flows of unknown quantity, as the chain or another year says them."""

from maillon.domain.flows import OUTSIDE, Flow, FlowModel
from maillon_web.filieres.selectors import Opened
from maillon_web.flows.selectors.rows import list_flows

__all__ = ["list_chain_flows", "list_flows_again"]


def list_chain_flows(opened: Opened, *, unit: str, year: int | None) -> FlowModel:
    """
    Return the flows that the chain of a filière says, none of which has a quantity yet.

    A matter that leaves a stage without a named destination goes out of the territory; one that
    no stage gives comes from outside.
    """
    stages = list(opened.filiere.stages.all())
    for stage in stages:
        stage.filiere = opened.filiere
    keys = {stage.key for stage in stages}
    flows = [
        Flow(
            source=stage.key,
            target=output["to_stage"] if output.get("to_stage") in keys else OUTSIDE,
            matter=str(output["matter"]),
            unit=unit,
            year=year,
        )
        for stage in stages
        for output in stage.shown_definition["outputs"]
        if str(output.get("matter", "")).strip()
    ]
    return FlowModel(flows=tuple(flow for flow in flows if flow.source != flow.target))


def list_flows_again(opened: Opened, *, year: int, again: int) -> FlowModel:
    """Return the flows of a year for another one, none of which has a quantity yet."""
    flows = list_flows(opened).filter(year=year).order_by("pk")
    return FlowModel(
        flows=tuple(
            Flow(
                source=flow.source_key,
                target=flow.target_key,
                matter=flow.matter,
                unit=flow.unit,
                year=again,
            )
            for flow in flows
        )
    )
