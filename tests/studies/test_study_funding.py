import json
import time
from pathlib import Path

import pytest

from maillon.domain.errors import InvalidInput
from maillon.studies.funding import (
    AmountKind,
    FundingHistory,
    has_funding,
    kind_label,
    list_funding,
    list_unidentified_funding,
)
from maillon.studies.importing import forget_import, import_register, list_imports

REAL = Path(__file__).resolve().parents[2] / "../shared/data/aides/fonds_vert_2023_projets.csv"
SIREN, OTHER = "732829320", "552081317"
HEADER = (
    "Bénéficiaire;SIREN;Financeur;Dispositif;Montant accordé;Montant demandé;Exercice;Statut;"
    "N° dossier;Nature"
)


def bring(
    home: Path, folder: Path, *rows: str, name: str = "aides.csv", header: str = HEADER
) -> None:
    path = folder / name
    path.write_text("\n".join([header, *rows]) + "\n", "utf-8")
    import_register("projets-finances", path, home=home, vintage="2025-01-31")


def row(  # noqa: PLR0913 - a row of a file has as many cells
    siren: str = SIREN,
    *,
    funder: str = "Région fictive",
    programme: str = "Aide fictive",
    granted: str = "100,00",
    requested: str = "",
    year: str = "2024",
    status: str = "",
    case: str = "",
    nature: str = "",
) -> str:
    cells = [
        "Exemple fictif",
        siren,
        funder,
        programme,
        granted,
        requested,
        year,
        status,
        case,
        nature,
    ]
    return ";".join(cells)


def sums(history: FundingHistory) -> dict[tuple[str, str, str, str], float]:
    return {(t.funder, t.programme, str(t.kind), t.nature): t.value for t in history.totals}


def test_without_a_file_the_history_is_empty_and_says_why(home: Path) -> None:
    history = list_funding(SIREN, home)
    assert not has_funding(home)
    assert (history.lines, history.totals, history.provenances) == ((), (), ())
    assert "importé" in history.notes[0]
    assert list_unidentified_funding(home) == ()


def test_one_actor_has_its_lines_by_year_with_their_source(home: Path, tmp_path: Path) -> None:
    bring(home, tmp_path, row(year="2022"), row(year="2024"), row(year="2023"), row(OTHER))
    history = list_funding(SIREN, home)
    assert has_funding(home)
    assert [year for year, _lines in history.years] == [2024, 2023, 2022]
    assert {line.source for line in history.lines} == {"projets-finances-aides"}
    assert [line.row_number for line in history.lines] == [3, 4, 2]
    assert history.provenances[0].row_count == 4
    assert "aides" in history.lines[0].source_label


@pytest.mark.parametrize("asked", [SIREN, f"{SIREN}00074", "732 829 320", [SIREN, SIREN]])
def test_an_actor_is_found_by_siren_or_siret(home: Path, tmp_path: Path, asked: str) -> None:
    bring(home, tmp_path, row())
    assert len(list_funding(asked, home).lines) == 1


@pytest.mark.parametrize("asked", ["", "web:12", "732829", [], "' OR 1=1"])
def test_something_else_than_a_number_finds_nothing(home: Path, tmp_path: Path, asked: str) -> None:
    bring(home, tmp_path, row())
    history = list_funding(asked, home)
    assert (history.sirens, history.lines) == ((), ())


def test_the_lines_of_many_are_those_of_each(home: Path, tmp_path: Path) -> None:
    bring(home, tmp_path, row(), row(OTHER, granted="7"), row())
    history = list_funding([SIREN, OTHER], home)
    assert len(history.of(SIREN)) == len(list_funding(SIREN, home).lines) == 2
    assert len(history.of(f"{OTHER}00017")) == 1


def test_what_is_asked_is_never_added_to_what_is_granted(home: Path, tmp_path: Path) -> None:
    bring(home, tmp_path, row(granted="100", requested="300"), row(granted="50", requested="60"))
    assert sums(list_funding(SIREN, home)) == {
        ("Région fictive", "Aide fictive", "granted", ""): 150,
        ("Région fictive", "Aide fictive", "requested", ""): 360,
    }


def test_funders_programmes_and_natures_are_summed_apart(home: Path, tmp_path: Path) -> None:
    bring(
        home,
        tmp_path,
        row(granted="1"),
        row(granted="2", funder="Département fictif"),
        row(granted="4", programme="Autre aide"),
        row(granted="8", nature="aide en nature"),
        row(granted="16", nature="Aide en nature"),
    )
    assert sorted(sums(list_funding(SIREN, home)).values()) == [1, 2, 4, 24]


def test_cents_add_up(home: Path, tmp_path: Path) -> None:
    bring(home, tmp_path, *[row(granted="0,10")] * 3)
    (total,) = list_funding(SIREN, home).totals
    assert total.value == 0.3


def test_each_total_opens_on_its_years_and_its_files(home: Path, tmp_path: Path) -> None:
    bring(home, tmp_path, row(year="2023"), row(year="2024"), row(year="2024"))
    history = list_funding(SIREN, home)
    (total,) = history.totals
    figure = history.figures[total.figure]
    assert figure.value == total.value == 300
    assert (figure.unit, figure.formula_key) == ("€", "financements")
    assert [entry.value for entry in figure.inputs] == [200, 100]
    assert figure.sources == ("projets-finances-aides",)
    assert figure.caveats
    assert {entry.source for entry in figure.inputs} <= {p.key for p in history.provenances}


