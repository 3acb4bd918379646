"""The map draws the set of the list, no more than its reader may see, and says it in tables."""

import gzip
import json

import pytest
from django.urls import reverse
from tests.web.people import add_actor, make_filiere

from maillon_web.directory.models import Actor, EssStatus, FieldOrigin, Presence
from maillon_web.directory.selectors.commune_table import list_communes
from maillon_web.directory.selectors.listing import FilterValues, filter_presences
from maillon_web.directory.selectors.maps import (
    PER_DEGREE,
    count_unplaced,
    filter_zone,
    iter_spots,
)
from maillon_web.directory.selectors.zones import read_zone
from maillon_web.filieres.models import FiliereVisibility, Visibility
from maillon_web.filieres.rights import Access
from maillon_web.filieres.selectors import Opened

LYON = {"commune_code": "69123", "commune_name": "Lyon", "lat": 45.76, "lon": 4.84}
GIVORS = {"commune_code": "69091", "commune_name": "Givors", "lat": 45.59, "lon": 4.77}
ADDRESSES = [
    ("map", (), ""),
    ("points", (), ""),
    ("outline", (), ""),
    ("map_actors", (), "?ids=1"),
    ("catchment", (), "?autour=69123"),
    ("catchment_figure", ("acteurs",), "?autour=69123"),
]


def at(name, filiere, *arguments, query=""):
    return reverse(f"directory:{name}", args=(filiere.pk, *arguments)) + query


def read_points(client, filiere, query=""):
    response = client.get(at("points", filiere, query=query))
    assert response.status_code == 200
    return json.loads(response.content)


@pytest.fixture
def opened(filiere):
    return Opened(filiere=filiere, access=Access.LEAD)


@pytest.fixture
def actors(filiere):
    """Made-up actors: at an address, at their commune, nowhere, hidden."""
    made = {
        "precise": add_actor(
            filiere, "Exemple fictif 1", stage="tri", position_quality="precise", **LYON
        ),
        "commune": add_actor(
            filiere,
            "Exemple fictif 2",
            stage="collecte",
            commune_code="69266",
            commune_name="Villeurbanne",
            ess_status=EssStatus.PUBLISHED,
        ),
        "nowhere": add_actor(filiere, "Exemple fictif 3", stage="tri"),
        "hidden": add_actor(
            filiere, "Exemple fictif 4", stage="vente", position_quality="precise", **GIVORS
        ),
        "person": add_actor(
            filiere,
            "Exemple fictif 5",
            commune_code="69266",
            commune_name="Villeurbanne",
            legal_category_code="1000",
        ),
    }
    Presence.objects.filter(actor=made["hidden"]).update(place_visibility=Visibility.PRIVATE)
    return made


@pytest.mark.parametrize(("name", "arguments", "query"), ADDRESSES)
def test_a_stranger_does_not_learn_that_there_is_a_map(
    name, arguments, query, filiere, people, as_user
):
    address = at(name, filiere, *arguments, query=query)
    for user in (None, people.stranger):
        assert as_user(user).get(address).status_code == 404
    assert as_user(people.reader).get(address).status_code == 200
    assert as_user(people.reader).post(address).status_code == 405


def test_each_reader_gets_the_points_of_its_level(people, public_filiere, as_user):
    for number, level in enumerate(Visibility.values):
        add_actor(public_filiere, f"Exemple fictif {number}", visibility=level, **LYON)
    counts = {
        user: read_points(as_user(user), public_filiere)["total"]
        for user in (None, people.stranger, people.reader, people.lead)
    }
    assert list(counts.values()) == [1, 1, 2, 3]


