"""Towns without SIRENE: own lists, the same method."""

from pathlib import Path

import pytest

from maillon.domain.visibility import Visibility
from maillon.reference.territories import find_town_abroad
from maillon.studies.diagnosing import diagnose
from maillon.studies.importing import import_list

TUNIS = "geonames:2464470"
LIST = """Nom;Ville;Latitude;Longitude;Maillon;Filière
Exemple fictif de collecte;Tunis;36.81;10.17;collecte;textile_tlc
Exemple fictif au large;;30.0;-40.0;tri;textile_tlc
"""


def test_coordinates_tell_the_town() -> None:
    assert find_town_abroad(lat=36.81, lon=10.17) == TUNIS


def test_the_middle_of_an_ocean_is_no_town() -> None:
    assert find_town_abroad(lat=30.0, lon=-40.0) is None


def test_a_name_borne_by_several_towns_tells_none() -> None:
    assert find_town_abroad(city="San José") is None


@pytest.fixture
def tunis_home(home: Path, tmp_path: Path) -> Path:
    path = tmp_path / "tunis.csv"
    path.write_text(LIST, encoding="utf-8")
    import_list(path, label="Tunis", vintage="2026-01-01", visibility=Visibility.MEMBERS, home=home)
    return home


def test_a_list_of_a_town_abroad_gives_its_diagnosis(tunis_home: Path) -> None:
    result = diagnose(TUNIS, "textile_tlc", home=tunis_home)
    by_stage = {stage["key"]: stage for stage in result.document["stages"]}
    assert result.figures["stage.collecte.establishments"].value == 1
    assert by_stage["collecte"]["state"] == "present"
    assert {stage["state"] for stage in by_stage.values()} == {"present", "unobservable"}
    assert result.document["actors"][0]["commune_name"] == "Tunis"
    assert result.document["comparison"] is None
