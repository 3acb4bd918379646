import dataclasses

import pytest
from tests.plain import plain

from maillon.diagnosis.counting import Counts, Dependence
from maillon.diagnosis.stages import (
    StageState,
    StageThresholds,
    assess_stage,
    describe_state_reason,
)
from maillon.diagnosis.workforce import Workforce
from maillon.domain.errors import InvalidInput

THRESHOLDS = StageThresholds(min_workforce=5, max_far_share=0.5, far_km=30, max_unit_share=0.5)


def workforce(central, unknown=0):
    return Workforce(central=central, known_count=3, unknown_count=unknown)


def hangs_on_one(share):
    return Dependence(unit="fictif", actor_id="fictif-1", share=share, is_diffusible=True)


SOUND = Counts(
    establishments=3, legal_units=3, workforce=workforce(60.0), dependence=hangs_on_one(0.4)
)


def assess(counts, *, has_codes=True, far_share=None):
    found = assess_stage(counts, THRESHOLDS, has_codes=has_codes, far_share=far_share)
    return found.state, [reason.code for reason in found.reasons]


def change(**fields):
    return dataclasses.replace(SOUND, **fields)


@pytest.mark.parametrize(
    ("counts", "options", "state", "reasons"),
    [
        (SOUND, {}, "present", []),
        (SOUND, {"far_share": 0.5}, "present", []),
        (SOUND, {"far_share": 0.51}, "fragile", ["too_far"]),
        (change(legal_units=1, dependence=hangs_on_one(1.0)), {}, "fragile", ["single"]),
        (change(dependence=hangs_on_one(0.5)), {}, "present", []),
        (change(dependence=hangs_on_one(0.51)), {}, "fragile", ["one_actor"]),
        (change(dependence=None, workforce=Workforce()), {}, "present", []),
        (change(workforce=workforce(5.0)), {}, "present", []),
        (change(workforce=workforce(4.5)), {}, "fragile", ["too_small"]),
        (change(workforce=workforce(4.5, unknown=1)), {}, "present", []),
        (Counts(), {}, "missing", ["none"]),
        (Counts(), {"far_share": 1.0}, "missing", ["none"]),
        (Counts(), {"has_codes": False}, "unobservable", ["no_code"]),
        (Counts(to_check=4), {}, "fragile", ["only_to_check"]),
        (Counts(to_check=4), {"has_codes": False}, "fragile", ["only_to_check"]),
        (SOUND, {"has_codes": False}, "present", []),
    ],
)
def test_a_stage_is_in_the_state_that_its_counts_tell(counts, options, state, reasons):
    assert assess(counts, **options) == (StageState(state), reasons)


def test_every_weakness_is_told():
    counts = change(legal_units=1, establishments=1, workforce=workforce(1.5))
    assert assess(counts, far_share=0.9)[1] == ["single", "too_small", "too_far"]


@pytest.mark.parametrize(
    ("counts", "far_share", "words"),
    [
        (change(dependence=hangs_on_one(0.815)), None, "82 % de l'emploi"),
        (change(workforce=workforce(1.5, unknown=0)), None, "2 salariés"),
        (change(workforce=workforce(1.0)), None, "1 salarié seulement"),
        (SOUND, 0.7, "70 % de la population vit à plus de 30 km"),
        (Counts(to_check=1), None, "1 établissement possible"),
        (Counts(to_check=7), None, "7 établissements possibles"),
        (Counts(), None, "Aucun établissement"),
    ],
)
def test_a_reason_is_a_sentence_with_its_numbers(counts, far_share, words):
    found = assess_stage(counts, THRESHOLDS, has_codes=True, far_share=far_share)
    [sentence] = map(describe_state_reason, found.reasons)
    assert words in plain(sentence)
    assert sentence.endswith(".")


@pytest.mark.parametrize("code", ["single", "no_code"])
def test_reasons_without_number_have_a_sentence_too(code):
    counts = change(legal_units=1) if code == "single" else Counts()
    found = assess_stage(counts, THRESHOLDS, has_codes=False)
    assert [reason.code for reason in found.reasons] == [code]
    assert describe_state_reason(found.reasons[0]).endswith(".")


def test_a_threshold_of_nobody_calls_no_stage_too_small():
    lenient = dataclasses.replace(THRESHOLDS, min_workforce=0)
    counts = change(workforce=workforce(0.0))
    assert assess_stage(counts, lenient, has_codes=True).state is StageState.PRESENT


@pytest.mark.parametrize(
    "change_of",
    [{"min_workforce": -1}, {"far_km": 0}, {"max_far_share": 0}, {"max_unit_share": 1.2}],
)
def test_thresholds_that_mean_nothing_are_refused(change_of):
    with pytest.raises(InvalidInput):
        dataclasses.replace(THRESHOLDS, **change_of)
