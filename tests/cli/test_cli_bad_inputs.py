"""Bad files and accidents: exit code 2, a French sentence, and nothing changed in the home."""

import errno
import shutil
from collections import namedtuple
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
import xlsxwriter
from filelock import FileLock
from tests.cli.conftest import Answer, Run, list_files
from tests.studies.documents import read_figures
from tests.studies.made_up_country import (
    FILIERE,
    METROPOLIS,
    PLACES,
    UNITS,
    VINTAGE,
    make_place,
    make_siret,
    make_unit,
    write_csv,
    write_parquet,
)
from tests.studies.made_up_lists import import_rows, make_row, write_list

from maillon.studies.diagnosing import diagnose
from maillon.studies.importing import list_imports

LIST_WORDS = ("--label", "Exemple fictif", "--date", "2026-03-31")
Write = Callable[[Path], Path]


@pytest.fixture
def full_home(own_home: Path, tmp_path: Path) -> Path:
    """The country and an own list, imported before the accident."""
    import_rows(own_home, tmp_path / "avant.csv", [make_row("Exemple fictif d'avant", "tri")])
    return own_home


def _check_nothing_changed(home: Path, before: dict[str, str]) -> None:
    assert list_files(home) == before
    document = diagnose(METROPOLIS, FILIERE, home=home).document
    assert read_figures(document, "tri")["establishments"] == 1
    assert read_figures(document, "fabrication")["establishments"] == 3
    assert {entry.vintage for entry in list_imports(home=home) if "sirene" in entry.key} == {
        VINTAGE
    }


def _check_refused(answer: Answer, *, said: str) -> None:
    assert answer.code == 2
    assert answer.out == ""
    first = answer.err.strip().splitlines()[0]
    assert first.endswith((".", "?"))
    assert said in answer.err


def _truncated_parquet(folder: Path) -> Path:
    path = write_parquet(folder / "StockEtablissement_utf8.parquet", PLACES)
    path.write_bytes(path.read_bytes()[:-200])
    return path


def _parquet_with_holes(folder: Path) -> Path:
    """Keep both ends, so that only reading the rows can tell."""
    path = write_parquet(folder / "StockEtablissement_utf8.parquet", PLACES * 50)
    content = bytearray(path.read_bytes())
    content[100:3000] = bytes(2900)
    path.write_bytes(content)
    return path


def _missing_column(folder: Path) -> Path:
    rows = [{k: v for k, v in row.items() if k != "siret"} for row in PLACES]
    return write_csv(folder / "StockEtablissement_utf8.csv", rows)


def _other_register(folder: Path) -> Path:
    return write_parquet(folder / "StockUniteLegale_utf8.parquet", UNITS)


def _empty(folder: Path) -> Path:
    path = folder / "StockEtablissement_utf8.csv"
    path.touch()
    return path


def _header_alone(folder: Path) -> Path:
    path = write_csv(folder / "StockEtablissement_utf8.csv", PLACES)
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    return path


def _only_wrong_rows(folder: Path) -> Path:
    rows = [{**row, "siret": "123", "siren": "1"} for row in PLACES]
    return write_csv(folder / "StockEtablissement_utf8.csv", rows)


def _picture(folder: Path) -> Path:
    path = folder / "StockEtablissement_utf8.csv"
    path.write_bytes(bytes(range(256)) * 100)
    return path


def _cut_zip(folder: Path) -> Path:
    path = folder / "StockEtablissement_utf8.zip"
    path.write_bytes(b"PK\x03\x04" + bytes(500))
    return path


def _absent(folder: Path) -> Path:
    return folder / "absent.parquet"


def _folder(folder: Path) -> Path:
    path = folder / "dossier"
    path.mkdir()
    return path


@pytest.mark.parametrize(
    ("write", "said"),
    [
        (_truncated_parquet, "Téléchargez-le à nouveau"),
        (_parquet_with_holes, "Téléchargez-le à nouveau"),
        (_missing_column, "siret"),
        (_other_register, "StockUniteLegale"),
        (_empty, "vide"),
        (_header_alone, "aucune ligne"),
        (_only_wrong_rows, "aucune ligne utilisable"),
        (_picture, "CSV"),
        (_cut_zip, "Téléchargez-le à nouveau"),
        (_absent, "introuvable"),
        (_folder, "fichier"),
    ],
)
def test_a_bad_register_file_is_refused_and_nothing_changes(
    run: Run, full_home: Path, tmp_path: Path, write: Write, said: str
) -> None:
    before = list_files(full_home)
    folder = tmp_path / "files"
    folder.mkdir()
    answer = run("sources", "import", "sirene-etablissements", write(folder))
    _check_refused(answer, said=said)
    _check_nothing_changed(full_home, before)


