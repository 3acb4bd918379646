"""The bundled lists agree with their sheets and with each other."""

import re

import pytest

from maillon.domain.language import use_language
from maillon.reference.nomenclatures import (
    find_caveat,
    list_nomenclatures,
    load_cpv_labels,
    load_ess_exclusions,
    load_inclusive_kinds,
    load_legal_categories,
    load_naf25_targets,
    load_naf_labels,
    load_name_tokens,
    load_rep_families,
    load_waste_labels,
)
from maillon.reference.nomenclatures.files import read_table


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("naf-rev2", "naf_rev2.csv"),
        ("naf-rev2-vers-2025", "naf_rev2_to_2025.csv"),
        ("cpv", "cpv.csv"),
        ("codes-dechets", "waste_codes.csv"),
        ("filieres-rep", "rep_families.csv"),
        ("categories-juridiques-ess", "legal_categories.csv"),
        ("ess-naf-exclues", "ess_exclusions.csv"),
        ("structures-inclusives", "inclusive_kinds.csv"),
        ("tranches-effectif", "workforce_bands.csv"),
        ("mots-des-noms", "name_tokens.csv"),
    ],
)
def test_a_sheet_announces_the_rows_of_its_table(key: str, name: str) -> None:
    sheets = {sheet.key: sheet for sheet in list_nomenclatures()}
    assert len(sheets) == 11
    assert sheets[key].row_count == len(read_table(name))
    assert sheets[key].licence
    assert find_caveat(key)


def test_an_unknown_nomenclature_has_no_caveat() -> None:
    assert find_caveat("inconnue") is None


def test_the_partial_correspondence_says_how_many_codes_it_holds() -> None:
    caveat = find_caveat("naf-rev2-vers-2025") or ""
    assert f"{len(load_naf25_targets())} codes" in caveat


def test_labels_of_naf_2025_are_left_empty_rather_than_invented() -> None:
    assert {row["naf25_label"] for row in read_table("naf_rev2_to_2025.csv")} == {""}


def test_the_cpv_has_its_45_divisions() -> None:
    labels = load_cpv_labels()
    assert len(labels) == 9454
    assert all(re.fullmatch(r"\d{8}", code) for code in labels)
    assert len({code[:2] for code in labels}) == 45


def test_the_cpv_does_not_see_reuse() -> None:
    assert not any("réemploi" in label.lower() for label in load_cpv_labels().values())


def test_no_legal_category_says_scic() -> None:
    assert not any("SCIC" in category.label for category in load_legal_categories().values())


def test_a_declared_association_is_of_the_ess_by_law_and_a_sas_is_not() -> None:
    categories = load_legal_categories()
    assert (categories["9220"].family, categories["9220"].level) == ("association", "de_droit")
    assert categories["5710"].level == "conditionnel"


def test_excluded_activities_exist_and_say_who_says_so() -> None:
    exclusions = load_ess_exclusions()
    assert set(exclusions) <= set(load_naf_labels())
    assert {entry.reliability for entry in exclusions.values()} == {
        "texte Insee",
        "à vérifier",
        "évidence",
    }


def test_disability_and_insertion_do_not_open_the_same_reserved_contract() -> None:
    kinds = load_inclusive_kinds()
    assert kinds["ESAT"].reserved_article == "L2113-12"
    assert kinds["ACI"].reserved_article == "L2113-13"
    assert not kinds["ESAT"].is_siae
    assert kinds["ACI"].is_siae


def test_a_geiq_has_no_article_of_its_own_and_a_note_says_so() -> None:
    geiq = load_inclusive_kinds()["GEIQ"]
    assert geiq.reserved_article == ""
    assert "apprécier" in geiq.note


def test_inclusive_kinds_are_named_in_the_language_in_use() -> None:
    use_language("en")
    try:
        assert load_inclusive_kinds()["AI"].label.startswith("Intermediary")
    finally:
        use_language("fr")
    assert load_inclusive_kinds()["AI"].label == "Association intermédiaire"


def test_rep_numbers_from_memory_are_flagged() -> None:
    families = load_rep_families()
    assert len(families) == 22
    assert not any(family.is_verified for family in families.values())
    assert families["11"].eco_organisations == ("Refashion",)


def test_hazardous_waste_bears_a_star() -> None:
    rows = read_table("waste_codes.csv")
    assert all((row["is_hazardous"] == "yes") == row["waste_code"].endswith("*") for row in rows)
    assert load_waste_labels()["17 02 01"] == "bois"


def test_ambiguous_tokens_are_never_dropped_blindly() -> None:
    tokens = load_name_tokens()
    assert tokens["EI"].action == "garder_si_debut"
    assert tokens["EA"].action == "attribut_et_garder"
