"""Where a map draws an actor: its own point, else that of its commune, else nowhere."""

import pytest
from tests.web.people import add_actor

from maillon_web.directory.models import Actor, Position, Presence
from maillon_web.directory.services.places import Located, locate
from maillon_web.directory.services.presences import COPIED_COLUMNS, resync
from maillon_web.directory.services.sheets import edit_actor

VILLEURBANNE = "69266"


@pytest.mark.parametrize(
    ("quality", "position"),
    [
        ("precise", Position.AT_ADDRESS),
        ("street", Position.AT_ADDRESS),
        ("commune", Position.AT_COMMUNE),
        ("doubtful", Position.UNSURE),
        ("", Position.UNSURE),
    ],
)
def test_a_point_of_its_own_is_as_sure_as_it_is_said(quality, position):
    actor = Actor(lat=45.7, lon=4.8, position_quality=quality, commune_code=VILLEURBANNE)
    assert locate(actor) == Located(45.7, 4.8, position)


def test_without_a_point_the_commune_stands_for_the_actor():
    found = locate(Actor(commune_code=VILLEURBANNE))
    assert found.position == Position.AT_COMMUNE
    assert found.lat == pytest.approx(45.77, abs=0.02)
    assert found.lon == pytest.approx(4.89, abs=0.02)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"commune_code": "00000"},
        {"commune_code": "geonames:2464470"},
        {"commune_code": VILLEURBANNE, "legal_category_code": "1000"},
        {"lat": 45.7},
    ],
)
def test_nowhere_is_better_than_somewhere_wrong(fields):
    assert locate(Actor(**fields)) == Located()


@pytest.mark.django_db
def test_lists_and_maps_follow_the_sheet(filiere, people):
    actor = add_actor(filiere, "Exemple fictif", lat=45.7, lon=4.8, position_quality="precise")
    edit_actor(
        filiere,
        actor,
        {"commune_code": VILLEURBANNE},
        author=people.lead,
        version=actor.version,
        source="fictive",
    )
    presence = Presence.objects.get(actor=actor)
    assert (presence.commune_name, presence.position) == ("Villeurbanne", Position.AT_COMMUNE)
    assert presence.lat == pytest.approx(45.77, abs=0.02)


@pytest.mark.django_db
def test_a_resync_mends_every_copied_column(filiere):
    actor = add_actor(filiere, "Exemple fictif", lat=45.7, lon=4.8, commune_name="Lyon")
    copied = Presence.objects.filter(actor=actor).values_list(*COPIED_COLUMNS)
    (before,) = copied.all()
    Presence.objects.filter(actor=actor).update(
        lat=None, lon=None, position=None, commune_name="", sort_name="~", size_rank=5
    )
    assert list(copied.all()) != [before]
    resync(filiere, {actor.pk})
    assert list(copied.all()) == [before]
