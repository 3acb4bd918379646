"""The bundled cases answer without anything imported."""

from pathlib import Path

import pytest
from tests.studies.documents import check_document, find_actor, read_figures

from maillon.domain.visibility import Audience
from maillon.reference.cases import list_cases
from maillon.studies.diagnosing import diagnose

CASES = [(case.key, filiere) for case in list_cases() for filiere in case.filieres]


@pytest.mark.parametrize(("case", "filiere"), CASES)
def test_every_case_gives_a_valid_document_with_its_actors(
    home: Path, case: str, filiere: str
) -> None:
    document = diagnose(f"case:{case}", filiere, home=home).document
    check_document(document)
    assert document["actors"] or document["facts"]
    assert (
        f"cas-{case}" in {entry["key"] for entry in document["vintages"]} or not document["actors"]
    )
    for actor in document["actors"]:
        assert all(source.startswith("cas-") for source in actor["sources"])
        assert actor["evidence"]
    # Without a register, an absence in a document is no absence.
    for stage in document["stages"]:
        codes = {reason["code"] for reason in stage["state_reasons"]}
        assert stage["state"] != "missing" or "stated_need" in codes


def test_cases_are_public_and_the_same_for_everyone(home: Path) -> None:
    case, filiere = CASES[0]
    seen = [
        diagnose(f"case:{case}", filiere, home=home, audience=audience).document["actors"]
        for audience in Audience
    ]
    assert seen[0] == seen[1]


def test_actors_of_a_case_join_the_register_of_their_territory(
    country_home: Path, home: Path
) -> None:
    alone = diagnose("epci:200040715", "encombrants", home=home).document
    joined = diagnose("epci:200040715", "encombrants", home=country_home).document
    names = {actor["id"] for actor in alone["actors"]}
    assert names
    assert names <= {actor["id"] for actor in joined["actors"]}
    assert all(find_actor(joined, name) for name in names)
    assert read_figures(joined)["establishments"] >= read_figures(alone)["establishments"]
