import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillon.diagnosis.access import EARTH_RADIUS_KM, find_nearest, measure_access

positions = st.tuples(st.floats(-80, 80), st.floats(-179, 179))
DEGREE_KM = math.pi * EARTH_RADIUS_KM / 180
PARIS, LILLE, NICE = (48.8566, 2.3522), (50.6292, 3.0573), (43.7102, 7.2620)


def haversine_km(start, end):
    lat, lon, other_lat, other_lon = map(math.radians, (*start, *end))
    half = (
        math.sin((other_lat - lat) / 2) ** 2
        + math.cos(lat) * math.cos(other_lat) * math.sin((other_lon - lon) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(min(1, math.sqrt(half)))


def test_one_degree_of_meridian_is_a_hundred_and_eleven_km():
    distance_km, nearest = find_nearest([(0, 0)], [(5, 0), (1, 0)])
    assert distance_km[0] == pytest.approx(DEGREE_KM)
    assert nearest[0] == 1


def test_paris_and_lille_are_two_hundred_km_apart():
    assert find_nearest([PARIS], [NICE, LILLE])[0][0] == pytest.approx(204, abs=1)


@given(st.lists(positions, min_size=1, max_size=5), st.lists(positions, min_size=1, max_size=5))
def test_the_nearest_target_is_the_nearest(points, targets):
    distance_km, nearest = find_nearest(points, targets)
    for point, found, target in zip(points, distance_km, nearest, strict=True):
        every = [haversine_km(point, other) for other in targets]
        assert found == pytest.approx(min(every), abs=0.01)
        assert every[target] == pytest.approx(found, abs=0.01)


def test_a_target_without_position_is_never_the_nearest():
    distance_km, nearest = find_nearest([PARIS, (np.nan, 1)], [(None, None), LILLE])
    assert nearest.tolist() == [1, -1]
    assert np.isinf(distance_km[1])


def test_many_points_are_cut_in_chunks_without_change(monkeypatch):
    generator = np.random.default_rng(1)
    points, targets = generator.uniform(-5, 5, (50, 2)), generator.uniform(-5, 5, (20, 2))
    whole = find_nearest(points, targets)
    monkeypatch.setattr("maillon.diagnosis.access._CHUNK", 100)
    cut = find_nearest(points, targets)
    assert np.array_equal(whole[0], cut[0])
    assert np.array_equal(whole[1], cut[1])


def test_the_far_share_weighs_by_inhabitants():
    access = measure_access([(0, 0), (1, 0)], [300, 100], [(0, 0.1)], limit_km=50)
    assert access.far_share == 0.25
    assert access.located_share == 1
    assert access.mean_distance_km == pytest.approx(
        0.75 * 0.1 * DEGREE_KM + 0.25 * haversine_km((1, 0), (0, 0.1))
    )


def test_people_exactly_at_the_limit_are_not_far():
    limit_km = float(find_nearest([(1, 0)], [(0, 0)])[0][0])
    for nearer, far_share in ((0, 0), (0.001, 1)):
        access = measure_access([(1, 0)], [5], [(0, 0)], limit_km=limit_km - nearer)
        assert access.far_share == far_share


@pytest.mark.parametrize("actors", [[], [(np.nan, np.nan)]])
def test_without_actor_everyone_is_far(actors):
    access = measure_access([(0, 0), (1, 0)], [3, 0], actors, limit_km=50)
    assert access.far_share == 1
    assert access.mean_distance_km == math.inf


def test_people_whose_place_is_unknown_are_left_out_and_it_is_said():
    access = measure_access([(0, 0), (np.nan, np.nan)], [1, 3], [(0, 0)], limit_km=50)
    assert (access.far_share, access.located_share) == (0, 0.25)


@pytest.mark.parametrize(
    ("points", "population"), [([], []), ([(np.nan, 1)], [5]), ([(0, 0)], [0])]
)
def test_without_located_people_there_is_no_share(points, population):
    access = measure_access(points, population, [(0, 0)], limit_km=50)
    assert access.far_share is None
    assert access.mean_distance_km is None


@given(st.lists(positions, min_size=1, max_size=4), positions, st.floats(1, 5000))
def test_one_actor_more_never_takes_anyone_farther(actors, another, limit_km):
    points, population = [(0, 0), (10, 10), (-20, 30)], [1, 2, 3]
    before = measure_access(points, population, actors, limit_km=limit_km)
    after = measure_access(points, population, [*actors, another], limit_km=limit_km)
    assert after.far_share <= before.far_share
    assert after.mean_distance_km <= before.mean_distance_km + 1e-6
