"""Run the reference cases of the diagnosis: published figures and laws that anyone may add to."""

from pathlib import Path

import numpy as np
import pytest
import yaml

from maillon.diagnosis.estimates import Ratio, estimate_by_ratio
from maillon.diagnosis.relatedness import density, proximity
from maillon.diagnosis.specialisation import krugman_index, location_quotients, shift_share

FOLDER = Path(__file__).resolve().parents[1] / "reference_cases/diagnosis"
CASES = sorted(FOLDER.glob("*.yaml"))


def estimate(groups):
    counts = {str(number): group["units"] for number, group in enumerate(groups)}
    ratios = {
        str(number): Ratio(mean=group["ratio"], cv=group["cv"])
        for number, group in enumerate(groups)
    }
    found = estimate_by_ratio(counts, ratios)
    return {"value": found.value, "standard_deviation": found.standard_deviation, "cv": found.cv}


def repeat(count, units, ratio, cv):
    return estimate([{"units": units, "ratio": ratio, "cv": cv}] * count)


def related(counts):
    presence = location_quotients(counts) >= 1
    phi = proximity(presence)
    return {"proximity": phi, "density": density(presence, phi)}


def split(local_before, local_after, reference_before, reference_after):
    found = shift_share(local_before, local_after, reference_before, reference_after)
    return {key: getattr(found, key) for key in ("total", "national", "structural", "local")}


METHODS = {
    "location_quotients": location_quotients,
    "krugman_index": krugman_index,
    "relatedness": related,
    "shift_share": split,
    "estimate_by_ratio": estimate,
    "estimate_by_ratio_repeated": repeat,
}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_reference_case_is_found_again(path):
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert case["name"]
    assert case["source"]
    found = METHODS[case["method"]](**case["input"])
    pairs = (
        case["expected"].items()
        if isinstance(case["expected"], dict)
        else [(None, case["expected"])]
    )
    for key, expected in pairs:
        actual = np.asarray(found if key is None else found[key], dtype=float)
        wanted = np.array(expected, dtype=float)  # null: not published
        published = ~np.isnan(wanted)
        assert actual[published] == pytest.approx(wanted[published], abs=case["tolerance"])


def test_there_are_reference_cases():
    assert len(CASES) >= 8
