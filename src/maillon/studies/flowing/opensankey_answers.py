"""From a file of OpenSankey to its account, and back into the file with the reconciled values."""

from dataclasses import replace
from pathlib import Path

from maillon.domain.flows import Flow, FlowModel
from maillon.domain.formatting import format_number
from maillon.domain.language import translate as _
from maillon.domain.language import translate_plural
from maillon.sources.opensankey import (
    USUAL_UNCERTAINTY_SHARE,
    count_constraints,
    from_flow_model,
    has_dimensions,
    is_opensankey_file,
    list_other_dimensions,
    read_opensankey,
    render_json,
    render_workbook,
    with_results,
)
from maillon.studies.flowing.balancing import BalancedModel
from maillon.studies.flowing.drawing import find_exchanges

__all__ = [
    "USUAL_UNCERTAINTY_SHARE",
    "describe_left_out",
    "fill_matter",
    "fill_quality",
    "fill_unit",
    "fill_usual_uncertainty",
    "is_opensankey_path",
    "render_answer",
]


def fill_quality(model: FlowModel, quality: str) -> FlowModel:
    """
    Return the model where values that have no uncertainty take that of a quality score.

    A zero has none that a score could give: it is taken as certain.
    """

    def fill(flow: Flow) -> Flow:
        if flow.value is None or flow.standard_error is not None or flow.quality:
            return flow
        if flow.value == 0:
            return replace(flow, value=None, maximum=0.0)
        return replace(flow, quality=quality)

    return replace(model, flows=tuple(map(fill, model.flows)))


def fill_usual_uncertainty(model: FlowModel) -> FlowModel:
    """
    Return the model where values that have no uncertainty take the one that OpenSankey supposes.

    A zero is taken as certain.
    """

    def fill(flow: Flow) -> Flow:
        if flow.value is None or flow.standard_error is not None or flow.quality:
            return flow
        if flow.value == 0:
            return replace(flow, value=None, maximum=0.0)
        return replace(flow, standard_error=abs(flow.value) * USUAL_UNCERTAINTY_SHARE)

    return replace(model, flows=tuple(map(fill, model.flows)))


def fill_matter(model: FlowModel) -> FlowModel:
    """Return the model where what flows without a name has one."""
    unnamed = _("matière non nommée")
    return replace(
        model,
        flows=tuple(replace(flow, matter=flow.matter or unnamed) for flow in model.flows),
        stock_changes=tuple(
            replace(change, matter=change.matter or unnamed) for change in model.stock_changes
        ),
    )


def fill_unit(model: FlowModel, unit: str) -> FlowModel:
    """Return the model where what has no unit takes that one."""
    return replace(
        model,
        flows=tuple(replace(flow, unit=flow.unit or unit) for flow in model.flows),
        stock_changes=tuple(
            replace(change, unit=change.unit or unit) for change in model.stock_changes
        ),
    )


def render_answer(path: Path, balanced: BalancedModel, *, form: str) -> bytes:
    """
    Return an account as a file of OpenSankey.

    Parameters
    ----------
    path
        File in which the flows were read: when it is one of OpenSankey, all that it holds is
        kept, and only its results change.
    form
        `xlsx` or `json`.
    """
    results = [flow.reconciled for flow in balanced.reconciliation.flows]
    if is_opensankey_path(path):
        document = read_opensankey(path)
        names = {node.key: node.name for node in document.nodes}
        document = with_results(document, results, outside=find_exchanges(names))
    else:
        outside = _("Hors du territoire")
        document = from_flow_model(balanced.model, results=results, outside_name=outside)
    return render_workbook(document) if form == "xlsx" else render_json(document).encode()


def describe_left_out(path: Path) -> tuple[str, ...]:
    """Return what an OpenSankey file holds and the account does not use, in words."""
    document = read_opensankey(path)
    notes = []
    others = list_other_dimensions(document)
    if others:
        notes.append(
            _("Autres découpages du fichier, laissés de côté : {names}.").format(
                names=", ".join(f"« {name} »" for name in others)
            )
        )
    names = {node.key: node.name for node in document.nodes}
    count = count_constraints(document, outside=find_exchanges(names))
    if count:
        notes.append(
            translate_plural(
                "{count} contrainte du fichier n’est pas lue : le compte ne la respecte pas.",
                "{count} contraintes du fichier ne sont pas lues : le compte ne les respecte pas.",
                count,
            ).format(count=format_number(count))
        )
    return tuple(notes)


def is_opensankey_path(path: Path) -> bool:
    """Say whether a file is OpenSankey's, workbook or JSON."""
    if path.suffix.lower() == ".json":
        return is_opensankey_file(path)
    return has_dimensions(path)
