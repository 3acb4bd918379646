"""What `from maillon import …` promises to scripts and notebooks."""

import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest
from tests.studies.made_up_country import FILIERE, METROPOLIS, make_siret

import maillon


def test_every_public_name_is_there_and_listed() -> None:
    for name in maillon.__all__:
        assert getattr(maillon, name) is not None
    assert set(maillon.__all__) <= set(dir(maillon))
    with pytest.raises(AttributeError, match="nothing_of_the_kind"):
        _ = maillon.nothing_of_the_kind


def test_importing_the_package_reads_nothing_heavy() -> None:
    code = "import sys, maillon; print([m for m in sys.modules if m in ('duckdb', 'pyarrow')])"
    source = Path(maillon.__file__).parents[1]
    answer = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(source)},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert answer.stdout.strip() == "[]"


def test_a_study_gives_a_document_figures_and_arrow_tables(country_home: Path) -> None:
    territory = maillon.get_territory(METROPOLIS)
    filiere = maillon.get_filiere(FILIERE)
    assert isinstance(territory, maillon.Territory)
    assert isinstance(filiere, maillon.Filiere)
    result = maillon.diagnose(territory, filiere, home=country_home)
    assert isinstance(result, maillon.Diagnosis)
    assert isinstance(result.actors, pa.Table)
    figure = result.figures["total.establishments"]
    assert isinstance(figure, maillon.Figure)
    assert figure.value == 7
    assert result.document["figures"]["total.establishments"]["value"] == 7


def test_words_and_objects_ask_the_same_question(country_home: Path) -> None:
    by_object = maillon.diagnose(
        maillon.get_territory(METROPOLIS), maillon.get_filiere(FILIERE), home=country_home
    )
    by_words = maillon.diagnose("Métropole Européenne de Lille", FILIERE, home=country_home)
    assert by_words.document == by_object.document


def test_mistakes_are_one_family_of_errors(country_home: Path) -> None:
    with pytest.raises(maillon.MaillonError) as caught:
        maillon.diagnose("Lile", FILIERE, home=country_home)
    assert "Lille" in caught.value.for_user()


def test_decisions_may_be_given_without_being_kept(country_home: Path) -> None:
    from maillon.domain.decisions import DecisionKind

    decision = maillon.Decision(
        kind=DecisionKind.PLACE,
        actor_id=make_siret(12),
        filiere_key=FILIERE,
        stage_key="tri",
        decided_by="Exemple fictif",
        decided_on="2026-01-01",
    )
    found = [
        row["siret"]
        for row in maillon.diagnose(METROPOLIS, FILIERE, home=country_home).actors.to_pylist()
    ]
    assert decision.actor_id not in found
    result = maillon.diagnose(METROPOLIS, FILIERE, home=country_home, decisions=[decision])
    assert result.figures["stage.tri.establishments"].value == 1
    assert not (country_home / "decisions.yaml").exists()
