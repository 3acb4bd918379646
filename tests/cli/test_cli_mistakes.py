"""What a person mistypes: exit code 2, one French sentence that says what to do."""

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Run, list_files
from tests.studies.made_up_country import FILIERE, METROPOLIS

DIAGNOSE = ("diagnose", "--territory", METROPOLIS, "--filiere", FILIERE)
ENGLISH = ("No such", "Missing", "Invalid", "Error", "error", "unexpected", "Got ")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("diagnose", "--territory", "Lile", "--filiere", FILIERE), "Lille"),
        (("diagnose", "--territory", "99999", "--filiere", FILIERE), "99999"),
        (("diagnose", "--territory", "Saint-Denis", "--filiere", FILIERE), "commune:93066"),
        (("diagnose", "--territory", METROPOLIS, "--filiere", "textile"), "textile_tlc"),
        (("diagnose", "--territory", "case:creuse", "--filiere", FILIERE), "creuse-art-textile"),
        (("diagnose", "--territory", "list:inconnue", "--filiere", FILIERE), "liste"),
        (("territory", "show", "Lile"), "Lille"),
        (("filieres", "show", "lainne"), "laine"),
        (("filieres", "rank", "--territory", "Lile"), "Lille"),
        (("filieres", "rank", "--territory", "59", "--weight", "gaps"), "gaps=2"),
        (("filieres", "rank", "--territory", "59", "--weight", "presence=2"), "ess_presence"),
        (("filieres", "rank", "--territory", "59", "--format", "xml"), "json"),
        (("actors", "list", "--territory", "59", "--filiere", FILIERE, "--stage", "trie"), "tri"),
        (("actors", "lookup", "123"), "SIREN"),
        (("cases", "show", "creuse"), "creuse-art-textile"),
        (("sources", "fetch", "sirene-etablissement"), "sirene-etablissements"),
        (("sources", "import", "lists", "x.csv"), "list"),
        (("sources", "import", "sirene", "x.csv"), "sirene-"),
        (("sources", "forget", "liste-absente"), "maillon sources status"),
        (("decisions", "undo", "3"), "maillon decisions list"),
        (("decisions", "add", "place", "--actor", " ", "--by", "x"), "SIRET"),
        ((*DIAGNOSE, "--format", "pdf"), "--out"),
        ((*DIAGNOSE, "--format", "odt"), "geojson"),
        (("diagnose", "--territori", METROPOLIS), "--territory"),
        (("diagnose", "--territory"), "--territory"),
        (("diagnose", "--filiere", FILIERE), "--territory"),
        (("teritory", "show", "59"), "territory"),
        (("territory", "shows", "59"), "show"),
        (("territory", "show", "59", "62"), "62"),
        (("territory", "search", "Lille", "--limit", "beaucoup"), "nombre"),
        (("territory", "search", "Lille", "--limit", "0"), "--limit"),
        (("territory", "create", "Fictif", "--commune", "59350", "--date", "hier"), "AAAA-MM-JJ"),
        (("territory", "create", "Fictif", "--commune", "00000"), "00000"),
        (("--lang", "de", "territory", "show", "59"), "fr, en"),
    ],
)
def test_a_mistake_gets_a_french_sentence_and_the_nearest_names(
    run: Run, home: Path, words: tuple[str, ...], expected: str
) -> None:
    answer = run(*words)
    assert answer.code == 2
    assert answer.out == ""
    assert expected in answer.err
    assert not [word for word in ENGLISH if word in answer.err]
    assert list_files(home) == {}


@pytest.mark.parametrize(
    "words", [(), ("territory",), ("sources",), ("--help",), ("diagnose", "-h")]
)
def test_help_is_no_mistake(run: Run, words: tuple[str, ...]) -> None:
    answer = run(*words)
    assert answer.code == 0
    assert answer.err == ""
    assert "Show this message" not in answer.out


@pytest.fixture
def result(run: Run, tmp_path: Path) -> Path:
    path = tmp_path / "resultat.json"
    assert run(*DIAGNOSE, "--format", "json", "--out", path).code == 0
    return path


