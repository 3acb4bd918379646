from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sources.lists.made_up_lists import make_siret, read, read_rows, write_csv

from maillon.domain.errors import InvalidInput
from maillon.domain.visibility import Visibility
from maillon.sources.described_tables import get_table_schema
from maillon.sources.lists.cells import parse_coordinates
from maillon.sources.lists.kinds import find_inclusive_kinds

A, B = make_siret(11111111), make_siret(22222222)


def test_the_table_has_exactly_the_described_columns(tmp_path: Path) -> None:
    reading = read_rows(tmp_path, [["Nom"], ["Exemple fictif"]], visibility=Visibility.PRIVATE)
    assert reading.table.schema == get_table_schema("establishments")
    required = ["in_ess_list", "is_diffusible", "is_natural_person", "source_keys", "visibility"]
    values = [reading.table[name].to_pylist()[0] for name in required]
    assert values == [False, True, False, "liste-exemple", "private"]


def test_a_row_without_a_valid_siret_stays_an_actor_to_identify(tmp_path: Path) -> None:
    rows = [["SIRET", "Nom"], ["12345678901234", "Faux fictif"], ["", "Absent fictif"]]
    reading = read_rows(tmp_path, rows)
    names = reading.table["actor_id"].to_pylist()
    assert all(name.startswith("list:exemple:") for name in names)
    assert len(set(names)) == 2
    assert reading.table["siret"].null_count == 2
    rejects = reading.rejects.to_pylist()
    assert [(row["row_number"], row["column"], row["kept"]) for row in rejects] == [
        (2, "SIRET", True),
        (3, "SIRET", True),
    ]
    assert rejects[0]["value"] == "12345678901234"


def test_a_number_broken_by_the_spreadsheet_comes_with_its_remedy(tmp_path: Path) -> None:
    reading = read_rows(tmp_path, [["SIRET", "Nom"], ["8,07469E+13", "Exemple fictif"]])
    assert "format Texte" in reading.rejects["reason"].to_pylist()[0]


def test_the_same_establishment_in_two_kinds_is_one_actor_with_both(tmp_path: Path) -> None:
    rows = [
        ["SIRET", "Nom", "Type"],
        [A, "Exemple", "EI"],
        [B, "Autre", "AI"],
        [A, "Exemple bis", "ACI"],
    ]
    reading = read_rows(tmp_path, rows)
    assert reading.table["inclusive_kinds"].to_pylist() == ["ACI;EI", "AI"]
    assert reading.table["other_names"].to_pylist() == ["Exemple bis", None]
    assert reading.rejects["reason"].to_pylist()[0].endswith("fusionnée avec la ligne 2.")
    assert (reading.row_count, reading.merged_count) == (3, 1)


def test_one_siret_in_two_departements_stays_two_actors_and_is_said(tmp_path: Path) -> None:
    rows = [["SIRET", "Nom", "Département"], [A, "Exemple", "13"], [A, "Autre exemple", "33"]]
    reading = read_rows(tmp_path, rows)
    assert reading.table["departement_code"].to_pylist() == ["13", "33"]
    assert reading.table["siret"].to_pylist() == [A, None]
    assert "autre département" in reading.rejects["reason"].to_pylist()[0]


def test_merged_rows_complete_each_other_without_mixing_two_places(tmp_path: Path) -> None:
    rows = [
        ["SIRET", "Nom", "Code commune", "Adresse", "Maillon", "RNA"],
        [A, "Exemple", "", "Rue 1", "Collecte", ""],
        [A, "Exemple", "99002", "Rue 2", "Tri", "W123456789"],
        [A, "Exemple", "99003", "Rue 3", "Tri", ""],
    ]
    actor = read_rows(tmp_path, rows, locate=lambda **_known: None).table.to_pylist()[0]
    assert (actor["commune_code"], actor["address"]) == ("99002", "Rue 2")
    assert actor["declared_stages"] == "collecte;tri"
    assert actor["rna_id"] == "W123456789"