def test_a_hidden_place_is_drawn_for_those_who_may_see_it_only(filiere, actors, people, as_user):
    reader = read_points(as_user(people.reader), filiere)
    lead = read_points(as_user(people.lead), filiere)
    assert actors["hidden"].pk not in reader["id"]
    assert actors["hidden"].pk in lead["id"]
    assert reader["total"] == lead["total"] == 5
    for column in ("lat", "lon"):
        assert round(GIVORS[column] * PER_DEGREE) not in reader[column]
        assert round(GIVORS[column] * PER_DEGREE) in lead[column]


@pytest.mark.parametrize("field", ["address", "lat", "commune_code"])
def test_a_place_hidden_by_any_of_its_fields_is_not_drawn(field, filiere, actors, people, as_user):
    FieldOrigin.objects.create(
        actor=actors["precise"],
        field=field,
        source="fictive",
        dated="2026-01-01",
        visibility=Visibility.PRIVATE,
    )
    reader, lead = as_user(people.reader), as_user(people.lead)
    assert actors["precise"].pk not in read_points(reader, filiere)["id"]
    assert actors["precise"].pk in read_points(lead, filiere)["id"]
    zone = "?zone=4.83,45.75,4.85,45.77"
    name = actors["precise"].name
    assert name not in reader.get(at("map_actors", filiere, query=zone)).content.decode()
    assert name in lead.get(at("map_actors", filiere, query=zone)).content.decode()
    circle = at("catchment", filiere, query="?autour=69123&rayon=5")
    assert reader.get(circle).json()["actors"] < lead.get(circle).json()["actors"]


def test_a_hidden_commune_and_a_hidden_status_count_as_unknown(filiere, actors, people, as_user):
    for field in ("commune_code", "ess_status"):
        FieldOrigin.objects.create(
            actor=actors["commune"],
            field=field,
            source="fictive",
            dated="2026-01-01",
            visibility=Visibility.PRIVATE,
        )
    rows = {}
    for access in (Access.READER, Access.LEAD):
        seen = Opened(filiere=filiere, access=access)
        communes = list_communes(seen, filter_presences(seen, FilterValues()))
        rows[access] = {row.code: (row.actors, row.published) for row in communes}
    assert rows[Access.LEAD]["69266"] == (2, 1)
    assert rows[Access.READER]["69266"] == (1, 0)
    assert rows[Access.READER][""] == (2, 0)
    query = f"?ids={actors['commune'].pk}"
    text = as_user(people.reader).get(at("map_actors", filiere, query=query)).content.decode()
    assert "Villeurbanne" not in text


def test_a_hidden_place_is_found_by_no_rectangle_and_no_circle(filiere, actors, people, as_user):
    reader, lead = as_user(people.reader), as_user(people.lead)
    around = "?zone=4.7,45.5,4.8,45.65"
    name = actors["hidden"].name
    assert name in lead.get(at("map_actors", filiere, query=around)).content.decode()
    assert name not in reader.get(at("map_actors", filiere, query=around)).content.decode()
    query = "?autour=69091&rayon=5"
    assert lead.get(at("catchment", filiere, query=query)).json()["actors"] == 1
    assert reader.get(at("catchment", filiere, query=query)).json()["actors"] == 0
    centre = f"?autour=acteur:{actors['hidden'].pk}"
    assert lead.get(at("catchment", filiere, query=centre)).status_code == 200
    refused = reader.get(at("catchment", filiere, query=centre))
    assert refused.status_code == 422
    assert str(GIVORS["lat"]) not in refused.content.decode()


def test_a_point_says_when_it_is_that_of_the_commune(filiere, actors, people, as_user):
    points = read_points(as_user(people.lead), filiere)
    quality = dict(zip(points["id"], points["quality"], strict=True))
    assert quality[actors["precise"].pk] == 0
    assert quality[actors["commune"].pk] == 1


def test_a_natural_person_without_address_is_not_put_at_its_commune(
    filiere, actors, people, as_user
):
    points = read_points(as_user(people.lead), filiere)
    assert actors["person"].pk not in points["id"]
    assert actors["nowhere"].pk not in points["id"]


