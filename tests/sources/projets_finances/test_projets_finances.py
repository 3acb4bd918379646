import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillon.domain.errors import InvalidInput
from maillon.sources.projets_finances import read_projets_finances
from maillon.sources.projets_finances.amounts import read_euros
from maillon.sources.rejects import RegisterReading

REAL = Path(__file__).resolve().parents[3] / "../shared/data/aides/fonds_vert_2023_projets.csv"
SIREN, SIRET = "732829320", "73282932000074"
FONDS_VERT = (
    "nom_region;code_departement;nom_departement;code_commune;nom_commune;axe;numero_demarche_ds;"
    "nom_demarche_ds;numero_dossier_ds;nom_du_projet;nom_beneficiaire_principal;siren;montant_engage"
)


def read(tmp_path: Path, *lines: str, name: str = "aides.csv") -> RegisterReading:
    path = tmp_path / name
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return read_projets_finances(path)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("21 667,00 €", 21667.0),
        ("1\u00a0026\u00a0800,00 €", 1026800.0),
        ("1\u202f026\u202f800,5", 1026800.5),
        ("21667", 21667.0),
        ("21667.5", 21667.5),
        ("1.026.800,00", 1026800.0),
        ("1,026,800.00", 1026800.0),
        ("500 EUR", 500.0),
        ("12 euros", 12.0),
        ("-1 200,00 €", -1200.0),
        ("0", 0.0),
    ],
)
def test_an_amount_is_read_as_funders_write_it(text: str, value: float) -> None:
    assert read_euros(text) == value


@pytest.mark.parametrize(
    "text", ["21.667", "21,667", "12 k€", "1,5 M€", "de 10 à 20", "", "€", "gratuit", "1,2,3"]
)
def test_an_amount_that_needs_a_guess_is_not_read(text: str) -> None:
    assert read_euros(text) is None


@given(st.integers(min_value=0, max_value=10**12))
def test_an_amount_written_in_french_is_read_back(cents: int) -> None:
    text = f"{cents // 100:,}".replace(",", "\u202f") + f",{cents % 100:02} €"
    assert read_euros(text) == pytest.approx(cents / 100)


def test_the_fonds_vert_is_recognised_by_its_columns(tmp_path: Path) -> None:
    row = (
        "X;1;Ain;1004;VILLE FICTIVE;3;1;Mesure fictive;42;Projet fictif;EXEMPLE FICTIF;"
        f"{SIREN};21 667,00 €"
    )
    reading = read(tmp_path, FONDS_VERT, row, name="fonds_vert_2023.csv")
    (project,) = reading.table.to_pylist()
    assert project["siren"] == SIREN
    assert (project["funder"], project["programme"]) == ("État", "Fonds vert")
    assert project["measure"] == "Mesure fictive"
    assert (project["granted_eur"], project["paid_eur"]) == (21667, None)
    assert (project["year"], project["year_origin"]) == (2023, "file_name")
    assert project["commune_code"] == "01004"
    assert project["row_number"] == 2
    assert any("2023" in note for note in reading.notes)


def test_the_common_schema_of_subsidies_is_understood(tmp_path: Path) -> None:
    header = (
        "nomAttribuant,idAttribuant,dateConvention,referenceDecision,nomBeneficiaire,"
        "idBeneficiaire,objet,montant,nature"
    )
    row = (
        f"Région fictive,{SIRET},2024-05-06,D1,Exemple fictif,{SIRET},Objet fictif,1500.00,"
        "aide en numéraire"
    )
    (project,) = read(tmp_path, header, row, name="subventions.csv").table.to_pylist()
    assert project["funder"] == "Région fictive"
    assert (project["siren"], project["siret"]) == (SIREN, SIRET)
    assert (project["granted_eur"], project["unspecified_eur"]) == (1500, None)
    assert (project["year"], project["year_origin"]) == (2024, "date")
    assert project["nature"] == "aide en numéraire"


def test_another_file_is_read_by_the_names_of_its_columns(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        "Aides votées",
        "Bénéficiaire;N° SIRET;Montant demandé;Montant de la subvention;Coût du projet;Exercice;"
        "Dispositif;Courriel",
        f"Exemple fictif;{SIRET};10 000,00;5 000,00;30 000,00;2022;Dispositif fictif;a@b.fr",
    )
    (project,) = reading.table.to_pylist()
    assert (project["requested_eur"], project["granted_eur"]) == (10_000, 5_000)
    assert project["cost_eur"] == 30_000
    assert (project["year"], project["programme"]) == (2022, "Dispositif fictif")
    assert project["row_number"] == 3
    assert project["funder"] is None
    assert any("Courriel" in note for note in reading.notes)
    assert not any("@" in str(value) for value in project.values())


