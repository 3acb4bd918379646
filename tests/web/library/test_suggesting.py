"""What is suggested where one works, and the library of a filière."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.web.library.conftest import MEMBERS_KEY, PUBLIC_KEY
from tests.web.people import make_filiere

from maillon.domain.sheets import TerritoryKind
from maillon_web.filieres.models import Filiere
from maillon_web.library.selectors.suggesting import find_territory_kind

# The index is a file of its own, the same beside either base.
pytestmark = [pytest.mark.usefixtures("library"), pytest.mark.once]
_HTMX = {"HTTP_HX_REQUEST": "true"}
_LEVER = "lever=developpement.lieu_totem"


def test_a_case_is_suggested_with_why(client):
    page = client.get(f"{reverse('library:suggested')}?{_LEVER}", **_HTMX).content.decode()
    assert f"/{PUBLIC_KEY}/" in page
    assert "Même levier" in page
    assert "<html" not in page


def test_what_is_hidden_is_not_suggested(client, as_user, people):
    address = f"{reverse('library:suggested')}?{_LEVER}"
    assert f"/{MEMBERS_KEY}/" not in client.get(address, **_HTMX).content.decode()
    assert f"/{MEMBERS_KEY}/" in as_user(people.stranger).get(address, **_HTMX).content.decode()


def test_without_script_it_is_a_page(client):
    page = client.get(f"{reverse('library:suggested')}?{_LEVER}").content.decode()
    assert "<html" in page
    assert f"/{PUBLIC_KEY}/" in page


def test_nothing_to_say_says_nothing(client):
    answer = client.get(f"{reverse('library:suggested')}?lever=formation.recherche", **_HTMX)
    assert answer.content.decode().strip() == ""


def test_a_case_already_shown_is_left_out(client):
    address = f"{reverse('library:suggested')}?{_LEVER}&not={PUBLIC_KEY}"
    assert f"/{PUBLIC_KEY}/" not in client.get(address, **_HTMX).content.decode()


@pytest.mark.parametrize("name", ["filiere_suggested", "filiere", "funding"])
def test_a_stranger_learns_of_no_filiere(client, as_user, people, filiere, name):
    address = reverse(f"library:{name}", args=(filiere.pk,))
    assert client.get(address).status_code == 404
    assert as_user(people.stranger).get(address).status_code == 404
    assert as_user(people.actor).get(address).status_code == 200


def test_a_filiere_named_by_its_number_is_checked_too(as_user, people, filiere):
    address = f"{reverse('library:suggested')}?filiere_id={filiere.pk}"
    assert as_user(people.stranger).get(address).status_code == 404
    assert as_user(people.reader).get(address, **_HTMX).status_code == 200


def test_a_filiere_finds_the_cases_of_its_chain(as_user, people):
    own = make_filiere(people, template_key="consigne_verre")
    page = as_user(people.reader).get(reverse("library:filiere", args=(own.pk,)))
    assert f"/{PUBLIC_KEY}/" in page.content.decode()


def test_only_who_writes_there_sees_the_sheets_of_the_team(as_user, people, filiere, write_sheet):
    kept = write_sheet(people.lead, "Exemple fictif : brouillon zibeline", filiere=filiere)
    address = reverse("library:filiere", args=(filiere.pk,))
    assert kept.title in as_user(people.contributor).get(address).content.decode()
    for user in (people.reader, people.actor):
        assert "zibeline" not in as_user(user).get(address).content.decode()


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("epci:200046977", TerritoryKind.EPCI),
        ("dep:59", TerritoryKind.DEPARTEMENT),
        ("reg:32", TerritoryKind.REGION),
        ("geonames:2464470", TerritoryKind.CITY_ABROAD),
        ("list:pays-fictif", TerritoryKind.UNKNOWN),
        ("", TerritoryKind.UNKNOWN),
    ],
)
def test_the_kind_of_territory_is_read_from_its_key(key, kind):
    assert find_territory_kind(Filiere(territory_key=key)) is kind


def test_the_base_is_asked_as_often_for_many_sheets(as_user, people, filiere, write_sheet):
    client = as_user(people.lead)
    address = reverse("library:filiere", args=(filiere.pk,))
    counts = []
    for size in (1, 12):
        for number in range(size):
            write_sheet(people.lead, f"Exemple fictif {number}", filiere=filiere)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1]
