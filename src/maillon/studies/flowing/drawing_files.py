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
    EXCHANGE,
    OpenSankeyDocument,
    has_dimensions,
    is_opensankey,
    list_other_dimensions,
    list_results,
    read_json,
    read_opensankey,
    to_flow_model,
)
from maillon.studies.flowing.drawing import Sankey, find_exchanges, make_sankey
from maillon.studies.flowing.drawing_choices import SankeyChoices, list_choices
from maillon.studies.flowing.estimates import FlowEstimate, as_measured
from maillon.studies.flowing.levels import GroupKey
from maillon.studies.flowing.reading import build_flow_model, read_flow_model

__all__ = ["SankeyChoices", "list_sankey_choices", "open_sankey", "read_sankey"]


def open_sankey(
    path: Path,
    *,
    year: int | None = None,
    matter: str = "",
    level: int | None = None,
    unit: str = "",
) -> Sankey:
    """
    Return the diagram of a file.

    Parameters
    ----------
    path
        Maillon's flows as JSON or as a workbook, the JSON of their reconciliation, or
        OpenSankey's workbook or JSON.
    year, matter, level, unit
        As for `make_sankey`.

    Raises
    ------
    InvalidInput
        If the file cannot be read, or as `make_sankey`.
    """
    if path.suffix.lower() == ".json":
        content = _read_json(path)
        if not is_opensankey(content):
            return read_sankey(content, year=year, matter=matter, level=level, unit=unit)
        document = read_json(json.dumps(content), name=path.name)
    elif has_dimensions(path):
        document = read_opensankey(path)
    else:
        model = read_flow_model(path)
        return make_sankey(model, year=year, matter=matter, level=level, unit=unit)
    model, estimates, notes = _read_opensankey(document, title=path.stem)
    return make_sankey(
        model,
        estimates=estimates,
        year=year,
        matter=matter,
        level=level,
        unit=unit,
        notes=notes,
    )


def read_sankey(
    document: object,
    *,
    year: int | None = None,
    matter: str = "",
    level: int | None = None,
    unit: str = "",
    notes: Sequence[str] = (),
) -> Sankey:
    """
    Return the diagram of Maillon's JSON: a model, or the answer of its reconciliation.

    Parameters
    ----------
    year, matter, level, unit, notes
        As for `make_sankey`.

    Raises
    ------
    InvalidInput
        If the values are no model, or as `make_sankey`.
    """
    model, estimates, totals = _read_own(document)
    return make_sankey(
        model,
        estimates=estimates,
        totals=totals,
        year=year,
        matter=matter,
        level=level,
        unit=unit,
        notes=notes,
    )


def list_sankey_choices(document: object) -> SankeyChoices:
    """
    Return what Maillon's JSON can be drawn by: years, matters, units, levels.

    Raises
    ------
    InvalidInput
        If the values are no model.
    """
    return list_choices(build_flow_model(document))


def _read_opensankey(
    document: OpenSankeyDocument, *, title: str
) -> tuple[FlowModel, list[FlowEstimate], list[str]]:
    """Return an OpenSankey file as flows, its results or else what was given, and what to say."""
    names = {node.key: node.name for node in document.nodes}
    outside = find_exchanges(names)
    model = to_flow_model(document, outside=outside, title=title)
    estimates = [
        FlowEstimate(value=result) if result is not None else as_measured(flow)
        for flow, result in zip(model.flows, list_results(document, outside=outside), strict=True)
    ]
    notes = []
    marked = {node.key for node in document.nodes if node.kind == EXCHANGE}
    guessed = [key for key in outside if key not in marked]
    if guessed:
        notes.append(
            _("Pris pour l’extérieur du territoire, d’après leur nom : {names}.").format(
                names=", ".join(sorted(names[key] for key in guessed))
            )
        )
    left = list_other_dimensions(document)
    if left:
        notes.append(
            _("Autres découpages du fichier, non dessinés : {names}.").format(
                names=", ".join(f"« {name} »" for name in left)
            )
        )
    return model, estimates, notes


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


def _read_own(
    content: object,
) -> tuple[FlowModel, list[FlowEstimate], dict[GroupKey, FlowEstimate]]:
    """Return the flows of Maillon's JSON and, where it was reconciled, what came of it."""
    document: Mapping[str, Any] = content if isinstance(content, dict) else {}
    model = build_flow_model(document)
    entries = zip(document.get("flows", ()), model.flows, strict=True)
    estimates = [
        as_measured(flow)
        if entry.get("reconciled") is None
        else _read_estimate(entry, f"flows[{rank}]")
        for rank, (entry, flow) in enumerate(entries)
    ]
    totals = {
        (
            str(entry.get("from", "")),
            str(entry.get("to", "")),
            str(entry.get("matter", "")),
            entry.get("year"),
        ): _read_estimate(entry, f"totals[{rank}]")
        for rank, entry in enumerate(document.get("totals") or ())
        if isinstance(entry, Mapping) and entry.get("reconciled") is not None
    }
    if document.get("is_ordered") is False:  # an answer lists every node, in no order
        model = replace(model, stages=())
    return model, estimates, totals


def _read_estimate(entry: Mapping[str, Any], place: str) -> FlowEstimate:
    interval = entry.get("interval")
    ends: Sequence[Any] = interval if isinstance(interval, list) else (None, None)
    numbers = [entry["reconciled"], entry.get("standard_error"), *ends]
    are_numbers = all(
        number is None or (isinstance(number, int | float) and not isinstance(number, bool))
        for number in numbers
    )
    if len(numbers) != 4 or not are_numbers:
        raise InvalidInput(
            f"{place} is no answer: {numbers!r}",
            user=_(
                "{place} : la valeur réconciliée, son écart-type et les deux bornes de son "
                "intervalle doivent être des nombres."
            ).format(place=place),
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
