"""Find everything that a diagnosis says, before any sentence is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from maillon.diagnosis.access import measure_access
from maillon.diagnosis.counting import Counts, count_filiere
from maillon.diagnosis.placement import candidate_filter, place
from maillon.diagnosis.qualification import qualify
from maillon.diagnosis.stages import StageAssessment, StageState, StateReason, assess_stage
from maillon.domain.decisions import Decision
from maillon.domain.filiere import Filiere, Stage
from maillon.domain.territory import Territory
from maillon.studies.cases import find_stated, list_cases_of
from maillon.studies.comparing import compare_territory
from maillon.studies.findings import Findings
from maillon.studies.gathering import Gathered, Gatherer
from maillon.studies.knowledge import Knowledge, load_knowledge
from maillon.studies.vicinity import VicinityFinder

__all__ = ["Question", "find_answers"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """
    What is asked.

    Attributes
    ----------
    territory, filiere
        Where and what.
    wordings
        The filière in each language.
    decisions
        What humans settled.
    compared_with
        Territories chosen for the comparison; none lets Maillon choose.
    """

    territory: Territory
    filiere: Filiere
    wordings: Mapping[str, Filiere]
    decisions: Sequence[Decision] = ()
    compared_with: Sequence[Territory] = ()


def find_answers(question: Question, gatherer: Gatherer) -> Findings:
    """Gather, place, qualify, count, judge, compare and look around."""
    knowledge = load_knowledge()
    territory, filiere = question.territory, question.filiere
    decisions = gatherer.resolve_decisions(question.decisions)
    wanted = candidate_filter(filiere)
    gathered = gatherer.gather(
        territory,
        naf_codes=wanted.naf_codes,
        name_pattern=wanted.name_pattern,
        filiere_key=filiere.key,
        decided={entry.actor_id for entry in decisions if entry.filiere_key == filiere.key},
    )
    placements = place(gathered.table, filiere, weights=knowledge.weights, decisions=decisions)
    qualifications = qualify(
        gathered.table,
        legal_levels=knowledge.legal_levels,
        excluded_naf=knowledge.excluded_naf,
        reserved_articles=knowledge.reserved_articles,
        decisions=decisions,
    )
    counts = count_filiere(
        gathered.table,
        placements,
        qualifications,
        bands=knowledge.bands,
        stage_keys=[stage.key for stage in filiere.stages],
    )
    cases = list_cases_of(territory, filiere.key)
    stated = {
        stage.key: said
        for stage in filiere.stages
        if not counts.stages[stage.key].establishments
        and (said := find_stated(cases, filiere.key, stage.key))
    }
    assessments = {
        stage.key: _assess(
            stage, counts.stages[stage.key], territory, gathered, placements, stated.get(stage.key)
        )
        for stage in filiere.stages
    }
    lacking = [
        stage
        for stage in filiere.stages
        if assessments[stage.key].state in {StageState.MISSING, StageState.FRAGILE}
    ]
    return Findings(
        territory=territory,
        filiere=filiere,
        wordings=question.wordings,
        gathered=gathered,
        placements=placements,
        qualifications=qualifications,
        counts=counts,
        assessments=assessments,
        comparison=compare_territory(
            gatherer, territory, filiere, knowledge, chosen=question.compared_with
        ),
        stated=stated,
        vicinity=VicinityFinder(gatherer, territory, knowledge.weights).look_around(
            filiere, lacking
        ),
    )


def _assess(
    stage: Stage,
    counts: Counts,
    territory: Territory,
    gathered: Gathered,
    placements: pa.Table,
    stated: tuple[str, Sequence[str]] | None,
) -> StageAssessment:
    knowledge = load_knowledge()
    if not gathered.has_register:
        return _assess_without_register(counts, stated)
    return assess_stage(
        counts,
        knowledge.thresholds,
        has_codes=_is_observable(stage, knowledge),
        far_share=_measure_far_share(stage, territory, gathered, placements, knowledge),
    )


def _assess_without_register(
    counts: Counts, stated: tuple[str, Sequence[str]] | None
) -> StageAssessment:
    """
    Judge a stage that only lists and documents speak of.

    They name some actors, never all: that one is named does not make it the only one, and that
    none is named does not make the stage missing, unless a document says so.
    """
    if counts.establishments:
        return StageAssessment(state=StageState.PRESENT)
    if counts.to_check:
        reason = StateReason(code="only_to_check", data={"count": counts.to_check})
        return StageAssessment(state=StageState.UNOBSERVABLE, reasons=(reason,))
    if stated is not None and stated[0] == "stated_need":
        return StageAssessment(state=StageState.MISSING, reasons=(StateReason(code="stated_need"),))
    return StageAssessment(
        state=StageState.UNOBSERVABLE, reasons=(StateReason(code="no_register"),)
    )


def _is_observable(stage: Stage, knowledge: Knowledge) -> bool:
    """Tell whether a register could show the stage: a code that weighs enough, or a word."""
    weights = knowledge.weights
    alone = {"forte": weights.strong, "moyenne": weights.medium, "faible": 0.0}
    return bool(stage.keywords) or any(
        activity.keywords or alone[activity.specificity] >= weights.placed_threshold
        for activity in stage.activities
    )


def _measure_far_share(
    stage: Stage,
    territory: Territory,
    gathered: Gathered,
    placements: pa.Table,
    knowledge: Knowledge,
) -> float | None:
    held = placements.filter(
        pc.and_(
            pc.equal(placements["stage_key"], stage.key),
            pc.not_equal(placements["confidence"], "to_check"),
        )
    )["actor_id"]
    if not len(held) or len(territory.places) < 2:
        return None
    table = gathered.table
    rows = table.filter(pc.is_in(table["actor_id"], value_set=held.combine_chunks()))
    spots = {place.code: (place.lat, place.lon) for place in territory.places}
    actors = [
        (lat, lon) if lat is not None else spots.get(code, (None, None))
        for lat, lon, code in zip(
            rows["lat"].to_pylist(),
            rows["lon"].to_pylist(),
            rows["commune_code"].to_pylist(),
            strict=True,
        )
    ]
    located = [spot for spot in actors if spot[0] is not None]
    if not located:
        return None
    access = measure_access(
        np.array([[place.lat, place.lon] for place in territory.places], dtype=float),
        [place.population for place in territory.places],
        np.array(located, dtype=float),
        limit_km=knowledge.thresholds.far_km,
    )
    return access.far_share
