"""One diagnosis, several documents: chosen comparisons, whole lists of actors, two languages."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.studies.documents import check_document, to_text
from tests.studies.made_up_country import FILIERE, METROPOLIS, NEIGHBOUR, make_siret
from tests.studies.made_up_directory import declare, write_card

from maillon.domain.errors import InvalidInput
from maillon.domain.language import LANGUAGES, get_language
from maillon.domain.visibility import Audience
from maillon.reference.filieres import get_filiere
from maillon.studies.actor_documents import describe_placement_reason
from maillon.studies.diagnosing import diagnose, write_document
from maillon.studies.speaking import speaking

DAY = date(2026, 11, 22)


def _read_comparison(document: dict[str, Any]) -> tuple[list[str], dict[str, list[Any]]]:
    comparison = document["comparison"]
    keys = [entry["key"] for entry in comparison["territories"]]
    return keys, {row["stage"]: row["values"] for row in comparison["rows"]}


def test_the_person_chooses_what_to_compare_with(country_home: Path) -> None:
    usual = diagnose(METROPOLIS, FILIERE, home=country_home).document
    chosen = [NEIGHBOUR, "dep:59", "dep:62"]
    made = diagnose(METROPOLIS, FILIERE, home=country_home, compared_with=chosen).document
    check_document(made)
    keys, values = _read_comparison(made)
    assert keys == chosen
    assert keys != _read_comparison(usual)[0]
    assert all(len(row) == 3 for row in values.values())
    # The same rate is told when the territory is the one asked about.
    for key, column in zip(chosen, zip(*values.values(), strict=True), strict=True):
        there = diagnose(key, FILIERE, home=country_home).document
        figures = there["figures"]
        rates = [figures[f"stage.{stage}.per_10000"]["value"] for stage in values]
        assert list(column) == pytest.approx(rates, abs=0.005)
        assert any(rates) or key == NEIGHBOUR
    quotients = [name for name in usual["figures"] if name.endswith("location_quotient")]
    assert {n: made["figures"][n] for n in quotients} == {n: usual["figures"][n] for n in quotients}


def test_an_empty_choice_lets_maillon_choose(country_home: Path) -> None:
    usual = diagnose(METROPOLIS, FILIERE, home=country_home, on=DAY).document
    made = diagnose(METROPOLIS, FILIERE, home=country_home, on=DAY, compared_with=[]).document
    assert made == usual


def test_unknown_territories_to_compare_with_are_all_named(country_home: Path) -> None:
    with pytest.raises(InvalidInput) as caught:
        diagnose(
            METROPOLIS,
            FILIERE,
            home=country_home,
            compared_with=["epci:999999999", "nulle part ailleurs", METROPOLIS],
        )
    assert len(caught.value.details) == 3
    assert "lui-même" in caught.value.details[2]


def test_a_chosen_territory_that_the_register_does_not_cover_has_no_rate(
    country_home: Path,
) -> None:
    """The made-up register has nothing in the Lozère: nothing is counted, not zero."""
    made = diagnose(METROPOLIS, FILIERE, home=country_home, compared_with=["dep:48"]).document
    check_document(made)
    assert set().union(*_read_comparison(made)[1].values()) == {None}
    warning = next(w for w in made["warnings"] if w["code"] == "compared_not_covered")
    assert "Lozère" in warning["text"]


# All the actors


def test_every_actor_that_may_be_shown_is_there_whatever_the_document_holds(
    country_home: Path,
) -> None:
    whole = diagnose(METROPOLIS, FILIERE, home=country_home, most_actors=None)
    short = diagnose(METROPOLIS, FILIERE, home=country_home, most_actors=2)
    assert len(short.document["actors"]) == 2
    assert "actors_truncated" in {entry["code"] for entry in short.document["warnings"]}
    assert "actors_truncated" not in {entry["code"] for entry in whole.document["warnings"]}
    assert short.document["totals"] == whole.document["totals"]
    told = list(short.iter_actors())
    json.dumps(told)
    for actor in told:
        for stage in actor["stages"]:
            del stage["reason_codes"]
    assert [
        {key: value for key, value in actor.items() if key in listed}
        for actor, listed in zip(told, whole.document["actors"], strict=True)
    ] == whole.document["actors"]


def test_the_reasons_of_the_whole_list_can_be_said_again_in_any_language(
    country_home: Path,
) -> None:
    result = diagnose(METROPOLIS, FILIERE, home=country_home)
    for language in LANGUAGES:
        for actor in result.iter_actors(language=language):
            for stage in actor["stages"]:
                with speaking(language):
                    said = [describe_placement_reason(code) for code in stage["reason_codes"]]
                assert said == stage["reasons"]
                assert said


def test_the_whole_list_tells_what_the_document_leaves_out(country_home: Path) -> None:
    result = diagnose(METROPOLIS, FILIERE, home=country_home)
    actors = {actor["id"]: actor for actor in result.iter_actors()}
    workshop = actors[make_siret(1)]
    assert workshop["post_code"] == "59000"
    assert "RUE DE L EXEMPLE" in workshop["address"]
    assert workshop["legal_category_code"] == "5710"
    assert workshop["created_date"] == "2015-03-02"
    assert workshop["is_head_office"] is True
    assert {"qpv_code", "other_names", "departement_code"} <= workshop.keys()


def test_the_street_of_a_person_is_never_told(country_home: Path) -> None:
    card = write_card("web:1", siret=make_siret(5), address="1 RUE FICTIVE DU DOMICILE")
    result = diagnose(METROPOLIS, FILIERE, home=country_home, declared=declare(card))
    person = next(actor for actor in result.iter_actors() if actor["id"] == make_siret(5))
    assert person["is_natural_person"] is True
    assert person["address"] is None


# Two languages


@pytest.mark.parametrize("audience", list(Audience))
@pytest.mark.parametrize("territory", [METROPOLIS, "case:lorraine-laine"])
def test_written_again_in_english_it_is_what_english_would_have_computed(
    country_home: Path, audience: Audience, territory: str
) -> None:
    filiere = FILIERE if territory == METROPOLIS else "laine"
    cards = [write_card(f"web:{n}", "tri") for n in range(3)]
    asked: dict[str, Any] = {"home": country_home, "audience": audience, "on": DAY}
    asked["declared"] = declare(*cards)
    french = diagnose(territory, filiere, **asked)
    before = to_text(french.document)
    again = write_document(french, language="en")
    assert get_language() == "fr"
    with speaking("en"):
        english = diagnose(territory, filiere, **asked)
    check_document(again.document)
    assert again.document == english.document
    assert again.document != french.document
    assert write_document(again, language="fr").document == french.document
    assert to_text(french.document) == before
    assert list(french.iter_actors(language="en")) == list(english.iter_actors())
    assert list(french.iter_actors()) == list(write_document(again, language="fr").iter_actors())


def test_a_filiere_composed_from_the_catalogue_is_translated_where_it_kept_its_words(
    country_home: Path,
) -> None:
    known = get_filiere(FILIERE)
    own = replace(
        known,
        label="Chaîne fictive",
        version="2026-01-01",
        stages=[replace(known.stages[0], label="Maillon fictif"), *known.stages[1:]],
    )
    made = {
        name: write_document(diagnose(METROPOLIS, filiere, home=country_home), language="en")
        for name, filiere in (("known", known), ("own", own))
    }
    words = {name: result.document["filiere"] for name, result in made.items()}
    with speaking("en"):
        assert words["known"]["label"] == get_filiere(FILIERE).label
    assert words["own"]["label"] == "Chaîne fictive"
    assert words["own"]["stages"][0]["label"] == "Maillon fictif"
    assert words["own"]["stages"][1:] == words["known"]["stages"][1:]
    assert {link["matter"] for link in words["own"]["links"]} == {
        link["matter"] for link in words["known"]["links"]
    }


def test_a_language_without_catalogue_is_refused(country_home: Path) -> None:
    made = diagnose(METROPOLIS, FILIERE, home=country_home)
    with pytest.raises(ValueError, match="xx"):
        write_document(made, language="xx")
