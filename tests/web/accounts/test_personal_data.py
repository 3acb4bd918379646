import json
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from maillon_web.accounts.models import OrganisationMember, User
from maillon_web.accounts.retention import apply_retention
from maillon_web.accounts.services import erase_person


@pytest.fixture
def person(people) -> User:
    OrganisationMember.objects.create(
        organisation=people.organisation, user=people.reader, role="member"
    )
    return people.reader


def test_a_person_takes_away_what_is_held(person, as_user):
    answer = as_user(person).get(reverse("accounts:export"))
    held = json.loads(answer.content)
    assert held["account"]["records"][0]["email"] == person.email
    assert held["organisations"]["records"][0]["organisation"] == "Collectivité fictive"
    page = as_user(person).get(reverse("accounts:personal_data"))
    assert person.email in page.content.decode()


def test_nobody_in_particular_is_sent_to_sign_in(as_user, db):
    for name in ("profile", "personal_data", "export", "erase", "organisations"):
        assert as_user(None).get(reverse(f"accounts:{name}")).status_code == 302


def test_erasing_needs_the_persons_own_address(person, as_user):
    as_user(person).post(reverse("accounts:erase"), {"confirmation": "autre@exemple.test"})
    person.refresh_from_db()
    assert person.anonymised_at is None


def test_an_erased_person_has_no_name_no_access_no_session(person, as_user):
    client = as_user(person)
    client.post(reverse("accounts:erase"), {"confirmation": person.email})
    person.refresh_from_db()
    assert person.name == ""
    assert "exemple.test" not in person.email
    assert not person.is_active
    assert not person.organisations.exists()
    assert client.get(reverse("accounts:profile")).status_code == 302


def test_every_session_of_an_erased_person_is_closed(person, as_user):
    elsewhere = as_user(person)
    erase_person(person)
    assert elsewhere.get(reverse("accounts:profile")).status_code == 302


def test_who_no_longer_comes_is_warned_then_made_anonymous(person, settings):
    settings.RETENTION_MONTHS = 12
    now = timezone.now()
    User.objects.exclude(pk=person.pk).update(last_seen_at=now)
    User.objects.filter(pk=person.pk).update(last_seen_at=now - timedelta(days=400))
    assert apply_retention(now) == {"warned": 1, "anonymised": 0}
    assert [message.to for message in mail.outbox] == [[person.email]]
    assert f"{settings.SITE_ADDRESS}{reverse('account_login')}" in mail.outbox[0].body
    assert apply_retention(now + timedelta(days=10)) == {"warned": 0, "anonymised": 0}
    assert apply_retention(now + timedelta(days=31)) == {"warned": 0, "anonymised": 1}
    person.refresh_from_db()
    assert person.anonymised_at is not None


def test_coming_back_stops_it(person, settings):
    settings.RETENTION_MONTHS = 12
    now = timezone.now()
    User.objects.exclude(pk=person.pk).update(last_seen_at=now)
    User.objects.filter(pk=person.pk).update(last_seen_at=now - timedelta(days=400))
    apply_retention(now)
    User.objects.filter(pk=person.pk).update(last_seen_at=now, warned_at=None)
    assert apply_retention(now + timedelta(days=31))["anonymised"] == 0
