import pytest

from maillon.domain.territory import find_departement
from maillon.sources.lists.places import Place, PlaceFinder

KNOWN = {"01004": "01004", "75101": "75056", "2A004": "2A004"}


def find(**cells: str) -> Place:
    asked = {"commune_code": "", "city": "", "post_code": "", "departement": ""} | cells
    finder = PlaceFinder(
        locate=lambda **known: "59350" if known["city"] == "Lille" else None,
        resolve_commune=KNOWN.get,
    )
    return finder.find(**asked, position=None)


def test_a_code_wins_over_a_name_and_is_brought_up_to_date() -> None:
    assert find(commune_code="75101", city="Lille").commune_code == "75056"


def test_the_zero_that_a_spreadsheet_dropped_comes_back() -> None:
    assert find(commune_code="1004").commune_code == "01004"
    assert find(commune_code="1004.0").departement_code == "01"


def test_a_code_written_in_the_column_of_cities_is_a_code() -> None:
    assert find(city="2A004").commune_code == "2A004"


def test_an_unknown_code_falls_back_on_the_name() -> None:
    place = find(commune_code="99999", city="Lille", post_code="59000")
    assert (place.commune_code, place.problems) == ("59350", ())


def test_an_unknown_commune_is_said_and_the_departement_is_kept() -> None:
    place = find(city="Ville fictive", post_code="97410")
    assert (place.commune_code, place.departement_code) == (None, "974")
    assert [column for column, _reason in place.problems] == ["city"]


def test_a_departement_that_contradicts_the_commune_is_said() -> None:
    place = find(city="Lille", departement="62 - Pas-de-Calais")
    assert (place.commune_code, place.departement_code) == (None, "62")
    assert [column for column, _reason in place.problems] == ["departement"]


@pytest.mark.parametrize(
    ("cell", "code"),
    [("59", "59"), ("1", "01"), ("2a", "2A"), ("974", "974"), ("069", "69"), ("59 - Nord", "59")],
)
def test_a_departement_is_read_with_or_without_its_name(cell: str, code: str) -> None:
    assert find(departement=cell).departement_code == code


@pytest.mark.parametrize(
    ("post_code", "code"), [("20000", "2A"), ("20200", "2B"), ("59000", "59"), ("1000", None)]
)
def test_a_post_code_tells_the_departement_of_a_place_that_is_not_found(
    post_code: str, code: str | None
) -> None:
    assert find(city="X fictif", post_code=post_code).departement_code == code


def test_a_foreign_post_code_is_left_as_written() -> None:
    assert find(city="X fictif", post_code="1000").post_code == "1000"


def test_departements_overseas_have_three_characters() -> None:
    assert [find_departement(code) for code in ("97411", "2B033", "59350")] == ["974", "2B", "59"]
