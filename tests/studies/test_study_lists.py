"""Own lists and human decisions beside the register."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.studies.documents import check_document, find_actor, read_figures, to_text
from tests.studies.made_up_country import (
    CLOSED,
    FILIERE,
    MASKED,
    METROPOLIS,
    ORCHIES,
    WORKSHOP,
    build_home,
    make_siret,
)
from tests.studies.made_up_lists import DATE, import_rows, make_row, write_list

from maillon.domain.decisions import DecisionKind
from maillon.domain.errors import InvalidInput
from maillon.domain.visibility import Visibility
from maillon.studies.decisions import add_decision, list_decisions, undo_decision
from maillon.studies.diagnosing import diagnose
from maillon.studies.importing import forget_import, import_list, list_imports

RESTAURANT = make_siret(12)


def _diagnose(home: Path) -> dict[str, Any]:
    document = diagnose(METROPOLIS, FILIERE, home=home).document
    check_document(document)
    return document


def _placed(document: dict[str, Any], siret: str) -> dict[str, str]:
    actor = find_actor(document, siret)
    return {stage["key"]: stage["confidence"] for stage in actor["stages"]} if actor else {}


def test_an_actor_of_the_list_and_of_the_register_is_counted_once(
    own_home: Path, tmp_path: Path
) -> None:
    before = read_figures(_diagnose(own_home))["establishments"]
    row = make_row("Nom d'usage fictif", "fabrication", SIRET=make_siret(WORKSHOP))
    import_rows(own_home, tmp_path / "liste.csv", [row])
    document = _diagnose(own_home)
    assert read_figures(document)["establishments"] == before
    actor = find_actor(document, make_siret(WORKSHOP))
    assert actor is not None
    assert actor["name"] == "EXEMPLE FICTIF TISSAGE"
    assert {"liste-exemple-fictif", "sirene-etablissements"} <= set(actor["sources"])
    assert _placed(document, make_siret(WORKSHOP))["fabrication"] == "declared"


def test_a_listed_establishment_that_the_register_gives_as_closed_is_said_and_not_counted(
    own_home: Path, tmp_path: Path
) -> None:
    before = read_figures(_diagnose(own_home))
    row = make_row("Exemple fictif fermé", "fabrication", SIRET=make_siret(CLOSED))
    import_rows(own_home, tmp_path / "liste.csv", [row])
    document = _diagnose(own_home)
    assert read_figures(document) == before
    assert find_actor(document, make_siret(CLOSED)) is None
    warning = next(entry for entry in document["warnings"] if entry["code"] == "closed")
    assert make_siret(CLOSED) in warning["remedy"]


def test_a_list_without_siret_adds_actors_to_identify(own_home: Path, tmp_path: Path) -> None:
    before = read_figures(_diagnose(own_home))["establishments"]
    report = import_rows(
        own_home,
        tmp_path / "liste.csv",
        [make_row("Exemple fictif A", "tri"), make_row("Exemple fictif B", SIRET="123")],
    )
    assert (report.row_count, report.rejected_count) == (2, 2)
    assert report.reject_path is not None
    assert "123" in report.reject_path.read_text(encoding="utf-8")
    document = _diagnose(own_home)
    assert read_figures(document)["establishments"] == before + 1
    assert read_figures(document, "tri")["establishments"] == 1


def test_the_register_says_where_an_establishment_is(own_home: Path, tmp_path: Path) -> None:
    """The list says Lille, the register Orchies: the register places a SIRET for good."""
    row = make_row("Exemple fictif parti", "fabrication", SIRET=make_siret(17))
    import_rows(own_home, tmp_path / "liste.csv", [row])
    assert find_actor(_diagnose(own_home), make_siret(17)) is None
    there = diagnose(f"commune:{ORCHIES}", FILIERE, home=own_home).document
    assert find_actor(there, make_siret(17)) is not None


def test_a_list_does_not_unmask_what_is_partially_diffused(own_home: Path, tmp_path: Path) -> None:
    row = make_row("Nom fictif à ne pas montrer", "fabrication", SIRET=make_siret(MASKED))
    import_rows(own_home, tmp_path / "liste.csv", [row], visibility=Visibility.PUBLIC)
    document = _diagnose(own_home)
    assert "ne pas montrer" not in to_text(document)
    assert read_figures(document, "fabrication")["hidden"] == 1


def test_importing_a_list_again_replaces_it(own_home: Path, tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    import_rows(own_home, path, [make_row(f"Exemple fictif {n}", "tri") for n in range(3)])
    import_rows(own_home, path, [make_row("Exemple fictif 9", "tri")])
    assert read_figures(_diagnose(own_home), "tri")["establishments"] == 1
    assert [entry.key for entry in list_imports(home=own_home)].count("liste-exemple-fictif") == 1


def test_a_forgotten_list_leaves_no_trace(own_home: Path, tmp_path: Path) -> None:
    before = to_text(_diagnose(own_home))
    import_rows(own_home, tmp_path / "liste.csv", [make_row("Exemple fictif", "tri")])
    assert to_text(_diagnose(own_home)) != before
    forget_import("liste-exemple-fictif", home=own_home)
    assert to_text(_diagnose(own_home)) == before
    with pytest.raises(InvalidInput):
        forget_import("liste-exemple-fictif", home=own_home)


@pytest.mark.parametrize(("label", "day"), [("", DATE), ("  ", DATE), ("Fictive", "31/03/2026")])
def test_a_list_needs_a_name_and_a_date(home: Path, tmp_path: Path, label: str, day: str) -> None:
    path = write_list(tmp_path / "liste.csv", [make_row("Exemple fictif")])
    with pytest.raises(InvalidInput) as caught:
        import_list(path, label=label, vintage=day, visibility=Visibility.MEMBERS, home=home)
    assert "--" in caught.value.for_user()
    assert not home.exists()


def test_a_general_code_in_a_list_is_told_and_not_placed(own_home: Path, tmp_path: Path) -> None:
    import_rows(own_home, tmp_path / "liste.csv", [make_row("Exemple fictif", NAF="88.99B")])
    document = _diagnose(own_home)
    assert "weak_code_only" in {entry["code"] for entry in document["warnings"]}


# Decisions


def test_a_human_places_an_establishment_that_no_clue_tells(own_home: Path) -> None:
    assert _placed(_diagnose(own_home), RESTAURANT) == {}
    add_decision(
        kind=DecisionKind.PLACE,
        actor_id=RESTAURANT,
        filiere_key=FILIERE,
        stage_key="soutien",
        decided_by="Exemple fictif",
        home=own_home,
    )
    document = _diagnose(own_home)
    assert _placed(document, RESTAURANT) == {"soutien": "confirmed"}
    assert read_figures(document, "soutien")["establishments"] == 1
    other = diagnose(METROPOLIS, "laine", home=own_home).document
    assert find_actor(other, RESTAURANT) is None


def test_a_human_removes_what_the_code_alone_would_place(own_home: Path) -> None:
    weaver = make_siret(WORKSHOP)
    add_decision(
        kind=DecisionKind.REMOVE,
        actor_id=weaver,
        filiere_key=FILIERE,
        stage_key="fabrication",
        decided_by="Exemple fictif",
        home=own_home,
    )
    document = _diagnose(own_home)
    assert find_actor(document, weaver) is None
    assert read_figures(document, "fabrication")["establishments"] == 2


@pytest.mark.parametrize(
    ("kind", "published", "declared"),
    [(DecisionKind.ESS_REFUSED, 1, 0), (DecisionKind.ESS_DECLARED, 1, 1)],
)
def test_a_human_settles_the_ess_status(
    own_home: Path, kind: DecisionKind, published: int, declared: int
) -> None:
    add_decision(
        kind=kind, actor_id=make_siret(WORKSHOP), decided_by="Exemple fictif", home=own_home
    )
    total = read_figures(_diagnose(own_home))
    assert (total["ess_published"], total["ess_declared"]) == (published, declared)


def test_decisions_survive_a_new_import_and_can_be_undone(own_home: Path, tmp_path: Path) -> None:
    before = to_text(_diagnose(own_home))
    add_decision(
        kind=DecisionKind.PLACE,
        actor_id=f" {RESTAURANT[:3]} {RESTAURANT[3:]}",
        filiere_key=FILIERE,
        stage_key="tri",
        decided_by="Exemple fictif",
        home=own_home,
    )
    build_home(own_home, tmp_path / "again")
    assert _placed(_diagnose(own_home), RESTAURANT) == {"tri": "confirmed"}
    undone = undo_decision(1, own_home)
    assert undone.actor_id == RESTAURANT
    assert list_decisions(own_home) == []
    assert to_text(_diagnose(own_home)) == before


def test_a_later_decision_on_the_same_subject_replaces_the_former(own_home: Path) -> None:
    for kind in (DecisionKind.PLACE, DecisionKind.REMOVE):
        add_decision(
            kind=kind,
            actor_id=RESTAURANT,
            filiere_key=FILIERE,
            stage_key="tri",
            decided_by="Exemple fictif",
            home=own_home,
        )
    assert [decision.kind for decision in list_decisions(own_home)] == [DecisionKind.REMOVE]
    assert find_actor(_diagnose(own_home), RESTAURANT) is None


@pytest.mark.parametrize(("filiere", "stage"), [("textile", "tri"), (FILIERE, "trie")])
def test_a_decision_about_nothing_known_is_refused(home: Path, filiere: str, stage: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        add_decision(
            kind=DecisionKind.PLACE,
            actor_id=RESTAURANT,
            filiere_key=filiere,
            stage_key=stage,
            decided_by="Exemple fictif",
            home=home,
        )
    assert "tri" in caught.value.for_user() or FILIERE in caught.value.for_user()
    assert not home.exists()


@pytest.mark.parametrize("number", [0, 1, -1])
def test_only_a_listed_decision_can_be_undone(home: Path, number: int) -> None:
    with pytest.raises(InvalidInput, match=str(number)):
        undo_decision(number, home)


@pytest.mark.parametrize(
    "content", ["- kind: nonsense\n  actor_id: x", "just words", "a: [", "- 3", "kind: place"]
)
def test_a_damaged_file_of_decisions_stops_the_study_and_says_where(
    home: Path, content: str
) -> None:
    home.mkdir()
    (home / "decisions.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(InvalidInput) as caught:
        diagnose(METROPOLIS, FILIERE, home=home)
    assert "decisions.yaml" in caught.value.for_user()


def test_the_file_of_decisions_can_be_read_by_a_person(own_home: Path) -> None:
    add_decision(
        kind=DecisionKind.ESS_DECLARED,
        actor_id=RESTAURANT,
        reason="Exemple fictif : écrit à la main",
        decided_by="Réseau fictif",
        home=own_home,
    )
    text = (own_home / "decisions.yaml").read_text(encoding="utf-8")
    assert "écrit à la main" in text
    assert yaml.safe_load(text)[0]["decided_by"] == "Réseau fictif"
