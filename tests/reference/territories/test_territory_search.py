import pyarrow as pa
import pytest

from maillon.domain.territory import TerritoryKind
from maillon.domain.text import fold
from maillon.reference.territories import get_territory, search_territories
from maillon.reference.territories.folding import fold_column
from maillon.reference.territories.index import get_index


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("pays de langres", "epci:200072999"),
        ("communauté de communes du pays de langres", "epci:200072999"),
        ("langres", "commune:52269"),
        ("metropole lille", "epci:200093201"),
        ("LILLE", "commune:59350"),
        ("haute marne", "dep:52"),
        ("marne haute", "dep:52"),
        ("region bretagne", "reg:53"),
        ("plaine commune", "ept:200057867"),
        ("saint denis reunion", "commune:97411"),
        ("st malo", "commune:35288"),
        ("paris 11", "commune:75111"),
        ("Annecy le Vieux", "commune:74010"),
        ("langrs", "commune:52269"),
        ("rennes zzqqz", "commune:35238"),
        ("tunis", "geonames:2464470"),
        ("alexandrie", "geonames:361058"),
        ("35238", "commune:35238"),
        ("35000", "commune:35238"),
        ("52", "dep:52"),
        ("epci:200046977", "epci:200046977"),
    ],
)
def test_the_best_answer_comes_first(text, key):
    assert search_territories(text)[0].key == key


def test_a_hit_is_what_its_key_gives():
    for hit in search_territories("Saint-Denis", limit=20):
        found = get_territory(hit.key)
        assert (found.name, found.kind, found.population) == (hit.name, hit.kind, hit.population)


def test_homonyms_say_where_they_are():
    contexts = {hit.context for hit in search_territories("Saint-Denis", limit=4)}

    assert {"Seine-Saint-Denis", "La Réunion"} <= contexts


def test_a_former_commune_says_which_one_it_is_in():
    hit = search_territories("annecy le vieux")[0]

    assert (hit.name, "Annecy-le-Vieux" in hit.context) == ("Annecy", True)


def test_kinds_and_limit_are_kept():
    hits = search_territories("lyon", kinds=["epci"], limit=3)

    assert hits[0].key == "epci:200046977"
    assert {hit.kind for hit in hits} == {TerritoryKind.EPCI}
    assert len(search_territories("saint", limit=5)) == 5
    assert search_territories("lyon", kinds=["places"])[0].key.startswith("geonames:")


def test_no_territory_comes_twice():
    keys = [hit.key for hit in search_territories("saint denis", limit=40)]

    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("text", ["", "   ", "?!", "zzzqqqxx"])
def test_nothing_is_found_in_nonsense(text):
    assert search_territories(text) == []


def test_columns_fold_as_texts_do():
    names = [*get_index().names, "Œuf’ Æther", "L'Haÿ-les-Roses"]

    assert fold_column(pa.array(names)).to_pylist() == [fold(name) for name in names]