def _list_without_names(folder: Path) -> Path:
    return write_list(folder / "liste.csv", [{"Couleur": "vert", "Taille": "3"}])


def _empty_list(folder: Path) -> Path:
    path = folder / "liste.csv"
    path.touch()
    return path


def _list_of_nobody(folder: Path) -> Path:
    return write_list(folder / "liste.csv", [{"Nom": "", "Commune": ""}])


def _damaged_workbook(folder: Path) -> Path:
    path = _write_workbook(folder / "liste.xlsx", [["Nom"], ["Exemple fictif"]])
    path.write_bytes(path.read_bytes()[:2000])
    return path


@pytest.mark.parametrize(
    ("write", "said"),
    [
        (_list_without_names, "nom"),
        (_empty_list, "vide"),
        (_list_of_nobody, "aucun acteur"),
        (_damaged_workbook, "."),
        (_picture, "."),
        (_absent, "absent.parquet"),
        (_folder, "dossier"),
    ],
)
def test_a_bad_list_is_refused_and_nothing_changes(
    run: Run, full_home: Path, tmp_path: Path, write: Write, said: str
) -> None:
    before = list_files(full_home)
    folder = tmp_path / "files"
    folder.mkdir()
    answer = run("sources", "import", "list", write(folder), *LIST_WORDS)
    _check_refused(answer, said=said)
    _check_nothing_changed(full_home, before)


@pytest.mark.parametrize(
    ("words", "said"),
    [((), "--label"), (("--label", "Fictive"), "--date"), (("--date", "2026-01-01"), "--label"),
     (("--label", "Fictive", "--date", "hier"), "--date"),
     (("--label", "!!", "--date", "2026-01-01"), "nom")],
)  # fmt: skip
def test_a_list_without_name_or_date_is_refused(
    run: Run, full_home: Path, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    before = list_files(full_home)
    path = write_list(tmp_path / "liste.csv", [make_row("Exemple fictif")])
    _check_refused(run("sources", "import", "list", path, *words), said=said)
    _check_nothing_changed(full_home, before)


# Accidents


Words = tuple[object, ...]


def _new_register(folder: Path) -> Words:
    rows = [*PLACES, make_place(600, "59350", "13.20Z")]
    path = write_parquet(folder / "StockEtablissement_utf8.parquet", rows)
    return ("sources", "import", "sirene-etablissements", path, "--date", "2026-09-01")


def _new_units(folder: Path) -> Words:
    rows = [*UNITS, make_unit(600, "EXEMPLE FICTIF NOUVEAU")]
    path = write_csv(folder / "StockUniteLegale_utf8.csv", rows)
    return ("sources", "import", "sirene-unites-legales", path, "--date", "2026-09-01")


def _new_list(folder: Path) -> Words:
    rows = [make_row(f"Exemple fictif {number}", "fabrication") for number in range(5)]
    return ("sources", "import", "list", write_list(folder / "liste.csv", rows), *LIST_WORDS)


@pytest.fixture(params=[_new_register, _new_units, _new_list])
def new_import(request: pytest.FixtureRequest, tmp_path: Path) -> Words:
    """The words of an import whose file is ready."""
    words: Words = request.param(tmp_path)
    return words


def _raise(error: BaseException) -> Callable[..., Any]:
    def fail(*_args: object, **_options: object) -> None:
        raise error

    return fail


def _break_writing(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """Fail in the middle: after the new folder is made, before the catalogue is replaced."""
    monkeypatch.setattr("maillon.store.ingestion.execute_long", _raise(error))
    monkeypatch.setattr("maillon.store.store.pq.write_table", _raise(error))


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        duckdb.IOException("Could not write file: No space left on device"),
    ],
    ids=["system", "duckdb"],
)
def test_a_disk_full_during_the_import_changes_nothing(
    run: Run,
    full_home: Path,
    monkeypatch: pytest.MonkeyPatch,
    new_import: Words,
    error: Exception,
) -> None:
    before = list_files(full_home)
    with monkeypatch.context() as broken:
        _break_writing(broken, error)
        answer = run(*new_import)
    _check_refused(answer, said="place sur le disque")
    _check_nothing_changed(full_home, before)
    assert run(*new_import).code == 0