def test_points_tell_stage_and_ess_by_rank(filiere, actors, people, as_user):
    points = read_points(as_user(people.lead), filiere)
    row = points["id"].index(actors["commune"].pk)
    assert (points["stage"][row], points["ess"][row]) == (0, 1)
    row = points["id"].index(actors["precise"].pk)
    assert (points["stage"][row], points["ess"][row]) == (1, 0)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?stage=tri",
        "?stage=tri&stage=collecte",
        "?ess=published",
        "?commune=69123",
        "?commune=69123&stage=vente",
        "?freshness=closed",
        "?q=introuvable",
    ],
)
def test_the_map_and_the_list_are_one_set(query, filiere, actors, people, as_user, opened):
    filters = FilterValues.from_query(
        dict(part.split("=") for part in query[1:].split("&") if part)
    )
    if query.count("stage=") == 2:
        filters = FilterValues(stage=("tri", "collecte"))
    listed = filter_presences(opened, filters)
    points = read_points(as_user(people.lead), filiere, query)
    assert points["total"] == listed.count()
    assert set(points["id"]) <= set(listed.values_list("actor_id", flat=True))
    assert len(points["id"]) == points["total"] - count_unplaced(opened, listed)


def test_what_is_closed_or_merged_is_not_drawn(filiere, actors, people, as_user):
    Presence.objects.filter(actor=actors["precise"]).update(is_listed=False, is_closed=True)
    client = as_user(people.lead)
    assert actors["precise"].pk not in read_points(client, filiere)["id"]
    assert read_points(client, filiere, "?freshness=closed")["id"] == [actors["precise"].pk]


def test_a_rectangle_holds_the_points_that_are_drawn_in_it(filiere, actors, opened):
    everything = filter_presences(opened, FilterValues())
    for text in ("4.7,45.7,5,45.9", "4.83,45.75,4.85,45.77", "-5,41,10,51", "0,0,1,1"):
        zone = read_zone(text)
        assert zone is not None
        drawn = {
            spot.actor_id
            for spot in iter_spots(opened, everything)
            if zone.holds(spot.lat, spot.lon)
        }
        found = filter_zone(opened, everything, zone)
        assert set(found.values_list("actor_id", flat=True)) == drawn


@pytest.mark.parametrize("text", ["", "1,2,3", "a,b,c,d", "5,45,4,46", "0,0,1,nan", "0,0,400,1"])
def test_what_is_not_a_rectangle_is_not_read_as_one(text):
    assert read_zone(text) is None


def test_the_table_of_communes_counts_everybody_once(filiere, actors, opened):
    rows = list_communes(opened, filter_presences(opened, FilterValues()))
    assert sum(row.actors for row in rows) == 5
    by_code = {row.code: row for row in rows}
    assert (by_code["69266"].actors, by_code["69266"].published) == (2, 1)
    assert by_code[""].actors == 1


def test_the_page_says_the_set_in_numbers_without_scripts(filiere, actors, people, as_user):
    page = as_user(people.reader).get(at("map", filiere)).content.decode()
    assert "Villeurbanne" in page
    assert "<table" in page
    assert "<noscript>" in page


def test_the_page_keeps_the_filters_of_the_list(filiere, actors, people, as_user):
    page = as_user(people.reader).get(at("map", filiere, query="?commune=69123")).content.decode()
    assert "2 acteurs trouvés" not in page
    assert "1 acteur trouvé" in page
    assert '<option value="69123" selected>' in page
    assert '<input type="hidden" name="commune" value="69123">' in page


def test_the_script_of_the_map_is_ours_and_inline_nowhere(filiere, people, as_user):
    page = as_user(people.reader).get(at("map", filiere)).content.decode()
    assert "style=" not in page
    assert "onclick" not in page
    assert "directory/map/map.js" in page
    assert "http://" not in page.replace("http://www.w3.org", "")


