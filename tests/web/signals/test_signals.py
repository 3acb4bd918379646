import pytest
from django.urls import reverse
from tests.web.people import add_actor, make_filiere

from maillon_web.filieres.models import Filiere
from maillon_web.history.models import ChangeSet
from maillon_web.history.services import undo
from maillon_web.signals.models import Note, Obstacle, Passage, Project, Signal

SIGNAL = {
    "text": "Un entrepôt se libère en mars",
    "said_by": "Jury fictif",
    "heard_on": "2026-03-04",
    "stage_key": "tri",
    "state": "new",
    "visibility": "members",
}
OBSTACLE = {"title": "Bail refusé", "family": "land", "state": "open", "visibility": "members"}
NOTE = {
    "title": "Atelier fictif",
    "kind": "workshop",
    "held_on": "2026-03-05",
    "text": "Il manque un local. Le tri déborde. Une couturière formerait.",
    "visibility": "members",
}
PROJECT = {"title": "Atelier partagé", "state": "idea", "visibility": "members"}
GIVEN = {"signals": SIGNAL, "obstacles": OBSTACLE, "notes": NOTE, "projects": PROJECT}
MODELS = {"signals": Signal, "obstacles": Obstacle, "notes": Note, "projects": Project}


def add(client, filiere: Filiere, kind: str, **more):
    address = reverse(f"signals:{kind[:-1]}_add", args=[filiere.pk])
    return client.post(address, GIVEN[kind] | more)


@pytest.mark.parametrize("kind", sorted(GIVEN))
def test_what_is_written_is_listed_signed_and_can_be_undone(kind, filiere, people, as_user):
    assert add(as_user(people.contributor), filiere, kind).status_code == 302
    made = MODELS[kind].objects.get()
    assert made.created_by == people.contributor
    page = as_user(people.reader).get(reverse(f"signals:{kind}", args=[filiere.pk]))
    assert str(made) in page.content.decode()
    undo(ChangeSet.objects.get(), author=people.lead)
    assert not MODELS[kind].objects.exists()


@pytest.mark.parametrize("kind", sorted(GIVEN))
@pytest.mark.parametrize(
    ("who", "read", "write"),
    [
        ("lead", 200, 200),
        ("contributor", 200, 200),
        ("reader", 200, 404),
        ("actor", 200, 404),
        ("stranger", 404, 404),
        (None, 404, 404),
    ],
)
def test_who_reads_and_who_writes(kind, who, read, write, filiere, people, as_user):  # noqa: PLR0913, PLR0917 - one argument a column of the table
    add(as_user(people.lead), filiere, kind)
    record = MODELS[kind].objects.get()
    client = as_user(getattr(people, who) if who else None)
    name = f"signals:{kind[:-1]}"
    assert client.get(reverse(f"signals:{kind}", args=[filiere.pk])).status_code == read
    assert client.get(reverse(f"{name}_add", args=[filiere.pk])).status_code == write
    for verb in ("edit", "remove"):
        address = reverse(f"{name}_{verb}", args=[filiere.pk, record.pk])
        assert client.get(address).status_code == write


@pytest.mark.parametrize("kind", sorted(GIVEN))
def test_a_private_record_is_for_the_team_only(kind, filiere, people, as_user):
    add(as_user(people.lead), filiere, kind, visibility="private")
    made = str(MODELS[kind].objects.get())
    address = reverse(f"signals:{kind}", args=[filiere.pk])
    assert made in as_user(people.contributor).get(address).content.decode()
    assert made not in as_user(people.reader).get(address).content.decode()


@pytest.mark.parametrize("kind", sorted(GIVEN))
def test_a_stranger_to_a_public_filiere_sees_what_is_public(kind, public_filiere, people, as_user):
    add(as_user(people.lead), public_filiere, kind)
    hidden = MODELS[kind].objects.get()
    address = reverse(f"signals:{kind}", args=[public_filiere.pk])
    assert str(hidden) not in as_user(None).get(address).content.decode()
    MODELS[kind].objects.update(visibility="public")
    assert str(hidden) in as_user(None).get(address).content.decode()


@pytest.mark.parametrize("kind", sorted(GIVEN))
def test_a_record_of_another_filiere_is_not_reached_through_this_one(
    kind, filiere, people, as_user
):
    other = make_filiere(people, name="Autre")
    add(as_user(people.lead), other, kind)
    record = MODELS[kind].objects.get()
    address = reverse(f"signals:{kind[:-1]}_edit", args=[filiere.pk, record.pk])
    assert as_user(people.lead).get(address).status_code == 404


def test_two_people_on_one_record_the_second_sees_and_chooses(filiere, people, as_user):
    add(as_user(people.lead), filiere, "obstacles")
    record = Obstacle.objects.get()
    address = reverse("signals:obstacle_edit", args=[filiere.pk, record.pk])
    first = as_user(people.lead).post(address, OBSTACLE | {"title": "Un", "version": 1})
    assert first.status_code == 302
    second = as_user(people.contributor).post(address, OBSTACLE | {"title": "Deux", "version": 1})
    assert second.status_code == 409
    text = second.content.decode()
    assert "Un" in text
    assert "Deux" in text
    record.refresh_from_db()
    assert record.title == "Un"
    assert 'name="version" value="2"' in text
    third = as_user(people.contributor).post(address, OBSTACLE | {"title": "Deux", "version": 2})
    assert third.status_code == 302
    record.refresh_from_db()
    assert record.title == "Deux"


