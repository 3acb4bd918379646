"""Those who keep a sheet are asked at their rhythm, once a period, in their language."""

from datetime import date, datetime, time, timedelta

import pytest
from django.core import mail
from django.utils import timezone
from tests.web.people import add_actor

from maillon_web.directory.models import Actor, Keeper
from maillon_web.directory.services import freshness
from maillon_web.directory.services.freshness import (
    add_months,
    remind_owners,
)
from maillon_web.filieres.models import Member
from maillon_web.jobs.models import Job
from maillon_web.jobs.registry import find_work
from maillon_web.jobs.running import run
from maillon_web.jobs.services import enqueue

TODAY = date(2026, 11, 22)


def keep(actor, user, *, since=date(2024, 1, 1)) -> Keeper:
    keeper = Keeper.objects.create(actor=actor, user=user)
    moment = timezone.make_aware(datetime.combine(since, time(12)))
    Keeper.objects.filter(pk=keeper.pk).update(since=moment)
    return keeper


@pytest.fixture
def actor(filiere, people) -> Actor:
    made = add_actor(filiere, "Exemple fictif", checked_on=date(2025, 11, 22), reminder_months=12)
    keep(made, people.actor)
    return made


def test_a_sheet_that_is_due_is_asked_about_once(actor, people):
    done = remind_owners(TODAY)
    assert (done.people, done.sheets, done.failed) == (1, 1, 0)
    (message,) = mail.outbox
    assert message.to == [people.actor.email]
    assert "Exemple fictif" in message.subject
    assert "novembre 2025" in message.body
    assert f"/annuaire/{actor.pk}/ma-fiche/" in message.body
    assert remind_owners(TODAY).people == 0
    assert remind_owners(TODAY + timedelta(days=300)).people == 0
    assert remind_owners(add_months(TODAY, 12)).people == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"checked_on": date(2025, 11, 23)},
        {"reminder_months": 0},
        {"closed_on": date(2026, 1, 1)},
    ],
)
def test_nobody_is_asked_too_early_nor_against_its_will(actor, changes):
    Actor.objects.update(**changes)
    assert remind_owners(TODAY).people == 0
    assert not mail.outbox


def test_the_rhythm_is_the_one_chosen(actor):
    Actor.objects.update(checked_on=date(2026, 8, 22), reminder_months=3)
    assert remind_owners(TODAY - timedelta(days=1)).people == 0
    assert remind_owners(TODAY).people == 1


def test_a_new_keeper_is_not_asked_at_once(filiere, people):
    keep(add_actor(filiere, "Exemple fictif", reminder_months=1), people.actor, since=TODAY)
    assert remind_owners(TODAY).people == 0
    assert remind_owners(add_months(TODAY, 1)).people == 1


def test_one_message_for_all_the_sheets_of_a_person(filiere, people, actor):
    keep(add_actor(filiere, "Autre fictif", reminder_months=12), people.actor)
    done = remind_owners(TODAY)
    assert (done.people, done.sheets) == (1, 2)
    (message,) = mail.outbox
    assert "2 fiches" in message.subject
    assert "Autre fictif" in message.body


def test_two_keepers_of_one_sheet_are_both_asked(actor, people):
    keep(actor, people.reader)
    assert remind_owners(TODAY).people == 2
    assert {message.to[0] for message in mail.outbox} == {
        people.actor.email,
        people.reader.email,
    }


def test_the_message_speaks_the_language_of_its_reader(actor, people, monkeypatch):
    seen = []
    monkeypatch.setattr(freshness, "send", lambda *_args, **named: seen.append(named["language"]))
    people.actor.language = "en"
    people.actor.save()
    remind_owners(TODAY)
    assert seen == ["en"]


@pytest.mark.parametrize("state", ["inactive", "anonymised", "left", "archived"])
def test_who_could_not_open_the_sheet_is_not_asked(filiere, people, actor, state):
    if state == "inactive":
        people.actor.is_active = False
        people.actor.save()
    elif state == "anonymised":
        people.actor.anonymised_at = timezone.now()
        people.actor.save()
    elif state == "left":
        Member.objects.filter(user=people.actor).delete()
    else:
        filiere.archived_at = timezone.now()
        filiere.save()
    assert remind_owners(TODAY).people == 0


def test_a_message_that_could_not_leave_is_tried_again(actor, monkeypatch):
    def refuse(*_args, **_named):
        raise OSError("no server")

    with monkeypatch.context() as patch:
        patch.setattr(freshness, "send", refuse)
        done = remind_owners(TODAY)
    assert (done.people, done.failed) == (0, 1)
    assert Keeper.objects.get().reminded_on is None
    assert remind_owners(TODAY + timedelta(days=1)).people == 1


def test_two_workers_write_once(actor, monkeypatch):
    written = []

    def send_while_another_works(*_args, **_named):
        written.append(1)
        assert remind_owners(TODAY).people == 0

    monkeypatch.setattr(freshness, "send", send_while_another_works)
    assert remind_owners(TODAY).people == 1
    assert written == [1]


def test_the_daily_work_is_registered_and_runs(actor):
    assert find_work("directory.remind")
    Actor.objects.update(checked_on=timezone.localdate() - timedelta(days=400))
    job = enqueue("directory.remind", label="Rappels", scope="server")
    run(str(job.pk))
    assert Job.objects.get(pk=job.pk).result == {"people": 1, "sheets": 1, "failed": 0}


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_months_are_counted_in_the_calendar(day, months, expected):
    assert add_months(day, months) == expected


def test_a_reminder_leads_to_the_address_of_the_site(actor, settings):
    settings.SITE_ADDRESS = "https://maillon.exemple.test"
    remind_owners(TODAY)
    path = f"/annuaire/{actor.pk}/ma-fiche/"
    (line,) = [line for line in mail.outbox[-1].body.splitlines() if path in line]
    assert line.strip().startswith("https://maillon.exemple.test/filieres/")
