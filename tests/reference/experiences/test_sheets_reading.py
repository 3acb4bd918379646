"""A file of sheets that cannot be read is refused with every problem, its line and its remedy."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.plain import plain

from maillon.domain.errors import InvalidInput
from maillon.domain.sheets import SheetKind, TerritoryKind
from maillon.domain.visibility import Visibility
from maillon.reference.experiences import load_sheets_file, load_sheets_folder, load_words_file

VALID = """\
version: 1
document:
  title: Document fictif
  publisher: Personne
  date: "2023-11-27"
  file: document_fictif.txt
  licence_note: Sans objet.
sheets:
  - key: exemple-fictif-1
    kind: event
    title: Exemple fictif 1
    summary: Fiche inventée pour les tests.
    place: Nulle part
    territory_kind: epci
    filieres: [laine]
    stages: [tri]
    steps: [diagnostic]
    levers: [diagnostic.potentiel]
    actors: [Exemple fictif]
    figures:
      - {label: surface, value: 250, unit: m²}
    links: [{label: Site, address: "https://exemple.invalid/page"}]
    resource_type: rencontre
    year: 2023
    is_public: false
    details: {participants: Une trentaine, lessons: [Un, Deux], date: "2022-05", schedule: ""}
    passage: page 1
"""

Refuse = Callable[[str], InvalidInput]


@pytest.fixture
def refuse(tmp_path: Path) -> Refuse:
    def _refuse(text: str) -> InvalidInput:
        path = tmp_path / "fiches.yaml"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(InvalidInput) as caught:
            load_sheets_file(path)
        return caught.value

    return _refuse


def _load(tmp_path: Path, text: str = VALID) -> Path:
    path = tmp_path / "fiches.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_example_of_these_tests_is_a_sheet(tmp_path: Path) -> None:
    file = load_sheets_file(_load(tmp_path))
    (sheet,) = file.sheets
    assert (sheet.kind, sheet.territory_kind) == (SheetKind.EVENT, TerritoryKind.EPCI)
    assert sheet.visibility is Visibility.MEMBERS
    assert sheet.provenance == file.document.key == "fiches"
    assert sheet.figures[0].value == 250
    assert sheet.written_on == "2023-11-27"


def test_one_word_in_a_list_is_a_list_of_one_and_what_is_empty_is_left_out(
    tmp_path: Path,
) -> None:
    (sheet,) = load_sheets_file(_load(tmp_path)).sheets
    assert sheet.details == {
        "participants": ("Une trentaine",),
        "lessons": ("Un", "Deux"),
        "date": "2022-05",
    }


def test_the_day_of_the_sheet_comes_before_that_of_its_document(tmp_path: Path) -> None:
    text = VALID.replace('date: "2022-05"', 'date: "2022-05-03"')
    assert load_sheets_file(_load(tmp_path, text)).sheets[0].written_on == "2022-05-03"


def test_a_year_alone_is_not_a_day(tmp_path: Path) -> None:
    text = VALID.replace('"2023-11-27"', '"2023"')
    assert load_sheets_file(_load(tmp_path, text)).sheets[0].written_on == ""


def test_a_lever_brings_its_step(tmp_path: Path) -> None:
    text = VALID.replace("[diagnostic.potentiel]", "[animation.scic, diagnostic.potentiel]")
    assert load_sheets_file(_load(tmp_path, text)).sheets[0].steps == ("diagnostic", "animation")


def test_a_document_may_give_its_key(tmp_path: Path) -> None:
    text = VALID.replace("document:\n", "document:\n  key: mon-document\n")
    assert load_sheets_file(_load(tmp_path, text)).sheets[0].provenance == "mon-document"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("summary: Fiche inventée pour les tests.", "summary: ''", "est vide"),
        ("    passage: page 1\n", "", "il manque « passage »"),
        ("title: Exemple fictif 1", f"title: {'a' * 121}", "121 caractères"),
        ("kind: event", "kind: evenement", "event"),
        ("territory_kind: epci", "territory_kind: epcis", "epci"),
        ("filieres: [laine]", "filieres: [laines]", "Choisissez : laine"),
        ("stages: [tri]", "stages: [trie]", "d'aucune filière"),
        ("filieres: [laine]", "filieres: []", "d'aucune filière"),
        ("steps: [diagnostic]", "steps: [diagnostics]", "Choisissez : diagnostic"),
        ("[diagnostic.potentiel]", "[diagnostic.potentiels]", "Choisissez : diagnostic.potentiel"),
        ("value: 250", "value: deux cents", "un nombre"),
        ("value: 250, ", "", "ni valeur ni note"),
        ("https://exemple.invalid", "http://exemple.invalid", "https"),
        ("https://exemple.invalid", "https://exemple", "https"),
        ("resource_type: rencontre", "resource_type: rencontres", "Choisissez : rencontre"),
        ("year: 2023", 'year: "2023"', "un nombre entier"),
        ("schedule:", "skills:", "n'a pas de « skills »"),
        ("lessons: [Un, Deux]", "lessons: 2", "une liste de textes"),
        ('date: "2022-05"', "date: 2022-05-03", "entre guillemets"),
        ('date: "2022-05"', "date: mai 2022", "entre guillemets"),
        ("kind: event", "kind: question", "il manque « warning »"),
        ("place: Nulle part", "place: ecrire@exemple.invalid", "adresse électronique"),
        ("[Un, Deux]", "[Un, ecrire@exemple.invalid]", "adresse électronique"),
        ("publisher: Personne", "publisher: Voir mailto:x", "adresse électronique"),
        ("place: Nulle part", "place: au 01 02 03 04 05", "téléphone"),
        ("place: Nulle part", "place: au 0102030405", "téléphone"),
        ("place: Nulle part", "place: au +33 1 02 03 04 05", "téléphone"),
        ("passage: page 1", "passage: page 1\n    same_as: exemple-absent", "n'existe pas"),
        ("passage: page 1", "pasage: page 1", "« passage »"),
        ("key: exemple-fictif-1", "key: Exemple Fictif", "creuse-art-textile"),
    ],
)
def test_each_mistake_has_its_sentence(old: str, new: str, expected: str, refuse: Refuse) -> None:
    text = VALID.replace(old, new, 1)
    assert text != VALID
    error = refuse(text)
    assert any(plain(expected) in plain(detail) for detail in error.details), error.details
    assert all("fiches.yaml, ligne " in plain(detail) for detail in error.details)


@pytest.mark.parametrize(
    "harmless",
    [
        "SIREN 200044014, voir https://exemple.invalid/0102030405/page",
        "100 000 bouteilles en 2022, 163 500 euros",
        "le 01.02.2023 à 14 h",
        "code postal 01000",
    ],
)
def test_a_number_is_not_taken_for_a_telephone(harmless: str, tmp_path: Path) -> None:
    text = VALID.replace("place: Nulle part", f'place: "{harmless}"')
    assert load_sheets_file(_load(tmp_path, text)).sheets[0].place == harmless


def test_the_line_given_is_the_line_of_the_mistake(refuse: Refuse) -> None:
    text = VALID.replace("value: 250", "value: beaucoup")
    line = next(i for i, row in enumerate(text.split("\n"), start=1) if "beaucoup" in row)
    (detail,) = refuse(text).details
    assert f"ligne {line} " in plain(detail)


def test_two_sheets_of_a_file_cannot_share_a_key(refuse: Refuse) -> None:
    start = VALID.index("  - key:")
    (detail,) = refuse(VALID + VALID[start:]).details
    assert "déjà prise" in detail


def test_two_files_cannot_share_a_key(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(VALID, encoding="utf-8")
    with pytest.raises(InvalidInput) as caught:
        load_sheets_folder(tmp_path)
    (detail,) = caught.value.details
    assert plain(detail).startswith("b.yaml, ligne 9 : ")
    assert "a.yaml" in detail


def test_a_sheet_may_repeat_one_of_another_file(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(VALID, encoding="utf-8")
    other = VALID.replace("key: exemple-fictif-1", "key: exemple-fictif-2").replace(
        "passage: page 1", "passage: page 1\n    same_as: exemple-fictif-1"
    )
    (tmp_path / "b.yaml").write_text(other, encoding="utf-8")
    (tmp_path / "fields.yaml").write_text("pas une liste de fiches", encoding="utf-8")
    files = load_sheets_folder(tmp_path)
    assert [sheet.key for file in files for sheet in file.sheets] == [
        "exemple-fictif-1",
        "exemple-fictif-2",
    ]


def test_the_problems_of_all_the_files_come_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(VALID.replace("[tri]", "[trie]"), encoding="utf-8")
    (tmp_path / "b.yaml").write_text(
        VALID.replace("fictif-1", "fictif-2").replace("[laine]", "[laines]"), encoding="utf-8"
    )
    with pytest.raises(InvalidInput) as caught:
        load_sheets_folder(tmp_path)
    assert {plain(detail).split(",")[0] for detail in caught.value.details} == {"a.yaml", "b.yaml"}


def test_the_words_of_the_sheets_are_checked_too(tmp_path: Path) -> None:
    path = tmp_path / "fields.yaml"
    path.write_text(
        "version: 1\nkinds: {metier: Métier}\nterritory_kinds: {}\nresource_types: {}\n"
        "fields:\n  - {key: tasks, label: Tâches, help: Aide., type: liste, kinds: [trade]}\n",
        encoding="utf-8",
    )
    with pytest.raises(InvalidInput) as caught:
        load_words_file(path)
    details = [plain(detail) for detail in caught.value.details]
    assert len(details) == 2
    assert "fields.yaml, ligne 2" in details[0]
    assert "list" in details[1]
