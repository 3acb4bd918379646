"""Open what is to be drawn: Maillon's flows, reconciled or not, or a file of OpenSankey."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from maillon.domain.errors import InvalidInput
from maillon.domain.flows import FlowModel
from maillon.domain.language import translate as _
from maillon.flows.results import FlowClass
from maillon.sources.opensankey import (
    OpenSankeyDocument,
    has_dimensions,
    is_opensankey,
    list_results,
    read_json,
    read_opensankey,
    to_flow_model,
)
from maillon.studies.flow_reading import build_flow_model, read_flow_model
from maillon.studies.sankeying import (
    FlowEstimate,
    Sankey,
    as_measured,
    find_exchanges,
    make_sankey,
)

__all__ = ["open_sankey"]


def open_sankey(path: Path, *, year: int | None = None, matter: str = "") -> Sankey:
    """
    Return the diagram of a file.

    Parameters
    ----------
    path
        Maillon's flows as JSON or as a workbook, the JSON of their reconciliation, or
        OpenSankey's workbook or JSON.
    year, matter
        As for `make_sankey`.

    Raises
    ------
    InvalidInput
        If the file cannot be read, or as `make_sankey`.
    """
    if path.suffix.lower() == ".json":
        content = _read_json(path)
        if not is_opensankey(content):
            model, estimates = _read_own(content)
            return make_sankey(model, estimates=estimates, year=year, matter=matter)
        document = read_json(json.dumps(content), name=path.name)
    elif has_dimensions(path):
        document = read_opensankey(path)
    else:
        return make_sankey(read_flow_model(path), year=year, matter=matter)
    return _draw_opensankey(document, title=path.stem, year=year, matter=matter)


def _draw_opensankey(
    document: OpenSankeyDocument, *, title: str, year: int | None, matter: str
) -> Sankey:
    """Return the diagram of an OpenSankey file: its results, else what was given."""
    names = {node.key: node.name for node in document.nodes}
    outside = find_exchanges(names)
    model = to_flow_model(document, outside=outside, title=title)
    estimates = [
        FlowEstimate(value=result) if result is not None else as_measured(flow)
        for flow, result in zip(model.flows, list_results(document, outside=outside), strict=True)
    ]
    notes = [
        _("Pris pour l’extérieur du territoire, d’après leur nom : {names}.").format(
            names=", ".join(sorted(names[key] for key in outside))
        )
    ]
    return make_sankey(
        model, estimates=estimates, year=year, matter=matter, notes=notes if outside else []
    )


def _read_json(path: Path) -> object:
    try:
        content: object = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise InvalidInput(
            f"cannot read {path}: {error!r}",
            user=_("Le fichier {name} ne se lit pas : vérifiez son nom et son contenu.").format(
                name=path.name
            ),
        ) from error
    return content


def _read_own(content: object) -> tuple[FlowModel, list[FlowEstimate]]:
    """Return the flows of Maillon's JSON and, where it was reconciled, what came of it."""
    document: Mapping[str, Any] = content if isinstance(content, dict) else {}
    model = build_flow_model(document)
    entries = zip(document.get("flows", ()), model.flows, strict=True)
    estimates = [
        as_measured(flow) if entry.get("reconciled") is None else _read_estimate(entry, rank)
        for rank, (entry, flow) in enumerate(entries)
    ]
    return _forget_plain_order(model), estimates


def _forget_plain_order(model: FlowModel) -> FlowModel:
    """
    Return a model without stages when they are only the nodes as the flows name them.

    An answer lists every node: that order says nothing of the filière.
    """
    if model.stages != replace(model, stages=()).nodes:
        return model
    return replace(model, stages=())


def _read_estimate(entry: Mapping[str, Any], rank: int) -> FlowEstimate:
    interval = entry.get("interval")
    ends: Sequence[Any] = interval if isinstance(interval, list) else (None, None)
    numbers = [entry["reconciled"], entry.get("standard_error"), *ends]
    are_numbers = all(
        number is None or (isinstance(number, int | float) and not isinstance(number, bool))
        for number in numbers
    )
    if len(numbers) != 4 or not are_numbers:
        raise InvalidInput(
            f"flows[{rank}] is no answer: {numbers!r}",
            user=_(
                "flows[{rank}] : la valeur réconciliée, son écart-type et les deux bornes de son "
                "intervalle doivent être des nombres."
            ).format(rank=rank),
        )
    value, error, low, high = numbers
    is_free = entry.get("class") == FlowClass.FREE
    return FlowEstimate(
        value=value,
        standard_error=error,
        low=low if is_free else None,
        high=high if is_free else None,
        is_free=is_free,
    )