def test_a_whole_siret_in_the_column_of_the_siren_is_welcome(tmp_path: Path) -> None:
    (project,) = read(
        tmp_path, "Bénéficiaire;SIREN;Montant", f"Exemple fictif;{SIRET};10"
    ).table.to_pylist()
    assert project["siren"] == SIREN
    assert project["unspecified_eur"] == 10


@pytest.mark.parametrize(
    ("number", "word"), [("732829321", "faux"), ("#", "absent"), ("", "absent")]
)
def test_a_wrong_number_keeps_the_project_by_its_name(
    tmp_path: Path, number: str, word: str
) -> None:
    reading = read(tmp_path, "Bénéficiaire;SIREN;Montant accordé", f"Exemple fictif;{number};10")
    (project,) = reading.table.to_pylist()
    assert (project["siren"], project["beneficiary"]) == (None, "Exemple fictif")
    if number != "#":
        assert word in project["doubt"]
    (reject,) = reading.rejects.to_pylist()
    assert reject["kept"]
    assert reject["column"] == "SIREN"


def test_a_natural_person_is_not_kept_nor_named(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        "Bénéficiaire;Type de bénéficiaire;Montant accordé",
        "Exemple Fictif;Particulier;10",
        "Mme Exemple Fictive;;10",
        "Association fictive;Association;10",
    )
    assert reading.table["beneficiary"].to_pylist() == ["Association fictive"]
    refused = reading.rejects.filter(
        [not kept for kept in reading.rejects["kept"].to_pylist()]
    ).to_pylist()
    assert [row["row_number"] for row in refused] == [2, 3]
    assert not any("Fictif" in str(row.values()) for row in refused)


def test_a_row_without_beneficiary_is_refused(tmp_path: Path) -> None:
    reading = read(
        tmp_path, "Bénéficiaire;SIREN;Montant accordé", ";;10", f";{SIREN};10", "Exemple fictif;;10"
    )
    assert sorted(reading.table["beneficiary"].to_pylist()) == sorted([SIREN, "Exemple fictif"])
    assert [row["row_number"] for row in reading.rejects.to_pylist() if not row["kept"]] == [2]


def test_what_cannot_be_read_leaves_the_project_and_a_doubt(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        "Bénéficiaire;SIREN;Montant accordé;Date de décision;Code INSEE",
        f"Exemple fictif;{SIREN};12 k€;bientôt;99999",
    )
    (project,) = reading.table.to_pylist()
    assert (project["granted_eur"], project["decided_on"], project["commune_code"]) == (None,) * 3
    assert len(project["doubt"].split("\n")) == 3
    assert {row["value"] for row in reading.rejects.to_pylist()} == {"12 k€", "bientôt", "99999"}


def test_a_former_commune_leads_to_that_of_today_and_an_empty_one_is_no_doubt(
    tmp_path: Path,
) -> None:
    reading = read(
        tmp_path,
        "Bénéficiaire;SIREN;Montant accordé;code_commune",
        f"Exemple fictif 1;{SIREN};1;75112",
        f"Exemple fictif 2;{SIREN};1;NULL",
    )
    assert reading.table["commune_code"].to_pylist() == ["75056", None]
    assert not len(reading.rejects)


def test_a_file_name_with_two_years_says_none(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        "Bénéficiaire;SIREN;Montant accordé",
        f"Exemple fictif;{SIREN};1",
        name="aides_2021-2024.csv",
    )
    assert reading.table["year"].to_pylist() == [None]


def test_a_file_that_says_neither_who_nor_how_much_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as caught:
        read(tmp_path, "Couleur;Taille", "bleu;10")
    assert "« Couleur »" in caught.value.details[0]
    assert "Montant accordé" in caught.value.for_user()


def test_a_file_without_a_project_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput):
        read(tmp_path, "Bénéficiaire;Montant accordé")
    with pytest.raises(InvalidInput):
        read_projets_finances(tmp_path / "absent.csv")


def test_rows_lie_by_siren(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        "Bénéficiaire;SIREN;Montant accordé",
        f"Exemple fictif 1;{SIREN};1",
        "Exemple fictif 2;552081317;1",
    )
    assert reading.table["siren"].to_pylist() == ["552081317", SIREN]


@pytest.mark.realdata
@pytest.mark.skipif(not REAL.exists(), reason="the real data are not beside the project")
def test_the_real_file_is_read_whole_to_the_euro() -> None:
    begin = time.perf_counter()
    reading = read_projets_finances(REAL)
    assert time.perf_counter() - begin < 10
    assert len(reading.table) == 10_782
    total = sum(round(value * 100) for value in reading.table["granted_eur"].to_pylist())
    assert total == 195_635_488_400
    assert reading.table["siren"].null_count == 6
    assert {row["kept"] for row in reading.rejects.to_pylist()} == {True}
    assert set(reading.table["year"].to_pylist()) == {2023}
