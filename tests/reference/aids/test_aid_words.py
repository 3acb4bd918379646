import pytest

from maillon.reference.aids import (
    find_funded_file,
    find_naf_section,
    find_perimeter_keys,
    find_word,
    is_person,
    is_refused,
    list_words,
    name_perimeter,
    share_inside,
)
from maillon.reference.aids.words import Subject
from maillon.reference.nomenclatures import load_naf_labels

SUBJECTS: tuple[Subject, ...] = (
    "audiences",
    "project_steps",
    "instruments",
    "recurrences",
    "themes",
    "perimeters",
)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_word_means_one_thing(subject: Subject) -> None:
    for entry in list_words(subject):
        for text in (entry.key, entry.label, *entry.words):
            found = find_word(subject, text)
            assert found is not None
            assert found.key == entry.key


def test_an_unknown_word_means_nothing() -> None:
    assert find_word("audiences", "Extraterrestres") is None


def test_every_activity_of_the_nomenclature_has_a_section() -> None:
    assert all(find_naf_section(code) for code in load_naf_labels())
    assert find_naf_section("38.32Z") == "E"
    assert find_naf_section("88.99B") == "Q"


def test_a_code_of_the_next_nomenclature_has_no_section() -> None:
    assert find_naf_section("62.10Y") is None


@pytest.mark.parametrize(
    ("name", "scale", "keys"),
    [
        ("Occitanie", "", ("reg:76",)),
        ("provence-alpes-cote d'azur", "Région", ("reg:93",)),
        ("Landes", "", ("dep:40",)),
        ("Nord", "Département", ("dep:59",)),
        ("France et territoires d'outre-mer", "", ("fr",)),
        ("France", "Pays", ("fr",)),
        ("regions_11_32", "Ad-hoc", ("reg:11", "reg:32")),
        ("Saint-Pierre-Et-Miquelon", "", ("dep:975",)),
        ("Saint-Denis", "Commune", ()),
        ("Adour-Garonne", "Bassin hydrographique", ()),
        ("Contrée fictive", "", ()),
    ],
)
def test_a_perimeter_has_a_key_when_its_name_leaves_no_doubt(
    name: str, scale: str, keys: tuple[str, ...]
) -> None:
    assert find_perimeter_keys(name, scale) == keys


def test_the_departements_of_a_region_lie_in_it() -> None:
    assert share_inside(["reg:32"], ["59350", "62041"]) == 1
    assert share_inside(["reg:32"], ["59350", "75056"]) == 0.5
    assert share_inside(["reg:32", "dep:75"], ["59350", "75056"]) == 1
    assert share_inside(["overseas"], ["97411"]) == 1
    assert share_inside(["mainland"], ["97411"]) == 0
    assert share_inside(["mainland"], ["2A004"]) == 1


def test_a_town_abroad_is_in_no_french_perimeter() -> None:
    assert share_inside(["fr"], ["geonames:2464470"]) == 0
    assert share_inside(["eu"], ["geonames:2464470"]) is None


def test_what_cannot_be_told_is_not_no() -> None:
    assert share_inside(["ailleurs:1"], ["59350"]) is None
    assert share_inside(["fr"], []) is None


def test_a_perimeter_has_a_name() -> None:
    assert name_perimeter("dep:59") == "Nord"
    assert name_perimeter("fr") == "France entière"
    assert name_perimeter("ailleurs:1") == "ailleurs:1"


def test_a_known_file_is_recognised_by_its_columns_alone() -> None:
    headers = ["Montant_Engage", "numero_demarche_ds", "nom_demarche_ds", "numero_dossier_ds", "x"]
    found = find_funded_file(headers)
    assert found is not None
    assert (found.funder, found.programme) == ("État", "Fonds vert")
    assert find_funded_file(headers[1:]) is None


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("Particulier", "Exemple Fictif"),
        ("Personnes physiques", ""),
        ("", "M. Exemple Fictif"),
        ("", "Mme Fictive"),
        ("", "MADAME FICTIVE"),
    ],
)
def test_a_natural_person_is_told_by_kind_or_title(kind: str, name: str) -> None:
    assert is_person(kind=kind, name=name)


@pytest.mark.parametrize(
    ("kind", "name"),
    [("", "M.E.L."), ("", "M 2 A"), ("Association", "Mairie fictive"), ("", ""), ("", "MADAME")],
)
def test_an_organisation_is_no_person(kind: str, name: str) -> None:
    assert not is_person(kind=kind, name=name)


def test_a_refused_case_is_told_whatever_the_accents() -> None:
    assert is_refused("REFUSE")
    assert is_refused("Non retenu")
    assert not is_refused("Accordé")
    assert not is_refused("")
