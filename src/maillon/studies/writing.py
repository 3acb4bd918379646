"""Write what a diagnosis found as a document, in the language in use."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from maillon.domain.figures import FigureBook
from maillon.domain.language import get_language
from maillon.domain.visibility import Audience
from maillon.studies.actor_documents import write_actors
from maillon.studies.cases import list_cases_of
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
from maillon.studies.knowledge import load_knowledge
from maillon.studies.offering import find_opportunities, write_opportunities
from maillon.studies.protecting import InternalCounts
from maillon.studies.stage_figures import add_diagnosis_figures
from maillon.studies.summarizing import write_summary
from maillon.studies.vicinity import Vicinity
from maillon.studies.warning import list_warnings

__all__ = ["Edition", "write_edition"]

SCHEMA = "maillon/diagnosis/1"


@dataclass(frozen=True, kw_only=True, slots=True)
class Edition:
    """
    For whom and when a document is written.

    Attributes
    ----------
    audience
        Whose eyes.
    on
        Day written on it.
    internal
        What internal lists add, protected; `None` for the members, who see it.
    most_actors
        Most actors in the document; `None` for all.
    """

    audience: Audience
    on: date
    internal: InternalCounts | None
    most_actors: int | None


def write_edition(findings: Findings, edition: Edition) -> tuple[dict[str, Any], FigureBook]:
    """Return the document and its figures, every sentence in the language in use."""
    findings = replace(findings, filiere=findings.wordings.get(get_language(), findings.filiere))
    book = FigureBook()
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
        internal=edition.internal,
    )
    actors = write_actors(
        findings.gathered.table,
        findings.placements,
        findings.qualifications,
        stage_keys=[stage.key for stage in filiere.stages],
        limit=edition.most_actors,
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
    document = {
        "schema": SCHEMA,
        "generated_on": edition.on.isoformat(),
        "language": get_language(),
        "audience": str(edition.audience),
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
        "warnings": list_warnings(findings, cases, shown=len(actors), most=edition.most_actors),
        "facts": write_facts(cases, filiere.key),
    }
    return document, book
