"""A project is validated when each factor of the gate is met with a proof."""

import json

import pytest
from tests.plain import plain

from maillon.domain.errors import InvalidInput
from maillon.reference.method import get_method
from maillon.studies.gating import Answer, FactorAnswer, pass_gate

METHOD = get_method()
GATE = [factor.key for factor in METHOD.success_factors if factor.is_gate]
PROVED = FactorAnswer(answer=Answer.YES, proof="Délibération fictive")


def test_the_gate_opens_when_its_five_factors_are_shown() -> None:
    gate = pass_gate(METHOD, dict.fromkeys(GATE, PROVED))
    assert gate.is_open
    assert gate.figures["gate.shown"].value == 5
    assert "peut être validé" in plain(gate.sentence)


@pytest.mark.parametrize("missing", GATE)
def test_one_factor_not_shown_keeps_the_gate_closed_and_is_named(missing: str) -> None:
    gate = pass_gate(METHOD, {key: PROVED for key in GATE if key != missing})
    label = next(f.label for f in METHOD.success_factors if f.key == missing)
    assert not gate.is_open
    assert label in gate.sentence
    assert gate.figures["gate.shown"].value == 4


def test_a_yes_without_proof_is_not_enough() -> None:
    answers = dict.fromkeys(GATE, PROVED) | {GATE[0]: FactorAnswer(answer=Answer.YES, proof=" ")}
    gate = pass_gate(METHOD, answers)
    assert not gate.is_open
    assert "dites ce qui le montre" in plain(gate.factors[0].sentence)


@pytest.mark.parametrize(
    ("answer", "words"),
    [(Answer.PARTLY, "En partie"), (Answer.NO, "Pas encore"), (Answer.UNKNOWN, "Sans réponse")],
)
def test_each_answer_is_told_what_is_missing(answer: Answer, words: str) -> None:
    gate = pass_gate(METHOD, {GATE[0]: FactorAnswer(answer=answer, proof="Exemple fictif")})
    assert not gate.factors[0].is_met
    assert plain(gate.factors[0].sentence).startswith(words)


def test_the_other_factors_are_advice() -> None:
    others = [factor.key for factor in METHOD.success_factors if not factor.is_gate]
    answers = dict.fromkeys(GATE, PROVED) | {key: FactorAnswer(answer=Answer.NO) for key in others}
    assert pass_gate(METHOD, answers).is_open


def test_a_factor_that_does_not_exist_is_refused_with_the_nearest() -> None:
    with pytest.raises(InvalidInput) as caught:
        pass_gate(METHOD, {"risques": PROVED})
    assert "risque" in caught.value.for_user()


def test_a_gate_is_json_values() -> None:
    document = json.loads(json.dumps(pass_gate(METHOD, {}).to_dict()))
    assert [entry["is_gate"] for entry in document["factors"]].count(True) == 5
