"""Success factors as a gate: what must be shown before a project is validated."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from maillon.domain.errors import InvalidInput
from maillon.domain.figures import Figure, FigureBook, FigureInput
from maillon.domain.language import translate as _
from maillon.domain.text import find_nearest
from maillon.reference.method import Method, SuccessFactor

__all__ = ["Answer", "FactorAnswer", "FactorVerdict", "Gate", "pass_gate"]


class Answer(StrEnum):
    """What the team answers to the question of a factor."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True, slots=True)
class FactorAnswer:
    """An answer; `proof` names the document, vote or commitment that shows it."""

    answer: Answer = Answer.UNKNOWN
    proof: str = ""
    comment: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class FactorVerdict:
    """A factor, what was answered, whether it is met (yes, with a proof), and what to do."""

    factor: SuccessFactor
    answer: FactorAnswer
    is_met: bool
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Gate:
    """
    Whether a project may be validated.

    Attributes
    ----------
    is_open
        True when each factor of the gate is met. The other factors are advice.
    factors
        All the factors, in the order of the method.
    """

    is_open: bool
    sentence: str
    factors: tuple[FactorVerdict, ...]
    figures: FigureBook = field(repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the gate as JSON values; factors by their keys."""
        return {
            "is_open": self.is_open,
            "sentence": self.sentence,
            "factors": [
                {
                    "factor": entry.factor.key,
                    "is_gate": entry.factor.is_gate,
                    "answer": entry.answer.answer.value,
                    "proof": entry.answer.proof,
                    "is_met": entry.is_met,
                    "sentence": entry.sentence,
                }
                for entry in self.factors
            ],
            "figures": self.figures.to_dict(),
        }


def pass_gate(method: Method, answers: Mapping[str, FactorAnswer]) -> Gate:
    """
    Weigh the answers given to the success factors.

    Parameters
    ----------
    method
        The method followed.
    answers
        By key of factor; a factor that is absent is unanswered.

    Raises
    ------
    InvalidInput
        If an answer is given to a factor that the method does not have.
    """
    _check_keys(method, answers)
    verdicts = tuple(
        _judge(factor, answers.get(factor.key, FactorAnswer())) for factor in method.success_factors
    )
    gate = [verdict for verdict in verdicts if verdict.factor.is_gate]
    missing = [verdict.factor.label for verdict in gate if not verdict.is_met]
    book = FigureBook()
    book.add(_count_figure(met=len(gate) - len(missing), asked=len(gate)))
    return Gate(is_open=not missing, sentence=_summarize(missing), factors=verdicts, figures=book)


def _check_keys(method: Method, answers: Mapping[str, FactorAnswer]) -> None:
    known = [factor.key for factor in method.success_factors]
    for key in answers:
        if key not in known:
            near = ", ".join(find_nearest(key, known) or known)
            raise InvalidInput(
                f"the method has no success factor {key!r}",
                user=_("Aucun facteur ne s’appelle « {key} ». Essayez : {near}.").format(
                    key=key, near=near
                ),
            )


def _judge(factor: SuccessFactor, answer: FactorAnswer) -> FactorVerdict:
    has_proof = bool(answer.proof.strip())
    return FactorVerdict(
        factor=factor,
        answer=answer,
        is_met=answer.answer is Answer.YES and has_proof,
        sentence=_say(factor, answer.answer, has_proof=has_proof),
    )


def _say(factor: SuccessFactor, answer: Answer, *, has_proof: bool) -> str:
    proofs = " ; ".join(factor.proofs)
    if answer is Answer.YES and has_proof:
        return _("Montré.")
    if answer is Answer.YES:
        return _("Vous dites oui : dites ce qui le montre. Par exemple : {proofs}.").format(
            proofs=proofs
        )
    if answer is Answer.PARTLY:
        return _("En partie : voyez ce qui manque encore. Par exemple : {proofs}.").format(
            proofs=proofs
        )
    if answer is Answer.NO:
        return _("Pas encore. Ce qui le montrerait : {proofs}.").format(proofs=proofs)
    return _("Sans réponse. {question}").format(question=factor.question)


def _summarize(missing: list[str]) -> str:
    if not missing:
        return _("Les facteurs de succès sont montrés : le projet peut être validé.")
    return _("Avant de valider le projet, il reste à montrer : {factors}.").format(
        factors=", ".join(_("« {label} »").format(label=label) for label in missing)
    )


def _count_figure(*, met: int, asked: int) -> Figure:
    return Figure(
        id="gate.shown",
        label=_("Facteurs de succès montrés"),
        value=met,
        unit=_("facteurs"),
        formula_key="demarche",
        formula=_("Nombre de facteurs où la réponse est oui, avec ce qui le montre."),
        inputs=[FigureInput(label=_("Facteurs demandés"), value=asked)],
        caveats=[_("Personne ne vérifie la preuve à votre place : elle est lue par l’équipe.")],
    )
