"""A filière file written by a person: every problem is named with its line and its remedy."""

from pathlib import Path

import pytest
from tests.plain import plain

from maillon.domain.errors import InvalidInput
from maillon.domain.language import use_language
from maillon.reference.filieres import load_filiere_file

GOOD = """\
key: exemple
label: Exemple fictif
description: Une filière fictive, pour les tests.
kind: chain
version: "2026-11-22"
source: Fichier de test
matters:
  - laine brute
stages:
  - key: amont
    label: Élevage
    activities:
      - {naf: "01.45Z", specificite: forte, keywords: [bélier]}
    outputs:
      - {matter: laine brute, to: preparation}
  - key: preparation
    label: Lavage
    activities: []
cpv:
  - {cpv: "19281000", specificite: forte, stage: amont, keywords: [laine]}
waste_codes: ["04 02 21"]
rep_families: ["11"]
"""


def refuse(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "exemple.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInput) as caught:
        load_filiere_file(path)
    assert "exemple.yaml" in caught.value.for_user()
    return [plain(detail) for detail in caught.value.details]


def line_of(text: str, wanted: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), start=1) if wanted in line)


def test_a_short_file_is_a_filiere(tmp_path: Path) -> None:
    path = tmp_path / "exemple.yaml"
    path.write_text(GOOD, encoding="utf-8")
    filiere = load_filiere_file(path)
    assert filiere.get_stage("amont").outputs[0].to_stage == "preparation"
    assert filiere.get_stage("amont").activities[0].keywords == ("BELIER",)
    assert filiere.get_stage("amont").cpv_codes == ("19281000",)


def test_what_has_no_translation_stays_in_french(tmp_path: Path) -> None:
    path = tmp_path / "exemple.yaml"
    path.write_text(GOOD, encoding="utf-8")
    use_language("en")
    try:
        assert load_filiere_file(path).label == "Exemple fictif"
    finally:
        use_language("fr")


def test_the_prefix_of_a_purchase_is_its_code_without_final_zeros(tmp_path: Path) -> None:
    from maillon.reference.filieres import list_purchases

    (tmp_path / "exemple.yaml").write_text(GOOD, encoding="utf-8")
    assert [p.prefix for p in list_purchases("exemple", tmp_path)] == ["19281"]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ('naf: "01.45Z"', 'naf: "0145Z"', "s'écrit « 01.45Z »"),
        ('naf: "01.45Z"', 'naf: "01.45A"', "Dans la même classe : 01.45Z"),
        ('naf: "01.45Z"', 'naf: "99.98Z"', "n’existe pas dans la NAF"),
        ('naf: "01.45Z"', 'naf: "38.21Y"', "naf25"),
        ('naf: "01.45Z"', "naf: 145", "entre guillemets"),
        ("keywords: [bélier]", "naf25: [38.21Z]", "NAF rév. 2"),
        ("keywords: [bélier]", "naf25: [abc]", "38.21Y"),
        ("keywords: [bélier]", "keywords: [or]", "trop court"),
        ("keywords: [bélier]", "keywords: bélier", "une liste"),
        ("keywords: [bélier]", 'keywords: [""]', "vide"),
        ("keywords: [bélier]", "mots: [bélier]", "« mots » n'existe pas ici"),
        ("specificite: forte, keywords: [bé", "specificite: fort, keywords: [bé", "« forte »"),
        ('cpv: "19281000"', 'cpv: "19281000-4"', "sans son chiffre de contrôle"),
        ('cpv: "19281000"', 'cpv: "19281001"', "le code CPV « 19281001 » n'existe pas"),
        ('cpv: "19281000"', "cpv: 19281000", "entre guillemets"),
        ('cpv: "19281000"', 'cpv: "19281000", prefix: "45"', "n’est pas le début"),
        ('cpv: "19281000"', 'cpv: "19281000", shared_by: deux', "nombre entier"),
        ('cpv: "19281000"', 'cpv: "19281000", nature: biens', "fournitures"),
        ("stage: amont", "stage: amnt", "« amont »"),
        ('["04 02 21"]', '["04.02.21"]', "trois fois deux chiffres"),
        ('["04 02 21"]', '["34 02 21"]', "chapitre de 01 à 20"),
        ('["04 02 21"]', '["17 02 04"]', "dangereux : écrivez « 17 02 04* »"),
        ('["04 02 21"]', '["04 02 21*"]', "n’est pas dangereux"),
        ('["11"]', '["23"]', "de 1 à 22"),
        ("to: preparation", "to: preparations", "« preparation »"),
        ("matter: laine brute", "matter: laine lavée", "matières (matters)"),
        ("  - key: preparation", "  - key: Préparation", "minuscules sans accent"),
        ("kind: chain", "kind: chaine", "« chain »"),
        ('version: "2026-11-22"', 'version: "novembre"', "comme «\u00a02026-11-22\u00a0»"),
        ('version: "2026-11-22"', "version: 2026-13-45", "entre guillemets"),
        ("label: Exemple fictif", "label: Exemple\nlabel: Encore", "deux fois"),
        ("label: Exemple fictif", "label: [Exemple]", "un texte simple"),
    ],
)
def test_a_mistake_is_named_at_its_line_with_its_remedy(
    tmp_path: Path, before: str, after: str, expected: str
) -> None:
    text = GOOD.replace(before, after, 1)
    problem = refuse(tmp_path, text)[-1]
    wrong = after.splitlines()[-1]
    assert plain(expected) in problem
    assert problem.startswith(f"exemple.yaml, ligne {line_of(text, wrong)} : ")


