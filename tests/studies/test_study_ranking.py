"""The whole country at once, and the filières ranked for one territory."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from tests.studies.documents import METHOD_PAGES, read_figures
from tests.studies.made_up_country import FILIERE, METROPOLIS, NEIGHBOUR
from tests.studies.made_up_directory import declare, write_card

from maillon.domain.errors import InvalidInput
from maillon.domain.jobs import SilentProgress
from maillon.reference.filieres import get_filiere, list_filieres
from maillon.studies.chains import build_own_filiere
from maillon.studies.diagnosing import diagnose
from maillon.studies.ranking import profile_filieres, rank_for_territory, rerank
from maillon.studies.screening import screen_territories
from maillon.studies.speaking import speaking

MEASURES = {
    "establishment_count": "establishments",
    "ess_published_count": "ess_published",
    "ess_deduced_count": "ess_deduced",
    "employer_count": "employers",
    "to_check_count": "to_check",
}


@pytest.fixture(scope="module")
def screened(country_home: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = screen_territories("epci", home=country_home).to_pylist()
    return rows


@pytest.mark.parametrize("territory", [METROPOLIS, NEIGHBOUR])
@pytest.mark.parametrize("filiere", [FILIERE, "laine", "alimentation_durable"])
def test_the_screening_of_a_country_counts_as_a_diagnosis_does(
    country_home: Path, screened: list[dict[str, Any]], territory: str, filiere: str
) -> None:
    document = diagnose(territory, filiere, home=country_home).document
    rows = [
        row
        for row in screened
        if (row["territory_key"], row["filiere_key"]) == (territory, filiere)
    ]
    assert [row["stage_key"] for row in rows] == [stage["key"] for stage in document["stages"]]
    for row in rows:
        figures = read_figures(document, row["stage_key"])
        counted = {name: row[name] for name in MEASURES}
        assert counted == {name: figures[short] for name, short in MEASURES.items()}
        assert row["workforce_central"] == (figures["workforce"] or 0)


def test_the_screening_has_every_territory_filiere_and_stage_once(
    screened: list[dict[str, Any]],
) -> None:
    keys = {(row["territory_key"], row["filiere_key"], row["stage_key"]) for row in screened}
    assert len(keys) == len(screened)
    stage_count = sum(len(filiere.stages) for filiere in list_filieres())
    assert len(screened) % stage_count == 0
    assert len(screened) // stage_count > 1000


def test_the_screening_tells_how_far_it_is(country_home: Path) -> None:
    class Told(SilentProgress):
        done = 0.0

        def start(self, label: str, total: float | None = None) -> None:
            assert label
            self.total = total

        def advance(self, amount: float) -> None:
            self.done += amount

    told = Told()
    screen_territories(
        "departement", filieres=[get_filiere(FILIERE)], home=country_home, progress=told
    )
    assert told.done == told.total


def _order(ranking: dict[str, Any]) -> list[str]:
    return [entry["key"] for entry in ranking["filieres"]]


def test_every_filiere_is_ranked_with_criteria_that_add_up(country_home: Path) -> None:
    ranking = rank_for_territory(METROPOLIS, home=country_home)
    json.dumps(ranking, allow_nan=False)
    assert sorted(_order(ranking)) == sorted(filiere.key for filiere in list_filieres())
    scores = [entry["score"] for entry in ranking["filieres"]]
    assert scores == sorted(scores, reverse=True)
    criteria = {criterion["key"]: criterion for criterion in ranking["criteria"]}
    assert all(criterion["label"] and criterion["meaning"] for criterion in criteria.values())
    for entry in ranking["filieres"]:
        parts = entry["criteria"]
        assert set(parts) | set(entry["unknown"]) == set(criteria)
        assert sum(part["points"] for part in parts.values()) == pytest.approx(
            entry["score"], abs=1e-3
        )
    textile = next(entry for entry in ranking["filieres"] if entry["key"] == FILIERE)
    assert textile["criteria"]["employment"]["value"] == 125.5


def test_the_weights_of_the_person_change_the_order(country_home: Path) -> None:
    usual = rank_for_territory(METROPOLIS, home=country_home)
    none = dict.fromkeys([criterion["key"] for criterion in usual["criteria"]], 0.0)
    by_jobs = rank_for_territory(METROPOLIS, weights={**none, "employment": 1}, home=country_home)
    by_gaps = rank_for_territory(METROPOLIS, weights={**none, "gaps": 1}, home=country_home)
    assert _order(by_jobs) != _order(by_gaps)
    jobs = [entry["criteria"]["employment"]["value"] for entry in by_jobs["filieres"]
            if "employment" in entry["criteria"]]  # fmt: skip
    assert jobs == sorted(jobs, reverse=True)
    assert {c["key"]: c["weight"] for c in by_jobs["criteria"]} == {**none, "employment": 1}


@pytest.mark.parametrize(
    "weights",
    [
        {"presence": 1.0},
        {"gaps": -1.0},
        {"gaps": float("nan")},
        {"gaps": float("inf")},
        dict.fromkeys(("ess_presence", "coverage", "specialisation", "gaps", "employment"), 0.0),
    ],
)
def test_weights_that_mean_nothing_are_refused(
    country_home: Path, weights: dict[str, float]
) -> None:
    with pytest.raises(InvalidInput) as caught:
        rank_for_territory(METROPOLIS, weights=weights, home=country_home)
    assert caught.value.details


def test_without_a_register_the_ranking_says_what_it_rests_on(home: Path) -> None:
    ranking = rank_for_territory(METROPOLIS, home=home)
    assert "no_register" in {warning["code"] for warning in ranking["warnings"]}
    assert all("specialisation" in entry["unknown"] for entry in ranking["filieres"])


# Weights that move


@pytest.fixture(scope="module")
def profiles(country_home: Path) -> dict[str, Any]:
    """What a page would keep and read back."""
    kept: dict[str, Any] = json.loads(
        json.dumps(profile_filieres(METROPOLIS, home=country_home), allow_nan=False)
    )
    return kept


@pytest.mark.parametrize(
    "weights", [None, {"employment": 3.0, "gaps": 0.0}, {"specialisation": 0.25}]
)
def test_ranking_again_what_was_kept_gives_what_counting_again_gives(
    country_home: Path, profiles: dict[str, Any], weights: dict[str, float] | None
) -> None:
    assert rerank(profiles, weights) == rank_for_territory(
        METROPOLIS, weights=weights, home=country_home
    )


def test_what_was_kept_is_ranked_in_the_language_of_the_reader(
    country_home: Path, profiles: dict[str, Any]
) -> None:
    with speaking("en"):
        assert rerank(profiles) == rank_for_territory(METROPOLIS, home=country_home)
        english = rerank(profiles)
    french = rerank(profiles)
    assert _order(english) == _order(french)
    assert english["criteria"] != french["criteria"]
    assert english["filieres"][0]["label"] != french["filieres"][0]["label"]


def test_every_number_of_a_ranking_opens(profiles: dict[str, Any]) -> None:
    ranking = rerank(profiles)
    known = {entry["key"] for entry in ranking["vintages"]}
    for entry in ranking["filieres"]:
        for criterion, part in entry["criteria"].items():
            figure = ranking["figures"][part["figure"]]
            assert figure["value"] == part["value"]
            assert figure["formula"]
            assert set(figure["sources"]) <= known
            assert (METHOD_PAGES / f"{figure['formula_key']}.md").is_file()
            if criterion in {"coverage", "gaps"}:
                counted, among = (entry["value"] for entry in figure["inputs"])
                assert figure["value"] == round(counted / among, 4)
        for criterion in entry["unknown"]:
            unknown = ranking["figures"][f"ranking.{entry['key']}.{criterion}"]
            assert unknown["value"] is None
            assert unknown["caveats"]


def test_moving_a_weight_takes_milliseconds(profiles: dict[str, Any]) -> None:
    begin = time.perf_counter()
    for step in range(10):
        rerank(profiles, {"employment": float(step)})
    assert (time.perf_counter() - begin) / 10 < 0.1


def test_weights_that_mean_nothing_are_refused_on_what_was_kept(profiles: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        rerank(profiles, {"gaps": -1.0})


def test_own_chains_and_cards_enter_the_ranking(country_home: Path) -> None:
    own = build_own_filiere(
        key="propre-1",
        label="Chaîne fictive",
        stages=[{"key": "seul", "label": "Maillon fictif", "keywords": ["introuvable"]}],
    )
    card = write_card("web:1", declared_filiere="propre-1", declared_stages="seul",
                      declared_ess="oui")  # fmt: skip
    asked: dict[str, Any] = {"home": country_home, "filieres": [own, get_filiere(FILIERE)]}
    alone = rerank(profile_filieres(METROPOLIS, **asked))
    joined = rerank(profile_filieres(METROPOLIS, **asked, declared=declare(card)))
    assert {entry["key"] for entry in joined["filieres"]} == {"propre-1", FILIERE}
    values = [
        {entry["key"]: entry["criteria"]["ess_presence"]["value"] for entry in made["filieres"]}
        for made in (alone, joined)
    ]
    assert values[1]["propre-1"] == values[0]["propre-1"] + 1
    assert values[1][FILIERE] == values[0][FILIERE]
