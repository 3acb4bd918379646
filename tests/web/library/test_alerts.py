"""Searches that a person keeps, and the messages that they send."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from tests.web.library.conftest import make_sheet

from maillon.domain.sheets import SheetKind
from maillon.domain.visibility import Visibility
from maillon.studies.searching import Entry
from maillon_web.library.models import Rhythm, SavedSearch
from maillon_web.library.selectors.asking import Asked
from maillon_web.library.services import alerts
from maillon_web.library.services.saved import keep_search, make_token

pytestmark = pytest.mark.usefixtures("library")
_NOW = timezone.now()


def keep(owner, words: str = "laverie", rhythm: str = Rhythm.DAILY) -> SavedSearch:
    return keep_search(
        SavedSearch(name=f"Recherche fictive {words}", rhythm=rhythm),
        Asked(words=words),
        owner=owner,
    )


def add(library, key: str = "neuve", **fields: object) -> None:
    library.put([Entry(sheet=make_sheet(key, f"Exemple fictif : la laverie {key}", **fields))])


def test_nothing_new_writes_nothing(people):
    keep(people.reader)
    assert alerts.send_alerts(_NOW).people == 0
    assert mail.outbox == []


def test_a_new_sheet_is_told_once(people, library):
    keep(people.reader)
    add(library)
    assert alerts.send_alerts(_NOW) == alerts.Alerted(people=1, sheets=1, failed=0)
    assert alerts.send_alerts(_NOW + timedelta(days=30)).people == 0
    (message,) = mail.outbox
    assert message.to == [people.reader.email]
    assert "Exemple fictif : la laverie neuve" in message.body
    assert "/bibliotheque/fiches/neuve/" in message.body


def test_a_person_receives_one_message_for_all_its_searches(people, library):
    keep(people.reader, "laverie")
    keep(people.reader, "fictif")
    keep(people.lead, "laverie")
    add(library)
    assert alerts.send_alerts(_NOW).people == 2
    assert sorted(message.to[0] for message in mail.outbox) == sorted(
        [people.lead.email, people.reader.email]
    )


def test_a_weekly_search_does_not_write_twice_in_a_week(people, library):
    keep(people.reader, rhythm=Rhythm.WEEKLY)
    for key, days, expected in (("a", 0, 1), ("b", 3, 1), ("c", 7, 2)):
        add(library, key)
        alerts.send_alerts(_NOW + timedelta(days=days))
        assert len(mail.outbox) == expected
    assert "laverie b" in mail.outbox[1].body


def test_a_silent_search_and_a_closed_account_receive_nothing(people, library):
    keep(people.reader, rhythm=Rhythm.NEVER)
    keep(people.lead)
    people.lead.is_active = False
    people.lead.save()
    add(library)
    assert alerts.send_alerts(_NOW).people == 0


def test_an_aid_that_is_closed_already_is_no_news(people, library):
    keep(people.reader)
    add(library, kind=SheetKind.AID, details={"deadline": "2001-01-01"})
    assert alerts.send_alerts(_NOW).people == 0


def test_a_sheet_that_is_private_is_told_to_nobody(people, library):
    keep(people.reader)
    add(library, visibility=Visibility.PRIVATE)
    assert alerts.send_alerts(_NOW).people == 0


def test_what_could_not_leave_is_told_the_next_day(people, library, monkeypatch):
    keep(people.reader)
    add(library)

    def fail(*_args: object, **_kwargs: object) -> None:
        raise OSError("no mail today")

    with monkeypatch.context() as broken:
        broken.setattr(alerts, "send", fail)
        assert alerts.send_alerts(_NOW).failed == 1
    assert alerts.send_alerts(_NOW + timedelta(hours=1)).people == 1


def test_two_workers_write_once(people, library):
    saved = keep(people.reader)
    add(library)
    stale = SavedSearch.objects.get(pk=saved.pk)
    alerts.send_alerts(_NOW)
    news = alerts._look(stale)
    assert not alerts._claim(news, _NOW)


def test_the_link_of_a_message_stops_them_without_an_account(client, people, library):
    saved = keep(people.reader)
    add(library)
    alerts.send_alerts(_NOW)
    address = reverse("library:stop", args=(make_token(saved),))
    assert address in mail.outbox[0].body
    assert client.get(address).status_code == 200
    saved.refresh_from_db()
    assert saved.rhythm == Rhythm.DAILY
    assert client.post(address).status_code == 200
    saved.refresh_from_db()
    assert saved.rhythm == Rhythm.NEVER


def test_a_false_link_stops_nothing(client, people):
    saved = keep(people.reader)
    for token in ("faux", make_token(saved)[:-1], f"{make_token(saved)}x"):
        assert client.post(reverse("library:stop", args=(token,))).status_code == 404


def test_a_search_is_kept_from_its_page(as_user, people):
    client = as_user(people.reader)
    address = f"{reverse('library:keep')}?q=laverie&filiere=consigne_verre"
    assert client.get(address).context["form"].initial["name"]
    client.post(address, {"name": "Ma recherche", "rhythm": Rhythm.WEEKLY})
    saved = SavedSearch.objects.get()
    assert saved.filters == {"filiere": ["consigne_verre"]}
    assert saved.seen_keys
    page = client.get(reverse("library:saved")).content.decode()
    assert "q=laverie&amp;filiere=consigne_verre" in page


def test_looking_for_nothing_is_not_kept(as_user, people):
    assert as_user(people.reader).get(reverse("library:keep")).status_code == 302
    assert not SavedSearch.objects.exists()


@pytest.mark.parametrize("name", ["saved_edit", "saved_remove"])
def test_the_search_of_another_does_not_exist(as_user, people, name):
    saved = keep(people.reader)
    address = reverse(f"library:{name}", args=(saved.pk,))
    given = {"name": "Autre", "rhythm": Rhythm.NEVER}
    assert as_user(people.lead).post(address, given).status_code == 404
    assert as_user(people.reader).post(address, given).status_code == 302