def test_every_problem_is_given_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = GOOD.replace("kind: chain", "kind: x").replace("01.45Z", "x").replace("19281000", "x")
    problems = refuse(tmp_path, text)
    lines = [int(problem.split("ligne ")[1].split(" ")[0]) for problem in problems]
    assert len(problems) == 3
    assert lines == sorted(lines)


def test_a_missing_field_is_asked_for(tmp_path: Path) -> None:
    (problem,) = refuse(tmp_path, GOOD.replace("kind: chain\n", ""))
    assert "« kind »" in problem


def test_a_code_written_twice_in_a_stage_is_refused(tmp_path: Path) -> None:
    row = '      - {naf: "01.45Z", specificite: faible}\n'
    (problem,) = refuse(tmp_path, GOOD.replace("    outputs:\n", row + "    outputs:\n"))
    assert "déjà dans ce maillon" in problem


def test_two_stages_cannot_bear_the_same_key(tmp_path: Path) -> None:
    text = GOOD.replace("  - key: preparation", "  - key: amont")
    problems = refuse(tmp_path, text)
    second = line_of(text, "label: Lavage") - 1
    assert any(f"ligne {second} : la clé « amont » est déjà prise" in each for each in problems)


def test_a_chain_names_stages_that_exist(tmp_path: Path) -> None:
    chains = "chains:\n  - {key: une, label: Une chaîne, stages: [amont, lavage]}\nstages:\n"
    (problem,) = refuse(tmp_path, GOOD.replace("stages:\n", chains, 1))
    assert "« lavage » n'est pas un maillon" in problem


def test_an_output_needs_matters_to_be_declared(tmp_path: Path) -> None:
    (problem,) = refuse(tmp_path, GOOD.replace("matters:\n  - laine brute\n", ""))
    assert "commencez par là" in problem


def test_a_filiere_without_stage_is_refused(tmp_path: Path) -> None:
    head = GOOD.partition("stages:")[0]
    (problem,) = refuse(tmp_path, head + "stages: []\n")
    assert "aucun maillon" in problem


def test_tabs_are_named_line_by_line(tmp_path: Path) -> None:
    text = GOOD.replace("    label: Élevage", "\tlabel: Élevage").replace(
        "    label: Lavage", "\tlabel: Lavage"
    )
    problems = refuse(tmp_path, text)
    assert [problem.split(" : ")[0] for problem in problems] == [
        f"exemple.yaml, ligne {line_of(text, word)}" for word in ("Élevage", "Lavage")
    ]
    assert all("espaces" in problem for problem in problems)


def test_a_wrong_indentation_is_located(tmp_path: Path) -> None:
    text = GOOD.replace("kind: chain", "  kind: chain")
    (problem,) = refuse(tmp_path, text)
    assert "alignement" in problem
    line = int(problem.split("ligne ")[1].split(" ")[0])
    assert abs(line - line_of(text, "kind: chain")) <= 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "vide"),
        ("# rien\n", "vide"),
        ("- un\n- deux\n", "nom: valeur"),
        ("a\0b", "ne se lit pas"),
    ],
)
def test_what_is_no_filiere_at_all_is_told(tmp_path: Path, text: str, expected: str) -> None:
    assert expected in refuse(tmp_path, text)[0]


def test_a_missing_file_is_told_without_its_folder(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as caught:
        load_filiere_file(tmp_path / "absent.yaml")
    assert "absent.yaml" in caught.value.for_user()
    assert str(tmp_path) not in caught.value.for_user()


def test_a_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    path = tmp_path / "exemple.yaml"
    path.write_bytes(GOOD.encode("latin-1"))
    with pytest.raises(InvalidInput) as caught:
        load_filiere_file(path)
    assert "UTF-8" in caught.value.for_user()
