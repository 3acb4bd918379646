"""Territories that a team composes."""

from pathlib import Path

import pytest
from tests.studies.documents import check_document, read_figures
from tests.studies.made_up_country import FILIERE, LILLE, METROPOLIS, ORCHIES, ROUBAIX

from maillon.domain.errors import InvalidInput
from maillon.studies.diagnosing import diagnose
from maillon.studies.territories import create_territory, import_territory


def test_a_list_of_communes_is_a_territory_like_another(own_home: Path) -> None:
    made = create_territory(
        name="Bassin Fictif d'Essai", places=[LILLE, ROUBAIX], vintage="2026-01-01", home=own_home
    )
    assert made.key == "list:bassin-fictif-d-essai"
    document = diagnose(made.key, FILIERE, home=own_home).document
    check_document(document)
    assert document["territory"]["commune_codes"] == [LILLE, ROUBAIX]
    assert read_figures(document, "fabrication")["establishments"] == 2
    assert len(document["comparison"]["territories"]) == 5


def test_a_whole_territory_stands_for_all_its_communes(own_home: Path) -> None:
    made = create_territory(
        name="Exemple fictif", places=[METROPOLIS, ORCHIES], vintage="2026-01-01", home=own_home
    )
    assert len(made.places) == 96
    document = diagnose("list:exemple-fictif", FILIERE, home=own_home).document
    assert read_figures(document)["establishments"] == 8
    assert read_figures(document, "amont")["establishments"] == 1


def test_every_unknown_commune_is_named_and_nothing_is_kept(home: Path) -> None:
    with pytest.raises(InvalidInput) as caught:
        create_territory(
            name="Exemple fictif", places=[LILLE, "99999", "00000"], vintage="2026-01-01", home=home
        )
    assert [code for code in ("99999", "00000") if code in " ".join(caught.value.details)] == [
        "99999",
        "00000",
    ]
    assert not home.exists()


@pytest.mark.parametrize(
    ("name", "places", "vintage"),
    [
        ("", [LILLE], "2026-01-01"),
        ("!!", [LILLE], "2026-01-01"),
        ("Exemple fictif", [], "2026-01-01"),
        ("Exemple fictif", [LILLE], "hier"),
        ("Exemple fictif", ["75120"], "2026-01-01"),
    ],
)
def test_a_territory_that_could_not_be_read_again_is_refused(
    home: Path, name: str, places: list[str], vintage: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        create_territory(name=name, places=places, vintage=vintage, home=home)
    assert caught.value.for_user().endswith(".")
    assert not home.exists()


def test_the_file_of_a_colleague_becomes_a_territory(own_home: Path, tmp_path: Path) -> None:
    path = tmp_path / "pays.csv"
    path.write_text(
        f"# nom : Pays fictif\n# date : 2026-01-01\ncode_commune\n{LILLE}\n{ORCHIES}\n",
        encoding="utf-8",
    )
    made = import_territory(path, home=own_home)
    document = diagnose(made.key, FILIERE, home=own_home).document
    assert document["territory"]["name"] == "Pays fictif"
    assert document["territory"]["commune_count"] == 2


def test_a_file_that_lists_nothing_known_is_refused(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "pays.txt"
    path.write_text("# nom : Pays fictif\n00000\n", encoding="utf-8")
    with pytest.raises(InvalidInput) as caught:
        import_territory(path, home=home)
    assert "00000" in " ".join([caught.value.for_user(), *caught.value.details])
    assert not home.exists()
