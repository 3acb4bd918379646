from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.web.plan.conftest import address, open_as, plain, read

from maillon.reference.method import get_method
from maillon_web.filieres.waiting import list_waiting
from maillon_web.history.models import ChangeSet
from maillon_web.history.services import undo
from maillon_web.plan.models import Action, Dependency, Objective
from maillon_web.plan.selectors.actions import count_plan
from maillon_web.plan.selectors.levers import LeverCount, count_by_lever
from maillon_web.plan.selectors.summaries import summarize_plan
from maillon_web.plan.services.dependencies import add_dependency

LEVERS = [lever.key for lever in get_method().levers]


def make_objective(filiere, people, title="But fictif", **fields) -> Objective:
    return Objective.objects.create(title=title, filiere=filiere, created_by=people.lead, **fields)


def test_an_empty_plan_says_what_to_do(filiere, people, as_user):
    assert "Le plan est vide" in read(as_user(people.reader), "list", filiere)
    assert "Inscrire une action" in read(as_user(people.lead), "list", filiere)


def test_actions_are_under_their_objective_in_the_order_that_people_gave(
    filiere, people, as_user, make_action
):
    second = make_objective(filiere, people, "Second", position=1)
    first = make_objective(filiere, people, "Premier", position=0)
    make_action("Sans but")
    make_action("Du second", objective=second)
    make_action("Du premier", objective=first)
    page = read(as_user(people.reader), "list", filiere)
    order = [page.index(text) for text in ("Du premier", "Du second", "Sans but")]
    assert order == sorted(order)


def test_the_numbers_at_the_top_are_those_of_the_rows(
    opened, people, as_user, make_action, today, yesterday
):
    make_action("Retard", status="running", ends_on=yesterday)
    make_action("Finie en retard", status="done", ends_on=yesterday)
    make_action("Demain", ends_on=today + timedelta(days=1))
    make_action("Sans date")
    counts = count_plan(opened, today)
    assert (counts.total, counts.late, counts.running, counts.done) == (4, 1, 1, 1)
    assert (counts.without_date, counts.next_end) == (1, today + timedelta(days=1))
    page = read(as_user(people.reader), "list", opened.filiere, late="1")
    assert "Retard" in page
    assert "1 action correspond" in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "couture"}, {"Atelier de couture"}),
        ({"q": "couture partenaire"}, {"Atelier de couture"}),
        ({"status": "blocked"}, {"Bloquée"}),
        ({"priority": "1"}, {"Bloquée"}),
        ({"owner": "none"}, {"Bloquée"}),
        ({"stage": "tri"}, {"Atelier de couture"}),
        ({"lever": LEVERS[0]}, {"Bloquée"}),
        ({"objective": "none"}, {"Bloquée"}),
        ({"status": "rien"}, set()),
        ({"priority": "x"}, set()),
        ({"objective": "9" * 30}, set()),
        ({"lever": "rien"}, set()),
    ],
)
def test_each_filter_keeps_what_it_says(query, expected, filiere, people, as_user, make_action):
    objective = make_objective(filiere, people)
    make_action(
        "Atelier de couture",
        owner=people.reader,
        stage_key="tri",
        objective=objective,
        partners="Un partenaire fictif",
    )
    make_action("Bloquée", status="blocked", priority=1, lever_keys=[LEVERS[0]])
    page = as_user(people.reader).get(address("list", filiere), query)
    titles = {row.action.title for group in page.context["groups"] for row in group["rows"]}
    assert titles == expected


def test_filters_by_owner_and_objective(filiere, people, as_user, make_action):
    objective = make_objective(filiere, people)
    make_action("À elle", owner=people.reader, objective=objective)
    make_action("À personne")
    client = as_user(people.lead)
    for query in ({"owner": people.reader.pk}, {"objective": objective.pk}):
        page = client.get(address("list", filiere), query)
        rows = [row.action.title for group in page.context["groups"] for row in group["rows"]]
        assert rows == ["À elle"]


def test_parts_are_shown_under_the_whole_and_found_alone(filiere, people, as_user, make_action):
    whole = make_action("Ensemble")
    make_action("Partie une", parent=whole, status="done")
    client = as_user(people.reader)
    page = client.get(address("list", filiere))
    (row,) = page.context["groups"][0]["rows"]
    assert [part.action.title for part in row.parts] == ["Partie une"]
    assert "1 partie réalisée sur 1" in " ".join(plain(page.content.decode()).split())
    assert "partie de « Ensemble »" in read(client, "list", filiere, q="une")


def test_a_long_plan_is_cut_in_pages(filiere, people, as_user, make_action):
    for number in range(52):
        make_action(f"Action {number}")
    page = as_user(people.reader).get(address("list", filiere))
    assert sum(len(group["rows"]) for group in page.context["groups"]) == 50
    assert "page=2" in plain(page.content.decode())


