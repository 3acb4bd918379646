"""The numbers of a linkage, kept and read again."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.identity.made_up import MODEL

from maillon.domain.errors import InvalidInput
from maillon.identity import Calibration, read_model
from maillon.identity.comparing import COMPARISONS


def test_a_model_kept_as_json_comes_back_the_same() -> None:
    assert read_model(json.loads(json.dumps(MODEL.to_dict()))) == MODEL


def test_the_model_that_ships_weighs_every_level() -> None:
    for comparison in COMPARISONS:
        known = {level.key for level in comparison.levels if not level.is_unknown}
        assert set(MODEL.weights[comparison.key]) == known


def test_the_model_that_ships_says_how_it_was_trained() -> None:
    record = MODEL.record
    assert record["trained_on"]
    assert record["command"]
    assert all(taught["origin"] and taught["found"] >= 30 for taught in record["sets"])
    assert MODEL.register_size == record["sets"][0]["register"]


def _break(*path: str, value: Any = None) -> dict[str, Any]:
    values = json.loads(json.dumps(MODEL.to_dict()))
    inner = values
    for key in path[:-1]:
        inner = inner[key]
    if value is None:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return dict(values)


@pytest.mark.parametrize(
    "values",
    [
        {},
        _break("weights"),
        _break("calibration", "slope"),
        _break("found_share", value="many"),
        _break("calibration", "intercept", value="nan"),
        _break("weights", value=[1, 2]),
        _break("weights", "name", "identical", value="rare"),
        _break("weights", "name", "identical", "m", value="rare"),
        _break("weights", "name", "identical", "u", value=0.0),
        _break("weights", "name", "identical", "m", value=1.5),
        _break("thresholds", value={"high": 0.9}),
        _break("thresholds", value=0.9),
        _break("register_size", value="large"),
    ],
)
def test_what_is_no_model_is_refused_with_a_sentence(values: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_model(values)
    assert "modèle de rapprochement" in refused.value.for_user()


def test_a_model_without_the_size_of_its_register_is_still_read() -> None:
    model = read_model(_break("register_size"))
    assert model.count_more_bits(10**9) == 0.0


def test_a_register_twice_as_large_asks_for_one_bit_more() -> None:
    model = replace(MODEL, register_size=1000)
    assert model.count_more_bits(2000) == pytest.approx(1.0)
    assert model.count_more_bits(8000) == pytest.approx(3.0)


def test_a_smaller_register_asks_for_no_less() -> None:
    assert replace(MODEL, register_size=1000).count_more_bits(10) == 0.0
    assert replace(MODEL, register_size=1000).count_more_bits(0) == 0.0


def test_more_precision_asks_for_more_probability() -> None:
    targets = [MODEL.choose_threshold(target) for target in (0.95, 0.98, 0.99, 0.995)]
    assert targets == sorted(targets)


def test_a_precision_between_two_targets_takes_the_higher() -> None:
    assert MODEL.choose_threshold(0.985) == MODEL.choose_threshold(0.99)


def test_a_precision_that_was_never_reached_is_refused() -> None:
    with pytest.raises(InvalidInput) as refused:
        MODEL.choose_threshold(0.9999)
    assert "0,995" in refused.value.for_user()


def test_a_model_without_thresholds_says_so() -> None:
    with pytest.raises(InvalidInput) as refused:
        replace(MODEL, thresholds={}).choose_threshold(0.99)
    assert "entraînez" in refused.value.for_user()


@given(st.floats(allow_nan=False), st.floats(allow_nan=False))
def test_more_evidence_never_means_less_probability(one: float, other: float) -> None:
    less, more = sorted((one, other))
    calibration = Calibration(intercept=0.5, slope=0.9)
    low, high = calibration.to_probability(less), calibration.to_probability(more)
    assert 0.0 < low <= high <= 1.0