def test_stages_of_another_filiere_are_not_mixed(tmp_path: Path) -> None:
    rows = [
        ["SIRET", "Nom", "Filière", "Maillon"],
        [A, "Exemple", "Laine", "Tri"],
        [A, "Exemple", "Textile", "Collecte"],
    ]
    actor = read_rows(tmp_path, rows).table.to_pylist()[0]
    assert (actor["declared_filiere"], actor["declared_stages"]) == ("laine", "tri")


def test_totals_and_empty_rows_are_listed_and_are_no_actors(tmp_path: Path) -> None:
    rows = [["Nom", "SIRET", "Effectif"], ["", "", ""], ["Exemple", A, "3"], ["TOTAL", "", "3"]]
    rows += [["", "", ""]] * 3
    reading = read_rows(tmp_path, rows)
    assert reading.table["name"].to_pylist() == ["Exemple"]
    assert (reading.row_count, reading.empty_count) == (3, 2)
    assert [row["row_number"] for row in reading.rejects.to_pylist() if not row["kept"]] == [2, 4]


def test_an_organisation_whose_name_begins_like_a_total_is_kept(tmp_path: Path) -> None:
    reading = read_rows(tmp_path, [["Nom"], ["Total Réemploi fictif"], ["Totalité fictive"]])
    assert len(reading.table) == 2


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("ACI", ("ACI",)),
        ("aci", ("ACI",)),
        ("Ateliers et chantiers d'insertion", ("ACI",)),
        ("Atelier et chantier d’insertion (ACI)", ("ACI",)),
        ("EI / ACI", ("ACI", "EI")),
        ("EI et ETTI", ("EI", "ETTI")),
        ("Entreprise adaptée", ("EA",)),
        ("Ressourcerie", ()),
        ("EI du centre", ()),
    ],
)
def test_kinds_of_inclusive_structures_are_read_in_code_or_in_full(
    text: str, kinds: tuple[str, ...]
) -> None:
    assert find_inclusive_kinds(text) == kinds


def test_another_kind_joins_what_the_actor_declares(tmp_path: Path) -> None:
    rows = [["Nom", "Type", "Activité"], ["Exemple", "Ressourcerie", "Vente fictive"]]
    actor = read_rows(tmp_path, rows).table.to_pylist()[0]
    assert actor["inclusive_kinds"] is None
    assert actor["declared_activity"] == "Ressourcerie | Vente fictive"


def test_activity_codes_take_their_dot_and_their_version(tmp_path: Path) -> None:
    rows = [["Nom", "APE"], ["A", "3832Z"], ["B", "38.21 Y"], ["C", "38.32Z - Récupération"]]
    rows += [["D", "tri"], ["E", ""]]
    reading = read_rows(tmp_path, rows)
    assert reading.table["naf_code"].to_pylist() == ["38.32Z", None, "38.32Z", None, None]
    assert reading.table["naf25_code"].to_pylist() == [None, "38.21Y", None, None, None]
    assert reading.table["naf_origin"].to_pylist() == ["liste", "liste", "liste", None, None]
    assert [row["value"] for row in reading.rejects.to_pylist() if row["column"] == "APE"] == [
        "tri"
    ]


def test_a_workforce_is_read_as_a_band_or_as_a_number(tmp_path: Path) -> None:
    rows = [["Nom", "Tranche d'effectif", "Nombre de salariés"]]
    rows += [["A", "20 à 49 salariés", ""], ["B", "", "12"], ["C", "12", ""], ["D", "", "NC"]]
    rows += [["E", "Non renseigné", "7,0"]]
    reading = read_rows(tmp_path, rows)
    assert reading.table["band_code"].to_pylist() == ["12", "11", "12", None, "03"]


