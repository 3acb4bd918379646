from itertools import permutations

import pytest

from maillon.domain.errors import InvalidInput
from maillon.sources.lists.headers import check_match, list_columns, match_headers


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("siret", "siret"),
        ("N° SIRET", "siret"),
        ("Numéro SIRET (14 chiffres)", "siret"),
        ("SIRET du siège", "siret"),
        ("Raison sociale", "name"),
        ("Nom de la structure porteuse", "name"),
        ("Dénomination", "name"),
        ("name", "name"),
        ("Enseigne", "brand"),
        ("Type de structure", "kind"),
        ("Code APE", "naf"),
        ("APE/NAF", "naf"),
        ("Adresse postale", "address"),
        ("CP", "post_code"),
        ("code_postal", "post_code"),
        ("codePostal", "post_code"),
        ("VILLE", "city"),
        ("Commune d'implantation", "city"),
        ("Code INSEE", "commune_code"),
        ("code commune", "commune_code"),
        ("Commune (code INSEE)", "city"),
        ("department", "departement"),
        ("Département", "departement"),
        ("Lat.", "lat"),
        ("longitude", "lon"),
        ("Coordonnées GPS", "coordinates"),
        ("geo_point_2d", "coordinates"),
        ("Tranche d’effectif", "employees_label"),
        ("employees_label", "employees_label"),
        ("Nombre de salariés", "employee_count"),
        ("Site web", "website"),
        ("Objet", "declared_activity"),
        ("Secteur d'activité", "declared_activity"),
        ("Maillon", "declared_stages"),
        ("Filière", "declared_filiere"),
        ("ESS", "declared_ess"),
        ("N° RNA", "rna_id"),
        ("Date de création", "created_date"),
        ("updated_on", "updated_on"),
    ],
)
def test_a_usual_header_is_understood(header: str, column: str) -> None:
    assert match_headers([header]).mapping == {header: column}


@pytest.mark.parametrize(
    "header",
    [
        "Nom du contact",
        "Adresse mail",
        "Adresse électronique",
        "Téléphone",
        "Prénom",
        "Nom du maire",
    ],
)
def test_a_column_about_a_person_is_never_read(header: str) -> None:
    assert match_headers([header]).mapping == {}


def test_no_header_announces_two_columns() -> None:
    seen: dict[str, str] = {}
    for column in list_columns():
        for synonym in column.ranks:
            assert seen.setdefault(synonym, column.name) == column.name


def test_the_order_of_the_columns_does_not_matter() -> None:
    headers = ["Ville", "Nom", "SIRET", "CP", "Raison sociale", "Description", "Objet"]
    expected = match_headers(headers).mapping
    for shuffled in permutations(headers):
        assert match_headers(shuffled).mapping == expected


def test_the_legal_name_wins_over_a_name_that_may_be_of_a_person() -> None:
    match = match_headers(["Nom", "Prénom", "Raison sociale"])
    assert match.mapping == {"Raison sociale": "name"}
    assert match.unknown == ["Nom", "Prénom"]


def test_a_list_without_names_is_refused_with_what_was_found_and_expected() -> None:
    headers = ["Téléphone", "SIRET"]
    with pytest.raises(InvalidInput) as caught:
        check_match(match_headers(headers), headers)
    assert "« Téléphone »" in caught.value.details[0]
    assert "« Code postal »" in caught.value.details[1]
    assert "Nom" in caught.value.for_user()
