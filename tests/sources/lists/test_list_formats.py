import codecs
import datetime as dt
from pathlib import Path

import pytest
import python_calamine
from tests.plain import plain
from tests.sources.lists.made_up_lists import make_siret, read, read_rows, write_csv, write_workbook

from maillon.domain.errors import InvalidInput

HEADERS = ["SIRET", "Nom", "Ville", "Activité"]
ROWS = [
    HEADERS,
    [make_siret(11111111), "Exemple fictif à Œuvre", "L'Haÿ", "Réemploi, « tri » ; collecte\nvrac"],
    [make_siret(22222222), "Exemple fictif 2", "Évreux", 'Dit "le Relais fictif"'],
]
NAMES = ["Exemple fictif à Œuvre", "Exemple fictif 2"]


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_list_reads_the_same_in_every_encoding_and_separator(
    tmp_path: Path, delimiter: str, encoding: str
) -> None:
    path = write_csv(tmp_path / "l.csv", ROWS, delimiter=delimiter, encoding=encoding)
    reading = read(path)
    assert reading.table["name"].to_pylist() == NAMES
    assert reading.table["declared_activity"].to_pylist() == [
        "Réemploi, « tri » ; collecte vrac",
        'Dit "le Relais fictif"',
    ]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_its_mark_is_recognised(tmp_path: Path, encoding: str) -> None:
    path = write_csv(tmp_path / "l.csv", ROWS, encoding=encoding)
    assert not path.read_bytes().startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    assert read(path).table["name"].to_pylist() == NAMES


def test_one_damaged_byte_does_not_turn_the_accents_of_a_list_to_rubbish(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "l.csv", [*ROWS, ["", "Exemple fictif é X", "", ""]])
    path.write_bytes(path.read_bytes().replace("é X".encode(), b"\xe9 X"))
    reading = read(path)
    assert reading.table["name"].to_pylist()[:2] == NAMES
    assert any("abîmé" in note for note in reading.notes)


def test_a_workbook_keeps_codes_and_days(tmp_path: Path) -> None:
    siret = make_siret(1234567)
    rows = [
        ["SIRET", "Nom", "Code postal", "Date de création"],
        [int(siret), "Exemple fictif", 99000.0, "12/03/2004"],
    ]
    reading = read(write_workbook(tmp_path / "l.xlsx", {"Feuille": rows}))
    actor = reading.table.to_pylist()[0]
    assert siret.startswith("0")
    assert (actor["siret"], actor["post_code"]) == (siret, "99000")
    assert actor["created_date"] == dt.date(2004, 3, 12)
    assert any("zéros" in note for note in reading.notes)


def test_title_lines_above_the_headers_are_passed(tmp_path: Path) -> None:
    sheet = [["Annuaire fictif des structures"], [], ["Mise à jour : 2026"], *ROWS]
    reading = read(write_workbook(tmp_path / "l.xlsx", {"Feuille": sheet}))
    assert reading.table["name"].to_pylist() == NAMES
    assert reading.table["actor_id"].to_pylist()[0] == ROWS[1][0]
    assert any("ligne 4" in note for note in reading.notes)


def test_title_lines_are_passed_in_a_csv_too_and_rows_keep_their_numbers(tmp_path: Path) -> None:
    reading = read_rows(tmp_path, [["Titre fictif"], [""], ["Nom", "Ville"], ["Exemple", "X"]])
    assert reading.table["actor_id"][0].as_py().startswith("list:exemple:")


def test_the_sheet_that_looks_like_a_list_is_read_and_named(tmp_path: Path) -> None:
    sheets = {"Lisez-moi": [["Bonjour"], ["Texte fictif"]], "Acteurs": ROWS, "Vide": []}
    reading = read(write_workbook(tmp_path / "l.xlsx", sheets))
    assert reading.table["name"].to_pylist() == NAMES
    assert any("« Acteurs »" in plain(note) for note in reading.notes)


def test_a_quote_that_is_never_closed_loses_no_row(tmp_path: Path) -> None:
    lines = ["Nom;Ville;CP", 'A fictif;"X;1']
    lines += [f"B fictif {number};Y;2" for number in range(30)]
    path = tmp_path / "l.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    reading = read(path)
    assert reading.row_count == len(reading.table) == 31
    assert any("Guillemets" in note for note in reading.notes)


def test_a_cell_on_several_lines_stays_one_cell(tmp_path: Path) -> None:
    reading = read_rows(tmp_path, [["Nom", "Description"], ["A fictif", "un\ndeux;trois\nquatre"]])
    assert reading.row_count == 1
    assert reading.table["declared_activity"].to_pylist() == ["un deux;trois quatre"]


def test_an_absent_file_is_told_kindly(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="cannot open") as caught:
        read(tmp_path / "absent.csv")
    assert "absent.csv" in caught.value.for_user()


@pytest.mark.parametrize("content", [b"", b"  \n", b"%PDF-1.7", b"<html><body>", b"PK\x03\x04bad"])
def test_a_file_that_is_no_list_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "liste.xlsx"
    path.write_bytes(content)
    with pytest.raises(InvalidInput):
        read(path)


def test_a_protected_workbook_says_how_to_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_workbook(tmp_path / "l.xlsx", {"Feuille": ROWS})

    class Protected:
        @staticmethod
        def from_path(_path: Path) -> None:
            raise python_calamine.PasswordError

    monkeypatch.setattr(python_calamine, "CalamineWorkbook", Protected)
    with pytest.raises(InvalidInput) as caught:
        read(path)
    assert "mot de passe" in caught.value.for_user()


def test_an_empty_workbook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="no filled sheet"):
        read(write_workbook(tmp_path / "l.xlsx", {"Vide": []}))


def test_a_text_without_headers_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="no column for the name"):
        read_rows(tmp_path, [["x", "y"], ["1", "2"]])


def test_progress_reaches_its_total(tmp_path: Path) -> None:
    class Watch:
        def __init__(self) -> None:
            self.total: float | None = None
            self.done = 0.0
            self.finished = False

        def start(self, label: str, total: float | None = None) -> None:
            self.total = total

        def advance(self, amount: float) -> None:
            self.done += amount

        def finish(self) -> None:
            self.finished = True

    watch = Watch()
    rows = [["Nom"], *[[f"Exemple fictif {number}"] for number in range(25_000)]]
    assert read_rows(tmp_path, rows, progress=watch).row_count == 25_000
    assert watch.done == watch.total
    assert watch.finished
