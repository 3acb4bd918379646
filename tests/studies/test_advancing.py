"""What to do next in the method: what comes before is settled first, and every reason is said."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.plain import plain

from maillon.domain.errors import InvalidInput
from maillon.reference.method import get_method
from maillon.studies.advancing import (
    Advice,
    Known,
    LeverProgress,
    LeverState,
    NextAction,
    advise,
)

METHOD = get_method()
KEYS = [lever.key for lever in METHOD.levers]
EVIDENCE = [kind.key for kind in METHOD.evidence_kinds]
STATES = st.dictionaries(
    st.sampled_from(KEYS),
    st.builds(LeverProgress, state=st.sampled_from(LeverState), proof_count=st.integers(0, 2)),
)
KNOWN = st.dictionaries(
    st.sampled_from(EVIDENCE),
    st.builds(Known, count=st.integers(0, 3), sentence=st.just("Exemple fictif.")),
)


def _advise(states: dict[str, str] | None = None, **counts: int) -> Advice:
    return advise(
        METHOD,
        {key: LeverProgress(state=LeverState(state)) for key, state in (states or {}).items()},
        {key: Known(count=count, sentence=f"Vu : {key}.") for key, count in counts.items()},
    )


def _next(advice: Advice) -> list[str]:
    return [entry.lever.key for entry in advice.next_levers]


def test_a_new_filiere_begins_with_what_the_territory_has() -> None:
    advice = _advise()
    assert _next(advice)[0] == "diagnostic.potentiel"
    assert advice.current_step is METHOD.steps[0]
    assert advice.total.to_do == 40
    assert advice.total.share == 0


def test_what_waits_is_not_proposed_and_says_for_what_it_waits() -> None:
    advice = _advise()
    waiting = {entry.lever.key: entry for entry in advice.waiting}
    assert "diagnostic.cartographie" not in _next(advice)
    (missing,) = waiting["diagnostic.cartographie"].missing
    assert missing.key == "diagnostic.potentiel"
    sentence = plain(waiting["diagnostic.cartographie"].sentence)
    assert missing.label in sentence
    assert "commencer quand même" in sentence


def test_a_finished_lever_opens_those_that_follow() -> None:
    advice = _advise({"diagnostic.potentiel": "done"})
    assert _next(advice)[:2] == ["diagnostic.cartographie", "diagnostic.etude"]
    reasons = plain(" ".join(advice.next_levers[0].reasons))
    assert "Ce qui vient avant est réglé" in reasons
    assert METHOD.get_lever("diagnostic.potentiel").label in reasons


def test_a_lever_set_aside_does_not_hold_the_others() -> None:
    advice = _advise({"diagnostic.potentiel": "set_aside"})
    assert "diagnostic.cartographie" in _next(advice)


def test_a_lever_begun_holds_the_others_and_is_to_be_finished_first() -> None:
    advice = _advise({"diagnostic.potentiel": "in_progress"})
    first = advice.next_levers[0]
    assert (first.lever.key, first.action) == ("diagnostic.potentiel", NextAction.FINISH)
    assert plain(first.sentence).startswith("À terminer")
    assert "diagnostic.cartographie" in {entry.lever.key for entry in advice.waiting}


def test_a_lever_begun_that_holds_nobody_is_left_to_the_team() -> None:
    advice = _advise({"diagnostic.recherche": "in_progress"})
    assert "diagnostic.recherche" not in _next(advice)


def test_what_is_never_finished_opens_the_rest_once_begun() -> None:
    waiting = {e.lever.key for e in _advise({"animation.groupes_de_travail": "to_do"}).waiting}
    assert "animation.charte" in waiting
    begun = _advise({"animation.groupes_de_travail": "in_progress"})
    assert "animation.charte" not in {entry.lever.key for entry in begun.waiting}


def test_what_the_tool_sees_is_not_proposed_again_and_opens_what_follows() -> None:
    advice = _advise(diagnosis_done=1)
    assert "diagnostic.potentiel" not in _next(advice)
    assert _next(advice)[0] == "diagnostic.cartographie"
    (seen,) = advice.under_way
    assert seen.lever.key == "diagnostic.potentiel"
    assert [(key, known.count) for key, known in seen.evidence] == [("diagnosis_done", 1)]
    assert "Dites s'il est en cours ou fait" in plain(seen.sentence)


def test_a_count_of_zero_is_nothing_seen() -> None:
    assert _advise(diagnosis_done=0).under_way == ()
    assert _next(_advise(diagnosis_done=0)) == _next(_advise())


@pytest.mark.parametrize(
    ("state", "words"), [("in_progress", "avance"), ("set_aside", "mis de côté")]
)
def test_a_trace_is_said_in_the_words_of_the_state(state: str, words: str) -> None:
    (seen,) = _advise({"developpement.sieg": state}, sieg=1).under_way
    assert words in plain(seen.sentence)


def test_a_lever_done_and_seen_is_no_longer_under_way() -> None:
    assert _advise({"developpement.sieg": "done"}, sieg=1).under_way == ()


def test_a_lever_done_that_nothing_shows_is_told_with_what_would_show_it() -> None:
    (entry,) = _advise({"organisation.visites": "done"}).unproved
    assert [kind.key for kind in entry.expected] == ["visit"]
    assert "une visite" in plain(entry.sentence)


def test_a_lever_that_the_tool_cannot_see_asks_for_a_document_only() -> None:
    (entry,) = _advise({"communication.plan": "done"}).unproved
    assert entry.expected == ()
    assert "Joignez un document ou un lien." in plain(entry.sentence)


def test_an_attached_proof_or_a_trace_is_enough() -> None:
    proved = {"organisation.visites": LeverProgress(state=LeverState.DONE, proof_count=1)}
    assert advise(METHOD, proved, {}).unproved == ()
    assert _advise({"organisation.visites": "done"}, visit=2).unproved == ()


def test_within_a_step_what_opens_the_most_comes_first_then_the_order_of_the_guide() -> None:
    done = {lever.key: "done" for step in METHOD.steps[:2] for lever in step.levers}
    assert _next(_advise(done)) == [
        "animation.groupes_de_travail",
        "animation.groupements",
        "animation.instances",
    ]


def test_an_earlier_step_comes_before_a_later_one_that_opens_more() -> None:
    done = {lever.key: "done" for step in METHOD.steps[:2] for lever in step.levers}
    left = done | {"organisation.visites": "to_do"}
    assert _next(_advise(left))[:2] == ["organisation.visites", "animation.groupes_de_travail"]


def test_a_step_is_finished_when_all_that_is_kept_is_done() -> None:
    levers = METHOD.steps[6].levers
    states = {lever.key: "done" for lever in levers[1:]} | {levers[0].key: "set_aside"}
    step = _advise(states).steps[6]
    assert (step.state, step.counts.kept, step.counts.share) == (LeverState.DONE, 3, 1)


def test_a_step_wholly_set_aside_has_no_share_and_says_why() -> None:
    advice = _advise({lever.key: "set_aside" for lever in METHOD.steps[6].levers})
    step = advice.steps[6]
    assert step.state is LeverState.SET_ASIDE
    figure = advice.figures[step.figure_ids["share"]]
    assert figure.value is None
    assert any("mis de côté : il n'y a pas" in plain(text) for text in figure.caveats)


def test_nothing_is_left_when_everything_is_done() -> None:
    advice = _advise(dict.fromkeys(KEYS, "done"))
    assert advice.next_levers == ()
    assert advice.waiting == ()
    assert advice.current_step is None
    assert advice.total.share == 1


def test_counts_open_as_figures_that_hold_the_same_numbers() -> None:
    advice = _advise({"diagnostic.potentiel": "done", "animation.scic": "in_progress"})
    for step in advice.steps:
        counts = step.counts.to_dict()
        for state, figure_id in step.figure_ids.items():
            assert advice.figures[figure_id].value == counts[state]
    assert advice.figures["method.done"].value == 1


def test_an_unknown_lever_or_evidence_is_refused() -> None:
    with pytest.raises(InvalidInput, match="potentiels"):
        _advise({"diagnostic.potentiels": "done"})
    with pytest.raises(InvalidInput, match="diagnosis"):
        _advise(diagnosis=1)


@given(STATES, KNOWN)
def test_the_advice_keeps_its_rules_whatever_the_state(
    states: dict[str, LeverProgress], known: dict[str, Known]
) -> None:
    advice = advise(METHOD, states, known)
    assert advise(METHOD, states, known).to_dict() == advice.to_dict()
    assert len(advice.next_levers) <= 3
    assert sum(step.counts.total for step in advice.steps) == advice.total.total == 40
    numbers = [entry.step.number for entry in advice.next_levers]
    assert numbers == sorted(numbers)
    blocked = {entry.lever.key for entry in advice.waiting}
    seen = {entry.lever.key for entry in advice.under_way}
    starts = {e.lever.key for e in advice.next_levers if e.action is NextAction.START}
    assert not starts & (blocked | seen)
    settled = {LeverState.DONE, LeverState.SET_ASIDE}
    for entry in advice.next_levers:
        assert states.get(entry.lever.key, LeverProgress()).state not in settled
        assert entry.reasons
    # Someone who waits always has somebody to act upon.
    assert advice.next_levers or not advice.waiting
    json.dumps(advice.to_dict())
