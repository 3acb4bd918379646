"""Read the success factors answered for a project, and whether it may be launched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from maillon.reference.method import get_method
from maillon.studies import gating
from maillon.studies.advancing import Known
from maillon_web.method.models import FactorAnswer
from maillon_web.signals.models import Project

__all__ = ["FactorLine", "find_answer", "list_factor_lines", "read_answers", "read_gate"]


@dataclass(frozen=True, kw_only=True, slots=True)
class FactorLine:
    """A factor, its verdict, who answered, and what the tool sees about it."""

    verdict: gating.FactorVerdict
    kept: FactorAnswer
    seen: Sequence[Known]


def read_answers(project: Project) -> dict[str, FactorAnswer]:
    """Return the answers by factor, those of factors that are no more left out."""
    known = {factor.key for factor in get_method().success_factors}
    found = FactorAnswer.objects.filter(project=project).select_related("answered_by")
    return {row.factor_key: row for row in found if row.factor_key in known}


def read_gate(answers: Mapping[str, FactorAnswer]) -> gating.Gate:
    """Weigh the answers with the study."""
    given = {
        key: gating.FactorAnswer(answer=gating.Answer(row.answer), proof=row.evidence)
        for key, row in answers.items()
    }
    return gating.pass_gate(get_method(), given)


def find_answer(project: Project, factor_key: str) -> FactorAnswer:
    """Return the answer to a factor; a blank one, of version 0, when nobody answered."""
    found = (
        FactorAnswer.objects.filter(project=project, factor_key=factor_key)
        .select_related("project__filiere")
        .first()
    )
    return found or FactorAnswer(project=project, factor_key=factor_key, version=0)


def list_factor_lines(
    project: Project,
    gate: gating.Gate,
    answers: Mapping[str, FactorAnswer],
    known: Mapping[str, Known],
) -> list[FactorLine]:
    """Return the factors in the order of the method, with what the tool sees about each."""
    return [
        FactorLine(
            verdict=verdict,
            kept=answers.get(verdict.factor.key)
            or FactorAnswer(project=project, factor_key=verdict.factor.key, version=0),
            seen=[known[key] for key in verdict.factor.evidence if key in known],
        )
        for verdict in gate.factors
    ]
