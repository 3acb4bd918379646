"""Find a filière, and let a person's own files win."""

import shutil
from pathlib import Path

import pytest

from maillon.domain.errors import InvalidInput
from maillon.domain.language import use_language
from maillon.reference.filieres import get_filiere, list_filieres, list_purchases

BUNDLED = Path(__file__).resolve().parents[3] / "src/maillon/reference/filieres"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    text = (BUNDLED / "laine.yaml").read_text(encoding="utf-8")
    (tmp_path / "laine.yaml").write_text(
        text.replace("label: Laine\n", "label: Exemple fictif de laine\n"), encoding="utf-8"
    )
    return tmp_path


@pytest.mark.parametrize(
    "wanted", ["consigne_verre", "CONSIGNE-VERRE", "consigne et reemploi du verre"]
)
def test_a_filiere_is_found_by_key_or_label_whatever_the_accents(wanted: str) -> None:
    assert get_filiere(wanted).key == "consigne_verre"


@pytest.mark.parametrize(
    ("wanted", "near"),
    [("textile", "textile_tlc"), ("lainne", "laine (Laine)"), ("bâtiment", "btp_reemploi")],
)
def test_an_unknown_filiere_names_the_nearest(wanted: str, near: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        get_filiere(wanted)
    assert near in caught.value.for_user()


def test_a_filiere_like_no_other_names_them_all() -> None:
    with pytest.raises(InvalidInput) as caught:
        get_filiere("zzzz")
    assert "velo" in caught.value.for_user()


def test_a_file_of_ones_own_wins_over_the_bundled_one(folder: Path) -> None:
    assert get_filiere("laine", folder).label == "Exemple fictif de laine"
    assert get_filiere("laine").label == "Laine"
    assert len(list_filieres(folder)) == len(list_filieres())


def test_a_corrected_file_is_read_again(folder: Path) -> None:
    assert get_filiere("laine", folder).version == "2026-11-22"
    path = folder / "laine.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('version: "2026-11-22"', 'version: "2027-01-31" '), "utf-8")
    assert get_filiere("laine", folder).version == "2027-01-31"


def test_two_files_cannot_describe_the_same_filiere(folder: Path) -> None:
    shutil.copy(folder / "laine.yaml", folder / "laine_bis.yml")
    with pytest.raises(InvalidInput) as caught:
        list_filieres(folder)
    assert "laine_bis.yml" in caught.value.for_user()


def test_a_broken_file_of_ones_own_is_not_passed_over_in_silence(folder: Path) -> None:
    (folder / "autre.yaml").write_text("key: autre\n", encoding="utf-8")
    with pytest.raises(InvalidInput) as caught:
        list_filieres(folder)
    assert "autre.yaml" in caught.value.for_user()


def test_a_folder_not_yet_made_changes_nothing(tmp_path: Path) -> None:
    assert list_filieres(tmp_path / "absent") == list_filieres()


def test_purchases_say_the_stage_they_reach() -> None:
    washing = [p.cpv_code for p in list_purchases("consigne_verre") if p.stage_key == "preparation"]
    assert washing == ["42921000", "42959000"]


def test_a_filiere_is_found_by_its_english_label_in_english() -> None:
    use_language("en")
    try:
        assert get_filiere("wool").label == "Wool"
    finally:
        use_language("fr")
