"""Each command of the tool, in each of its forms."""

import csv
import io
import json
import zipfile
from pathlib import Path

import httpx
import pytest
from tests.cli.conftest import Run
from tests.studies.documents import check_document
from tests.studies.made_up_country import (
    FILIERE,
    METROPOLIS,
    PLACES,
    UNITS,
    VINTAGE,
    WORKSHOP,
    make_siret,
    write_csv,
    write_parquet,
)
from tests.studies.made_up_lists import make_row, write_list

DIAGNOSE = ("diagnose", "--territory", METROPOLIS, "--filiere", FILIERE)


# Territories


def test_a_territory_is_found_without_accents(run: Run) -> None:
    answer = run("territory", "search", "metropole europeenne lille")
    assert answer.code == 0
    assert METROPOLIS in answer.out
    assert run("territory", "search", "pays de langres").code == 0


def test_nothing_that_looks_like_it_is_said(run: Run) -> None:
    answer = run("territory", "search", "zzzzqqqq")
    assert answer.code == 0
    assert "Aucun territoire" in answer.err


def test_a_territory_is_shown_with_its_communes_and_neighbours(run: Run) -> None:
    answer = run("territory", "show", "200046977")
    assert answer.code == 0
    assert "Métropole de Lyon" in answer.out
    assert "Voisins" in answer.out
    assert "69123" in answer.out


def test_a_territory_is_composed_then_used(run: Run) -> None:
    made = run("territory", "create", "Pays fictif", "--commune", "59350", "--commune", "59512")
    assert (made.code, "list:pays-fictif" in made.err) == (0, True)
    assert "59512" in run("territory", "show", "list:pays-fictif").out
    assert run("diagnose", "--territory", "list:pays-fictif", "--filiere", FILIERE).code == 0


