from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar
from tests.web.gatherings.objects import make_gatherings
from tests.web.people import add_actor, make_filiere

from maillon_web.filieres.selectors import open_filiere
from maillon_web.gatherings import holdings
from maillon_web.gatherings.models import (
    AgendaItem,
    Group,
    GroupMember,
    Meeting,
    MeetingDecision,
    MeetingTask,
    Participant,
)
from maillon_web.gatherings.waiting import list_waiting_meetings
from maillon_web.history.models import ChangeSet
from maillon_web.history.services import undo
from maillon_web.plan.models import Action

MEETING = {
    "title": "Comité de mars",
    "kind": "meeting",
    "starts_at": "2026-03-05T09:00",
    "ends_at": "2026-03-05T11:00",
    "state": "planned",
    "visibility": "members",
}


def address(name: str, filiere, *args) -> str:
    return reverse(f"gatherings:{name}", args=[filiere.pk, *args])


@pytest.fixture
def shared(filiere, people) -> dict:
    return {"filiere": filiere, "visibility": "members", "created_by": people.lead}


@pytest.fixture
def made(shared) -> dict[str, int]:
    return make_gatherings(shared)


@pytest.fixture
def writer(people, as_user):
    return as_user(people.contributor)


def test_a_task_given_at_a_meeting_lands_in_the_plan(filiere, people, writer):
    writer.post(address("meeting_add", filiere), MEETING)
    meeting = Meeting.objects.get()
    writer.post(address("item_add", filiere, meeting.pk), {"title": "Le lavage"})
    item = AgendaItem.objects.get()
    said = {"title": "Le lavage", "minutes": "Personne ne lave sur place.", "version": "1"}
    writer.post(address("item_edit", filiere, item.pk), said)
    decided = {"text": "Étudier une laverie commune", "item": item.pk}
    writer.post(address("decision_add", filiere, meeting.pk), decided)
    decision = MeetingDecision.objects.get()
    task = {
        "title": "Consulter trois laveries",
        "owner": people.contributor.pk,
        "ends_on": "2026-06-30",
        "decision": decision.pk,
    }
    assert writer.post(address("task_add", filiere, meeting.pk), task).status_code == 302
    action = Action.objects.get()
    assert (action.title, action.owner, str(action.ends_on)) == (
        "Consulter trois laveries",
        people.contributor,
        "2026-06-30",
    )
    page = writer.get(address("meeting", filiere, meeting.pk)).content.decode()
    assert reverse("plan:action", args=[filiere.pk, action.pk]) in page
    assert "Personne ne lave sur place." in page


def test_undoing_a_task_takes_it_out_of_the_plan(filiere, made, people, writer):
    writer.post(address("task_add", filiere, made["meeting"]), {"title": "À défaire"})
    undo(ChangeSet.objects.filter(kind="meeting.task").get(), author=people.lead)
    assert not Action.objects.filter(title="À défaire").exists()
    assert MeetingTask.objects.count() == 1


def test_a_task_detached_stays_in_the_plan(filiere, made, writer):
    writer.post(address("task_detach", filiere, made["task"]))
    assert not MeetingTask.objects.exists()
    assert Action.objects.filter(title="Tâche fictive").exists()


def test_a_group_is_invited_once(filiere, made, writer):
    invite = address("invite", filiere, made["meeting"])
    GroupMember.objects.create(
        group_id=made["group"], organisation="Exemple fictif 2", level="region", department="ESS"
    )
    writer.post(invite, {"group": made["group"]})
    assert Participant.objects.count() == 2
    answer = writer.post(invite, {"group": made["group"]}, follow=True)
    assert "déjà invités" in answer.content.decode()
    assert Participant.objects.count() == 2


def test_a_group_of_another_filiere_is_not_invited(filiere, made, people, writer):
    other = make_filiere(people, name="Autre filière fictive")
    foreign = Group.objects.create(name="Autre", filiere=other, created_by=people.lead)
    writer.post(address("invite", filiere, made["meeting"]), {"group": foreign.pk})
    assert Participant.objects.count() == 1
    answer = writer.post(address("meeting_add", filiere), MEETING | {"group": foreign.pk})
    assert answer.status_code == 422


def test_a_meeting_ends_after_it_starts(filiere, writer):
    answer = writer.post(address("meeting_add", filiere), MEETING | {"ends_at": "2026-03-05T08:00"})
    assert answer.status_code == 422
    assert "La fin vient avant le début" in answer.content.decode()
    assert not Meeting.objects.exists()


def test_empty_minutes_are_not_approved(filiere, shared, writer):
    empty = Meeting.objects.create(
        title="Fictive", starts_at=timezone.now(), state="held", **shared
    )
    answer = writer.post(address("approve", filiere, empty.pk), follow=True)
    assert "compte rendu est vide" in answer.content.decode()
    empty.refresh_from_db()
    assert empty.minutes_approved_on is None


