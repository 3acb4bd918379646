"""What lies around a point: counted as the crow flies, and each number opens."""

from random import Random

import pytest
from django.urls import reverse
from tests.web.people import add_actor, make_filiere

from maillon.domain.errors import InvalidInput
from maillon.domain.typography import typeset_french
from maillon.reference.territories import distance_km, load_communes
from maillon_web.directory.models import EssStatus, FieldOrigin
from maillon_web.directory.selectors.catchment import (
    RADII_KM,
    Centre,
    _core,
    _frame,
    find_centre,
    measure,
    read_radius,
)
from maillon_web.directory.selectors.catchment_figures import explain
from maillon_web.directory.selectors.listing import FilterValues, filter_presences
from maillon_web.directory.selectors.maps import iter_spots
from maillon_web.directory.selectors.outlines import find_territory
from maillon_web.filieres.models import Visibility
from maillon_web.filieres.rights import Access
from maillon_web.filieres.selectors import Opened

VILLEURBANNE = {"commune_code": "69266", "commune_name": "Villeurbanne"}


@pytest.fixture
def opened(filiere):
    return Opened(filiere=filiere, access=Access.LEAD)


@pytest.fixture
def around(opened):
    """Measure what is around a place of the filière."""
    territory = find_territory(opened.filiere)

    def measure_around(text, radius_km=10, filters=None):
        everybody = filter_presences(opened, FilterValues())
        kept = filter_presences(opened, filters or FilterValues())
        centre = find_centre(opened, everybody, territory, text)
        return measure(opened, kept, territory, centre, radius_km)

    return measure_around


def ask(client, filiere, query):
    return client.get(reverse("directory:catchment", args=(filiere.pk,)) + query)


def test_the_population_is_that_of_the_communes_whose_point_is_near(around):
    found = around("Lyon", 20)
    rows = load_communes().select(["code", "lat", "lon", "population"]).to_pylist()
    centre = found.centre
    near = {
        row["code"]: row["population"] or 0
        for row in rows
        if row["lat"] is not None
        and distance_km(centre.lat, centre.lon, row["lat"], row["lon"]) <= 20
    }
    assert {commune.code for commune in found.communes} == set(near)
    assert found.population == sum(near.values())


def test_communes_beyond_the_territory_count_too(around, filiere):
    inside = set(find_territory(filiere).commune_codes)
    assert {commune.code for commune in around("Lyon", 50).communes} - inside


def test_a_larger_circle_holds_the_smaller_one(around, filiere):
    for number, lon in enumerate((4.84, 4.95, 5.1, 5.4)):
        add_actor(filiere, f"Exemple fictif {number}", stage="tri", lat=45.76, lon=lon)
    found = [around("45.76,4.84", radius) for radius in RADII_KM]
    assert [result.actor_count for result in found] == sorted(
        result.actor_count for result in found
    )
    assert found[0].actor_count == 1
    assert found[-1].actor_count == 4
    codes = [{commune.code for commune in result.communes} for result in found]
    assert codes[0] <= codes[1] <= codes[2] <= codes[3]


@pytest.mark.parametrize("access", [Access.READER, Access.LEAD])
def test_the_circle_holds_the_points_that_are_drawn_in_it(filiere, access):
    chance = Random(20261122)
    for number in range(80):
        place = {"lat": 45.76 + chance.gauss(0, 0.1), "lon": 4.84 + chance.gauss(0, 0.15)}
        actor = add_actor(
            filiere,
            f"Exemple fictif {number}",
            stage=chance.choice(["collecte", "tri", ""]),
            ess_status=chance.choice(EssStatus.values),
            position_quality=chance.choice(["precise", "commune", "doubtful", ""]),
            **(VILLEURBANNE if number % 5 == 0 else place),
        )
        if number % 4 == 0:
            FieldOrigin.objects.create(
                actor=actor,
                field=chance.choice(["ess_status", "address"]),
                source="fictive",
                dated="2026-01-01",
                visibility=Visibility.PRIVATE,
            )
    opened = Opened(filiere=filiere, access=access)
    everybody = filter_presences(opened, FilterValues())
    territory = find_territory(filiere)
    spots = list(iter_spots(opened, everybody))
    for radius_km in RADII_KM:
        centre = find_centre(opened, everybody, territory, "45.76,4.84")
        found = measure(opened, everybody, territory, centre, radius_km)
        inside = [s for s in spots if distance_km(45.76, 4.84, s.lat, s.lon) <= radius_km]
        assert found.actor_count == len(inside)
        assert found.at_commune_count == sum(spot.position > 0 for spot in inside)
        published = sum(stage.published for stage in found.stages)
        assert published == sum(spot.ess_status == EssStatus.PUBLISHED for spot in inside)


def test_an_actor_counts_at_its_main_stage_once(around, filiere):
    add_actor(
        filiere, "Exemple fictif 1", stage="tri", ess_status=EssStatus.PUBLISHED, **VILLEURBANNE
    )
    add_actor(filiere, "Exemple fictif 2", stage="vente", **VILLEURBANNE)
    add_actor(filiere, "Exemple fictif 3", **VILLEURBANNE)
    found = around("Villeurbanne", 5)
    counts = {stage.key: stage.actors for stage in found.stages}
    assert counts == {"collecte": 0, "tri": 1, "vente": 1, "": 1}
    assert sum(counts.values()) == found.actor_count == 3
    assert next(stage for stage in found.stages if stage.key == "tri").published == 1