def test_a_signal_becomes_a_project_with_its_actor(filiere, people, as_user):
    actor = add_actor(filiere, "Ressourcerie fictive", stage="tri")
    client = as_user(people.lead)
    add(client, filiere, "signals", actor=actor.pk)
    signal = Signal.objects.get()
    address = reverse("signals:signal_follow", args=[filiere.pk, signal.pk])
    assert client.post(address, {}).status_code == 200
    client.post(address, {"title": "Entrepôt partagé"})
    project = Project.objects.get()
    signal.refresh_from_db()
    assert (signal.project, signal.state) == (project, "project")
    assert list(project.actors.all()) == [actor]
    assert project.stage_key == "tri"


def test_a_project_removed_leaves_its_signals(filiere, people, as_user):
    client = as_user(people.lead)
    add(client, filiere, "signals")
    signal = Signal.objects.get()
    client.post(reverse("signals:signal_follow", args=[filiere.pk, signal.pk]), {"title": "Essai"})
    project = Project.objects.get()
    client.post(reverse("signals:project_remove", args=[filiere.pk, project.pk]))
    signal.refresh_from_db()
    assert (signal.project, signal.state) == (None, "followed")
    undo(ChangeSet.objects.first(), author=people.lead)
    signal.refresh_from_db()
    assert signal.project_id == project.pk


@pytest.fixture
def note(filiere, people, as_user) -> Note:
    add(as_user(people.lead), filiere, "notes")
    return Note.objects.get()


def code(client, note, first, last, what="need", **more):
    address = reverse("signals:note", args=[note.filiere_id, note.pk])
    return client.post(address, {"first": first, "last": last, "code": what} | more)


def test_passages_are_coded_and_counted_by_stage(note, people, as_user):
    client = as_user(people.contributor)
    code(client, note, 1, 1, "need", stage_key="tri")
    code(client, note, 1, 2, "obstacle", stage_key="tri")
    code(client, note, 3, 3, "know_how")
    assert [passage.quote for passage in Passage.objects.order_by("pk")] == [
        "Il manque un local.",
        "Il manque un local. Le tri déborde.",
        "Une couturière formerait.",
    ]
    page = client.get(reverse("signals:notes", args=[note.filiere_id]))
    counts = {row.stage_key: row.counts for row in page.context["counts"]}
    assert counts == {"tri": (1, 1, 0, 0), "": (0, 0, 0, 1)}


def test_sentences_that_are_not_there_are_refused_with_a_sentence(note, people, as_user):
    answer = code(as_user(people.lead), note, 2, 9)
    assert "de la 1 à la 3" in answer.content.decode()
    assert not Passage.objects.exists()


def test_a_reader_does_not_code(note, people, as_user):
    assert code(as_user(people.reader), note, 1, 1).status_code == 404
    assert not Passage.objects.exists()


def test_codes_follow_their_words_when_the_text_changes(note, people, as_user):
    client = as_user(people.lead)
    code(client, note, 2, 2)
    code(client, note, 3, 3, "know_how")
    address = reverse("signals:note_edit", args=[note.filiere_id, note.pk])
    client.post(address, NOTE | {"text": "Ajouté. Le tri déborde.", "version": note.version})
    kept = Passage.objects.get()
    note.refresh_from_db()
    assert note.text[kept.start : kept.end] == kept.quote == "Le tri déborde."


def test_a_code_is_taken_away_and_comes_back(note, people, as_user):
    client = as_user(people.lead)
    code(client, note, 1, 1)
    passage = Passage.objects.get()
    client.post(reverse("signals:passage_remove", args=[note.filiere_id, note.pk, passage.pk]))
    assert not Passage.objects.exists()
    undo(ChangeSet.objects.first(), author=people.lead)
    assert Passage.objects.get().quote == "Il manque un local."


def test_the_sheet_of_an_actor_says_what_was_heard_of_it(note, people, as_user):
    actor = add_actor(note.filiere, "Couture fictive", stage="tri")
    client = as_user(people.lead)
    code(client, note, 3, 3, "know_how", actor=actor.pk)
    address = reverse("signals:actor_panel", args=[note.filiere_id, actor.pk])
    assert "Une couturière formerait." in client.get(address).content.decode()
    Note.objects.update(visibility="private")
    assert "couturière" not in as_user(people.reader).get(address).content.decode()


def test_what_waits_is_counted(filiere, people, as_user):
    client = as_user(people.lead)
    add(client, filiere, "signals")
    add(client, filiere, "obstacles", due_on="2020-01-01")
    text = client.get(reverse("signals:overview_panel", args=[filiere.pk])).content.decode()
    assert "1 signal à examiner" in text
    assert "En retard" in text


@pytest.mark.parametrize("kind", sorted(GIVEN))
def test_a_list_asks_the_base_as_often_whatever_its_length(
    kind, filiere, people, as_user, django_assert_num_queries
):
    client = as_user(people.lead)
    address = reverse(f"signals:{kind}", args=[filiere.pk])

    def count():
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    add(client, filiere, kind)
    alone = count()
    for number in range(12):
        add(client, filiere, kind, title=f"Titre {number}", text=f"Texte {number}")
    assert count() == alone


@pytest.mark.parametrize("kind", sorted(GIVEN))
def test_nonsense_gets_its_sentence(kind, filiere, people, as_user):
    nonsense = {"held_on": "hier", "heard_on": "32/13/2026", "due_on": "x", "stage_key": "lune"}
    nonsense |= {"family": "?", "state": "?", "visibility": "tous", "title": "x" * 10_000}
    answer = add(as_user(people.lead), filiere, kind, **nonsense)
    assert answer.status_code == 200
    assert not MODELS[kind].objects.exists()
