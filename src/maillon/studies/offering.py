"""« Construction d'offre d'activité »: cross resources, know-how and unmet needs."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from maillon.diagnosis.counting import FiliereCounts
from maillon.diagnosis.opportunities import (
    Evidence,
    EvidenceKind,
    KnowHow,
    Opportunity,
    StageSituation,
    StatedFact,
    build_opportunities,
)
from maillon.diagnosis.related_actors import find_inclusive_employers, find_related_actors
from maillon.diagnosis.stages import StageAssessment
from maillon.diagnosis.wording import describe_evidence, write_title
from maillon.domain.filiere import Filiere
from maillon.reference.cases import Case, CaseKnowHow, CaseNeed, CaseResource
from maillon.reference.nomenclatures import load_inclusive_kinds
from maillon.studies.comparing import Comparison
from maillon.studies.knowledge import Knowledge
from maillon.studies.vicinity import Vicinity

__all__ = ["find_opportunities", "write_opportunities"]

# Enough to open the list in the actors' table; the count itself is in the sentence.
MOST_ACTORS_NAMED = 10


def find_opportunities(  # noqa: PLR0913 - the three columns of the grid come from six places
    *,
    filiere: Filiere,
    counts: FiliereCounts,
    assessments: Mapping[str, StageAssessment],
    table: pa.Table,
    vicinity: Mapping[str, Vicinity],
    comparison: Comparison,
    cases: Sequence[Case],
    knowledge: Knowledge,
) -> list[Opportunity]:
    """Return the candidate activities of a filière on a territory, best evidenced first."""
    inclusive = find_inclusive_employers(table, set(load_inclusive_kinds()))
    situations = {}
    for stage in filiere.stages:
        stage_counts = counts.stages[stage.key]
        there = {*stage_counts.top_actor_ids, *stage_counts.to_check_ids}
        around = vicinity.get(stage.key, Vicinity())
        quotient = comparison.quotients.get(stage.key)
        situations[stage.key] = StageSituation(
            state=assessments[stage.key].state,
            location_quotient=quotient.quotient.value
            if quotient and quotient.quotient.is_published
            else None,
            know_how=KnowHow(
                to_check_ids=stage_counts.to_check_ids,
                related_ids=find_related_actors(table, stage, exclude=there),
                density=comparison.densities.get(stage.key),
                inclusive_ids=inclusive,
            ),
            neighbours_without=around.neighbours_without,
            neighbour_count=around.neighbour_count,
        )
    return build_opportunities(
        filiere,
        situations,
        facts=list(_list_stated(cases, filiere.key)),
        low_quotient=knowledge.low_quotient,
        min_density=knowledge.min_density,
    )


def _list_stated(cases: Sequence[Case], filiere_key: str) -> Iterator[StatedFact]:
    for case in cases:
        stated: list[tuple[EvidenceKind, CaseResource | CaseKnowHow | CaseNeed]] = [
            *((EvidenceKind.RESOURCE, resource) for resource in case.resources),
            *((EvidenceKind.KNOW_HOW, know_how) for know_how in case.know_how),
            *((EvidenceKind.NEED, need) for need in case.needs if not need.answer),
        ]
        for kind, entry in stated:
            if entry.stage_key and entry.filiere_key in {None, filiere_key}:
                yield StatedFact(
                    kind=kind,
                    stage_key=entry.stage_key,
                    text=entry.text,
                    source=case.provenance_key,
                )


def _write_evidence(evidence: Evidence) -> dict[str, Any]:
    written: dict[str, Any] = {"text": describe_evidence(evidence)}
    if evidence.actor_ids:
        written["actors"] = list(evidence.actor_ids[:MOST_ACTORS_NAMED])
    if evidence.source:
        written["source"] = evidence.source
    return written


def write_opportunities(opportunities: Sequence[Opportunity]) -> list[dict[str, Any]]:
    """Return the section `opportunities`."""
    return [
        {
            "stage": entry.stage_key,
            "title": write_title(entry),
            "resources": [_write_evidence(evidence) for evidence in entry.resources],
            "know_how": [_write_evidence(evidence) for evidence in entry.know_how],
            "needs": [_write_evidence(evidence) for evidence in entry.needs],
            "strength": str(entry.strength),
        }
        for entry in opportunities
    ]