def test_a_refused_case_is_listed_and_not_counted(home: Path, tmp_path: Path) -> None:
    bring(home, tmp_path, row(granted="100"), row(granted="900", status="Refusé"))
    history = list_funding(SIREN, home)
    assert len(history.lines) == 2
    assert sums(history) == {("Région fictive", "Aide fictive", "granted", ""): 100}
    (apart,) = [line for line in history.lines if not line.is_counted]
    assert "Refusé" in apart.doubt
    assert len(history.notes) == 2


def test_a_case_that_two_files_hold_is_counted_once(home: Path, tmp_path: Path) -> None:
    bring(home, tmp_path, row(case="D1"), row(case="D2"), name="un.csv")
    bring(home, tmp_path, row(case="D1"), row(case="D1", granted="9"), row(), name="deux.csv")
    history = list_funding(SIREN, home)
    assert len(history.lines) == 5
    assert sum(line.is_counted for line in history.lines) == 4
    (total,) = history.totals
    assert total.value == 100 + 100 + 9 + 100


def test_two_lines_of_one_case_in_one_file_are_both_counted(home: Path, tmp_path: Path) -> None:
    bring(home, tmp_path, row(case="D1"), row(case="D1"))
    assert list_funding(SIREN, home).totals[0].value == 200


def test_files_add_up_and_the_same_name_replaces(home: Path, tmp_path: Path) -> None:
    bring(home, tmp_path, row(), name="Région 2023.csv")
    bring(home, tmp_path, row(), name="Région 2024.csv")
    bring(home, tmp_path, row(granted="5"), name="Région 2024.csv")
    assert sums(list_funding(SIREN, home)) == {
        ("Région fictive", "Aide fictive", "granted", ""): 105
    }
    keys = [entry.key for entry in list_imports(home=home)]
    assert keys == ["projets-finances-region-2023", "projets-finances-region-2024"]
    forget_import(keys[0], home=home)
    assert list_funding(SIREN, home).totals[0].value == 5


def test_a_year_that_no_column_gives_is_that_of_the_import_with_a_doubt(
    home: Path, tmp_path: Path
) -> None:
    bring(home, tmp_path, f"Exemple fictif;{SIREN};10", header="Bénéficiaire;SIREN;Montant")
    (line,) = list_funding(SIREN, home).lines
    assert line.year == 2025
    assert line.doubt
    assert dict(line.amounts) == {AmountKind.UNSPECIFIED: 10}


def test_beneficiaries_without_number_are_kept_apart(home: Path, tmp_path: Path) -> None:
    bring(home, tmp_path, row("123456789"), row())
    assert len(list_funding([SIREN, "123456789"], home).lines) == 1
    (alone,) = list_unidentified_funding(home)
    assert (alone.siren, alone.beneficiary) == ("", "Exemple fictif")
    assert alone.doubt
    assert list_unidentified_funding(home, limit=0) == ()


def test_a_history_travels_as_json(home: Path, tmp_path: Path) -> None:
    bring(home, tmp_path, row(requested="3"))
    told = json.loads(json.dumps(list_funding(SIREN, home).to_dict()))
    assert told["lines"][0]["amounts"] == {"granted": 100, "requested": 3}
    assert set(told["figures"]) == {total["figure"] for total in told["totals"]}


def test_every_kind_of_amount_has_a_name_and_a_caveat(home: Path, tmp_path: Path) -> None:
    header = (
        "Bénéficiaire;SIREN;Montant accordé;Montant versé;Montant demandé;Coût du projet;Montant"
    )
    bring(home, tmp_path, f"Exemple fictif;{SIREN};1;2;3;4;5", header=header)
    history = list_funding(SIREN, home)
    assert {total.kind: total.value for total in history.totals} == dict(
        zip(AmountKind, [1, 2, 3, 4, 5], strict=True)
    )
    assert len({kind_label(kind) for kind in AmountKind}) == len(AmountKind)
    assert all(len(history.figures[total.figure].caveats) > 1 for total in history.totals)


def test_a_wrong_file_changes_nothing(home: Path, tmp_path: Path) -> None:
    bring(home, tmp_path, row())
    with pytest.raises(InvalidInput):
        bring(home, tmp_path, "bleu;10", header="Couleur;Taille")
    assert len(list_funding(SIREN, home).lines) == 1


@pytest.mark.realdata
@pytest.mark.skipif(not REAL.exists(), reason="the real data are not beside the project")
def test_the_real_file_answers_for_hundreds_at_once(home: Path) -> None:
    report = import_register("projets-finances", REAL, home=home, vintage="2023-12-31")
    assert report.row_count == 10_782
    history = list_funding("250100211", home)
    assert len(history.lines) == 66
    (total,) = history.totals
    assert (total.funder, total.programme, total.value) == ("État", "Fonds vert", 774_032.0)
    begin = time.perf_counter()
    many = list_funding([f"2{number:08}" for number in range(500)] + ["250100211"], home)
    assert time.perf_counter() - begin < 3
    assert len(many.of("250100211")) == 66
