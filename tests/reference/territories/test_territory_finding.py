import time

import pytest

from maillon.reference.territories import find_commune, load_communes


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ({"city": "Rennes", "post_code": "35000"}, "35238"),
        ({"city": "RENNES CEDEX 7", "post_code": "35042"}, "35238"),
        ({"city": "PARIS 11", "post_code": "75011"}, "75056"),
        ({"city": "Paris 11e arrondissement"}, "75056"),
        ({"city": "LYON 03", "post_code": "69003"}, "69123"),
        ({"city": "ST MALO", "post_code": "35400"}, "35288"),
        ({"city": "ST MALO", "departement_code": "35"}, "35288"),
        ({"city": "SAINT DENIS", "post_code": "93200"}, "93066"),
        ({"city": "SAINT DENIS", "post_code": "97400"}, "97411"),
        ({"city": "Saint-Denis", "departement_code": "974"}, "97411"),
        ({"city": "Bourg en Bresse", "departement_code": "1"}, "01053"),
        ({"city": "BOURG EN BRESSE", "post_code": "1000"}, "01053"),
        ({"city": "Havre", "post_code": "76600"}, "76351"),
        ({"city": "L'HAY LES ROSES", "post_code": "94240"}, "94038"),
        ({"city": "Villeneuve dAscq", "post_code": "59650"}, "59009"),
        ({"city": "Annecy-le-Vieux", "post_code": "74940"}, "74010"),
        ({"city": "Ajaccio", "post_code": "20090"}, "2A004"),
        ({"city": "Bastia cedex", "post_code": "20405"}, "2B033"),
        ({"post_code": "35400"}, "35288"),
        ({"city": "Rennes"}, "35238"),
        ({"lat": 48.11, "lon": -1.68}, "35238"),
        ({"city": "", "post_code": "", "lat": 45.764, "lon": 4.8357}, "69123"),
        ({"lat": 16.0, "lon": -61.73}, "97105"),
    ],
)
def test_an_address_finds_its_commune(address, code):
    assert find_commune(**address) == code


@pytest.mark.parametrize(
    "address",
    [
        {},
        {"city": "Saint-Denis"},
        {"city": "Ville Imaginaire", "post_code": "35400"},
        {"city": "Rennes", "post_code": "59000"},
        {"city": "Rennes", "departement_code": "59"},
        {"post_code": "01300"},  # several communes
        {"post_code": "99999"},
        {"lat": 0.0, "lon": 0.0},
        {"lat": 48.11},
        {"lat": 40.4, "lon": -3.7},  # Madrid
    ],
)
def test_a_doubtful_address_finds_none(address):
    assert find_commune(**address) is None


def test_the_point_settles_what_the_words_leave_open():
    assert find_commune(city="Saint-Denis", lat=48.936, lon=2.357) == "93066"


def test_communes_find_themselves_by_name_and_post_code():
    table = load_communes().select(["code", "name", "post_codes"]).to_pylist()
    rows = [row for row in table if row["post_codes"]]

    found = [find_commune(city=r["name"], post_code=r["post_codes"][0]) for r in rows]

    assert sum(code == row["code"] for code, row in zip(found, rows, strict=True)) > 0.999 * len(
        rows
    )
    assert all(code in {None, row["code"]} for code, row in zip(found, rows, strict=True))


def test_communes_find_themselves_by_their_point():
    rows = load_communes().select(["code", "lat", "lon"]).to_pylist()
    drawn = [row for row in rows if row["lat"] is not None][::17]

    started = time.perf_counter()
    same = sum(find_commune(lat=row["lat"], lon=row["lon"]) == row["code"] for row in drawn)

    assert same > 0.98 * len(drawn)
    assert time.perf_counter() - started < 20