def test_minutes_are_approved_once_held(filiere, made, writer):
    Meeting.objects.update(state="planned")
    writer.post(address("approve", filiere, made["meeting"]))
    assert Meeting.objects.get().minutes_approved_on is None
    Meeting.objects.update(state="held")
    writer.post(address("approve", filiere, made["meeting"]))
    assert Meeting.objects.get().minutes_approved_on == timezone.localdate()


def test_a_point_moves_up(filiere, made, writer):
    second = AgendaItem.objects.create(meeting_id=made["meeting"], title="Second", position=1)
    writer.post(address("item_move", filiere, second.pk), {"to": "up"})
    assert [item.title for item in AgendaItem.objects.all()] == ["Second", "Point fictif"]
    writer.post(address("item_move", filiere, second.pk), {"to": "up"})
    assert AgendaItem.objects.first() == second


def test_what_a_visit_taught_is_kept(filiere, made, writer):
    given = {"state": "held", "public_count": "12", "learnt": "Le tri", "version": "1"}
    assert writer.post(address("follow_up", filiere, made["meeting"]), given).status_code == 302
    page = writer.get(address("meeting", filiere, made["meeting"])).content.decode()
    assert "Le tri" in page
    assert "12 personnes sont venues" in page


def test_the_calendar_holds_the_meetings_that_the_reader_sees(
    filiere, made, shared, people, as_user
):
    hidden = shared | {"visibility": "private"}
    Meeting.objects.create(title="Réservée", starts_at=timezone.now(), **hidden)
    seen = as_user(people.reader).get(address("calendar", filiere)).content
    titles = [str(event["summary"]) for event in Calendar.from_ical(seen).walk("VEVENT")]
    assert titles == ["Réunion fictive"]
    written = as_user(people.contributor).get(address("calendar", filiere)).content
    assert len(Calendar.from_ical(written).walk("VEVENT")) == 2


def test_a_private_task_is_not_read_through_its_meeting(filiere, made, people, as_user):
    Action.objects.update(visibility="private")
    page = as_user(people.reader).get(address("meeting", filiere, made["meeting"]))
    assert "Tâche fictive" not in page.content.decode()


def test_nothing_is_reached_through_another_filiere(filiere, made, people, writer):
    other = make_filiere(people, name="Autre filière fictive")
    for name, kind in [
        ("meeting", "meeting"),
        ("follow_up", "meeting"),
        ("meeting_calendar", "meeting"),
        ("group", "group"),
        ("seat_edit", "seat"),
        ("item_edit", "item"),
        ("decision_edit", "meeting_decision"),
        ("participant_remove", "participant"),
        ("task_add", "meeting"),
    ]:
        assert writer.get(address(name, other, made[kind])).status_code == 404, name


def test_removing_a_meeting_leaves_its_actions_and_can_be_undone(filiere, made, people, writer):
    writer.post(address("meeting_remove", filiere, made["meeting"]))
    assert not Meeting.objects.exists()
    assert Action.objects.count() == 1
    undo(ChangeSet.objects.filter(kind="meeting.remove").get(), author=people.lead)
    meeting = Meeting.objects.get()
    counts = meeting.agenda.count(), meeting.decisions.count(), meeting.tasks.count()
    assert counts == (1, 1, 1)


def test_removing_a_group_leaves_its_meetings(filiere, made, writer):
    writer.post(address("group_remove", filiere, made["group"]))
    assert Meeting.objects.get().group is None


def test_a_seat_takes_the_name_of_the_actor(filiere, made, writer):
    actor = add_actor(filiere, "Exemple fictif 7", stage="tri")
    given = {"actor": actor.pk, "level": "ess"}
    writer.post(address("seat_add", filiere, made["group"]), given)
    assert GroupMember.objects.filter(organisation="Exemple fictif 7", actor=actor).exists()
    refused = writer.post(address("seat_add", filiere, made["group"]), {"level": "ess"})
    assert refused.status_code == 422


def test_a_meeting_that_is_over_waits_for_its_report(filiere, made, people):
    Meeting.objects.update(state="planned", starts_at=timezone.now() - timedelta(days=1))
    opened = open_filiere(reader=people.contributor, filiere_id=filiere.pk)
    (waiting,) = list_waiting_meetings(opened, people.contributor)
    assert "Réunion fictive" in waiting.sentence
    reading = open_filiere(reader=people.reader, filiere_id=filiere.pk)
    assert list(list_waiting_meetings(reading, people.reader)) == []


def test_the_list_asks_as_often_for_twenty_meetings_as_for_one(
    filiere, made, shared, writer, django_assert_num_queries
):
    with CaptureQueriesContext(connection) as few:
        writer.get(address("list", filiere))
    for _number in range(20):
        make_gatherings(shared)
    with django_assert_num_queries(len(few.captured_queries)):
        writer.get(address("list", filiere))


def test_what_a_person_wrote_is_shown_and_unsigned(made, people):
    assert "Réunion fictive" in str(holdings.collect(people.lead))
    holdings.erase(people.lead)
    assert holdings.collect(people.lead) == []
