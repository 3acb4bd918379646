import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.plain import plain

from maillon.diagnosis.comparison import Profile, choose_comparable, describe_comparable
from maillon.domain.errors import InvalidInput

HERE = Profile(key="ici", kind="epci", population=10_000, density_per_km2=50.0)


def other(key, population=10_000, density=50.0, *, kind="epci", shares=()):
    return Profile(
        key=key,
        kind=kind,
        population=population,
        density_per_km2=density,
        activity_shares=shares,
    )


def choose(*candidates, target=HERE, limit=5):
    return [found.key for found in choose_comparable(target, candidates, limit=limit)]


def test_the_nearest_comes_first():
    assert choose(other("loin", 90_000, 900.0), other("pareil"), other("près", 12_000, 60.0)) == [
        "pareil",
        "près",
        "loin",
    ]


def test_only_territories_of_the_same_kind_that_are_known_enough_are_compared():
    candidates = [
        other("ici"),
        other("commune", kind="commune"),
        other("désert", 0),
        other("sans surface", density=None),
        other("bon"),
    ]
    assert choose(*candidates) == ["bon"]


def test_a_target_of_unknown_density_is_compared_without_it():
    target = dataclasses.replace(HERE, density_per_km2=None)
    [found] = choose_comparable(target, [other("a", density=None)])
    assert (found.density_ratio, found.activity_gap) == (None, None)


def test_twice_as_many_is_as_far_as_half_as_many():
    found = choose_comparable(HERE, [other("double", 20_000), other("moitié", 5_000)])
    assert found[0].distance == pytest.approx(found[1].distance)
    assert [entry.key for entry in found] == ["double", "moitié"]


def test_density_counts_as_population_does():
    found = choose_comparable(HERE, [other("dense", density=100.0), other("rare", density=25.0)])
    assert found[0].distance == pytest.approx(found[1].distance)
    assert [entry.density_ratio for entry in found] == [2, 0.5]


def test_a_criterion_that_varies_little_counts_as_much_as_one_that_varies_a_lot():
    candidates = [
        other("a", 10_000, 55.0),
        other("b", 10_000, 45.0),
        other("c", 40_000, 50.0),
        other("d", 2_500, 50.0),
    ]
    distances = {found.key: found.distance for found in choose_comparable(HERE, candidates)}
    assert distances["a"] + distances["b"] == pytest.approx(
        distances["c"] + distances["d"], rel=0.01
    )


def test_the_mix_of_activities_decides_between_twins():
    target = dataclasses.replace(HERE, activity_shares=(0.5, 0.5))
    twins = [
        other("autre", shares=(1.0, 0.0)),
        other("même", shares=(0.5, 0.5)),
        other("inconnu"),
    ]
    assert choose(*twins, target=target) == ["même", "autre"]
    assert [entry.activity_gap for entry in choose_comparable(target, twins)] == [0, 1]


def test_no_candidate_gives_no_comparison():
    assert choose() == []


def test_a_target_without_inhabitant_is_refused():
    with pytest.raises(InvalidInput):
        choose(other("a"), target=dataclasses.replace(HERE, population=0))


@given(
    st.lists(st.tuples(st.integers(100, 10**6), st.floats(1, 5000)), min_size=2, max_size=8),
    st.integers(2, 50),
)
def test_the_order_does_not_depend_on_the_unit_of_population(pairs, factor):
    candidates = [
        other(f"{n:02}", population, density) for n, (population, density) in enumerate(pairs)
    ]
    scaled = [
        dataclasses.replace(entry, population=entry.population * factor) for entry in candidates
    ]
    bigger = dataclasses.replace(HERE, population=HERE.population * factor)
    before = choose_comparable(HERE, candidates)
    after = choose_comparable(bigger, scaled)
    assert [entry.distance for entry in after] == pytest.approx(
        [entry.distance for entry in before], abs=1e-6
    )


def test_the_reason_is_written_in_words():
    target = dataclasses.replace(HERE, activity_shares=(0.5, 0.5))
    shares = (0.75, 0.25)
    near, far = choose_comparable(
        target,
        [
            other("près", 10_500, 40.0, shares=shares),
            other("loin", 13_000, 150.0, shares=shares),
        ],
    )
    assert plain(describe_comparable(near)) == (
        "Même type de territoire : population voisine, densité plus faible de 20 %, "
        "75 % du tissu d'activités en commun."
    )
    assert "plus forte de 30 %" in plain(describe_comparable(far))
    assert "3 fois plus forte" in plain(describe_comparable(far))
    alike = dataclasses.replace(near, density_ratio=None, activity_gap=None)
    assert plain(describe_comparable(alike)) == "Même type de territoire : population voisine."
