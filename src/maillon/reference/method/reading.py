"""Read the method and the cases of animation means from their YAML files."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from maillon.reference.cases.marked import MarkedFile, read_schema
from maillon.reference.method.checks import check_means, check_method
from maillon.reference.method.model import (
    Condition,
    CooperationKind,
    EvidenceKind,
    FormChoice,
    Lever,
    MeansCase,
    MeansResult,
    Method,
    MethodDocument,
    MethodPassage,
    Scenario,
    Step,
    SuccessFactor,
    SynthesisLever,
)

__all__ = ["load_means_file", "load_method_file"]

_SCHEMA = Path(__file__).parent.parent / "schemas" / "method.schema.json"


def load_method_file(path: Path) -> Method:
    """
    Read a method.

    Parameters
    ----------
    path
        YAML file that follows `reference/schemas/method.schema.json`.

    Raises
    ------
    InvalidInput
        If the file cannot be read; `details` holds every problem with its line and its remedy.
    """
    file = MarkedFile(path, read_schema(_SCHEMA))
    file.raise_problems()
    check_method(file)
    file.raise_problems()
    return _build_method(file.content)


def load_means_file(path: Path, *, filieres: Sequence[str]) -> tuple[MeansCase, ...]:
    """
    Read the cases of animation means.

    Parameters
    ----------
    path
        YAML file that follows `means_file` of `reference/schemas/method.schema.json`.
    filieres
        Keys of the filières that a case may name.

    Raises
    ------
    InvalidInput
        If the file cannot be read; `details` holds every problem with its line and its remedy.
    """
    definitions = read_schema(_SCHEMA)["$defs"]
    file = MarkedFile(path, {"$ref": "#/$defs/means_file", "$defs": definitions})
    file.raise_problems()
    check_means(file, filieres=filieres)
    file.raise_problems()
    document = file.content["document"]
    return tuple(_build_means(entry, document) for entry in file.content["cases"])


def _build_method(content: dict[str, Any]) -> Method:
    main = content["documents"][0]["key"]
    return Method(
        version=content["version"],
        documents=tuple(MethodDocument(**entry) for entry in content["documents"]),
        steps=tuple(_build_step(entry, main) for entry in content["steps"]),
        synthesis=tuple(
            _build_synthesis(entry, main, content["synthesis_where"])
            for entry in content["synthesis"]
        ),
        outside_synthesis=tuple(content["outside_synthesis"]["levers"]),
        scenarios=tuple(_build_scenario(entry, main) for entry in content["scenarios"]),
        forms=tuple(
            FormChoice(**{**entry, "passage": _build_passage(entry["passage"], main)})
            for entry in content["forms"]
        ),
        success_factors=tuple(_build_factor(entry, main) for entry in content["success_factors"]),
        cooperation_kinds=_build_cooperation(content["cooperation_kinds"], main),
        cooperation_aims=_build_cooperation(content["cooperation_aims"], main),
        evidence_kinds=tuple(EvidenceKind(**entry) for entry in content["evidence_kinds"]),
    )


def _build_passage(entry: dict[str, Any], document: str, where: str = "") -> MethodPassage:
    first, last = entry["lines"].split("-")
    return MethodPassage(
        document=entry.get("document", document),
        where=entry.get("where", where),
        first_line=int(first),
        last_line=int(last),
        quote=entry["quote"],
    )


def _build_step(entry: dict[str, Any], document: str) -> Step:
    return Step(
        key=entry["key"],
        number=entry["number"],
        title=entry["title"],
        aim=entry["aim"],
        passage=_build_passage(entry["passage"], document),
        levers=tuple(
            _build_lever(lever, entry["key"], document, entry["levers_where"])
            for lever in entry["levers"]
        ),
    )


def _build_lever(entry: dict[str, Any], step: str, document: str, where: str) -> Lever:
    after_passage = entry.get("after_passage")
    return Lever(
        key=entry["key"],
        step=step,
        label=entry["label"],
        why=entry["why"],
        passage=_build_passage(entry["passage"], document, where),
        after=tuple(entry.get("after", ())),
        after_reason=entry.get("after_reason", ""),
        after_passage=_build_passage(after_passage, document) if after_passage else None,
        is_ongoing=entry.get("ongoing", False),
        evidence=tuple(entry["evidence"]),
    )


def _build_synthesis(entry: dict[str, Any], document: str, where: str) -> SynthesisLever:
    return SynthesisLever(
        key=entry["key"],
        number=entry["number"],
        label=entry["label"],
        levers=tuple(entry["levers"]),
        passage=_build_passage(entry["passage"], document, where),
    )


def _build_scenario(entry: dict[str, Any], document: str) -> Scenario:
    return Scenario(
        key=entry["key"],
        label=entry["label"],
        summary=entry["summary"],
        actions=tuple(entry["actions"]),
        hand_over=entry["hand_over"],
        conditions=tuple(
            Condition(
                key=condition["key"],
                label=condition["label"],
                proof=condition["proof"],
                passage=(
                    _build_passage(condition["passage"], document)
                    if "passage" in condition
                    else None
                ),
            )
            for condition in entry["conditions"]
        ),
        passage=_build_passage(entry["passage"], document),
    )


def _build_factor(entry: dict[str, Any], document: str) -> SuccessFactor:
    return SuccessFactor(
        key=entry["key"],
        label=entry["label"],
        is_gate=entry["gate"],
        question=entry["question"],
        proofs=tuple(entry["proofs"]),
        evidence=tuple(entry["evidence"]),
        passage=_build_passage(entry["passage"], document),
    )


def _build_cooperation(entries: list[dict[str, Any]], document: str) -> tuple[CooperationKind, ...]:
    return tuple(
        CooperationKind(**{**entry, "passage": _build_passage(entry["passage"], document)})
        for entry in entries
    )


def _build_means(entry: dict[str, Any], document: str) -> MeansCase:
    return MeansCase(
        key=entry["key"],
        authority=entry["authority"],
        territory_kind=entry["territory_kind"],
        subject=entry["subject"],
        filieres=tuple(entry["filieres"]),
        fte=entry["fte"],
        fte_total=entry["fte_total"],
        people=entry["people"],
        note=entry["note"],
        results=tuple(
            MeansResult(
                label=result["label"],
                value=result.get("value"),
                unit=result.get("unit", ""),
                note=result.get("note", ""),
                passage=_build_passage(result["passage"], document),
            )
            for result in entry["results"]
        ),
        passages=tuple(_build_passage(passage, document) for passage in entry["passages"]),
        doubt=entry["doubt"],
    )
