"""Somebody's list read step by step, as the import assistant does."""

import csv
import random
from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter
from tests.studies.made_up_country import FILIERE, LILLE, METROPOLIS, WORKSHOP, make_siret
from tests.studies.made_up_directory import SOURCE
from tests.studies.made_up_lists import write_list

from maillon.domain.errors import InvalidInput
from maillon.domain.visibility import Visibility
from maillon.reference.filieres import get_filiere
from maillon.studies.declaring import DeclaredActors, make_declared_table
from maillon.studies.diagnosing import diagnose
from maillon.studies.importing import import_list
from maillon.studies.reading_lists import (
    CLEAR,
    ListInspection,
    ValueToReconcile,
    inspect_list,
    list_choices,
    list_fields,
    list_values_to_reconcile,
    read_mapped_list,
)

ROWS = [
    {
        "Raison sociale": "Exemple fictif tissage",
        "N° SIRET": make_siret(WORKSHOP),
        "Ville": "Lille",
        "CP": "59000",
        "Rôle": "Tri des textiles",
        "Contact": "Personne fictive",
    },
    {
        "Raison sociale": "Exemple fictif couture",
        "N° SIRET": "123",
        "Ville": "Rubaix",
        "CP": "59100",
        "Rôle": "tri ; réparation",
        "Contact": "",
    },
    {
        "Raison sociale": "Exemple fictif musée",
        "N° SIRET": "",
        "Ville": "Tourcoing",
        "CP": "59200",
        "Rôle": "musée",
        "Contact": "",
    },
]
MAPPING = {
    "Raison sociale": "name",
    "N° SIRET": "siret",
    "Ville": "city",
    "CP": "post_code",
    "Rôle": "declared_stages",
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write_list(tmp_path / "liste.csv", ROWS)


def _write_workbook(path: Path, sheets: dict[str, Sequence[Sequence[object]]]) -> Path:
    with xlsxwriter.Workbook(path) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def _by_name(inspection: ListInspection) -> dict[str, tuple[str | None, float]]:
    return {column.name: (column.field, column.confidence) for column in inspection.columns}


# Step 1: look


def test_a_list_is_looked_at_before_it_is_read(path: Path) -> None:
    seen = inspect_list(path)
    assert (seen.form.kind, seen.form.encoding, seen.form.separator) == ("text", "utf-8", ";")
    assert (seen.header_row, seen.row_count, seen.problems) == (1, 3, ())
    named = _by_name(seen)
    assert [named[name][0] for name in ("Raison sociale", "N° SIRET", "Ville", "CP")] == [
        "name",
        "siret",
        "city",
        "post_code",
    ]
    assert seen.columns[0].samples == tuple(row["Raison sociale"] for row in ROWS)
    assert named["Contact"] == (None, 0.0)
    assert "Contact" not in seen.mapping
    assert all(column.reason for column in seen.columns)


def test_titles_sheets_and_repeated_headers_are_told(tmp_path: Path) -> None:
    path = _write_workbook(
        tmp_path / "classeur.xlsx",
        {
            "Lisez-moi": [["Exemple fictif"], ["Rien ici"]],
            "Acteurs": [
                ["Annuaire fictif"],
                [],
                ["Nom", "Note", "Note", ""],
                *[[f"Exemple fictif {n}", f"a{n}", f"b{n}", f"c{n}"] for n in range(7)],
            ],
        },
    )
    seen = inspect_list(path)
    assert (seen.form.kind, seen.form.sheets) == ("workbook", ("Lisez-moi", "Acteurs"))
    assert (seen.form.sheet, seen.header_row, seen.row_count) == ("Acteurs", 3, 7)
    assert [column.name for column in seen.columns] == ["Nom", "Note", "Note (2)", "[D]"]
    assert [len(column.samples) for column in seen.columns] == [5] * 4
    rows = list(
        read_mapped_list(
            path, {"Nom": "name", "Note (2)": "declared_activity"}, label="Fictive"
        ).iter_rows()
    )
    assert [row.row_number for row in rows] == list(range(4, 11))
    assert rows[0].values["declared_activity"] == "b0"
    other = inspect_list(path, sheet="Lisez-moi")
    assert other.form.sheet == "Lisez-moi"
    assert other.problems
    with pytest.raises(InvalidInput) as caught:
        inspect_list(path, sheet="Absente")
    assert "Acteurs" in caught.value.for_user()


def test_values_speak_where_headers_do_not(tmp_path: Path) -> None:
    rows = [
        {
            "A": f"Exemple fictif {n}",
            "B": make_siret(n),
            "C": "13.20Z",
            "D": f"exemple{n}@example.org",
            "E": code,
            "F": kind,
        }
        for n, (code, kind) in enumerate(
            [("59000", "ACI"), ("59100", "EI"), ("59200", "AI"), ("75020", "ESAT")], start=1
        )
    ]
    seen = inspect_list(write_list(tmp_path / "liste.csv", rows))
    named = _by_name(seen)
    assert named["B"][0] == "siret"
    assert named["B"][1] >= CLEAR
    assert named["F"][0] == "kind"
    assert named["E"][0] == "post_code"
    assert named["E"][1] < CLEAR
    assert named["D"] == (None, 0.0)
    assert "E" not in seen.mapping
    assert any("nom des structures" in problem for problem in seen.problems)


def test_a_header_that_its_values_belie_is_doubted(tmp_path: Path) -> None:
    rows = [{"Nom": f"Exemple fictif {n}", "SIRET": f"à venir {n}"} for n in range(5)]
    named = _by_name(inspect_list(write_list(tmp_path / "liste.csv", rows)))
    assert named["SIRET"][0] == "siret"
    assert named["SIRET"][1] < CLEAR


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7",
        b"<html><body>",
        b"PK\x03\x04 broken workbook",
        *(random.Random(seed).randbytes(4096) for seed in range(20)),
        bytes(range(256)) * 8,
    ],
)
def test_a_file_that_is_no_list_gives_one_clear_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "fichier.bin"
    path.write_bytes(content)
    for look in (inspect_list, lambda p: list_values_to_reconcile(p, {"Nom": "name"})):
        with pytest.raises(InvalidInput) as caught:
            look(path)
        assert "fichier.bin" in caught.value.for_user()


