"""Open a file of flows, Maillon's or OpenSankey's, and write it for OpenSankey."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from maillon.domain.errors import InvalidInput
from maillon.domain.flows import Flow, FlowModel
from maillon.domain.language import translate as _
from maillon.flows.checking import check_model
from maillon.reference.parameters.pedigree import load_pedigree
from maillon.sources.opensankey import (
    OpenSankeyDocument,
    from_flow_model,
    has_dimensions,
    is_opensankey,
    list_results,
    read_json,
    read_opensankey,
    render_json,
    render_workbook,
    to_flow_model,
)
from maillon.studies.flowing.drawing import find_exchanges
from maillon.studies.flowing.opensankey_answers import describe_left_out
from maillon.studies.flowing.reading import build_flow_model, read_flow_model

__all__ = [
    "OpenedFlows",
    "list_model_problems",
    "open_flow_file",
    "render_opensankey",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenedFlows:
    """
    What a file of flows holds.

    Attributes
    ----------
    notes
        What the reader must know of what was understood.
    """

    model: FlowModel
    notes: tuple[str, ...] = ()


def open_flow_file(path: Path, *, is_json: bool, name: str) -> OpenedFlows:
    """
    Open Maillon's flows or a file of OpenSankey.

    Parameters
    ----------
    is_json
        Whether it is JSON, whatever the name of the file; a workbook otherwise.
    name
        How the person calls it.

    Raises
    ------
    InvalidInput
        If it cannot be read, with one sentence for each cell that cannot.
    """
    if is_json:
        content = _parse(path, name)
        if not is_opensankey(content):
            return OpenedFlows(model=build_flow_model(content))
        return _take_opensankey(read_json(json.dumps(content), name=name))
    if has_dimensions(path):
        found = _take_opensankey(read_opensankey(path))
        return replace(found, notes=(*found.notes, *describe_left_out(path)))
    return OpenedFlows(model=read_flow_model(path))


def list_model_problems(model: FlowModel) -> tuple[str, ...]:
    """Return what prevents the account of a model, each problem with its cell."""
    try:
        check_model(model, load_pedigree())
    except InvalidInput as error:
        return error.details or (error.for_user(),)
    return ()


def render_opensankey(
    document: Mapping[str, Any], *, results: Sequence[float | None] = (), form: str = "xlsx"
) -> bytes:
    """
    Return a model as OpenSankey's workbook (`xlsx`) or JSON (`json`).

    Parameters
    ----------
    results
        Reconciled value of every flow, in the same order; empty when there is none.
    """
    made = from_flow_model(
        build_flow_model(document), results=results, outside_name=_("Hors du territoire")
    )
    return render_workbook(made) if form == "xlsx" else render_json(made).encode()


def _parse(path: Path, name: str) -> Any:  # noqa: ANN401 - whatever the file holds
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise InvalidInput(
            f"{name} is not JSON: {error!r}",
            user=_("Le fichier « {name} » n’est pas du JSON lisible ({reason}).").format(
                name=name, reason=error
            ),
        ) from error


def _take_opensankey(document: OpenSankeyDocument) -> OpenedFlows:
    """Return the flows of an OpenSankey file; a result stands where nothing was given."""
    names = {node.key: node.name for node in document.nodes}
    outside = find_exchanges(names)
    model = to_flow_model(document, outside=outside)
    results = list_results(document, outside=outside)
    flows = tuple(map(_fill, model.flows, results))
    notes = []
    if outside:
        notes.append(
            _("Pris pour l’extérieur du territoire, d’après leur nom : {names}.").format(
                names=", ".join(sorted(names[key] for key in outside))
            )
        )
    if flows != model.flows:
        notes.append(
            _("Là où le fichier ne donne pas de mesure, son résultat est repris comme valeur.")
        )
    return OpenedFlows(model=replace(model, flows=flows), notes=tuple(notes))


def _fill(flow: Flow, result: float | None) -> Flow:
    if flow.value is not None or result is None:
        return flow
    return replace(
        flow,
        value=max(result, 0.0),
        reference=flow.reference or _("Résultat d’un fichier OpenSankey"),
    )
