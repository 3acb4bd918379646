import pytest
from django.utils import timezone
from tests.web.people import add_actor, make_filiere
from tests.web.plan.conftest import address, open_as, plain, read

from maillon.domain.errors import InconsistentData, InvalidInput
from maillon.reference.method import get_method
from maillon_web.filieres.models import Filiere
from maillon_web.filieres.services.records import remove_record
from maillon_web.filieres.services.undoing import undo_change
from maillon_web.gatherings.models import Meeting
from maillon_web.gatherings.services.meetings import add_task
from maillon_web.history.models import Change, ChangeSet
from maillon_web.history.services import record, undo
from maillon_web.history.wording import describe
from maillon_web.plan.models import (
    Action,
    ActionBudget,
    Dependency,
    Funding,
    Indicator,
    Objective,
)
from maillon_web.plan.services.actions import create_action
from maillon_web.plan.services.dependencies import add_dependency
from maillon_web.plan.services.money import BudgetRow, add_funding, write_budgets
from maillon_web.signals.models import Obstacle, Project
from maillon_web.signals.services.records import remove_record as remove_signal_record

GIVEN = {"title": "Ouvrir un atelier fictif", "status": "planned", "priority": "2"}
GIVEN |= {"visibility": "members"}
LEVER = get_method().levers[0].key


def add(client, filiere: Filiere, **more):
    return client.post(address("action_add", filiere), GIVEN | more)


def test_an_action_is_written_listed_signed_and_undone(filiere, people, as_user):
    answer = add(as_user(people.contributor), filiere, ends_on="2027-03-01", lever_keys=[LEVER])
    made = Action.objects.get()
    assert answer.url == address("action", filiere, made.pk)
    assert (made.created_by, made.lever_keys) == (people.contributor, [LEVER])
    assert made.title in read(as_user(people.reader), "list", filiere)
    change = ChangeSet.objects.get()
    assert plain(describe(change)) == "Action inscrite au plan : « Ouvrir un atelier fictif »"
    undo(change, author=people.lead)
    assert not Action.objects.exists()


@pytest.mark.parametrize(
    ("who", "reads", "writes"),
    [
        ("lead", 200, 200),
        ("contributor", 200, 200),
        ("reader", 200, 404),
        ("actor", 200, 404),
        ("stranger", 404, 404),
        (None, 404, 404),
    ],
)
def test_who_reads_and_who_writes(who, reads, writes, filiere, people, as_user, make_action):  # noqa: PLR0913, PLR0917 - one argument a column of the table
    action = make_action()
    client = as_user(getattr(people, who) if who else None)
    for name in ("list", "board", "gantt", "calendar", "money", "objectives", "indicators", "ics"):
        assert client.get(address(name, filiere)).status_code == reads, name
    assert client.get(address("action", filiere, action.pk)).status_code == reads
    for name in ("action_edit", "action_remove", "budgets", "funding_add", "share_offer"):
        assert client.get(address(name, filiere, action.pk)).status_code == writes, name
    for name in ("action_add", "objective_add", "indicator_add", "import", "template"):
        assert client.get(address(name, filiere)).status_code == writes, name
    for name in ("move", "dependency_add"):
        status = client.post(address(name, filiere, action.pk), {}).status_code
        assert status == (302 if writes == 200 else 404), name


def test_a_private_action_is_for_the_team_only(filiere, people, as_user, make_action):
    action = make_action("Négociation fictive", visibility="private", ends_on="2026-12-01")
    team, reader = as_user(people.contributor), as_user(people.reader)
    for name in ("list", "board", "gantt", "ics", "overview_panel"):
        query = {"month": "2026-12"}
        assert "Négociation" in read(team, name, filiere, **query), name
        assert "Négociation" not in read(reader, name, filiere, **query), name
    assert "Négociation" not in read(reader, "calendar", filiere, month="2026-12")
    assert reader.get(address("action", filiere, action.pk)).status_code == 404


