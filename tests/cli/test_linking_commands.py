"""The commands that recognise the same actor, run as a person would."""

import csv
import json
import random
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.studies.made_up_country import make_siren, make_siret
from tests.studies.made_up_lists import write_list

ROWS = [
    {"Nom": "Exemple fictif vestiaire", "SIRET": "", "Commune": "Roubaix"},
    {"Nom": "", "SIRET": make_siret(2), "Commune": ""},
    {"Nom": "Zwyx", "SIRET": "", "Commune": ""},
]


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_a_list_is_linked_to_the_register_and_written(
    run: Run, own_home: Path, tmp_path: Path
) -> None:
    assert own_home
    path, out = write_list(tmp_path / "liste.csv", ROWS), tmp_path / "resultat.csv"
    answer = run("link", path, "--out", out)
    assert answer.code == 0
    assert "Lignes reconnues" in answer.out
    rows = read_rows(out)
    assert [row["Ligne"] for row in rows] == ["2", "3", "4"]
    assert rows[1]["Identifiant trouvé"] == make_siren(2)
    assert rows[1]["Résultat"] == "reconnu"
    assert rows[2]["Résultat"] == "non reconnu"


def test_what_is_filled_by_hand_in_a_result_is_taken_at_the_next_run(
    run: Run, own_home: Path, tmp_path: Path
) -> None:
    assert own_home
    path, out = write_list(tmp_path / "liste.csv", ROWS[2:]), tmp_path / "resultat.xlsx"
    document = json.loads(run("link", path, "--json").out)
    line = document["rows"][0]["line_key"]
    filled = write_list(
        tmp_path / "rempli.csv",
        [
            {
                "Clé de la ligne": line,
                "Clé trouvée": make_siren(3),
                "Nom lu": "Zwyx",
                "Décision (oui ou non)": "oui",
            }
        ],
    )
    answer = run("link", path, "--decisions", filled, "--out", out, "--territory", "dep:59")
    assert (answer.code, out.exists()) == (0, True)
    document = json.loads(run("link", path, "--decisions", filled, "--json").out)
    assert document["rows"][0]["candidates"][0]["identifier"] == make_siren(3)


def test_two_lists_are_linked_without_any_register(run: Run, tmp_path: Path) -> None:
    path = write_list(tmp_path / "liste.csv", ROWS[:1])
    other = write_list(tmp_path / "annuaire.csv", [*ROWS, {"Nom": "Exemple fictif 1"}])
    answer = run("link", path, "--to", other, "--json")
    assert answer.code == 0
    first = json.loads(answer.out)["rows"][0]["candidates"][0]
    assert first["name"] == "Exemple fictif vestiaire"


def test_duplicates_are_written_with_their_pairs(run: Run, home: Path, tmp_path: Path) -> None:
    assert home
    path = write_list(tmp_path / "liste.csv", [*ROWS, *ROWS])
    out = tmp_path / "doublons.csv"
    answer = run("dedupe", path, "--out", out)
    assert answer.code == 0
    assert "Lignes en double" in answer.out
    assert len(read_rows(out)) == len(ROWS) * 2
    pairs = read_rows(tmp_path / "doublons-paires.csv")
    assert pairs[0]["Pourquoi"]
    assert json.loads(run("dedupe", path, "--json").out)["groups"] == [[2, 5], [3, 6], [4, 7]]


def test_a_model_is_trained_and_used(run: Run, home: Path, tmp_path: Path) -> None:
    assert home
    draw = random.Random(4)
    names = ["".join(draw.choices("aeioubdfglmnprt", k=12)) for _turn in range(60)]
    rows = [
        {"Nom": f"{name} conseil", "SIREN": make_siren(number)}
        for number, name in enumerate(names, start=1)
    ]
    known = write_list(tmp_path / "annuaire.csv", rows)
    model = tmp_path / "modele.json"
    answer = run("train-link", known, "--to", known, "--out", model)
    assert answer.code == 0
    assert "60 lignes" in answer.err
    path = write_list(tmp_path / "liste.csv", [{"Nom": rows[4]["Nom"]}])
    linked = run("link", path, "--to", known, "--model", model, "--precision", "0.95", "--json")
    candidates = json.loads(linked.out)["rows"][0]["candidates"]
    assert candidates[0]["identifier"] == make_siren(5)
    few = write_list(tmp_path / "peu.csv", rows[:3])
    answer = run("train-link", few, "--to", known, "--out", tmp_path / "autre.json")
    assert answer.code == 2
    assert "au moins 30" in answer.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "Aucun registre"),
        (("--out", "resultat.pdf"), ".xlsx"),
        (("--to", "absent.csv"), "absent.csv"),
        (("--to", "absent.csv", "--territory", "dep:59"), "--territory"),
        (("--precision", "99"), "entre 0 et 1"),
        (("--model", "absent.json"), "absent.json"),
        (("--decisions", "absent.json"), "absent.json"),
    ],
)
def test_a_mistake_is_told_in_a_sentence(
    run: Run, home: Path, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    path = write_list(tmp_path / "liste.csv", ROWS)
    other = write_list(tmp_path / "annuaire.csv", ROWS)
    target = () if "--to" in words or not words else ("--to", other)
    answer = run("link", path, *target, *words)
    assert answer.code == 2
    assert told in answer.err
    assert not home.exists()