def test_what_cannot_end_is_not_started(
    run: Run, full_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = list_files(full_home)
    usage = namedtuple("usage", "total used free")(100, 100, 0)
    with monkeypatch.context() as full:
        full.setattr(shutil, "disk_usage", lambda _path: usage)
        answer = run(*_new_register(tmp_path))
    _check_refused(answer, said="place sur le disque")
    _check_nothing_changed(full_home, before)


def test_an_import_stopped_by_hand_changes_nothing(
    run: Run,
    full_home: Path,
    monkeypatch: pytest.MonkeyPatch,
    new_import: Words,
) -> None:
    before = list_files(full_home)
    with monkeypatch.context() as broken:
        _break_writing(broken, KeyboardInterrupt())
        answer = run(*new_import)
    _check_refused(answer, said="rien n’a été modifié")
    _check_nothing_changed(full_home, before)
    assert run(*new_import).code == 0


def test_stopping_while_the_country_is_counted_again_leaves_a_home_that_works(
    run: Run, full_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The register is in force, what derives from it is late: the next import mends it."""
    with monkeypatch.context() as broken:
        broken.setattr("maillon.studies.relating._relate", _raise(KeyboardInterrupt()))
        stopped = run(*_new_register(tmp_path))
        assert (stopped.code, "L’import est fait" in stopped.err) == (0, True)
    document = diagnose(METROPOLIS, FILIERE, home=full_home).document
    assert read_figures(document, "fabrication")["establishments"] == 4
    assert run(*_new_register(tmp_path)).code == 0
    document = diagnose(METROPOLIS, FILIERE, home=full_home).document
    assert read_figures(document, "fabrication")["establishments"] == 4


def test_two_imports_at_once_do_not_mix(run: Run, full_home: Path, new_import: Words) -> None:
    before = list_files(full_home)
    with FileLock(full_home / "import.lock"):
        answer = run(*new_import)
    _check_refused(answer, said="déjà en cours")
    _check_nothing_changed(full_home, before)
    assert run(*new_import).code == 0


def test_what_a_dead_import_left_is_swept_by_the_next_one(
    run: Run, full_home: Path, tmp_path: Path
) -> None:
    dead = full_home / "store" / "sirene-etablissements" / "2026-09-01-dead"
    dead.mkdir(parents=True)
    (dead / "half.parquet").write_bytes(b"PAR1")
    assert run(*_new_register(tmp_path)).code == 0
    assert not dead.exists()
    folders = [path.name for path in (full_home / "store" / "sirene-etablissements").iterdir()]
    assert len(folders) == 1


# What can be repaired is repaired, and said


def _write_workbook(path: Path, rows: list[list[str]], *, merged_titles: int = 0) -> Path:
    workbook = xlsxwriter.Workbook(str(path))
    sheet = workbook.add_worksheet()
    for number in range(merged_titles):
        sheet.merge_range(number, 0, number, 4, f"Annuaire fictif, ligne de titre {number}")
    for index, row in enumerate(rows):
        sheet.write_row(merged_titles + index, 0, row)
    workbook.close()
    return path


def _count_fabrication(home: Path) -> int:
    document = diagnose(METROPOLIS, FILIERE, home=home).document
    return int(read_figures(document, "fabrication")["establishments"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_list_in_any_usual_encoding_is_read(
    run: Run, home: Path, tmp_path: Path, encoding: str
) -> None:
    rows = [make_row("Exemple fictif à l'œuvre", "fabrication")]
    path = write_list(tmp_path / "liste.csv", rows, encoding=encoding)
    answer = run("sources", "import", "list", path, *LIST_WORDS)
    assert answer.code == 0
    document = diagnose(METROPOLIS, FILIERE, home=home).document
    assert [actor["name"] for actor in document["actors"]] == ["Exemple fictif à l'œuvre"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_register_in_another_encoding_and_order_of_columns_is_read(
    run: Run, home: Path, tmp_path: Path, encoding: str
) -> None:
    rows = [dict(reversed(row.items())) for row in PLACES]
    path = write_csv(tmp_path / "StockEtablissement_utf8.csv", rows, encoding=encoding)
    answer = run("sources", "import", "sirene-etablissements", path)
    assert answer.code == 0
    assert "61 lignes" in answer.err
    assert _count_fabrication(home) == 3


def test_columns_of_a_list_may_come_in_any_order(run: Run, home: Path, tmp_path: Path) -> None:
    row = make_row("Exemple fictif", "fabrication", SIRET=make_siret(700))
    path = write_list(tmp_path / "liste.csv", [dict(reversed(row.items()))])
    assert run("sources", "import", "list", path, *LIST_WORDS).code == 0
    assert _count_fabrication(home) == 1


def test_a_siret_with_spaces_or_without_its_zeros_is_repaired_and_said(
    run: Run, home: Path, tmp_path: Path
) -> None:
    # The second begins with one zero, as real numbers may: a spreadsheet leaves thirteen digits.
    first, second = make_siret(50_000_700), make_siret(5_000_701)
    spaced = f"{first[:3]} {first[3:6]} {first[6:9]}\u00a0{first[9:]}"
    rows = [
        make_row("Exemple fictif A", "fabrication", SIRET=spaced),
        make_row("Exemple fictif B", "fabrication", SIRET=str(int(second))),
    ]
    path = write_list(tmp_path / "liste.csv", rows)
    answer = run("sources", "import", "list", path, *LIST_WORDS)
    assert answer.code == 0
    assert "zéro" in answer.err
    document = diagnose(METROPOLIS, FILIERE, home=home).document
    assert {actor["siret"] for actor in document["actors"]} == {first, second}


def test_a_register_whose_zeros_a_spreadsheet_ate_is_repaired(
    run: Run, home: Path, tmp_path: Path
) -> None:
    rows = [
        {**row, "siret": str(int(str(row["siret"]))), "siren": str(int(str(row["siren"])))}
        for row in PLACES
    ]
    path = write_csv(tmp_path / "StockEtablissement_utf8.csv", rows)
    assert run("sources", "import", "sirene-etablissements", path).code == 0
    assert _count_fabrication(home) == 3


def test_a_workbook_with_merged_title_lines_is_read_and_said(
    run: Run, home: Path, tmp_path: Path
) -> None:
    row = make_row("Exemple fictif", "fabrication")
    path = _write_workbook(
        tmp_path / "liste.xlsx", [list(row), list(row.values())], merged_titles=3
    )
    answer = run("sources", "import", "list", path, *LIST_WORDS)
    assert answer.code == 0
    assert "ligne 4" in answer.err
    assert _count_fabrication(home) == 1


def test_rows_of_a_register_that_cannot_be_read_are_kept_with_the_reason(
    run: Run, home: Path, tmp_path: Path
) -> None:
    rows = [*PLACES, {**make_place(800, "59350", "13.20Z"), "siret": "12345"}]
    path = write_csv(tmp_path / "StockEtablissement_utf8.csv", rows)
    answer = run("sources", "import", "sirene-etablissements", path)
    assert answer.code == 0
    assert "1 signalées" in answer.err
    rejected = Path(answer.err.rpartition(": ")[2].strip()).read_text(encoding="utf-8")
    assert "12345" in rejected
    assert "SIRET" in rejected


def test_a_large_list_is_read_quickly(run: Run, home: Path, tmp_path: Path) -> None:
    """Twenty megabytes; the two hundred of the promise are measured in `benchmarks/`."""
    import time

    path = tmp_path / "grande.csv"
    words = "Exemple fictif pour mesurer la lecture d'une longue liste " * 2
    with path.open("w", encoding="utf-8") as file:
        file.write("Nom;Code postal;Commune;Activité\n")
        for number in range(130_000):
            file.write(f"Exemple fictif {number};59000;Lille;{words}\n")
    assert path.stat().st_size > 18e6
    begin = time.perf_counter()
    answer = run("sources", "import", "list", path, *LIST_WORDS)
    assert answer.code == 0
    assert time.perf_counter() - begin < 30
    assert home.exists()