def test_an_unknown_figure_gets_the_nearest_ones(run: Run, result: Path) -> None:
    answer = run("explain", result, "total.establishment")
    assert answer.code == 2
    assert "total.establishments" in answer.err


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "3",
        '"texte"',
        "{}",
        '{"figures": {}}',
        '{"schema": "autre", "figures": {}}',
        "nom;siret\nExemple fictif;1\n",
        "\x00\x01",
        "null",
    ],
)
def test_a_file_that_is_not_a_result_is_told(run: Run, tmp_path: Path, content: str) -> None:
    path = tmp_path / "autre.json"
    path.write_text(content, encoding="utf-8")
    for words in ((), ("total.establishments",)):
        answer = run("explain", path, *words)
        assert answer.code == 2
        assert "autre.json" in answer.err
        assert "maillon diagnose" in answer.err


def test_a_result_that_is_absent_is_told(run: Run, tmp_path: Path) -> None:
    for path in (tmp_path / "absent.json", tmp_path):
        answer = run("explain", path)
        assert answer.code == 2
        assert path.name in answer.err


def test_a_result_in_another_encoding_is_told(run: Run, result: Path) -> None:
    result.write_bytes(json.dumps({"é": 1}, ensure_ascii=False).encode("latin-1"))
    assert run("explain", result).code == 2


def test_a_file_that_cannot_be_written_is_told_and_nothing_is_left(
    run: Run, tmp_path: Path
) -> None:
    obstacle = tmp_path / "fichier"
    obstacle.write_text("déjà là", encoding="utf-8")
    folder = tmp_path / "dossier"
    folder.mkdir()
    for out in (obstacle / "resultat.json", folder):
        answer = run(*DIAGNOSE, "--format", "json", "--out", out)
        assert answer.code == 2
        assert "--out" in answer.err
    assert obstacle.read_text(encoding="utf-8") == "déjà là"
    assert sorted(path.name for path in tmp_path.iterdir() if path.name != "home") == [
        "dossier",
        "fichier",
    ]


def test_a_result_replaces_the_former_one_whole(run: Run, result: Path) -> None:
    before = result.read_text(encoding="utf-8")
    assert run(*DIAGNOSE, "--format", "json", "--out", result).code == 0
    assert result.read_text(encoding="utf-8") == before


def test_the_demonstration_says_when_it_cannot_write(run: Run, tmp_path: Path) -> None:
    obstacle = tmp_path / "fichier"
    obstacle.write_text("déjà là", encoding="utf-8")
    answer = run("demo", "--out", obstacle)
    assert answer.code == 2
    assert "--out" in answer.err


def test_a_filiere_file_with_mistakes_names_file_line_and_remedy(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "fictive.yaml"
    path.write_text("key: fictive\nlabel: Fictive\nstages: []\n", encoding="utf-8")
    answer = run("filieres", "check", path)
    assert answer.code == 2
    assert "fictive.yaml" in answer.err
    assert "ligne" in answer.err


def test_a_broken_filiere_in_the_home_is_told_by_every_command_that_reads_it(
    run: Run, home: Path
) -> None:
    (home / "filieres").mkdir(parents=True)
    (home / "filieres" / "fictive.yaml").write_text("key: [", encoding="utf-8")
    for words in (("filieres", "list"), ("filieres", "show", "fictive")):
        answer = run(*words)
        assert answer.code == 2
        assert "fictive.yaml" in answer.err


def test_a_damaged_catalogue_is_told(run: Run, home: Path) -> None:
    home.mkdir()
    (home / "catalogue.json").write_text("{", encoding="utf-8")
    answer = run(*DIAGNOSE)
    assert answer.code == 2
    assert "catalogue.json" in answer.err


def test_a_home_that_is_a_file_is_told(run: Run, home: Path, tmp_path: Path) -> None:
    home.write_text("pas un dossier", encoding="utf-8")
    path = tmp_path / "liste.csv"
    path.write_text("Nom;Commune\nExemple fictif;Lille\n", encoding="utf-8")
    for words in (
        ("sources", "import", "list", path, "--label", "Fictive", "--date", "2026-01-01"),
        ("territory", "create", "Fictif", "--commune", "59350"),
        ("decisions", "add", "ess_declared", "--actor", "1", "--by", "x"),
        DIAGNOSE,
    ):
        answer = run(*words)
        assert answer.code == 2
        assert "MAILLON_HOME" in answer.err
    assert home.read_text(encoding="utf-8") == "pas un dossier"
