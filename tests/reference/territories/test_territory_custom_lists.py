import pytest
from tests.plain import plain

from maillon.domain.errors import InvalidInput
from maillon.domain.territory import TerritoryKind
from maillon.reference.territories import (
    get_custom,
    get_outline,
    get_territory,
    list_custom,
    list_neighbours,
    make_slug,
    read_list_file,
    read_territory_list,
    write_territory_list,
)


def _write(folder, name, text, *, encoding="utf-8"):
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


YAML = """\
nom: "Pays d'Exemple fictif"
date: 2026-01-01
communes:
  - 52269
  - 01053
  - 2A004
"""


def test_a_yaml_list_keeps_the_zeros_of_its_codes(tmp_path):
    found = read_territory_list(_write(tmp_path, "pays.yaml", YAML))

    assert found.commune_codes == ["01053", "2A004", "52269"]
    assert (found.key, found.kind, found.vintage) == (
        "list:pays-d-exemple-fictif",
        TerritoryKind.LIST,
        "2026-01-01",
    )


def test_a_csv_from_a_spreadsheet_reads(tmp_path):
    text = "Commune;Code INSEE\r\nBourg-en-Bresse;1053\r\nLangres;52269\r\n"
    read = read_list_file(_write(tmp_path, "liste_été.csv", text, encoding="cp1252"))

    assert read.territory.commune_codes == ["01053", "52269"]
    assert read.territory.name == "liste été"
    assert "01053" in read.notes[0]


def test_a_text_file_may_say_its_name_and_comment_its_lines(tmp_path):
    text = "# nom : Exemple fictif 2\n# date : 2026-07\n\n52269  Langres\n35238 # Rennes\n"
    found = read_territory_list(_write(tmp_path, "a.txt", text))

    assert (found.name, found.vintage, found.commune_codes) == (
        "Exemple fictif 2",
        "2026-07",
        ["35238", "52269"],
    )


def test_a_former_code_is_mapped_with_a_note(tmp_path):
    read = read_list_file(_write(tmp_path, "a.txt", "74011\n75110\n"))

    assert read.territory.commune_codes == ["74010", "75056"]
    assert "Annecy" in read.notes[0]
    assert "Paris" in read.notes[1]


def test_a_grouping_stands_for_its_communes(tmp_path):
    found = read_territory_list(_write(tmp_path, "a.txt", "epci:200072999\n52121\n"))

    assert set(get_territory("epci:200072999").commune_codes) | {"52121"} == set(
        found.commune_codes
    )


def test_towns_abroad_may_join(tmp_path):
    mixed = read_territory_list(_write(tmp_path, "a.txt", "13055\ngeonames:2464470\n"))
    abroad = read_territory_list(_write(tmp_path, "b.txt", "geonames:2464470\ngeonames:361058\n"))

    assert mixed.kind is TerritoryKind.LIST
    assert abroad.kind is TerritoryKind.PLACES
    assert mixed.population == sum(place.population for place in mixed.places)


def test_what_is_written_reads_the_same(tmp_path):
    made = read_territory_list(_write(tmp_path, "pays.yaml", YAML))
    folder = tmp_path / "home" / "territories"

    write_territory_list(folder, made)

    assert get_territory("list:pays-d-exemple-fictif", custom_folder=folder) == made
    assert get_custom(folder, made.code) == made
    assert list_custom(folder) == [made]


def test_a_list_has_an_outline_and_epci_around_it(tmp_path):
    made = read_territory_list(_write(tmp_path, "a.txt", "52269\n"))

    assert get_outline(made) == get_outline(get_territory("52269"))
    assert {territory.key for territory in list_neighbours(made)} == {
        "epci:200070332",  # CC des Savoir-Faire
        "epci:200072999",  # CC du Grand Langres
    }


def test_a_missing_folder_holds_no_list(tmp_path):
    assert list_custom(tmp_path / "absent") == []


def test_every_unknown_code_is_named_with_its_line(tmp_path):
    with pytest.raises(InvalidInput) as refusal:
        read_territory_list(_write(tmp_path, "a.txt", "52269\n99999\nlangres\n"))

    assert len(refusal.value.details) == 2
    assert "a.txt, ligne 2 : « 99999 »" in plain(refusal.value.details[0])
    assert "ligne 3" in refusal.value.details[1]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.yaml", "communes: [52269]\n", "le nom manque"),
        ("a.yaml", "nom: Exemple fictif\ndate: hier\ncommunes: [52269]\n", "AAAA-MM-JJ"),
        ("a.yaml", "nom: Exemple fictif\n", "aucune commune"),
        ("a.yaml", "nom: Exemple fictif\ncommunes: 52269\n", "ligne 2"),
        ("a.yaml", "nom: Exemple fictif\ncommunes:\n  - {code: 52269}\n", "ligne 3"),
        ("a.yaml", "nom: [\n", "ligne"),
        ("a.yaml", "- 52269\n", "nom :"),
        ("a.yaml", "", "nom :"),
        ("a.txt", "# rien\n", "aucune commune"),
        ("a.csv", "nom;code\nLangres\n", "ligne 2"),
    ],
)
def test_a_list_that_does_not_read_is_refused_with_the_remedy(tmp_path, name, text, said):
    with pytest.raises(InvalidInput) as refusal:
        read_territory_list(_write(tmp_path, name, text))

    assert said in plain(refusal.value.for_user())


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(InvalidInput, match="No such file"):
        read_territory_list(tmp_path / "absent.yaml")


def test_an_unknown_list_is_refused_with_the_nearest(tmp_path):
    made = read_territory_list(_write(tmp_path, "pays.yaml", YAML))
    write_territory_list(tmp_path / "lists", made)

    with pytest.raises(InvalidInput) as refusal:
        get_territory("list:pays-exemple", custom_folder=tmp_path / "lists")
    assert "list:pays-d-exemple-fictif" in refusal.value.for_user()

    with pytest.raises(InvalidInput) as refusal:
        get_territory("list:pays-exemple")
    assert "maillon territory import" in refusal.value.for_user()


def test_a_slug_cannot_leave_its_folder(tmp_path):
    from dataclasses import replace

    made = read_territory_list(_write(tmp_path, "a.txt", "52269\n"))

    with pytest.raises(InvalidInput):
        write_territory_list(tmp_path, replace(made, code="../ailleurs"))
    with pytest.raises(InvalidInput):
        get_custom(tmp_path / "lists", "../a")


def test_a_slug_is_plain_letters():
    assert make_slug("Pays de l'Œuvre & d'Été") == "pays-de-l-oeuvre-d-ete"
