import json
from pathlib import Path

import pytest

from maillon.sources.identifiers import is_valid_siret
from maillon.sources.recherche_entreprises import Company, parse_answer

FOLDER = Path(__file__).resolve().parents[3] / "../shared/data/recherche_entreprises"
FILES = sorted(FOLDER.glob("*.json"))

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not FILES, reason="the real data are not beside the project"),
]


def parse_file(name: str) -> list[Company]:
    return parse_answer(json.loads((FOLDER / name).read_text(encoding="utf-8"))["result"])


def test_the_thirty_seven_answers_are_read_whole() -> None:
    assert len(FILES) == 37
    for file in FILES:
        results = json.loads(file.read_text(encoding="utf-8"))["result"]["results"]
        companies = parse_file(file.name)
        assert [company.siren for company in companies] == [unit["siren"] for unit in results]


def test_every_place_belongs_to_its_unit_and_has_a_valid_number() -> None:
    places = 0
    for file in FILES:
        for company in parse_file(file.name):
            for place in (company.head_office, *company.establishments):
                if place is not None:
                    places += 1
                    assert place.siret.startswith(company.siren)
                    assert is_valid_siret(place.siret)
    assert places > 100


def test_what_is_not_diffusible_is_masked() -> None:
    hidden = [
        company for file in FILES for company in parse_file(file.name) if not company.is_diffusible
    ]
    assert hidden
    assert all(company.name is None and company.acronym is None for company in hidden)


def test_a_unit_that_the_register_does_not_know_has_no_head_office() -> None:
    (company,) = parse_file("search-123456789.json")
    assert company.head_office is None
    assert (company.is_siae, company.siae_kinds) == (True, ("ESAT",))
