"""A case that cannot be read is refused with every problem, its line and its remedy."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.plain import plain

from maillon.domain.errors import InvalidInput
from maillon.reference.cases import load_case_file

VALID = """\
key: cas-fictif
title: Cas fictif
summary: Exemple fictif pour les tests.
summary_en: Made-up example for the tests.
source:
  document: Document fictif
  publisher: Personne
  date: "2023"
  lines: 1-9
  licence_note: Sans objet.
filieres: [laine]
territory:
  keys: ["epci:200044014"]
  name: Territoire fictif
  is_exact: true
  note: Exemple.
actors:
  - id: exemple-fictif-1
    name: Exemple fictif 1
    role: Aucun.
    commune_code: null
    place_reason: Lieu non dit.
    passage: {lines: 1-2, quote: exemple}
    ess: {declared: unknown}
    stages:
      - {stage: tri, reason: Exemple.}
needs: []
resources: []
know_how: []
levers: []
facts: []
"""

Refuse = Callable[[str], InvalidInput]


@pytest.fixture
def refuse(tmp_path: Path) -> Refuse:
    def _refuse(text: str) -> InvalidInput:
        path = tmp_path / "cas-fictif.yaml"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(InvalidInput) as caught:
            load_case_file(path)
        return caught.value

    return _refuse


def _line_of(text: str, wanted: str) -> int:
    return next(i for i, line in enumerate(text.split("\n"), start=1) if wanted in line)


def test_the_example_of_these_tests_is_a_case(tmp_path: Path) -> None:
    path = tmp_path / "cas-fictif.yaml"
    path.write_text(VALID, encoding="utf-8")
    case = load_case_file(path)
    assert case.actors[0].filieres == ("laine",)
    assert case.actors[0].stages[0].passage == case.actors[0].passage


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("title: Cas fictif\n", "", "il manque « title »"),
        ("title: Cas fictif", "titel: Cas fictif", "« title »"),
        ("title: Cas fictif", "title: ''", "est vide"),
        ("title: Cas fictif", "title: 12", "un texte"),
        ('date: "2023"', "date: 2023-01-01", "un texte"),
        ('date: "2023"', 'date: "an 2023"', "2023"),
        ("is_exact: true", "is_exact: oui", "true ou false"),
        ("filieres: [laine]", "filieres: laine", "une liste"),
        ("filieres: [laine]", "filieres: []", "est vide"),
        ("filieres: [laine]", "filieres: [laines]", "Choisissez : laine"),
        ("epci:200044014", "epci:2000", "epci:200044014"),
        ("commune_code: null", "commune_code: 23008", "un texte"),
        ("stage: tri,", "stage: trie,", "tri"),
        ("lines: 1-2", "lines: 1 à 2", "1127-1130"),
        ("lines: 1-2", "lines: 2-1", "à l’envers"),
        ("quote: exemple}", f"quote: {'mot ' * 13}}}", "13 mots"),
        ("    ess: {declared: unknown}\n", "", "il manque «\u00a0ess\u00a0»"),
        ("    ess:", "    public: true\n    ess:", "Retirez «\u00a0ess\u00a0»"),
        ("reason: Exemple.}", "reason: Exemple., filiere: bois}", "n’est pas de ce cas"),
        ("filieres: [laine]", "filieres: [laine, bois]", "il manque «\u00a0filiere\u00a0»"),
        (
            "filieres: [laine]",
            "filieres: [laine]\nfiliere_notes: {bois: Exemple.}",
            "n’est pas de ce cas",
        ),
        (
            "filieres: [laine]",
            "filieres: [laine]\nfiliere_notes: {inconnue: Exemple.}",
            "inconnu",
        ),
        (
            "- {stage: tri, reason: Exemple.}",
            "- {stage: tri, reason: A.}\n      - {stage: tri, reason: B.}",
            "donné deux fois",
        ),
        ("key: cas-fictif", "key: autre-cas", "cas-fictif"),
        ("title: Cas fictif", "title: Cas fictif\ntitle: Encore", "écrit deux fois"),
        ("title: Cas fictif", "title: Cas fictif\nxxxxxxxxx: rien", "Retirez ce champ"),
    ],
)
def test_each_mistake_has_its_sentence(old: str, new: str, expected: str, refuse: Refuse) -> None:
    text = VALID.replace(old, new, 1)
    assert text != VALID
    error = refuse(text)
    assert any(plain(expected) in plain(detail) for detail in error.details), error.details
    assert all("cas-fictif.yaml, ligne " in detail for detail in error.details)


def test_the_line_given_is_the_line_of_the_mistake(refuse: Refuse) -> None:
    text = VALID.replace("stage: tri", "stage: fantaisie")
    (detail,) = refuse(text).details
    assert f"ligne {_line_of(text, 'fantaisie')} " in plain(detail)


def test_two_actors_cannot_share_an_identifier(refuse: Refuse) -> None:
    start, end = VALID.index("  - id:"), VALID.index("needs:")
    text = VALID[:end] + VALID[start:end] + VALID[end:]
    (detail,) = refuse(text).details
    assert "déjà décrit" in detail


def test_all_problems_come_at_once(refuse: Refuse) -> None:
    text = VALID.replace("title: Cas fictif", "title: 1").replace(
        "declared: unknown", "declared: x"
    )
    assert len(refuse(text).details) == 2


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "est vide"),
        (b"key: [", "ligne"),
        (b"key: \x01", "ligne"),
        ("key: été".encode("latin-1"), "UTF-8"),
        (b"- une liste", "lignes"),
    ],
)
def test_what_is_no_case_at_all_is_refused_with_a_sentence(
    content: bytes, expected: str, tmp_path: Path
) -> None:
    path = tmp_path / "cas-fictif.yaml"
    path.write_bytes(content)
    with pytest.raises(InvalidInput) as caught:
        load_case_file(path)
    assert expected in caught.value.for_user()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as caught:
        load_case_file(tmp_path / "absent.yaml")
    assert "absent.yaml" in caught.value.for_user()
