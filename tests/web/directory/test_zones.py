"""The view of the map is a filter: table, counts, files and map stay one set."""

import csv
import io
import json

import pytest
from django.http import QueryDict
from django.urls import reverse
from tests.web.people import add_actor

from maillon_web.directory.models import FieldOrigin
from maillon_web.directory.selectors.filters import FilterValues
from maillon_web.directory.selectors.zones import read_zone
from maillon_web.filieres.models import Visibility

AROUND_LYON = "4.7,45.7,4.95,45.85"
BAD_ZONES = ("abc", "1,2,3", "5,45,4,46", "0,0,1,nan", "0,0,1,inf", "0,0,400,1", ",,,", "%00")


def at(name, filiere, query=""):
    return reverse(f"directory:{name}", args=(filiere.pk,)) + query


@pytest.fixture
def three(filiere):
    """Made-up actors: two in Lyon, one far away; and one whose place nobody knows."""
    made = {
        "Exemple fictif du nord": {"lat": 45.80, "lon": 4.84, "stage": "tri"},
        "Exemple fictif du sud": {"lat": 45.72, "lon": 4.85, "stage": "vente"},
        "Exemple fictif lointain": {"lat": 45.59, "lon": 4.77, "stage": "tri"},
        "Exemple fictif sans lieu": {"stage": "tri"},
    }
    return {name: add_actor(filiere, name, **fields) for name, fields in made.items()}


def read_everywhere(client, filiere, query):
    """Return the names that the list shows and downloads, the map's actors, and the counts."""
    page = client.get(at("list", filiere, query))
    export = b"".join(client.get(at("export", filiere, f"{query}&format=csv")).streaming_content)
    points = json.loads(client.get(at("points", filiere, query)).content)
    rows = csv.DictReader(io.StringIO(export.decode("utf-8-sig")))
    return {
        "list": {row.actor.pk for row in page.context["rows"]},
        "count": page.context["page"].paginator.count,
        "export": {row["name"] for row in rows},
        "map": set(points["id"]),
        "map_total": points["total"],
        "communes": client.get(at("map", filiere, query)).context["total"],
    }


@pytest.mark.parametrize(
    ("query", "names"),
    [
        (f"?zone={AROUND_LYON}", {"Exemple fictif du nord", "Exemple fictif du sud"}),
        (f"?zone={AROUND_LYON}&stage=tri", {"Exemple fictif du nord"}),
        ("?zone=0,0,1,1", set()),
    ],
)
def test_a_view_narrows_the_list_the_files_and_the_map_alike(
    query, names, filiere, three, people, as_user
):
    found = read_everywhere(as_user(people.reader), filiere, query)
    numbers = {three[name].pk for name in names}
    assert found["list"] == found["map"] == numbers
    assert found["export"] == names
    assert found["count"] == found["map_total"] == found["communes"] == len(names)


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("name", ["list", "map"])
def test_a_view_is_a_filter_in_words_that_one_takes_away(name, filiere, people, as_user):
    query = f"?stage=tri&zone={AROUND_LYON}"
    answer = as_user(people.reader).get(at(name, filiere, query))
    chips = {chip.label: chip.query for chip in answer.context["chips"]}
    assert chips["Dans la vue de la carte"] == "stage=tri"
    assert "Dans la vue de la carte" in answer.content.decode()


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("name", ["list", "map"])
def test_another_filter_keeps_the_view(name, filiere, people, as_user):
    page = as_user(people.reader).get(at(name, filiere, f"?zone={AROUND_LYON}")).content.decode()
    zone = str(read_zone(AROUND_LYON))
    assert f'<input type="hidden" name="zone" value="{zone}" id="filtre-zone">' in page


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("name", ["list", "map"])
@pytest.mark.parametrize("text", BAD_ZONES)
def test_what_is_no_view_filters_nothing_and_says_so(name, text, filiere, people, as_user):
    answer = as_user(people.reader).get(at(name, filiere, f"?zone={text}"))
    assert answer.status_code == 200
    assert answer.context["filters"] == FilterValues()
    assert ("elle ne filtre rien" in answer.content.decode()) is (text != "%00")


def test_a_view_tells_nothing_of_a_hidden_place(filiere, three, people, as_user):
    hidden = three["Exemple fictif du nord"]
    FieldOrigin.objects.create(
        actor=hidden,
        field="address",
        source="fictive",
        dated="2026-01-01",
        visibility=Visibility.PRIVATE,
    )
    query = f"?zone={AROUND_LYON}"
    seen = read_everywhere(as_user(people.reader), filiere, query)
    assert seen["list"] == seen["map"] == {three["Exemple fictif du sud"].pk}
    assert (seen["count"], seen["communes"]) == (1, 1)
    assert hidden.pk in read_everywhere(as_user(people.lead), filiere, query)["list"]


def test_the_actors_of_a_view_are_named_under_the_map(filiere, three, people, as_user):
    query = f"?zone={AROUND_LYON}"
    page = as_user(people.reader).get(at("map_actors", filiere, query)).content.decode()
    assert "2 acteurs dans cette vue de la carte" in page
    assert "Exemple fictif lointain" not in page
    one = f"{query}&ids={three['Exemple fictif lointain'].pk}"
    page = as_user(people.reader).get(at("map_actors", filiere, one)).content.decode()
    assert "Exemple fictif" not in page, "a popup of a narrowed map names nobody outside it"


def test_a_view_is_written_to_the_metre_and_survives_its_own_address():
    filters = FilterValues.from_query(QueryDict("zone= 4.7000001 ,45.7,4.95,45.85"))
    assert filters.zone == "4.70000,45.70000,4.95000,45.85000"
    assert FilterValues.from_query(QueryDict(filters.to_query())) == filters
    assert filters.is_narrow


def test_a_view_too_small_to_be_written_is_none():
    assert read_zone("4.700001,45.7,4.700002,45.8") is None


@pytest.mark.usefixtures("three")
def test_the_map_answers_its_filters_with_an_address_that_one_can_share(filiere, people, as_user):
    url = at("map", filiere, "?q=&stage=tri&ess=&zone=&sort=name")
    answer = as_user(people.reader).get(url, headers={"HX-Target": "map-communes"})
    assert answer["HX-Push-Url"] == at("map", filiere, "?stage=tri")
    assert "HX-Target" in answer["Vary"]
    around = at("map", filiere, "?stage=tri&autour=69123&rayon=20&communes=1")
    answer = as_user(people.reader).get(around, headers={"HX-Target": "map-communes"})
    assert answer["HX-Push-Url"] == at("map", filiere, "?stage=tri&autour=69123&rayon=20")


@pytest.mark.usefixtures("three")
def test_the_list_and_the_map_lead_to_each_other_with_the_same_filters(filiere, people, as_user):
    client = as_user(people.reader)
    query = f"?stage=tri&zone={str(read_zone(AROUND_LYON)).replace(',', '%2C')}"
    for here, there in (("list", "map"), ("map", "list")):
        page = client.get(at(here, filiere, query)).content.decode()
        assert f'href="{at(there, filiere, query).replace("&", "&amp;")}"' in page