@pytest.mark.parametrize(
    "name", ["list", "board", "gantt", "calendar", "money", "ics", "overview_panel", "export"]
)
def test_a_page_asks_the_base_as_often_whatever_the_plan(
    name, filiere, people, as_user, make_action, today
):
    client = as_user(people.lead)

    def fill(count: int) -> None:
        before = None
        objective = make_objective(filiere, people)
        for number in range(count):
            action = make_action(
                f"Action {number}",
                objective=objective,
                owner=people.reader,
                starts_on=today,
                ends_on=today,
                lever_keys=[LEVERS[0]],
            )
            make_action(f"Partie {number}", parent=action, ends_on=today)
            action.budgets.create(year=2026, planned_eur=1)
            action.fundings.create(funder="Fonds fictif", state="obtained", obtained_eur=1)
            if before:
                Dependency.objects.create(before=before, after=action)
            before = action

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address(name, filiere)).status_code == 200
        return len(queries)

    fill(2)
    few = count()
    fill(10)
    assert count() == few


def test_the_page_of_an_action_asks_as_often_whatever_hangs_on_it(
    filiere, people, as_user, make_action
):
    action = make_action("Ensemble")
    client = as_user(people.lead)

    def grow(number: int) -> None:
        make_action(f"Partie {number}", parent=action)
        add_dependency(make_action(f"Avant {number}"), action, author=people.lead)
        action.budgets.create(year=2020 + number)
        action.fundings.create(funder="Fonds fictif")

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(address("action", filiere, action.pk))
        return len(queries)

    grow(0)
    alone = count()
    for number in range(1, 8):
        grow(number)
    assert count() == alone


def test_actions_are_counted_by_lever(opened, make_action, today, yesterday):
    make_action("Une", lever_keys=LEVERS[:2], status="done")
    make_action("Deux", lever_keys=LEVERS[:1], status="running", ends_on=yesterday)
    assert count_by_lever(opened, today) == {
        LEVERS[0]: LeverCount(total=2, done=1, running=1, late=1),
        LEVERS[1]: LeverCount(total=1, done=1),
    }


def test_objectives_are_moved_and_removed_without_their_actions(
    filiere, people, as_user, make_action
):
    client = as_user(people.contributor)
    for title in ("Un", "Deux"):
        client.post(address("objective_add", filiere), {"title": title, "visibility": "members"})
    one, two = Objective.objects.all()
    client.post(address("objective_move", filiere, two.pk), {"way": "up"})
    assert [objective.title for objective in Objective.objects.all()] == ["Deux", "Un"]
    client.post(address("objective_move", filiere, two.pk), {"way": "up"})
    assert [objective.title for objective in Objective.objects.all()] == ["Deux", "Un"]
    action = make_action(objective=one)
    client.post(address("objective_remove", filiere, one.pk))
    action.refresh_from_db()
    assert action.objective is None
    undo(ChangeSet.objects.first(), author=people.lead)
    action.refresh_from_db()
    assert action.objective_id == one.pk


def test_my_late_actions_wait_for_me_and_nobody_else(filiere, people, make_action, yesterday):
    make_action("À relancer", owner=people.reader, ends_on=yesterday)
    mine = [item.sentence for item in list_waiting(open_as(people.reader, filiere), people.reader)]
    assert any("À relancer" in sentence for sentence in mine)
    lead = list_waiting(open_as(people.lead, filiere), people.lead)
    assert not any("À relancer" in item.sentence for item in lead)


def test_the_summary_says_the_plan_as_its_reader_sees_it(
    filiere, people, make_action, today, yesterday
):
    objective = make_objective(filiere, people)
    whole = make_action("Ensemble", objective=objective, ends_on=today + timedelta(days=9))
    make_action("Partie", parent=whole, ends_on=today + timedelta(days=2))
    make_action("Secrète", visibility="private", ends_on=today + timedelta(days=1))
    make_action("Retard", ends_on=yesterday, lever_keys=[LEVERS[0]])
    told = summarize_plan(open_as(people.reader, filiere), today)
    titled = {group.title: [line.title for line in group.actions] for group in told.objectives}
    assert titled == {"But fictif": ["Ensemble"], "": ["Retard"]}
    assert [line.title for line in told.next_dates] == ["Partie", "Ensemble"]
    assert told.objectives[0].actions[0].parts[0].title == "Partie"
    late = told.objectives[1].actions[0]
    assert late.late_word == "En retard d’un jour"
    assert late.levers[0][0] == LEVERS[0]
    assert "Secrète" in [
        line.title
        for group in summarize_plan(open_as(people.lead, filiere), today).objectives
        for line in group.actions
    ]


def test_panels_show_the_actions_of_a_lever_and_of_an_actor(filiere, people, as_user, make_action):
    from tests.web.people import add_actor

    actor = add_actor(filiere, "Couture fictive", stage="tri")
    make_action("Par levier", lever_keys=[LEVERS[0]])
    make_action("Par acteur", actors=[actor])
    client = as_user(people.reader)
    lever = read(client, "lever_panel", filiere, lever=LEVERS[0])
    assert "Par levier" in lever
    assert "Par acteur" not in lever
    assert "Par acteur" in read(client, "actor_panel", filiere, actor=actor.pk)
    assert "Par" not in read(client, "actor_panel", filiere, actor="x")
    assert Action.objects.count() == 2
