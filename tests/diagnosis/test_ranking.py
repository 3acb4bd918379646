import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillon.diagnosis.ranking import CRITERIA, FiliereProfile, rank_filieres
from maillon.domain.errors import InvalidInput

EQUAL = dict.fromkeys(CRITERIA, 1.0)
values = st.fixed_dictionaries({key: st.one_of(st.none(), st.floats(0, 100)) for key in CRITERIA})


def profiles(*rows):
    return [FiliereProfile(key=f"f{number}", values=row) for number, row in enumerate(rows)]


@given(
    st.lists(values, min_size=1, max_size=6),
    st.fixed_dictionaries({key: st.floats(0.1, 5) for key in CRITERIA}),
    st.sampled_from(["minmax", "rank"]),
)
def test_a_score_opens_into_its_points(rows, weights, normalisation):
    for found in rank_filieres(profiles(*rows), weights, normalisation=normalisation):
        assert found.score == pytest.approx(sum(entry.points for entry in found.contributions))
        assert -1e-9 <= found.score <= 1 + 1e-9
        if found.contributions:
            assert sum(entry.weight for entry in found.contributions) == pytest.approx(1)
        assert len(found.contributions) + len(found.unknown) == len(CRITERIA)


@given(st.lists(values, min_size=2, max_size=6), st.floats(0.1, 50), st.floats(-9, 9))
def test_the_unit_of_a_criterion_does_not_change_the_scores(rows, factor, shift):
    moved = [
        {key: None if value is None else value * factor + shift for key, value in row.items()}
        for row in rows
    ]
    before, after = (
        {
            found.key: found.score
            for found in rank_filieres(profiles(*some), EQUAL, normalisation="minmax")
        }
        for some in (rows, moved)
    )
    spread = [
        max(known) - min(known)
        for key in CRITERIA
        if (known := [row[key] for row in rows if row[key] is not None])
    ]
    if all(width == 0 or width > 1e-3 for width in spread):
        assert after == pytest.approx(before, abs=1e-6)


def test_the_better_filiere_on_every_criterion_is_first_with_the_full_score():
    rows = [dict.fromkeys(CRITERIA, level) for level in (1.0, 3.0, 2.0)]
    found = rank_filieres(profiles(*rows), EQUAL)
    assert [entry.key for entry in found] == ["f1", "f2", "f0"]
    assert [entry.score for entry in found] == [1, 0.5, 0]


def test_weights_decide_between_opposite_filieres():
    rows = profiles({"gaps": 1.0, "employment": 0.0}, {"gaps": 0.0, "employment": 1.0})
    assert rank_filieres(rows, {"gaps": 3, "employment": 1})[0].key == "f0"
    assert rank_filieres(rows, {"gaps": 1, "employment": 3})[0].key == "f1"
    assert rank_filieres(rows, {"gaps": 1, "employment": 3})[0].score == 0.75


def test_one_extreme_filiere_crushes_values_but_not_ranks():
    rows = profiles({"gaps": 1.0}, {"gaps": 2.0}, {"gaps": 1000.0})
    by_value = {found.key: found.score for found in rank_filieres(rows, {"gaps": 1})}
    by_rank = {
        found.key: found.score for found in rank_filieres(rows, {"gaps": 1}, normalisation="rank")
    }
    assert by_value["f1"] < 0.01
    assert by_rank == {"f0": 0, "f1": 0.5, "f2": 1}


def test_two_filieres_take_the_first_and_the_last_rank():
    rows = profiles({"gaps": 1.0}, {"gaps": 1.5})
    found = rank_filieres(rows, {"gaps": 1}, normalisation="rank")
    assert [(entry.key, entry.score) for entry in found] == [("f1", 1), ("f0", 0)]
    assert found[0].contributions[0].value == 1.5  # as given, for whoever opens the score


def test_equal_values_share_the_mean_of_their_ranks():
    rows = profiles({"gaps": 1.0}, {"gaps": 1.0}, {"gaps": 2.0})
    found = {
        entry.key: entry.score for entry in rank_filieres(rows, {"gaps": 1}, normalisation="rank")
    }
    assert found == {"f0": 0.25, "f1": 0.25, "f2": 1}


@pytest.mark.parametrize("normalisation", ["minmax", "rank"])
def test_filieres_alike_all_stand_in_the_middle_in_the_order_of_their_keys(normalisation):
    found = rank_filieres(
        profiles({"gaps": 2.0}, {"gaps": 2.0}), EQUAL, normalisation=normalisation
    )
    assert [(entry.key, entry.score) for entry in found] == [("f0", 0.5), ("f1", 0.5)]


def test_an_unknown_value_is_neither_a_zero_nor_hidden():
    rows = profiles({"gaps": 1.0, "employment": None}, {"gaps": 0.0, "employment": 5.0})
    best, _other = rank_filieres(rows, {"gaps": 1, "employment": 1})
    assert (best.key, best.score, best.unknown) == ("f0", 1, ["employment"])


def test_a_criterion_of_weight_zero_does_not_count():
    [found] = rank_filieres(
        profiles({"gaps": 1.0, "employment": 2.0}), {"gaps": 0, "employment": 2}
    )
    assert [entry.criterion for entry in found.contributions] == ["employment"]
    assert found.unknown == []


@pytest.mark.parametrize(
    ("weights", "normalisation", "words"),
    [
        ({"beauté": 1}, "minmax", "beauté"),
        ({"gaps": -1}, "minmax", "gaps"),
        ({"gaps": float("nan")}, "minmax", "gaps"),
        ({"gaps": 0}, "minmax", "un poids"),
        ({}, "minmax", "un poids"),
        ({"gaps": 1}, "médiane", "médiane"),
    ],
)
def test_weights_that_rank_nothing_are_refused_with_their_reason(weights, normalisation, words):
    with pytest.raises(InvalidInput) as caught:
        rank_filieres(profiles({"gaps": 1.0}), weights, normalisation=normalisation)
    assert any(words in detail for detail in caught.value.details)


def test_a_profile_with_an_unknown_criterion_is_refused():
    with pytest.raises(InvalidInput):
        rank_filieres(profiles({"beauté": 1.0}), EQUAL)