def test_what_an_action_is_tied_to_stays_hidden_when_it_is_private(
    filiere, people, as_user, make_action
):
    secret = {"filiere": filiere, "visibility": "private", "created_by": people.lead}
    objective = Objective.objects.create(title="But secret", **secret)
    parent = make_action("Ensemble secret", visibility="private")
    project = Project.objects.create(title="Projet secret", **secret)
    obstacle = Obstacle.objects.create(title="Frein secret", family="land", **secret)
    action = make_action(
        "Partie visible", objective=objective, parent=parent, project=project, obstacles=[obstacle]
    )
    before = make_action("Avant secret", visibility="private")
    add_dependency(before, action, author=people.lead)
    assert "secret" in read(as_user(people.lead), "action", filiere, action.pk)
    reader = as_user(people.reader)
    for name, numbers in (("action", [action.pk]), ("list", []), ("board", []), ("gantt", [])):
        page = read(reader, name, filiere, *numbers)
        assert "Partie visible" in page
        assert "secret" not in page, name


def test_a_stranger_to_a_public_filiere_does_not_read_the_name_of_people(
    public_filiere, people, as_user, make_action
):
    people.contributor.name = "Prénom Fictif"
    people.contributor.save()
    make_action(filiere=public_filiere, visibility="public", owner=people.contributor)
    assert "Prénom Fictif" in read(as_user(people.reader), "list", public_filiere)
    page = read(as_user(None), "list", public_filiere)
    assert "Action fictive" in page
    assert "Prénom Fictif" not in page


def test_a_record_of_another_filiere_is_neither_reached_nor_chosen(
    filiere, people, as_user, make_action
):
    other = make_filiere(people, name="Autre")
    foreign = make_action("Ailleurs", filiere=other)
    objective = Objective.objects.create(title="Ailleurs", filiere=other, created_by=people.lead)
    client = as_user(people.lead)
    assert client.get(address("action_edit", filiere, foreign.pk)).status_code == 404
    for field, number in (("parent", foreign.pk), ("objective", objective.pk)):
        assert add(client, filiere, **{field: number}).status_code == 422, field
    assert add(client, filiere, owner=people.stranger.pk).status_code == 422
    mine = make_action("Ici")
    client.post(address("dependency_add", filiere, mine.pk), {"before": foreign.pk})
    assert not Dependency.objects.exists()


def test_the_page_that_sends_here_fills_the_form(filiere, people, as_user):
    actor = add_actor(filiere, "Couture fictive", stage="tri")
    shared = {"filiere": filiere, "created_by": people.lead}
    obstacle = Obstacle.objects.create(title="Bail", family="land", stage_key="vente", **shared)
    project = Project.objects.create(title="Halle", **shared)
    query = {
        "title": "Lever le frein du bail",
        "stage_key": "tri",
        "lever": LEVER,
        "obstacle": obstacle.pk,
        "project": project.pk,
        "actor": actor.pk,
    }
    page = as_user(people.lead).get(address("action_add", filiere), query)
    initial = page.context["form"].initial
    assert initial["title"] == "Lever le frein du bail"
    assert (initial["stage_key"], initial["lever_keys"]) == ("tri", [LEVER])
    assert (initial["obstacles"], initial["project"]) == ([obstacle.pk], project.pk)
    assert initial["actors"] == [actor.pk]


def test_a_prefill_names_nothing_that_the_reader_may_not_see(filiere, people, as_user):
    other = make_filiere(people, name="Autre")
    obstacle = Obstacle.objects.create(
        title="Ailleurs", family="land", filiere=other, created_by=people.lead
    )
    query = {
        "obstacle": obstacle.pk,
        "stage_key": "lune",
        "lever": "x",
        "actor": "1e9",
        "parent": "²",
    }
    page = as_user(people.lead).get(address("action_add", filiere), query)
    initial = page.context["form"].initial
    names = ("obstacles", "stage_key", "lever_keys", "actors", "parent")
    assert not any(initial.get(name) for name in names)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"starts_on": "2027-02-01", "ends_on": "2027-01-01"}, "La fin est avant le début"),
        ({"title": ""}, "obligatoire"),
        ({"fte": "-1"}, "positif"),
        ({"status": "perdue", "priority": "9", "lever_keys": ["lune"]}, "valide"),
    ],
)
def test_nonsense_gets_its_sentence(given, sentence, filiere, people, as_user):
    answer = add(as_user(people.lead), filiere, **given)
    assert answer.status_code == 422
    assert sentence in plain(answer.content.decode())
    assert not Action.objects.exists()