def test_the_circle_counts_the_set_that_the_filters_keep(around, filiere):
    add_actor(filiere, "Exemple fictif 1", stage="tri", **VILLEURBANNE)
    add_actor(filiere, "Exemple fictif 2", stage="vente", **VILLEURBANNE)
    assert around("Villeurbanne", 5, FilterValues(stage=("tri",))).actor_count == 1


def test_a_place_is_meant_by_name_code_actor_or_point(around, filiere):
    actor = add_actor(filiere, "Exemple fictif", lat=45.7, lon=4.9)
    assert around("villeurbanne").centre.reference == "69266"
    assert around("69266").centre.label == "Villeurbanne"
    assert around(f"acteur:{actor.pk}").centre.label == "Exemple fictif"
    assert around("45.7,4.9").centre.reference == "45.70000,4.90000"


def test_a_commune_of_the_territory_wins_over_its_homonyms(around):
    # Saint-Priest is also in Ardèche and in Creuse.
    assert around("Saint-Priest").centre.reference == "69290"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Nulle-Part-Fictive", ""),
        ("Sainte-Colombe", "Plusieurs communes"),
        ("acteur:123456", "On ne sait pas où placer"),
        ("acteur:99999999999999999999999", ""),
        ("95.0,4.8", ""),
        ("nan,nan", ""),
    ],
)
def test_a_place_that_is_not_clear_is_refused_with_what_to_do(around, text, words):
    with pytest.raises(InvalidInput) as refused:
        around(text)
    assert refused.value.for_user().startswith(words or ("Aucune commune", "Plusieurs communes"))


@pytest.mark.parametrize("text", ["", "7", "-5", "abc", "1000000"])
def test_a_distance_that_is_not_offered_is_the_usual_one(text):
    assert read_radius(text) == 10


def test_each_number_says_its_formula_its_sources_and_its_limits(around, filiere):
    add_actor(filiere, "Exemple fictif 1", stage="tri", **VILLEURBANNE)
    add_actor(filiere, "Exemple fictif 2", stage="tri")
    found = around("Villeurbanne", 10)
    figures = explain(found)
    people, actors = figures["habitants"], figures["acteurs"]
    assert people.value == found.population
    assert "mairie" in people.formula
    assert "10 km" in people.formula
    assert people.sources
    assert actors.value == 1
    assert any("faute d’adresse sûre" in caveat for caveat in actors.caveats)
    assert any("n’a pas de place" in caveat for caveat in actors.caveats)


def test_the_answer_says_where_how_many_and_in_words(filiere, people, as_user):
    add_actor(filiere, "Exemple fictif 1", stage="tri", **VILLEURBANNE)
    answer = ask(as_user(people.reader), filiere, "?autour=villeurbanne&rayon=20").json()
    assert (answer["actors"], answer["radius_km"]) == (1, 20)
    assert answer["centre"]["label"] == "Villeurbanne"
    assert "69266" in answer["communes"]
    assert "<table" in answer["html"]


def test_a_refusal_is_said_in_place(filiere, people, as_user):
    response = ask(as_user(people.reader), filiere, "?autour=nulle-part-fictive")
    assert response.status_code == 422
    assert "commune" in response.json()["html"]


def test_without_scripts_the_page_says_the_same(filiere, people, as_user):
    address = reverse("directory:map", args=(filiere.pk,))
    client = as_user(people.reader)
    found = client.get(address + "?autour=villeurbanne&rayon=20").content.decode()
    assert typeset_french("À 20 km au plus : Villeurbanne") in found
    lost = client.get(address + "?autour=nulle-part-fictive").content.decode()
    assert 'role="alert"' in lost


@pytest.mark.parametrize("key", ["acteurs", "habitants"])
def test_each_number_opens_as_a_fragment_and_as_a_page(key, filiere, people, as_user):
    client = as_user(people.reader)
    address = reverse("directory:catchment_figure", args=(filiere.pk, key)) + "?autour=69266"
    page = client.get(address).content.decode()
    fragment = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<h1>" in page
    assert "<h1>" not in fragment
    for text in (page, fragment):
        assert "vol d’oiseau" in text or "vol d’oiseau" in text


def test_a_number_that_does_not_exist_is_not_found(filiere, people, as_user):
    client = as_user(people.reader)
    for key, query in (("inconnu", "?autour=69266"), ("acteurs", ""), ("acteurs", "?autour=zzz")):
        address = reverse("directory:catchment_figure", args=(filiere.pk, key)) + query
        assert client.get(address).status_code == 404


def test_a_town_outside_france_counts_its_own_people(people, as_user):
    town = make_filiere(people, territory_key="geonames:2464470", territory_name="Tunis")
    place = find_territory(town).places[0]
    answer = ask(as_user(people.reader), town, f"?autour={place.name}&rayon=5").json()
    assert answer["population"] == place.population


@pytest.mark.parametrize("radius_km", RADII_KM)
@pytest.mark.parametrize("lat", [-60.0, -21.1, 0.0, 14.6, 45.76, 66.0])
def test_the_rectangles_hold_the_circle_and_are_held_by_it(lat, radius_km):
    centre = Centre(reference="", label="", lat=lat, lon=4.8)
    outer, inner = _frame(centre, radius_km), _core(centre, radius_km)
    for corner_lat in (inner.south, inner.north):
        assert distance_km(lat, 4.8, corner_lat, inner.east) <= radius_km
    for side_lat, side_lon in ((lat, outer.east), (outer.north, 4.8), (outer.south, 4.8)):
        assert distance_km(lat, 4.8, side_lat, side_lon) >= radius_km