def test_the_ess_is_declared_only_where_the_list_speaks_of_it(tmp_path: Path) -> None:
    silent = read_rows(tmp_path, [["Nom", "Forme juridique"], ["A", "SCIC"]])
    assert silent.table["declared_ess"].to_pylist() == [None]
    rows = [["Nom", "ESS", "Forme juridique"]]
    rows += [
        ["A", "oui", ""],
        ["B", "Non", "Association"],
        ["C", "", "SCIC SAS"],
        ["D", "", "SARL"],
    ]
    rows += [["E", "Association", ""], ["F", "peut-être", ""], ["G", "hors ESS", ""]]
    spoken = read_rows(tmp_path, rows)
    assert spoken.table["declared_ess"].to_pylist() == [
        *("oui", "non", "oui", None),
        *("oui", None, "non"),
    ]
    assert any("forme juridique" in note for note in spoken.notes)


@pytest.mark.parametrize(
    "text",
    ["48.85,2.35", "48.85, 2.35", "48,85;2,35", "48,85 2,35", "[48.85, 2.35]", "POINT(2.35 48.85)"],
)
def test_coordinates_in_one_cell_are_latitude_then_longitude(text: str) -> None:
    assert parse_coordinates(text) == (48.85, 2.35)


def test_impossible_coordinates_are_shown_and_left_out(tmp_path: Path) -> None:
    rows = [["Nom", "Latitude", "Longitude"], ["A", "48,85", "2,35"], ["B", "652000", "6862000"]]
    rows += [["C", "0", "0"], ["D", "48,85", ""]]
    reading = read_rows(tmp_path, rows)
    assert reading.table["lat"].to_pylist() == [48.85, None, None, None]
    assert [row["row_number"] for row in reading.rejects.to_pylist()] == [3, 4, 5]


def test_a_key_without_a_letter_is_refused(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "l.csv", [["Nom"], ["Exemple"]])
    with pytest.raises(InvalidInput, match="no usable key"):
        read(path, key="!!!")
    assert read(path, key="liste-Éco & co").table["source_keys"].to_pylist() == ["liste-eco-co"]


cells = st.tuples(
    st.sampled_from(["", A, B, A.replace("1", "1 "), "123", "000", "7,3E+13", A[:9], "x"]),
    st.sampled_from(["", "Exemple fictif 1", "Exemple fictif 2", "TOTAL", "NC", '"', " "]),
    st.sampled_from(["", "ACI", "EI", "Ressourcerie"]),
    st.sampled_from(["", "12", "Ville fictive"]),
)


@settings(max_examples=150, deadline=None)
@given(rows=st.lists(cells, max_size=12))
def test_every_row_is_an_actor_joins_one_or_is_shown_as_empty(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]]
) -> None:
    path = tmp_path_factory.mktemp("law") / "liste.csv"
    table = [["SIRET", "Nom", "Type", "Ville"], *map(list, rows), ["", "Dernier fictif", "", ""]]
    reading = read(write_csv(path, table))
    assert reading.row_count == len(rows) + 1
    assert reading.row_count == len(reading.table) + reading.merged_count + reading.empty_count
    dropped = [row for row in reading.rejects.to_pylist() if not row["kept"]]
    merged = [row for row in reading.rejects.to_pylist() if "fusionnée" in row["reason"]]
    assert (len(dropped), len(merged)) == (reading.empty_count, reading.merged_count)
    identifiers = reading.table["actor_id"].to_pylist()
    assert len(set(identifiers)) == len(identifiers)
    for row in dropped:
        siret, name, *_others = table[row["row_number"] - 1]
        assert name == "TOTAL" or (siret, name.strip()) == ("", "")


def test_an_actor_without_siret_keeps_its_identifier_when_rows_are_added(tmp_path: Path) -> None:
    header, actor = ["Nom", "Code postal", "Ville"], ["Exemple fictif", "59000", "Lille"]
    before = read_rows(tmp_path, [header, actor])
    after = read_rows(tmp_path, [header, ["Autre exemple fictif", "59000", "Lille"], actor])
    assert before.table["actor_id"][0].as_py() == after.table["actor_id"][1].as_py()


def test_two_rows_that_say_the_same_stay_two_actors(tmp_path: Path) -> None:
    row = ["Exemple fictif", "59000", "Lille"]
    reading = read_rows(tmp_path, [["Nom", "Code postal", "Ville"], row, row])
    assert len(set(reading.table["actor_id"].to_pylist())) == 2