def test_one_name_says_who_carries_the_action(filiere, people, as_user):
    answer = add(as_user(people.lead), filiere, owner=people.reader.pk, owner_name="Service fictif")
    assert "pas les deux" in plain(answer.content.decode())


def test_two_people_on_one_action_the_second_chooses(filiere, people, as_user, make_action):
    action = make_action(status="planned")
    where = address("action_edit", filiere, action.pk)
    form = as_user(people.lead).get(where).context["form"]
    sent = GIVEN | {"version": form.initial["version"]}
    assert as_user(people.lead).post(where, sent | {"title": "Un"}).status_code == 302
    second = as_user(people.contributor).post(where, sent | {"title": "Deux"})
    assert second.status_code == 409
    assert {"Un", "Deux"} <= set(
        second.content.decode().replace("<", " ").replace(">", " ").split()
    )
    action.refresh_from_db()
    assert action.title == "Un"


def test_a_card_is_moved_without_script(filiere, people, as_user, make_action):
    action = make_action()
    where = address("move", filiere, action.pk)
    board = address("board", filiere)
    answer = as_user(people.contributor).post(where, {"status": "running", "next": board})
    assert answer.url == f"{board}#action-{action.pk}"
    action.refresh_from_db()
    assert action.status == "running"
    assert plain(describe(ChangeSet.objects.first())) == "Action « Action fictive » : En cours"
    elsewhere = as_user(people.lead).post(where, {"status": "done", "next": "//mauvais.test/"})
    assert elsewhere.url.startswith(board)


def test_a_state_that_does_not_exist_changes_nothing(filiere, people, as_user, make_action):
    action = make_action()
    where = address("move", filiere, action.pk)
    page = as_user(people.lead).post(where, {"status": "volée"}, follow=True)
    assert "Choisissez un état" in plain(page.content.decode())
    action.refresh_from_db()
    assert action.status == "planned"


def furnish(action: Action, other: Action, people) -> None:
    write_budgets(action, [BudgetRow(year=2026, planned_eur=1000)], author=people.lead)
    add_funding(Funding(funder="Fonds fictif"), action=action, author=people.lead)
    add_dependency(other, action, author=people.lead)
    Indicator.objects.create(
        label="Tonnes", unit="t", filiere=action.filiere, created_by=people.lead
    ).actions.add(action)


def test_a_removed_action_comes_back_whole(filiere, people, as_user, make_action):
    actor = add_actor(filiere, "Couture fictive", stage="tri")
    action = make_action("Ensemble", actors=[actor])
    part = make_action("Partie", parent=action)
    furnish(action, make_action("Avant"), people)
    write_budgets(part, [BudgetRow(year=2027, spent_eur=5)], author=people.lead)
    as_user(people.lead).post(address("action_remove", filiere, action.pk))
    assert set(Action.objects.values_list("title", flat=True)) == {"Avant"}
    assert not ActionBudget.objects.exists()
    undo(ChangeSet.objects.first(), author=people.lead)
    kept = Action.objects.get(title="Ensemble")
    assert list(kept.actors.all()) == [actor]
    assert [budget.year for budget in ActionBudget.objects.all()] == [2026, 2027]
    assert (kept.needs.count(), kept.fundings.count(), kept.indicators.count()) == (1, 1, 1)
    assert kept.parts.get().title == "Partie"


