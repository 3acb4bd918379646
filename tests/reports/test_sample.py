import json
from importlib.resources import files
from itertools import product

import pytest
from jsonschema import Draft202012Validator
from tests.reports.sample import STATES, make_sample


@pytest.fixture(scope="module")
def validator():
    text = files("maillon.reference").joinpath("schemas/diagnosis.schema.json").read_text("utf-8")
    return Draft202012Validator(json.loads(text))


@pytest.mark.parametrize(
    ("count", "kind", "audience"),
    list(product((0, 40, 2000), ("chain", "ecosystem"), ("public", "members"))),
)
def test_the_sample_is_a_valid_result(validator, count, kind, audience):
    validator.validate(make_sample(actor_count=count, kind=kind, audience=audience))


def test_the_sample_shows_every_state_and_says_that_it_is_made_up():
    document = make_sample()
    assert set(STATES.values()) == {"present", "fragile", "missing", "unobservable"}
    assert any(figure["is_protected"] for figure in document["figures"].values())
    assert all("Exemple fictif" in actor["name"] for actor in document["actors"])