def test_a_territory_is_imported_from_a_file(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "pays.yaml"
    path.write_text("nom: Pays fictif\ndate: 2026-01-01\ncommunes: [59350]\n", encoding="utf-8")
    assert run("territory", "import", path).code == 0


# Filières


def test_filieres_are_listed_shown_and_checked(run: Run) -> None:
    listed = run("filieres", "list")
    assert (listed.code, "textile_tlc" in listed.out, "laine" in listed.out) == (0, True, True)
    shown = run("filieres", "show", FILIERE)
    assert shown.code == 0
    assert "13.20Z" in shown.out
    bundled = Path(__file__).resolve().parents[2] / "src/maillon/reference/filieres/laine.yaml"
    assert run("filieres", "check", bundled).code == 0


def test_filieres_are_ranked_with_weights_that_show(
    run: Run, own_home: Path, tmp_path: Path
) -> None:
    assert own_home
    text = run("filieres", "rank", "--territory", METROPOLIS, "--weight", "gaps=2,5")
    assert text.code == 0
    assert "×2.5" in text.out.replace("\n", "")
    out = tmp_path / "classement.json"
    words = ("--weight", "gaps=0", "--format", "json", "--out", out)
    assert run("filieres", "rank", "--territory", METROPOLIS, *words).code == 0
    ranking = json.loads(out.read_text(encoding="utf-8"))
    assert {c["key"]: c["weight"] for c in ranking["criteria"]}["gaps"] == 0
    assert len(ranking["filieres"]) == 18


# Diagnosis


def test_a_diagnosis_is_read_in_the_terminal(run: Run, own_home: Path) -> None:
    assert own_home
    answer = run(*DIAGNOSE)
    assert answer.code == 0
    assert "7 établissements tiennent 5 des 9 maillons" in " ".join(answer.out.split())


def test_a_diagnosis_in_json_goes_to_the_screen_or_to_a_file(
    run: Run, own_home: Path, tmp_path: Path
) -> None:
    assert own_home
    on_screen = run(*DIAGNOSE, "--format", "json")
    assert on_screen.code == 0
    out = tmp_path / "new" / "folder" / "resultat.json"
    in_file = run(*DIAGNOSE, "--format", "json", "--out", out)
    assert (in_file.code, in_file.out) == (0, "")
    assert str(out) in in_file.err
    document = json.loads(out.read_text(encoding="utf-8"))
    check_document(document)
    assert json.loads(on_screen.out) == document


@pytest.mark.parametrize(
    ("output_format", "start"),
    [("html", b"<!doctype html>"), ("pdf", b"%PDF-"), ("xlsx", b"PK"), ("text", b"")],
)
def test_a_diagnosis_is_written_in_each_form(
    run: Run, own_home: Path, tmp_path: Path, output_format: str, start: bytes
) -> None:
    assert own_home
    out = tmp_path / f"diagnostic.{output_format}"
    assert run(*DIAGNOSE, "--format", output_format, "--out", out).code == 0
    content = out.read_bytes().lstrip()
    assert content[: len(start)].lower() == start.lower()
    assert len(content) > 1000
    assert list(tmp_path.glob("tmp*")) == []


def test_the_workbook_can_be_opened(run: Run, own_home: Path, tmp_path: Path) -> None:
    assert own_home
    out = tmp_path / "diagnostic.xlsx"
    run(*DIAGNOSE, "--format", "xlsx", "--out", out)
    assert "xl/workbook.xml" in zipfile.ZipFile(out).namelist()


def test_actors_go_to_a_spreadsheet_and_to_a_map(run: Run, own_home: Path) -> None:
    assert own_home
    rows = list(csv.DictReader(io.StringIO(run(*DIAGNOSE, "--format", "csv").out)))
    assert make_siret(WORKSHOP) in {row["siret"] for row in rows}
    collection = json.loads(run(*DIAGNOSE, "--format", "geojson").out)
    assert collection["type"] == "FeatureCollection"
    located = {
        feature["id"]: feature["properties"]["position_quality"]
        for feature in collection["features"]
    }
    assert located.pop(make_siret(WORKSHOP)) == "precise"
    assert set(located.values()) == {"commune"}


def test_the_public_version_says_that_it_is(run: Run, own_home: Path) -> None:
    assert own_home
    answer = run(*DIAGNOSE, "--format", "json", "--audience", "public")
    assert json.loads(answer.out)["audience"] == "public"


def test_actors_of_a_stage_are_listed_in_each_form(run: Run, own_home: Path) -> None:
    assert own_home
    words = ("actors", "list", "--territory", "59", "--filiere", FILIERE, "--stage", "fabrication")
    rows = list(csv.DictReader(io.StringIO(run(*words, "--format", "csv").out)))
    assert len(rows) == 3
    assert len(json.loads(run(*words, "--format", "json").out)) == 3
    collection = json.loads(run(*words, "--format", "geojson").out)
    assert len(collection["features"]) + collection["maillon"]["without_position"] == 3
    text = run(*words)
    assert (text.code, "TISSAGE" in text.out) == (0, True)


def test_a_figure_opens(run: Run, own_home: Path, tmp_path: Path) -> None:
    assert own_home
    out = tmp_path / "resultat.json"
    run(*DIAGNOSE, "--format", "json", "--out", out)
    listed = run("explain", out)
    assert (listed.code, "total.establishments" in listed.out) == (0, True)
    opened = run("explain", out, "stage.fabrication.location_quotient")
    assert opened.code == 0
    assert "Calcul" in opened.out
    assert "Sources" in opened.out
    assert "Sirene\u00a0: établissements" in opened.out


# Sources


def test_sources_are_listed_with_publisher_and_licence(run: Run) -> None:
    answer = run("sources", "list")
    assert (answer.code, "Insee" in answer.out) == (0, True)


def test_nothing_imported_is_said_and_is_no_error(run: Run) -> None:
    answer = run("sources", "status")
    assert (answer.code, answer.out) == (0, "")
    assert "maillon demo" in answer.err.replace("\n", " ")


def test_registers_are_imported_then_told_then_forgotten(run: Run, tmp_path: Path) -> None:
    places = write_csv(tmp_path / "StockEtablissement_utf8.csv", PLACES)
    units = write_parquet(tmp_path / "StockUniteLegale_utf8.parquet", UNITS)
    first = run("sources", "import", "sirene-etablissements", places, "--date", VINTAGE)
    assert first.code == 0
    assert "61 lignes" in first.err
    assert run("sources", "import", "sirene-unites-legales", units, "--date", VINTAGE).code == 0
    status = run("sources", "status")
    assert status.code == 0
    assert status.out.count(VINTAGE) >= 2
    assert run(*DIAGNOSE).code == 0
    assert run("sources", "forget", "sirene-unites-legales").code == 0
    assert "no_legal_units" in run(*DIAGNOSE, "--format", "json").out
    assert run("sources", "forget", "sirene-etablissements").code == 0
    assert "no_register" in run(*DIAGNOSE, "--format", "json").out


def test_a_list_is_imported_with_its_lines_to_look_at(run: Run, tmp_path: Path) -> None:
    path = write_list(
        tmp_path / "liste.csv", [make_row("Exemple fictif", "tri"), make_row("Autre", SIRET="12")]
    )
    words = ("--label", "Liste fictive", "--date", "2026-03-31", "--visibility", "public")
    answer = run("sources", "import", "list", path, *words)
    assert answer.code == 0
    assert "2 lignes" in answer.err
    reject = Path(answer.err.rpartition(": ")[2].strip())
    assert "SIRET" in reject.read_text(encoding="utf-8")


@pytest.mark.usefixtures("no_network")
def test_without_network_a_download_says_which_file_to_bring(run: Run, home: Path) -> None:
    answer = run("sources", "fetch", "rna")
    assert answer.code == 3
    assert "À la main" in answer.err
    assert "https://" in answer.err
    assert "maillon sources import rna" in answer.err
    assert not (home / "catalogue.json").exists()


@pytest.mark.usefixtures("no_network")
def test_without_network_an_actor_cannot_be_looked_up(run: Run) -> None:
    answer = run("actors", "lookup", make_siret(1))
    assert answer.code == 3
    assert answer.err.strip().endswith(".")


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every request fails as it does without a connection."""

    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no network", request=request)

    class Cut(httpx.Client):
        def __init__(self, **_options: object) -> None:
            super().__init__(transport=httpx.MockTransport(refuse))

    monkeypatch.setattr(httpx, "Client", Cut)
    monkeypatch.setattr("time.sleep", lambda _seconds: None)


# Cases, decisions, demonstration


def test_cases_are_listed_and_read(run: Run) -> None:
    assert "creuse-art-textile" in run("cases", "list").out
    shown = run("cases", "show", "creuse-art-textile")
    assert (shown.code, "Acteurs" in shown.out) == (0, True)


def test_a_decision_is_noted_listed_applied_and_undone(run: Run, own_home: Path) -> None:
    assert own_home
    words = ("--filiere", FILIERE, "--stage", "tri", "--by", "Réseau fictif", "--reason", "essai")
    assert run("decisions", "add", "place", "--actor", make_siret(12), *words).code == 0
    listed = run("decisions", "list")
    assert (listed.code, make_siret(12) in listed.out.replace("\n", "")) == (0, True)
    document = json.loads(run(*DIAGNOSE, "--format", "json").out)
    assert document["figures"]["stage.tri.establishments"]["value"] == 1
    assert run("decisions", "undo", "1").code == 0
    document = json.loads(run(*DIAGNOSE, "--format", "json").out)
    assert document["figures"]["stage.tri.establishments"]["value"] == 0


def test_the_demonstration_writes_pages_that_link_to_each_other(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # One case is enough here: the whole demonstration has its own test.
    from maillon.reference.cases import list_cases

    monkeypatch.setattr("maillon.reports.demonstration.list_cases", lambda: list_cases()[:1])
    out = tmp_path / "demo"
    answer = run("demo", "--out", out)
    assert answer.code == 0
    assert "index.html" in answer.out.replace("\n", "")
    index = (out / "index.html").read_text(encoding="utf-8")
    pages = sorted(path.name for path in out.glob("*.html") if path.name != "index.html")
    assert pages
    assert all(page in index for page in pages)


# Language


def test_the_result_speaks_the_language_asked_for(run: Run, own_home: Path) -> None:
    assert own_home
    answer = run("--lang", "en", *DIAGNOSE, "--format", "json")
    document = json.loads(answer.out)
    check_document(document)
    assert document["language"] == "en"