def test_points_come_compressed_to_who_can_read_them(filiere, actors, people, as_user):
    for number in range(200):
        add_actor(filiere, f"Exemple fictif {number}", stage="tri", **LYON)
    client = as_user(people.reader)
    first = client.get(at("points", filiere), headers={"Accept-Encoding": "gzip"})
    assert first["Content-Encoding"] == "gzip"
    assert len(json.loads(gzip.decompress(first.content))["id"]) >= 200
    assert "private" in first["Cache-Control"]
    plain = client.get(at("points", filiere), headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain
    assert json.loads(plain.content) == json.loads(gzip.decompress(first.content))


def test_points_that_the_browser_has_are_not_sent_again(filiere, actors, people, as_user):
    client = as_user(people.reader)
    first = client.get(at("points", filiere))
    again = client.get(at("points", filiere), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]


def rename(actor):
    Actor.objects.filter(pk=actor.pk).update(name="Exemple fictif renommé")


def move(actor):
    Presence.objects.filter(actor=actor).update(lat=45.77)


def hide_place(actor):
    Presence.objects.filter(actor=actor).update(place_visibility=Visibility.PRIVATE)


def hide_address(actor):
    FieldOrigin.objects.create(
        actor=actor,
        field="address",
        source="fictive",
        dated="2026-01-01",
        visibility=Visibility.PRIVATE,
    )


def hide_sheet(actor):
    Presence.objects.filter(actor=actor).update(visibility=Visibility.PRIVATE)


def put_at_another_stage(actor):
    Presence.objects.filter(actor=actor).update(main_stage="vente")


def settle_ess(actor):
    Presence.objects.filter(actor=actor).update(ess_status=EssStatus.DECLARED)


def doubt_position(actor):
    Presence.objects.filter(actor=actor).update(position=2)


def unlist(actor):
    Presence.objects.filter(actor=actor).update(is_listed=False)


def add_another(actor):
    add_actor(actor.presences.get().filiere, "Exemple fictif neuf", **LYON)


def add_nowhere(actor):
    add_actor(actor.presences.get().filiere, "Exemple fictif sans lieu")


def turn_the_chain(actor):
    actor.presences.get().filiere.stages.filter(key="vente").update(position=0)
    actor.presences.get().filiere.stages.filter(key="collecte").update(position=9)


@pytest.mark.parametrize(
    "change",
    [
        move,
        hide_place,
        hide_address,
        hide_sheet,
        put_at_another_stage,
        settle_ess,
        doubt_position,
        unlist,
        add_another,
        add_nowhere,
        turn_the_chain,
    ],
)
def test_whatever_is_drawn_otherwise_is_sent_again(change, filiere, actors, people, as_user):
    client = as_user(people.reader)
    before = client.get(at("points", filiere))
    change(actors["precise"])
    after = client.get(at("points", filiere), headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert after["ETag"] != before["ETag"]
    assert after.content != before.content


def test_what_the_map_does_not_draw_asks_for_no_new_points(filiere, actors, people, as_user):
    client = as_user(people.reader)
    before = client.get(at("points", filiere))
    rename(actors["precise"])
    after = client.get(at("points", filiere), headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 304


def test_each_level_and_each_filter_has_its_own_validator(filiere, actors, people, as_user):
    reader, lead = as_user(people.reader), as_user(people.lead)
    queries = ("", "?stage=tri", "?ess=published", "?zone=4.83,45.75,4.85,45.77", "?q=introuvable")
    validators = [reader.get(at("points", filiere, query=query))["ETag"] for query in queries]
    validators.append(lead.get(at("points", filiere))["ETag"])
    assert len(set(validators)) == len(validators)


def test_one_reader_never_gets_the_points_kept_for_another(filiere, actors, people, as_user):
    told = as_user(people.lead).get(at("points", filiere))
    asked = as_user(people.reader).get(
        at("points", filiere), headers={"If-None-Match": told["ETag"]}
    )
    assert asked.status_code == 200
    assert actors["hidden"].pk not in json.loads(asked.content)["id"]
    assert {"Cookie", "Accept-Encoding"} <= set(asked["Vary"].split(", "))


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("map", ""),
        ("map", "?autour=69123&rayon=50"),
        ("points", ""),
        ("map_actors", "?zone=4,45,6,46"),
        ("catchment", "?autour=69123&rayon=50"),
    ],
)
@pytest.mark.usefixtures("actors")
def test_more_actors_do_not_mean_more_queries(
    name, query, filiere, people, as_user, django_assert_max_num_queries
):
    client = as_user(people.reader)
    address = at(name, filiere, query=query)
    client.get(address)
    with django_assert_max_num_queries(16) as few:
        client.get(address)
    for number in range(60):
        add_actor(filiere, f"Exemple fictif {number}", stage="tri", **LYON)
        add_actor(filiere, f"Exemple fictif {number}", stage="vente", commune_code="69266")
    with django_assert_max_num_queries(len(few)):
        client.get(address)


def test_names_are_given_for_the_actors_that_the_reader_may_see(filiere, people, as_user):
    seen = add_actor(filiere, "Exemple fictif vu", **LYON)
    unseen = add_actor(filiere, "Exemple fictif caché", visibility=Visibility.PRIVATE, **LYON)
    query = f"?ids={seen.pk},{unseen.pk},99999999999999999999,abc,-1"
    text = as_user(people.reader).get(at("map_actors", filiere, query=query)).content.decode()
    assert seen.name in text
    assert unseen.name not in text


def test_actors_of_another_filiere_are_not_named(filiere, people, as_user):
    other = make_filiere(people, name="Autre filière fictive")
    elsewhere = add_actor(other, "Exemple fictif ailleurs", **LYON)
    query = f"?ids={elsewhere.pk}"
    text = as_user(people.lead).get(at("map_actors", filiere, query=query)).content.decode()
    assert elsewhere.name not in text


def read_outline(client, filiere):
    features = client.get(at("outline", filiere)).json()["features"]
    kinds = {}
    for feature in features:
        kinds.setdefault(feature["properties"]["kind"], []).append(feature["properties"]["code"])
    return kinds


def test_the_ground_holds_the_outline_the_communes_and_the_neighbours(filiere, people, as_user):
    kinds = read_outline(as_user(people.reader), filiere)
    assert len(kinds["outline"]) == 1
    assert len(kinds["neighbour"]) == 12
    assert len(kinds["place"]) == 58
    assert "69123" in kinds["commune"]


def test_a_large_territory_is_drawn_without_the_borders_of_its_communes(people, as_user):
    large = make_filiere(people, territory_key="dep:62", territory_name="Pas-de-Calais")
    kinds = read_outline(as_user(people.reader), large)
    assert "commune" not in kinds
    assert len(kinds["place"]) > 400


def test_a_town_outside_france_has_its_point_and_no_outline(people, as_user):
    town = make_filiere(people, territory_key="geonames:2464470", territory_name="Tunis")
    kinds = read_outline(as_user(people.reader), town)
    assert list(kinds) == ["place"]


def test_a_territory_that_this_server_does_not_know_leaves_the_points(people, as_user):
    lost = make_filiere(people, territory_key="list:inconnue", territory_name="Liste inconnue")
    add_actor(lost, "Exemple fictif", **LYON)
    client = as_user(people.reader)
    assert read_outline(client, lost) == {}
    assert len(read_points(client, lost)["id"]) == 1
    assert client.get(at("map", lost)).status_code == 200


def test_a_map_is_public_only_where_the_filiere_is(people, as_user):
    shared = make_filiere(people, name="Publique fictive", visibility=FiliereVisibility.PUBLIC)
    assert as_user(None).get(at("outline", shared)).status_code == 200