@pytest.mark.parametrize("added", ["budget", "part", "funding", "dependency"])
def test_undoing_an_action_does_not_take_silently_what_was_added_since(
    added, filiere, people, as_user, make_action
):
    other = make_action("Avant")
    add(as_user(people.lead), filiere)
    action = Action.objects.get(title=GIVEN["title"])
    written = ChangeSet.objects.get(pk=Change.objects.get(object_id=action.pk).change_set_id)
    match added:
        case "budget":
            write_budgets(action, [BudgetRow(year=2026, planned_eur=1)], author=people.lead)
        case "part":
            make_action("Partie", parent=action)
        case "funding":
            add_funding(Funding(funder="Fonds fictif"), action=action, author=people.lead)
        case "dependency":
            add_dependency(other, action, author=people.lead)
    with pytest.raises(InconsistentData) as caught:
        undo_change(open_as(people.lead, filiere), written, author=people.lead)
    assert "complété depuis" in plain(caught.value.for_user())
    assert Action.objects.filter(pk=action.pk).exists()


def test_a_filiere_goes_with_its_plan(filiere, people, make_action):
    furnish(make_action(), make_action("Avant"), people)
    filiere.delete()
    assert not Action.objects.exists()


def test_another_application_writes_an_action_in_its_own_change(filiere, people):
    with record("note.add", scope=filiere.scope, author=people.lead) as recorder:
        made = create_action(filiere, people.lead, "Tâche du comité", recorder=recorder)
    assert ChangeSet.objects.get().kind == "note.add"
    assert made.pk


@pytest.mark.parametrize("wrong", ["objective", "obstacles", "lever_keys", "title", "days"])
def test_an_action_tied_to_another_filiere_is_refused(wrong, filiere, people):
    other = make_filiere(people, name="Autre")
    shared = {"filiere": other, "created_by": people.lead}
    fields = {
        "objective": {"objective": Objective(pk=1, title="x", **shared)},
        "obstacles": {"obstacles": [Obstacle(pk=1, title="x", family="land", **shared)]},
        "lever_keys": {"lever_keys": ["lune"]},
        "title": {},
        "days": {"starts_on": date_of(2), "ends_on": date_of(1)},
    }[wrong]
    with pytest.raises(InvalidInput):
        create_action(filiere, people.lead, " " if wrong == "title" else "Titre", **fields)
    assert not Action.objects.exists()


def date_of(day: int):
    from datetime import date

    return date(2027, 1, day)


def test_a_part_has_no_part_and_takes_the_objective_of_the_whole(filiere, people, make_action):
    objective = Objective.objects.create(title="But", filiere=filiere, created_by=people.lead)
    whole = make_action("Ensemble", objective=objective)
    part = make_action("Partie", parent=whole)
    assert part.objective == objective
    with pytest.raises(InvalidInput):
        make_action("Partie de partie", parent=part)


def test_the_consequences_are_said_before_removing(filiere, people, as_user, make_action):
    whole = make_action("Ensemble")
    make_action("Partie", parent=whole)
    assert "Sa partie est supprimée" in read(
        as_user(people.lead), "action_remove", filiere, whole.pk
    )
    remove_record(whole, author=people.lead)
    assert not Action.objects.exists()


def test_removing_an_obstacle_lets_go_of_its_actions_and_undoing_ties_them_again(filiere, people):
    obstacle = Obstacle.objects.create(filiere=filiere, title="Frein fictif", family="land")
    action = create_action(filiere, people.lead, "Action fictive", obstacles=[obstacle])
    remove_signal_record(obstacle, author=people.lead)
    assert not action.obstacles.exists()
    undo(ChangeSet.objects.latest("pk"), author=people.lead)
    assert action.obstacles.get().title == "Frein fictif"


def test_removing_a_task_of_a_meeting_can_be_undone_with_its_tie(filiere, people):
    meeting = Meeting.objects.create(filiere=filiere, title="Fictive", starts_at=timezone.now())
    task = add_task(meeting, {"title": "Tâche fictive"}, author=people.lead)
    remove_record(task.action, author=people.lead)
    assert not meeting.tasks.exists()
    undo(ChangeSet.objects.latest("pk"), author=people.lead)
    assert meeting.tasks.get().action.title == "Tâche fictive"
