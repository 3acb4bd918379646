"""The models of the guide: every value and every quote stands in it, the rest is blank."""

import re
from pathlib import Path

import pytest
import yaml

from maillon.domain.errors import InvalidInput
from maillon.domain.language import use_language
from maillon.reference.filieres import get_filiere
from maillon.reference.models import list_examples, load_example, load_example_file

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "src/maillon/reference/models"
GUIDE = ROOT / "../shared/sources/reperess_filieres_ess.txt"
KEYS = [one["key"] for one in list_examples()]


def flatten(text):
    return " ".join(text.replace("’", "'").replace("\u00a0", " ").split())


def test_both_chains_of_the_guide_are_there():
    assert KEYS == ["ble-farine-lorraine", "rebooteille"]


@pytest.mark.realdata
@pytest.mark.parametrize("key", KEYS)
def test_each_quote_stands_in_the_lines_given_and_each_value_in_its_quote(key):
    if not GUIDE.exists():
        pytest.skip("the guide does not lie beside the project")
    lines = GUIDE.read_text(encoding="utf-8").split("\n")
    model = load_example(key)
    assert model["passages"]
    for passage in model["passages"]:
        first, last = (int(number) for number in passage["lines"].split("-"))
        assert flatten(passage["quote"]) in flatten(" ".join(lines[first - 1 : last])), passage
    for flow in model["flows"]:
        if flow["value"] is not None:
            digits = re.sub(r"(?<=\d) (?=\d{3})", "", flow["source"])
            assert str(flow["value"]) in digits
            assert str(flow["year"]) in flow["source"]


def test_only_what_the_guide_says_has_a_value():
    known = [flow["value"] for key in KEYS for flow in load_example(key)["flows"]]
    assert [value for value in known if value is not None] == [100_000]
    for key in KEYS:
        model = load_example(key)
        assert not any(row["price"] for row in model["prices"])
        assert all(row["share"] is None for row in model["yields"])
        assert all(stage["costs"] is None for stage in model["stages"])


@pytest.mark.parametrize("key", KEYS)
def test_its_stages_are_those_of_its_filiere_but_for_the_consumers(key):
    model = load_example(key)
    known = {stage.key for stage in get_filiere(model["filiere"]).stages}
    named = {row["key"] for row in model["stages"] if row.get("role") != "consumer"}
    assert named <= known


def test_a_model_may_be_changed_without_changing_the_next():
    load_example("rebooteille")["flows"].clear()
    assert load_example("rebooteille")["flows"]


def test_the_titles_follow_the_language():
    use_language("en")
    try:
        assert "glass bottles" in list_examples()[1]["title"]
    finally:
        use_language("fr")


def test_an_unknown_example_is_said_with_those_that_exist():
    with pytest.raises(InvalidInput) as caught:
        load_example("rebouteille")
    assert "rebooteille" in caught.value.for_user()


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda c: c.update(key="other"), "clé"),
        (
            lambda c: c["flows"][1].update(value=3, passage=None) or c["flows"][1].pop("passage"),
            "sans passage",
        ),
        (lambda c: c["flows"][1].pop("passage"), "passage"),
        (lambda c: c["flows"][1].update(to="nowhere"), "nowhere"),
        (lambda c: c["said"][0]["passage"].update(lines="20-10"), "envers"),
        (lambda c: c["said"][0]["passage"].update(quote="mot " * 13), "13 mots"),
        (lambda c: c.update(invented=3), "invented"),
    ],
)
def test_what_is_wrong_in_a_file_is_said_with_its_line(tmp_path, change, word):
    content = yaml.safe_load((FOLDER / "rebooteille.yaml").read_text(encoding="utf-8"))
    change(content)
    path = tmp_path / "rebooteille.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    with pytest.raises(InvalidInput) as caught:
        load_example_file(path)
    assert any(word in problem for problem in caught.value.details)
