"""The navigation of a filière shows each person the places that it may visit, and no other."""

import pytest
from django.urls import reverse


def places(client, filiere) -> set[str]:
    page = client.get(reverse("filieres:overview", kwargs={"filiere_id": filiere.pk}))
    text = page.content.decode()
    names = (
        "filieres:overview",
        "diagnosis:results",
        "directory:list",
        "directory:map",
        "signals:signals",
        "directory:lists",
        "directory:duplicates",
        "filieres:history",
        "filieres:members",
        "exchange:export",
        "filieres:settings",
    )
    navigation = text[text.index('class="section-nav"') : text.index('class="trail"')]
    return {
        name
        for name in names
        if f'href="{reverse(name, kwargs={"filiere_id": filiere.pk})}"' in navigation
    }


PUBLIC = {"filieres:overview", "diagnosis:results", "directory:list", "directory:map"}
OF_MEMBERS = PUBLIC | {"signals:signals", "filieres:history", "filieres:members"}
OF_WRITERS = OF_MEMBERS | {"directory:lists", "directory:duplicates"}


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("stranger", PUBLIC),
        ("reader", OF_MEMBERS),
        ("actor", OF_MEMBERS),
        ("contributor", OF_WRITERS),
        ("lead", OF_WRITERS | {"exchange:export", "filieres:settings"}),
    ],
)
def test_each_person_is_shown_the_places_it_may_visit(
    as_user, people, public_filiere, role, expected
):
    client = as_user(getattr(people, role))
    shown = places(client, public_filiere)
    assert shown == expected
    for name in shown:
        address = reverse(name, kwargs={"filiere_id": public_filiere.pk})
        assert client.get(address).status_code == 200, name


def test_the_present_place_is_marked(as_user, people, filiere):
    page = as_user(people.lead).get(reverse("filieres:members", kwargs={"filiere_id": filiere.pk}))
    text = " ".join(page.content.decode().split())
    address = reverse("filieres:members", kwargs={"filiere_id": filiere.pk})
    assert f'<a href="{address}" aria-current="page">Membres</a>' in text
