"""What known answers teach."""

import random
from dataclasses import replace

import pytest
from tests.identity.made_up import ANGERS, NANTES, make, make_crowd

from maillon.domain.errors import InvalidInput
from maillon.identity import (
    IdentityRecord,
    KnownAnswers,
    LinkageModel,
    Outcome,
    link,
    read_model,
    train,
)
from maillon.identity.linking import Evidence
from maillon.identity.training import calibrate, choose_thresholds, learn_weights

QUESTIONS = ("name", "reading", "place")


def make_answers(count: int = 200, *, seed: int = 1) -> KnownAnswers:
    """Half written as known, half with a form; one in five is absent; one in ten has moved."""
    draw = random.Random(seed)
    crowd = make_crowd(count)
    register = [
        replace(
            one,
            names=[
                one.names[0].removeprefix("Exemple fictif ") + f" {'bleu' if rank % 2 else 'vert'}"
            ],
            communes=[NANTES if rank % 2 else ANGERS],
            departements=["44" if rank % 2 else "49"],
        )
        for rank, one in enumerate(crowd)
    ]
    lines: list[IdentityRecord] = []
    truth: list[int | None] = []
    for rank, one in enumerate(register):
        name = one.names[0] if draw.random() < 0.5 else f"SARL {one.names[0]}"
        moved = draw.random() < 0.1
        there = ANGERS if (one.communes[0] == NANTES) == moved else NANTES
        if rank % 5:
            lines.append(make(name, f"line {rank}", commune=there))
            truth.append(rank)
        else:
            lines.append(make(f"Absent imaginaire {chr(65 + rank % 26) * 6}{rank}", f"line {rank}"))
            truth.append(None)
    return KnownAnswers(
        lines=lines, register=register, truth=truth, questions=QUESTIONS, origin="Exemple fictif"
    )


@pytest.fixture(scope="module")
def answers() -> KnownAnswers:
    return make_answers()


@pytest.fixture(scope="module")
def model(answers: KnownAnswers) -> LinkageModel:
    return train(answers, trained_on="2026-01-01")


def test_too_few_answers_are_refused(answers: KnownAnswers) -> None:
    few = replace(answers, lines=answers.lines[:20], truth=answers.truth[:20])
    with pytest.raises(InvalidInput) as refused:
        train(few)
    assert "30" in refused.value.for_user()


def test_answers_that_no_name_finds_are_refused(answers: KnownAnswers) -> None:
    lines = [make("N/A", line.key) for line in answers.lines]
    with pytest.raises(InvalidInput):
        train(replace(answers, lines=lines))


def test_how_often_true_pairs_agree_is_learnt(answers: KnownAnswers) -> None:
    taught = learn_weights(answers)
    place = taught["place"]
    assert place["same_commune"].m == pytest.approx(0.9, abs=0.07), "one in ten has moved"
    assert place["same_commune"].u == pytest.approx(0.5, abs=0.1), "two communes, half each"
    name = taught["name"]
    assert name["identical"].m + name["same"].m + name["same_rare"].m > 0.95
    assert name["different"].u > 0.9


def test_the_shares_of_one_question_make_a_whole(answers: KnownAnswers) -> None:
    for levels in learn_weights(answers).values():
        assert sum(weight.m for weight in levels.values()) == pytest.approx(1.0)
        assert sum(weight.u for weight in levels.values()) == pytest.approx(1.0)
        assert all(weight.m > 0 and weight.u > 0 for weight in levels.values())


def test_only_the_questions_asked_are_taught(answers: KnownAnswers) -> None:
    taught = learn_weights(replace(answers, questions=("place",)))
    assert set(taught) == {"place"}


def test_other_answers_teach_what_names_do_not(answers: KnownAnswers) -> None:
    names = replace(answers, questions=("name", "reading"))
    model = train(names, [replace(answers, questions=("place",))])
    assert set(model.weights) == set(QUESTIONS)
    assert [one["questions"] for one in model.record["sets"]] == [["name", "reading"], ["place"]]


def test_the_training_is_recorded(model: LinkageModel, answers: KnownAnswers) -> None:
    assert model.record["trained_on"] == "2026-01-01"
    assert model.record["sets"][0] == {
        "origin": "Exemple fictif",
        "lines": 200,
        "found": 160,
        "register": 200,
        "questions": list(QUESTIONS),
    }
    assert model.register_size == len(answers.register)
    assert model.found_share == pytest.approx(0.8)


def test_a_training_told_twice_gives_the_same(model: LinkageModel, answers: KnownAnswers) -> None:
    assert train(answers, trained_on="2026-01-01") == model


def test_what_was_learnt_finds_others(model: LinkageModel) -> None:
    other = make_answers(seed=2)
    found = link(other.lines, other.register, model, precision=0.95)
    accepted = [one for one in found.proposals if one.outcome is Outcome.ACCEPTED]
    right = [one for one in accepted if other.truth[one.line] == one.candidate]
    assert len(right) / len(accepted) >= 0.95
    assert len(right) / 160 >= 0.8


def test_a_trained_model_is_kept_and_read(model: LinkageModel) -> None:
    assert read_model(model.to_dict()) == model


def make_evidence(line: int, candidate: int, bits: float) -> Evidence:
    return Evidence(line, 0, candidate, bits, bits, {}, "", "")


def test_the_calibration_says_more_where_more_were_right() -> None:
    draw = random.Random(1)
    evidence, truth = [], []
    for line in range(400):
        bits = draw.uniform(-8, 8)
        evidence.append(make_evidence(line, 7, bits))
        truth.append(7 if draw.random() < 1 / (1 + 2**-bits) else 8)
    calibration = calibrate(evidence, truth)
    told = [calibration.to_probability(bits) for bits in range(-8, 9)]
    assert told == sorted(told)
    assert calibration.slope == pytest.approx(0.69, abs=0.12), "a bit is ln 2"
    said = sum(calibration.to_probability(one.evidence) for one in evidence)
    assert said == pytest.approx(sum(right == 7 for right in truth), abs=2), "right on the whole"


def test_a_threshold_is_the_least_that_reaches_its_precision() -> None:
    # 100 right, then one wrong, then 5 right, then 20 wrong.
    outcomes = [True] * 100 + [False] + [True] * 5 + [False] * 20
    evidence = [make_evidence(line, 1, 50.0 - line / 4) for line in range(len(outcomes))]
    truth = [1 if right else 2 for right in outcomes]
    calibration = calibrate(evidence, truth)
    thresholds = choose_thresholds(evidence, truth, calibration)
    for target, least in thresholds.items():
        kept = [
            right
            for one, right in zip(evidence, outcomes, strict=True)
            if calibration.to_probability(one.evidence) >= least
        ]
        assert sum(kept) / len(kept) >= target
    assert thresholds[0.95] <= thresholds[0.99] <= thresholds[0.995]


def test_a_precision_never_reached_has_no_threshold() -> None:
    evidence = [make_evidence(line, 1, 5.0 - line) for line in range(10)]
    truth = [2, *([1] * 9)]
    thresholds = choose_thresholds(evidence, truth, calibrate(evidence, truth))
    assert thresholds == {}
