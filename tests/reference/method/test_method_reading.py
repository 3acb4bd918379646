"""A method that cannot be read is refused with every problem, its line and its remedy."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.plain import plain

import maillon.reference.method as bundled
from maillon.domain.errors import InvalidInput
from maillon.reference.method import load_means_file, load_method_file

FOLDER = Path(bundled.__file__).parent
METHOD = (FOLDER / "method.yaml").read_text(encoding="utf-8")
MEANS = (FOLDER / "means.yaml").read_text(encoding="utf-8")

Refuse = Callable[[str], InvalidInput]


@pytest.fixture
def refuse(tmp_path: Path) -> Refuse:
    def _refuse(text: str) -> InvalidInput:
        path = tmp_path / "method.yaml"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(InvalidInput) as caught:
            load_method_file(path)
        return caught.value

    return _refuse


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("after: [diagnostic.potentiel]", "after: [diagnostic.potentielle]", "n'existe pas"),
        ("after: [organisation.vision]", "after: [organisation.feuille_de_route]", "s'attendent"),
        ("key: diagnostic.etude\n", "key: diagnostic.potentiel\n", "déjà prise"),
        ("key: diagnostic.etude\n", "key: animation.etude\n", "commencer par « diagnostic. »"),
        ("number: 2\n    title", "number: 3\n    title", "on attendait 2"),
        ("levers: [animation.scic, ", "levers: [", "aucun levier de la synthèse"),
        ("levers: [animation.scic, ", "levers: [animation.cic, ", "n'existe pas"),
        (
            "  levers: [financement.investissement,",
            "  levers: [animation.scic, financement.investissement,",
            "déjà dans la synthèse",
        ),
        ("evidence: [sieg]", "evidence: [siegs]", "Choisissez : sieg"),
        ("evidence: [sieg]", "evidence: []", "ne sert à aucun levier"),
        ("lines: 525-527", "lines: 527-525", "à l'envers"),
        ("lines: 525-527", "lines: 525 à 527", "525-527"),
        ('quote: "Créer un SIEG dédié"', f'quote: "{"mot " * 13}"', "13 mots"),
        ("{document: aimf,", "{document: inconnu,", "n'existe pas"),
        ("key: initiator", "key: initiateur", "initiator"),
        ("gate: true", "gate: oui", "true ou false"),
        ("version: 1", "version: un", "un nombre entier"),
        ("    why: Un SIEG", "    whi: Un SIEG", "« why »"),
    ],
)
def test_each_mistake_has_its_sentence(old: str, new: str, expected: str, refuse: Refuse) -> None:
    text = METHOD.replace(old, new, 1)
    assert text != METHOD
    error = refuse(text)
    assert any(plain(expected) in plain(detail) for detail in error.details), error.details
    assert all("method.yaml, ligne " in plain(detail) for detail in error.details)


def test_an_order_without_its_reason_is_refused(refuse: Refuse) -> None:
    line = next(line for line in METHOD.splitlines() if "after_reason: Le guide commence" in line)
    (detail,) = refuse(METHOD.replace(f"{line}\n", "")).details
    assert "after_reason" in detail


def test_a_reason_without_an_order_is_refused(refuse: Refuse) -> None:
    (detail,) = refuse(METHOD.replace("        after: [diagnostic.potentiel]\n", "", 1)).details
    assert "sans «" in detail


def test_a_circle_of_three_is_found_and_named(refuse: Refuse) -> None:
    passage = '{where: "ici", lines: 1-2, quote: "mots"}'
    text = METHOD.replace(
        "        passage: {lines: 525-527",
        "        after: [organisation.vision]\n        after_reason: Parce que.\n"
        f"        after_passage: {passage}\n        passage: {{lines: 525-527",
    )
    assert text != METHOD
    (detail,) = refuse(text).details
    for key in ("diagnostic.potentiel", "diagnostic.cartographie", "organisation.vision"):
        assert key in detail


def test_the_line_given_is_the_line_of_the_mistake(refuse: Refuse) -> None:
    text = METHOD.replace("evidence: [land]", "evidence: [terre]")
    line = next(i for i, row in enumerate(text.split("\n"), start=1) if "[terre]" in row)
    details = refuse(text).details
    assert any(plain(detail).startswith(f"method.yaml, ligne {line} ") for detail in details)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("filieres: [laine]", "filieres: [laines]", "laine"),
        ("key: plaine-commune-alimentation", "key: pnr-lorraine-laine", "déjà prise"),
        ("people: 1", "people: null", "aucun moyen n'est chiffré"),
        ("fte: 0.3", "fte: un tiers", "un nombre"),
        ("lines: 606-606", "lines: 607-606", "à l'envers"),
    ],
)
def test_each_mistake_of_the_means_has_its_sentence(
    old: str, new: str, expected: str, tmp_path: Path
) -> None:
    text = MEANS.replace(old, new, 1)
    assert text != MEANS
    path = tmp_path / "means.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInput) as caught:
        load_means_file(path, filieres=["laine", "alimentation_durable"])
    assert any(plain(expected) in plain(detail) for detail in caught.value.details)