def test_an_absent_file_gives_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as caught:
        inspect_list(tmp_path / "absent.csv")
    assert "absent.csv" in caught.value.for_user()


def test_headers_without_rows_are_a_problem_told(tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    path.write_text("Nom;SIRET\n", encoding="utf-8")
    seen = inspect_list(path)
    assert seen.row_count == 0
    assert any("Aucune ligne" in problem for problem in seen.problems)


# Step 2: map


def test_the_fields_offered_are_those_of_the_described_table() -> None:
    fields = {field.key: field for field in list_fields()}
    assert fields["name"].is_required
    assert fields["declared_activity"].is_several
    assert all(field.label for field in fields.values())


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ({"Inconnue": "name"}, "Inconnue"),
        ({"Raison sociale": "couleur"}, "couleur"),
        ({"Raison sociale": "name", "Contact": "name"}, "Deux colonnes"),
    ],
)
def test_a_mapping_that_does_not_hold_is_refused(
    path: Path, mapping: dict[str, str], words: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_mapped_list(path, mapping, label="Fictive")
    assert any(words in detail for detail in caught.value.details)


def test_a_mapping_without_a_name_is_refused(path: Path) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_mapped_list(path, {"Ville": "city", "Contact": ""}, label="Fictive")
    assert "nom" in caught.value.for_user()


def test_the_proposed_mapping_reads_as_the_command_does(path: Path, home: Path) -> None:
    seen = inspect_list(path)
    mapped = read_mapped_list(path, seen.mapping, label="Exemple fictif")
    import_list(path, label="Exemple fictif", vintage="2026-03-31",
                visibility=Visibility.MEMBERS, home=home)  # fmt: skip
    from maillon.store import Store

    assert mapped.table.equals(Store(home).read_dataset("liste-exemple-fictif"))


# Step 3: settle


def _find(values: Sequence[ValueToReconcile], value: str) -> ValueToReconcile:
    return next(entry for entry in values if entry.value == value)


def test_words_with_a_closed_set_of_meanings_come_with_a_proposal(path: Path) -> None:
    values = list_values_to_reconcile(path, MAPPING, get_filiere(FILIERE))
    exact = _find(values, "Tri des textiles")
    assert (exact.field, exact.target, exact.confidence) == ("declared_stages", "tri", 1.0)
    part = _find(values, "réparation")
    assert part.target == "reparation_reemploi"
    assert 0 < part.confidence < 1
    nothing = _find(values, "musée")
    assert (nothing.target, nothing.confidence) == (None, 0.0)
    place = _find(values, "Rubaix (59100)")
    assert (place.field, place.target) == ("city", "59512")
    assert CLEAR <= place.confidence < 1
    assert place.choices[0].label.startswith("Roubaix")
    assert not any(entry.value.startswith("Lille") for entry in values)


def test_rows_are_counted_for_each_word(tmp_path: Path) -> None:
    kinds = ["ACI", "ACI", "Chantier d'insertions", "Entreprise", "NC", ""]
    sizes = ["une dizaine", "10 à 19 salariés", "7 salariés", "3", "10-40", "12"]
    rows = [
        {"Nom": f"Exemple fictif {n}", "Type": kind, "ESS": ess, "Taille": size}
        for n, (kind, ess, size) in enumerate(
            zip(kinds, ["oui", "Oui, adhérent", "peut-être", "non", "", "SCIC"], sizes, strict=True)
        )
    ]
    path = write_list(tmp_path / "liste.csv", rows)
    mapping = {"Nom": "name", "Type": "kind", "ESS": "declared_ess", "Taille": "employees_label"}
    values = list_values_to_reconcile(path, mapping)
    aci = _find(values, "ACI")
    assert (aci.row_count, aci.target, aci.confidence) == (2, "ACI", 1.0)
    assert _find(values, "Chantier d'insertions").target == "ACI"
    assert _find(values, "Chantier d'insertions").confidence < 1
    assert _find(values, "Entreprise").confidence < CLEAR
    assert [
        _find(values, said).target for said in ("oui", "Oui, adhérent", "peut-être", "non")
    ] == [
        "oui",
        "oui",
        None,
        "non",
    ]
    assert _find(values, "Oui, adhérent").confidence < 1
    assert _find(values, "une dizaine").target is None
    for doubtful in ("3", "10-40"):
        assert _find(values, doubtful).confidence < CLEAR
        assert _find(values, doubtful).choices
    assert _find(values, "7 salariés").confidence == 1.0
    assert not any(entry.value in {"NC", ""} for entry in values)


def test_every_meaning_can_be_offered() -> None:
    filiere = get_filiere(FILIERE)
    stages = list_choices("declared_stages", filiere)
    assert [choice.target for choice in stages] == [stage.key for stage in filiere.stages]
    for field in ("kind", "declared_ess", "employees_label", "legal_form"):
        choices = list_choices(field)
        assert choices
        assert all(choice.target and choice.label for choice in choices)
    assert list_choices("city") == []


# Step 4: take


def test_what_nobody_chose_is_not_read_and_is_told_with_its_row(path: Path) -> None:
    filiere = get_filiere(FILIERE)
    taken = read_mapped_list(path, MAPPING, label="Fictive", filiere=filiere)
    rows = {row.values["name"]: row for row in taken.iter_rows()}
    assert rows["Exemple fictif tissage"].values["declared_stages"] == "tri"
    assert rows["Exemple fictif tissage"].values["declared_filiere"] == FILIERE
    assert rows["Exemple fictif couture"].values["declared_stages"] == "tri"
    assert rows["Exemple fictif musée"].values["declared_stages"] is None
    assert rows["Exemple fictif musée"].values["declared_filiere"] is None
    rejects = {(cell.row_number, cell.column, cell.value) for cell in taken.iter_rejects()}
    assert {(3, "Rôle", "réparation"), (4, "Rôle", "musée"), (3, "Ville", "Rubaix")} <= rejects
    assert (3, "N° SIRET", "123") in rejects
    assert all(cell.reason and cell.is_kept for cell in taken.iter_rejects())


def test_what_a_person_chose_is_read(path: Path) -> None:
    filiere = get_filiere(FILIERE)
    chosen = {
        ("declared_stages", "réparation"): "reparation_reemploi",
        ("declared_stages", "musée"): "",
        ("city", "Rubaix (59100)"): "59512",
    }
    taken = read_mapped_list(path, MAPPING, label="Fictive", filiere=filiere, value_choices=chosen)
    rows = {row.values["name"]: row.values for row in taken.iter_rows()}
    assert rows["Exemple fictif couture"]["declared_stages"] == "tri;reparation_reemploi"
    assert rows["Exemple fictif couture"]["commune_code"] == "59512"
    assert rows["Exemple fictif musée"]["declared_stages"] is None
    assert {cell.column for cell in taken.iter_rejects()} == {"N° SIRET"}


def test_kinds_bands_forms_and_the_ess_follow_the_choices(tmp_path: Path) -> None:
    row = {
        "Nom": "Exemple fictif",
        "Type": "chantier",
        "ESS": "à voir",
        "Statut": "asso 1901",
        "Effectif": "une dizaine",
        "Taille": "petite",
    }
    path = write_list(tmp_path / "liste.csv", [row, {**row, "Nom": "Exemple fictif 2"}])
    mapping = {
        "Nom": "name",
        "Type": "kind",
        "ESS": "declared_ess",
        "Statut": "legal_form",
        "Effectif": "employee_count",
    }
    chosen = {
        ("kind", "chantier"): "ACI",
        ("declared_ess", "à voir"): "oui",
        ("legal_form", "asso 1901"): "9220",
        ("employee_count", "une dizaine"): "11",
    }
    settled = read_mapped_list(path, mapping, label="Fictive", value_choices=chosen)
    for values in (row.values for row in settled.iter_rows()):
        assert values["inclusive_kinds"] == "ACI"
        assert values["declared_ess"] == "oui"
        assert values["legal_category_code"] == "9220"
        assert values["band_code"] == "11"
        assert values["declared_activity"] is None
    bare = next(read_mapped_list(path, mapping, label="Fictive").iter_rows()).values
    columns = ("inclusive_kinds", "declared_ess", "legal_category_code", "band_code")
    assert [bare[column] for column in columns] == [None] * 4
    assert bare["declared_activity"] == "chantier"


def test_no_row_is_lost_and_repeated_ones_are_told(tmp_path: Path) -> None:
    siret = make_siret(WORKSHOP)
    rows = [
        {"Nom": "Exemple fictif A", "SIRET": siret},
        {"Nom": "Exemple fictif B", "SIRET": ""},
        {"Nom": "Exemple fictif A bis", "SIRET": siret},
        {"Nom": "", "SIRET": ""},
        {"Nom": "Exemple fictif C", "SIRET": ""},
    ]
    path = write_list(tmp_path / "liste.csv", rows)
    taken = read_mapped_list(path, {"Nom": "name", "SIRET": "siret"}, label="Fictive")
    assert [row.row_number for row in taken.iter_rows()] == [2, 3, 6]
    assert (taken.row_count, taken.merged_count, taken.empty_count) == (5, 1, 1)
    dropped = [cell.row_number for cell in taken.iter_rejects() if not cell.is_kept]
    assert dropped == [5]


def test_the_rows_taken_can_be_handed_to_a_diagnosis(path: Path, country_home: Path) -> None:
    taken = read_mapped_list(path, MAPPING, label=SOURCE.key, filiere=get_filiere(FILIERE))
    cards = [
        {
            **row.values,
            "source_keys": SOURCE.key,
            "commune_code": row.values["commune_code"] or LILLE,
        }
        for row in taken.iter_rows()
    ]
    declared = DeclaredActors(table=make_declared_table(cards), provenances=[SOURCE])
    result = diagnose(METROPOLIS, FILIERE, home=country_home, declared=declared)
    assert result.figures["stage.tri.establishments"].value == 2


def test_a_large_list_stays_small_in_memory(tmp_path: Path) -> None:
    import tracemalloc

    path = tmp_path / "liste.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["Nom", "Ville", "Type"])
        for number in range(15_000):
            writer.writerow([f"Exemple fictif {number}", f"Ville fictive {number}", "ACI"])
    tracemalloc.start()
    seen = inspect_list(path)
    values = list_values_to_reconcile(path, {"Nom": "name", "Ville": "declared_ess"})
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert seen.row_count == 15_000
    assert len(values) == 5_000
    assert peak < 30_000_000
