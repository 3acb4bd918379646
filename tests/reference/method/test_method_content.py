"""The bundled method is the guide's: seven steps, forty levers, ten in summary, two scenarios."""

from itertools import pairwise

import pytest
from tests.plain import plain

from maillon.domain.errors import InvalidInput
from maillon.domain.filiere import FiliereKind
from maillon.reference.filieres import list_filieres
from maillon.reference.method import get_method, list_means_cases

METHOD = get_method()


def test_the_method_has_the_steps_and_the_levers_of_the_guide() -> None:
    counts = {step.key: len(step.levers) for step in METHOD.steps}
    assert counts == {
        "diagnostic": 5,
        "organisation": 5,
        "animation": 8,
        "financement": 8,
        "communication": 5,
        "developpement": 5,
        "formation": 4,
    }
    assert [step.number for step in METHOD.steps] == [1, 2, 3, 4, 5, 6, 7]
    assert [entry.number for entry in METHOD.synthesis] == list(range(1, 11))
    assert [scenario.key for scenario in METHOD.scenarios] == ["initiator", "supporter"]


def test_the_levers_follow_each_other_in_the_text_of_the_guide() -> None:
    first_lines = [lever.passage.first_line for lever in METHOD.levers]
    assert all(before < after for before, after in pairwise(first_lines))


def test_each_lever_is_in_the_summary_or_said_to_be_out_of_it() -> None:
    gathered = {key for entry in METHOD.synthesis for key in entry.levers}
    everything = {lever.key for lever in METHOD.levers}
    assert gathered | set(METHOD.outside_synthesis) == everything
    assert not gathered & set(METHOD.outside_synthesis)


def test_the_five_factors_of_the_gate_come_from_the_aimf_document() -> None:
    gate = [factor for factor in METHOD.success_factors if factor.is_gate]
    assert len(gate) == 5
    assert {factor.passage.document for factor in gate} == {"aimf"}
    others = [factor for factor in METHOD.success_factors if not factor.is_gate]
    assert {factor.passage.document for factor in others} == {"guide"}
    assert {factor.key for factor in others} == {
        "portage_politique",
        "animation",
        "valeurs",
        "opportunites",
    }


def test_cooperation_has_four_kinds_and_three_aims() -> None:
    assert len(METHOD.cooperation_kinds) == 4
    assert len(METHOD.cooperation_aims) == 3


def test_a_condition_that_the_guide_does_not_say_is_told_apart() -> None:
    conditions = [c for scenario in METHOD.scenarios for c in scenario.conditions]
    assert {condition.is_from_source for condition in conditions} == {True, False}


def test_the_two_forms_are_those_that_a_filiere_may_have() -> None:
    assert {form.key for form in METHOD.forms} == {kind.value for kind in FiliereKind}


def test_followers_and_predecessors_are_the_same_arrows() -> None:
    arrows = {(before, lever.key) for lever in METHOD.levers for before in lever.after}
    seen = {
        (lever.key, follower.key)
        for lever in METHOD.levers
        for follower in METHOD.list_followers(lever.key)
    }
    assert arrows == seen
    assert ("organisation.vision", "organisation.feuille_de_route") in arrows


def test_a_lever_knows_its_place_in_the_summary() -> None:
    assert [e.key for e in METHOD.list_synthesis("animation.scic")] == ["scic"]
    assert METHOD.list_synthesis("financement.investissement") == ()


@pytest.mark.parametrize(
    ("ask", "key", "near"),
    [
        (METHOD.get_lever, "diagnostic.potentiels", "diagnostic.potentiel"),
        (METHOD.get_step, "diagnostique", "diagnostic"),
        (METHOD.get_scenario, "initiatrice", "initiator"),
        (METHOD.get_form, "chaine", "chain"),
        (METHOD.get_evidence_kind, "signal", "signals"),
    ],
)
def test_what_does_not_exist_is_refused_with_the_nearest(ask: object, key: str, near: str) -> None:
    assert callable(ask)
    assert ask(near).key == near
    with pytest.raises(InvalidInput) as caught:
        ask(key)
    assert near in caught.value.for_user()


def test_the_means_are_the_five_cases_that_the_guide_tells() -> None:
    cases = {case.key: case for case in list_means_cases()}
    assert len(cases) == 5
    lorraine = cases["pnr-lorraine-laine"]
    assert (lorraine.fte, lorraine.fte_total, lorraine.people) == (0.3, 3, 2)
    assert "tiers-temps" in plain(lorraine.doubt)
    assert cases["grand-orly-seine-bievre"].fte_total == 3
    assert cases["plaine-commune-alimentation"].fte == 1
    assert cases["sud-aquitaine-circuits-courts"].fte is None
    assert "Val de Marne" in cases["paris-vallee-de-la-marne-brassicole"].doubt


def test_means_name_filieres_that_exist() -> None:
    known = {filiere.key for filiere in list_filieres()}
    assert {key for case in list_means_cases() for key in case.filieres} <= known
