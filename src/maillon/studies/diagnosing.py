"""Diagnose a filière on a territory: the question that everything else starts from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from maillon.diagnosis.access import measure_access
from maillon.diagnosis.counting import Counts, count_filiere
from maillon.diagnosis.placement import candidate_filter, place
from maillon.diagnosis.qualification import qualify
from maillon.diagnosis.stages import StageAssessment, StageState, StateReason, assess_stage
from maillon.domain.decisions import Decision
from maillon.domain.errors import InvalidInput
from maillon.domain.figures import FigureBook
from maillon.domain.filiere import Filiere, Stage
from maillon.domain.language import get_language
from maillon.domain.language import translate as _
from maillon.domain.territory import Territory, TerritoryKind
from maillon.domain.visibility import Audience
from maillon.reference.filieres import get_filiere
from maillon.reference.territories import get_territory, resolve_commune_code
from maillon.studies.actor_documents import write_actors
from maillon.studies.cases import find_case_territory, find_stated, list_cases_of
from maillon.studies.comparing import compare_territory
from maillon.studies.decisions import list_decisions
from maillon.studies.documents import (
    StageFindings,
    write_comparison,
    write_facts,
    write_filiere,
    write_stage,
    write_territory,
    write_vintages,
)
from maillon.studies.findings import Findings
from maillon.studies.gathering import Gathered, Gatherer, open_store
from maillon.studies.home import custom_filieres_folder, custom_territories_folder
from maillon.studies.knowledge import Knowledge, load_knowledge
from maillon.studies.offering import find_opportunities, write_opportunities
from maillon.studies.protecting import InternalCounts, count_internal
from maillon.studies.stage_figures import add_diagnosis_figures
from maillon.studies.summarizing import write_summary
from maillon.studies.vicinity import Vicinity, VicinityFinder
from maillon.studies.warning import list_warnings

__all__ = ["Diagnosis", "diagnose", "find_filiere", "find_territory"]

SCHEMA = "maillon/diagnosis/1"
MOST_ACTORS = 5000


@dataclass(frozen=True, kw_only=True, slots=True)
class Diagnosis:
    """
    The answer.

    Attributes
    ----------
    document
        Plain values, as `reference/schemas/diagnosis.schema.json` describes them.
    figures
        Every number of the document, explained, by identifier.
    findings
        Tables and values behind the document.
    """

    document: dict[str, Any]
    figures: FigureBook
    findings: Findings

    @property
    def actors(self) -> pa.Table:
        """One row per placement: establishment, stage, score, reasons, ESS status."""
        joined = self.findings.placements.join(self.findings.gathered.table, "actor_id")
        return joined.join(self.findings.qualifications, "actor_id", right_suffix="_qualified")


def find_territory(reference: Territory | str, home: Path | None = None) -> Territory:
    """
    Return the territory meant: an object, a key, a code, a name, or `case:<key>`.

    Raises
    ------
    InvalidInput
        If nothing of that name is known, the nearest names are then given; or if it is a part of
        a commune, of which no register tells.
    """
    if isinstance(reference, Territory):
        found = reference
    else:
        found = find_case_territory(reference) or get_territory(
            reference, custom_folder=custom_territories_folder(home)
        )
    if found.kind is TerritoryKind.COMMUNE:
        _check_whole_commune(found)
    return found


def _check_whole_commune(territory: Territory) -> None:
    current = resolve_commune_code(territory.code)
    if current in {None, territory.code}:
        return
    raise InvalidInput(
        f"{territory.key} is a part of commune {current}",
        user=_(
            "« {name} » n'est qu'une partie d'une commune, et les registres sont lus par commune "
            "entière : demandez « {whole} » ({key})."
        ).format(
            name=territory.name,
            whole=get_territory(f"commune:{current}").name,
            key=f"commune:{current}",
        ),
    )


def find_filiere(reference: Filiere | str, home: Path | None = None) -> Filiere:
    """
    Return the filière meant: an object, a key or a label.

    Raises
    ------
    InvalidInput
        If nothing of that name is known; the nearest names are given.
    """
    if isinstance(reference, Filiere):
        return reference
    return get_filiere(reference, custom_filieres_folder(home))


def diagnose(
    territory: Territory | str,
    filiere: Filiere | str,
    *,
    home: Path | None = None,
    audience: Audience = Audience.MEMBERS,
    decisions: Sequence[Decision] | None = None,
    on: date | None = None,
) -> Diagnosis:
    """
    Say who does what on a territory, what is missing or fragile, and what could be done.

    Parameters
    ----------
    territory
        Object, key (`epci:200046977`), code, name, or `case:<key>` for a bundled case.
    filiere
        Object, key or label.
    home
        Folder of the imports; by default the usual one.
    audience
        `PUBLIC` holds nothing of internal lists and protects the totals built on them.
    decisions
        What humans settled; by default those kept in `home`.
    on
        Day written on the result; by default today.

    Raises
    ------
    InvalidInput
        If the territory or the filière is unknown.
    """
    where = find_territory(territory, home)
    what = find_filiere(filiere, home)
    settled = list_decisions(home) if decisions is None else decisions
    gatherer = Gatherer(open_store(home), audience=audience)
    findings = _find(where, what, gatherer, settled)
    book = FigureBook()
    internal = count_internal(where, what, home, settled) if audience is Audience.PUBLIC else None
    document = _write(findings, book, audience, on or date.today(), internal)  # noqa: DTZ011
    return Diagnosis(document=document, figures=book, findings=findings)


def _find(
    territory: Territory, filiere: Filiere, gatherer: Gatherer, decisions: Sequence[Decision]
) -> Findings:
    knowledge = load_knowledge()
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
        gathered=gathered,
        placements=placements,
        qualifications=qualifications,
        counts=counts,
        assessments=assessments,
        comparison=compare_territory(gatherer, territory, filiere, knowledge),
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


def _write(
    findings: Findings,
    book: FigureBook,
    audience: Audience,
    on: date,
    internal: InternalCounts | None,
) -> dict[str, Any]:
    filiere = findings.filiere
    knowledge = load_knowledge()
    cases = list_cases_of(findings.territory, filiere.key)
    identifiers = add_diagnosis_figures(
        book,
        filiere=filiere,
        counts=findings.counts,
        comparison=findings.comparison,
        provenances=findings.gathered.provenances,
        knowledge=knowledge,
        internal=internal,
    )
    actors = write_actors(
        findings.gathered.table,
        findings.placements,
        findings.qualifications,
        stage_keys=[stage.key for stage in filiere.stages],
        limit=MOST_ACTORS,
    )
    opportunities = find_opportunities(
        filiere=filiere,
        counts=findings.counts,
        assessments=findings.assessments,
        table=findings.gathered.table,
        vicinity=findings.vicinity,
        comparison=findings.comparison,
        cases=cases,
        knowledge=knowledge,
    )
    stages = [
        write_stage(
            StageFindings(
                stage=stage,
                counts=findings.counts.stages[stage.key],
                assessment=findings.assessments[stage.key],
                vicinity=findings.vicinity.get(stage.key, Vicinity()),
                figures=identifiers.stages[stage.key],
                stated=findings.stated.get(stage.key),
            ),
            table=findings.gathered.table,
        )
        for stage in filiere.stages
    ]
    return {
        "schema": SCHEMA,
        "generated_on": on.isoformat(),
        "language": get_language(),
        "audience": str(audience),
        "territory": write_territory(findings.territory),
        "filiere": write_filiere(filiere),
        "vintages": write_vintages(
            findings.gathered.provenances, findings.territory, findings.comparison
        ),
        "summary": write_summary(findings, book, identifiers),
        "totals": dict(identifiers.total),
        "stages": stages,
        "actors": actors,
        "opportunities": write_opportunities(opportunities),
        "comparison": write_comparison(findings.comparison, identifiers),
        "figures": book.to_dict(),
        "warnings": list_warnings(findings, cases, shown=len(actors), most=MOST_ACTORS),
        "facts": write_facts(cases, filiere.key),
    }
