from itertools import pairwise

import pytest

from maillon.reference.territories import (
    distance_km,
    get_outline,
    get_territory,
    iter_commune_shapes,
    list_neighbours,
    list_territories,
)
from maillon.reference.territories.files import read_columns
from maillon.reference.territories.rings import (
    assemble_polygons,
    contains_point,
    cut_shared_edges,
    decode_shape,
)


def _holds(polygons, place):
    return any(
        contains_point(outer, place.lon, place.lat)
        and not any(contains_point(hole, place.lon, place.lat) for hole in holes)
        for outer, *holes in polygons
    )


def _area(ring):
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring)))


def test_haute_marne_has_its_six_neighbours():
    names = {territory.name for territory in list_neighbours(get_territory("dep:52"))}

    assert names == {"Aube", "Côte-d'Or", "Haute-Saône", "Marne", "Meuse", "Vosges"}


def test_islands_have_no_neighbour():
    assert list_neighbours(get_territory("reg:94")) == []
    assert list_neighbours(get_territory("commune:29155")) == []  # Ouessant


def test_neighbours_have_each_other_for_neighbours():
    for kind in ("departement", "region", "ept"):
        around = {t.key: {n.key for n in list_neighbours(t)} for t in list_territories(kind)}
        for key, neighbours in around.items():
            assert key not in neighbours
            assert all(key in around[neighbour] for neighbour in neighbours)


def test_a_border_is_written_once():
    columns = read_columns("borders")
    pairs = list(zip(columns["code"], columns["neighbour_code"], strict=True))

    assert len(pairs) == len(set(pairs))
    assert all(code < neighbour for code, neighbour in pairs)


def test_cities_have_communes_for_neighbours_and_arrondissements_both():
    around_paris = {t.code for t in list_neighbours(get_territory("commune:75056"))}
    around_tenth = {t.code for t in list_neighbours(get_territory("commune:75110"))}

    assert {"92012", "93048", "94018"} <= around_paris
    assert not any(code.startswith("751") for code in around_paris)
    assert around_tenth == {"75102", "75103", "75109", "75111", "75118", "75119"}


def test_around_the_mel_are_epci_of_nord_and_pas_de_calais():
    neighbours = list_neighbours(get_territory("epci:200093201"))

    assert {code[:2] for t in neighbours for code in t.commune_codes} == {"59", "62"}


def test_a_town_abroad_has_no_border_and_no_outline():
    tunis = get_territory("geonames:2464470")

    assert list_neighbours(tunis) == []
    assert get_outline(tunis) == []


@pytest.mark.parametrize("key", ["epci:200046977", "dep:29", "dep:974", "reg:27", "epci:200072999"])
def test_an_outline_holds_the_points_of_its_communes(key):
    territory = get_territory(key)
    outline = get_outline(territory)

    inside = sum(_holds(outline, place) for place in territory.places)

    assert inside >= 0.98 * len(territory.places)


def test_rings_are_closed_and_in_france():
    for polygon in get_outline(get_territory("reg:53")):
        for ring in polygon:
            assert ring[0] == ring[-1]
            assert len(ring) >= 4
            assert all(-6 < lon < 0 and 47 < lat < 49 for lon, lat in ring)


def test_an_outline_covers_what_its_communes_cover():
    # No hole, no overlap: the areas are equal, to the last square of the grid.
    for key in ("epci:200054781", "dep:35", "dep:972"):
        territory = get_territory(key)
        parts = [p for _code, shape in iter_commune_shapes(territory.commune_codes) for p in shape]
        whole = get_outline(territory)
        areas = [
            sum(_area(polygon[0]) - sum(map(_area, polygon[1:])) for polygon in polygons)
            for polygons in (parts, whole)
        ]
        assert areas[0] == pytest.approx(areas[1], rel=1e-6)


def test_enclaves_are_holes():
    # Canton de Valréas (Vaucluse) in the Drôme, Llívia (Spain) in the Pyrénées-Orientales.
    for key, lat, lon in (("dep:26", 44.38, 4.99), ("dep:66", 42.464, 1.981)):
        polygons = get_outline(get_territory(key))
        holes = [hole for polygon in polygons for hole in polygon[1:]]
        assert any(contains_point(hole, lon, lat) for hole in holes)


def test_nearly_every_commune_has_a_contour():
    codes = get_territory("reg:84").commune_codes
    drawn = {code for code, _shape in iter_commune_shapes(codes)}

    assert set(codes) - drawn == {"15031", "15035", "15047", "15171"}


def test_overseas_collectivities_have_no_contour():
    assert get_outline(get_territory("dep:988")) == []


def test_two_squares_side_by_side_make_one_rectangle():
    left = [[[(0, 0), (0, 10), (10, 10), (10, 0)]]]
    right = [[[(10, 0), (10, 10), (20, 10), (20, 0)]]]

    (polygon,) = assemble_polygons(cut_shared_edges([left, right]))

    assert set(polygon[0]) == {
        (x / 1000, y / 1000) for x, y in [(0, 0), (0, 10), (10, 10), (20, 10), (20, 0), (10, 0)]
    }


def test_squares_that_touch_at_a_corner_stay_two():
    one = [[[(0, 0), (0, 10), (10, 10), (10, 0)]]]
    other = [[[(10, 10), (10, 20), (20, 20), (20, 10)]]]

    assert len(assemble_polygons(cut_shared_edges([one, other]))) == 2


def test_an_island_in_a_lake_is_a_polygon():
    def square(start, end):
        return [(start, start), (start, end), (end, end), (end, start)]

    polygons = assemble_polygons([square(0, 100), square(20, 80), square(40, 60)])

    assert [len(polygon) for polygon in polygons] == [2, 1]


def test_a_polyline_reads_as_its_published_example():
    # Encoded Polyline Algorithm Format: (38.5, -120.2), (40.7, -120.95), (43.252, -126.453),
    # written there with five decimals; the integers are what is compared.
    (ring,) = decode_shape("_p~iF~ps|U_ulLnnqC_mqNvxq`@")[0]

    assert ring == [(-12020000, 3850000), (-12095000, 4070000), (-12645300, 4325200)]


def test_paris_is_392_km_from_lyon():
    assert distance_km(48.8566, 2.3522, 45.7640, 4.8357) == pytest.approx(392, abs=2)
    assert distance_km(48, 2, 48, 2) == 0
    assert distance_km(0, 0, 0, 180) == pytest.approx(20_015, abs=1)
