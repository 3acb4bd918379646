import json
import random
from pathlib import Path

import pytest
from tests.studies.made_up_country import make_siren
from tests.studies.made_up_lists import write_list

from maillon.domain.errors import InvalidInput
from maillon.identity import Outcome
from maillon.studies.linking.engines import load_model
from maillon.studies.linking.finding import LinkOptions, link_list
from maillon.studies.linking.targets import ListTarget, open_list_target
from maillon.studies.linking.training import FEWEST_ANSWERS, train_on_list, write_model

SYLLABLES = ("ba", "do", "fi", "gu", "lo", "mi", "nar", "pel", "ru", "ti", "vo", "zan")


def make_names(count: int) -> list[str]:
    """Return made-up names, each of two made-up words."""
    draw = random.Random(4)
    words = ["".join(draw.choices(SYLLABLES, k=4)) for _turn in range(2 * count)]
    return [" ".join(pair) for pair in zip(words[::2], words[1::2], strict=True)]


def make_target(folder: Path, names: list[str]) -> ListTarget:
    rows = [
        {"Nom": name, "SIREN": make_siren(number), "Commune": "Lille"}
        for number, name in enumerate(names, start=1)
    ]
    return open_list_target(write_list(folder / "annuaire.csv", rows))


def make_answers(folder: Path, names: list[str]) -> Path:
    rows = [
        {"Nom": f"SARL {name}", "SIREN": make_siren(number), "Commune": "Lille"}
        for number, name in enumerate(names, start=1)
    ]
    return write_list(folder / "marches.csv", rows)


def test_a_model_learnt_on_a_list_serves_to_link_another(tmp_path: Path) -> None:
    names = make_names(80)
    target = make_target(tmp_path, names)
    model = train_on_list(make_answers(tmp_path, names), target)
    (taught,) = model.record["sets"]
    assert (taught["lines"], taught["found"]) == (80, 80)
    assert set(taught["questions"]) == {"name", "reading", "place"}
    assert model.weights["street"] == load_model().weights["street"]
    path = tmp_path / "modele.json"
    path.write_text(write_model(model), encoding="utf-8")
    assert load_model(path).calibration == model.calibration
    assert json.loads(path.read_text(encoding="utf-8"))["record"]["trained_on"]
    other = write_list(tmp_path / "liste.csv", [{"Nom": names[7], "Commune": "Lille"}])
    linked = link_list(other, target, LinkOptions(model=path, precision=0.95))
    assert linked.rows[0].outcome is not Outcome.REFUSED
    assert linked.rows[0].candidates[0].found.identifier == make_siren(8)


def test_too_few_known_answers_teach_nothing(tmp_path: Path) -> None:
    names = make_names(FEWEST_ANSWERS - 1)
    with pytest.raises(InvalidInput) as caught:
        train_on_list(make_answers(tmp_path, names), make_target(tmp_path, names))
    assert f"{FEWEST_ANSWERS - 1} acteurs" in caught.value.for_user()
    assert f"au moins {FEWEST_ANSWERS}" in caught.value.for_user()


def test_names_that_are_not_those_of_the_actors_are_told(tmp_path: Path) -> None:
    names = make_names(120)
    target = make_target(tmp_path, names[:60])
    with pytest.raises(InvalidInput) as caught:
        train_on_list(make_answers(tmp_path, ["qjxk wvzq"] * 60), target)
    assert "colonne du nom" in caught.value.for_user()


@pytest.mark.parametrize("content", ["no json", "{}", "[]"])
def test_a_file_that_is_no_model_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "modele.json"
    path.write_text(content, encoding="utf-8")
    for wrong in (path, tmp_path / "absent.json"):
        with pytest.raises(InvalidInput) as caught:
            load_model(wrong)
        assert "modèle" in caught.value.for_user()


def test_a_model_that_reached_nothing_says_so(tmp_path: Path) -> None:
    values = load_model().to_dict() | {"thresholds": {}}
    path = tmp_path / "modele.json"
    path.write_text(json.dumps(values), encoding="utf-8")
    with pytest.raises(InvalidInput) as caught:
        load_model(path).choose_threshold(0.99)
    assert "aucun seuil" in caught.value.for_user()
