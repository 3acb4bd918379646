"""The page of a sheet."""

import pytest
from django.urls import reverse
from tests.web.library.conftest import (
    MEMBERS_KEY,
    PUBLIC_KEY,
    QUESTION_KEY,
    TRADE_KEY,
    make_sheet,
)

from maillon.domain.sheets import SheetKind
from maillon.studies.searching import Entry
from maillon_web.library.selectors.shelves import AIDS

pytestmark = pytest.mark.usefixtures("library")


def make_aid(key: str, **details: object) -> Entry:
    given = {"funder": "Financeur fictif"} | details
    sheet = make_sheet(key, f"Aide fictive {key}", kind=SheetKind.AID, details=given)
    return Entry(sheet=sheet, owner=AIDS)


def read(client, key: str) -> str:
    answer = client.get(reverse("library:sheet", args=(key,)))
    assert answer.status_code == 200
    # Whatever spaces French typography puts before its signs.
    return " ".join(answer.content.decode().split())


def test_a_sheet_says_its_figures_with_their_passage_and_its_doubt(client):
    page = read(client, PUBLIC_KEY)
    assert "bouteilles lavées" in page
    assert "page fictive 3" in page
    assert "La source fictive se contredit." in page


def test_a_link_that_is_no_web_page_is_not_shown(client):
    page = read(client, PUBLIC_KEY)
    assert 'href="https://exemple.test/"' in page
    assert "javascript:" not in page


def test_a_sheet_for_members_does_not_exist_for_a_stranger(client, as_user, people):
    address = reverse("library:sheet", args=(MEMBERS_KEY,))
    assert client.get(address).status_code == 404
    assert as_user(people.stranger).get(address).status_code == 200


def test_sheets_like_one_are_shown_without_those_that_are_hidden(client, as_user, people):
    assert f"/{MEMBERS_KEY}/" not in read(client, PUBLIC_KEY)
    assert f"/{MEMBERS_KEY}/" in read(as_user(people.stranger), PUBLIC_KEY)


def test_an_answer_of_law_is_dated_and_to_be_checked(client):
    page = read(client, QUESTION_KEY)
    assert "À valider par votre service juridique" in page
    assert "État du droit : 2023" in page
    assert "Réponse fictive." in page
    assert "<b>de droit</b>" not in page


def test_a_trade_says_its_tasks_skills_and_employers(client):
    page = read(client, TRADE_KEY)
    assert [word for word in ("Laver", "Savoir laver", "Laverie fictive") if word not in page] == []


def test_a_case_may_serve_only_where_one_writes(as_user, people, filiere):
    assert filiere.name in read(as_user(people.contributor), PUBLIC_KEY)
    for user in (people.reader, people.stranger, None):
        assert filiere.name not in read(as_user(user), PUBLIC_KEY)


def test_an_aid_whose_day_has_passed_is_said_closed(client, library):
    library.put([make_aid("aide", deadline="2001-02-03")])
    assert "Close depuis le" in read(client, "aide")


def test_a_call_dated_by_a_year_says_nothing_of_its_state(client, library):
    call = make_sheet("appel", "Appel fictif", kind=SheetKind.CALL, details={"deadline": "2024"})
    library.put([Entry(sheet=call)])
    assert "flag-closed" not in read(client, "appel")


def test_the_self_test_answers_and_keeps_nothing(client, library):
    library.put([make_aid("aide", deadline="2001-02-03")])
    address = reverse("library:self_test", args=("aide",))
    page = client.get(f"{address}?employees=3", HTTP_HX_REQUEST="true").content.decode()
    assert "Au moins une condition n’est pas remplie." in page
    wrong = client.get(f"{address}?territory=lieuquinexistepas").content.decode()
    assert "<html" in wrong
    assert "is-invalid" in wrong


def test_only_an_aid_has_a_self_test(client):
    assert client.get(reverse("library:self_test", args=(PUBLIC_KEY,))).status_code == 404


def test_aids_are_kept_by_what_a_person_says(client, library):
    given = {"audience": ["association"], "audience_kinds": ["association"]}
    library.rebuild(
        [
            make_aid("ouverte", deadline="2999-01-01", **given),
            make_aid("close", deadline="2001-01-01", **given),
            make_aid(
                "autre", audience=["Région"], audience_kinds=["region"], is_audience_closed=True
            ),
        ],
        "aides fictives",
    )
    address = reverse("library:entry", args=("aides",))
    page = client.get(f"{address}?audience=association").content.decode()
    assert "/autre/" not in page
    assert page.index("/ouverte/") < page.index("/close/")
    assert "/close/" not in client.get(f"{address}?hide_closed=on").content.decode()


def test_on_an_english_page_what_is_french_says_so(client):
    address = reverse("library:sheet", args=(PUBLIC_KEY,))
    english = client.get(address, headers={"accept-language": "en"}).content.decode()
    assert '<html lang="en"' in english
    assert '<span lang="fr">Exemple fictif' in english
    assert '<span lang="fr">La source fictive se contredit.' in english
    french = client.get(address, headers={"accept-language": "fr"}).content.decode()
    assert '<span lang="fr">' not in french
