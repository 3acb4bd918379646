from datetime import UTC, date, datetime
from typing import Any

import pytest
from icalendar import Calendar
from tests.web.plan.conftest import address, read

from maillon_web.plan.models import Funding, Indicator, Objective
from maillon_web.plan.selectors.actions import list_actions, read_rows
from maillon_web.plan.selectors.calendar import list_events, read_month
from maillon_web.plan.selectors.dependencies import list_ties
from maillon_web.plan.selectors.gantt import CHART_WIDTH, LABEL_WIDTH, draw_gantt, list_years
from maillon_web.plan.services.calendar_file import write_plan_dates
from maillon_web.plan.services.dependencies import add_dependency

TODAY = date(2026, 11, 22)


def draw(opened, year=None):
    rows = read_rows(opened, list_actions(opened), TODAY)
    return draw_gantt(rows, list_ties(opened, [row.action for row in rows]), today=TODAY, year=year)


def test_a_bar_begins_where_its_day_is_and_is_as_long_as_its_time(opened, make_action):
    make_action("Année", starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    make_action("Second semestre", starts_on=date(2026, 7, 1), ends_on=date(2026, 12, 31))
    whole, half = draw(opened, 2026).bars
    assert (whole.x, whole.width) == (LABEL_WIDTH, CHART_WIDTH)
    assert half.width / whole.width == pytest.approx(184 / 365, abs=0.01)
    assert half.x + half.width == pytest.approx(whole.x + whole.width)


def test_what_has_no_date_or_is_of_another_year_is_said_apart(opened, make_action):
    make_action("Sans date")
    make_action("Ailleurs", starts_on=date(2030, 1, 1), ends_on=date(2030, 2, 1))
    make_action("Ici", ends_on=date(2026, 5, 1))
    gantt = draw(opened, 2026)
    assert [bar.row.action.title for bar in gantt.bars] == ["Ici"]
    assert gantt.bars[0].width == 0
    assert [row.action.title for row in gantt.undated] == ["Sans date"]
    assert [row.action.title for row in gantt.outside] == ["Ailleurs"]


def test_a_dependency_is_drawn_from_the_end_of_one_to_the_start_of_the_other(
    opened, people, make_action
):
    before = make_action("Avant", starts_on=date(2026, 1, 1), ends_on=date(2026, 3, 31))
    after = make_action("Après", starts_on=date(2026, 5, 1), ends_on=date(2026, 9, 1))
    soon = make_action("Trop tôt", starts_on=date(2026, 2, 1), ends_on=date(2026, 9, 2))
    add_dependency(before, after, author=people.lead)
    add_dependency(before, soon, author=people.lead)
    gantt = draw(opened, 2026)
    right, wrong = gantt.links
    first = gantt.bars[0]
    assert right.path.startswith(f"M{first.x + first.width:g} ")
    assert not right.warning
    assert "Trop tôt" in wrong.warning


def test_today_is_a_line_where_it_is(opened, make_action):
    make_action(starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    share = (TODAY - date(2026, 1, 1)).days / 365
    assert draw(opened, 2026).today_x == pytest.approx(LABEL_WIDTH + share * CHART_WIDTH, abs=0.2)
    assert draw(opened, 2027).today_x is None


def test_the_page_has_the_table_of_the_drawing(filiere, people, as_user, make_action):
    before = make_action("Avant", ends_on=date(2026, 3, 31))
    after = make_action("Après", starts_on=date(2027, 5, 1))
    make_action("Sans date")
    add_dependency(before, after, author=people.lead)
    page = read(as_user(people.reader), "gantt", filiere)
    table = page.split("<tbody>")[1].split("</tbody>")[0]
    assert all(title in table for title in ("Avant", "Après", "Sans date"))
    assert table.count("Avant") == 2
    assert "?year=2027" in page
    assert "Après" in read(as_user(people.reader), "gantt", filiere, year="2027")
    assert as_user(people.reader).get(address("gantt", filiere), {"year": "²"}).status_code == 200


def test_years_are_bounded_whatever_people_write(opened, make_action):
    make_action(starts_on=date(1, 1, 1), ends_on=date(9999, 12, 31))
    rows = read_rows(opened, list_actions(opened), TODAY)
    assert len(list_years(rows)) < 20
    assert draw(opened).bars


@pytest.fixture
def dated(filiere, people, make_action) -> None:
    """One thing of each kind in March 2027."""
    action = make_action("Chantier", starts_on=date(2027, 3, 2), ends_on=date(2027, 3, 9))
    Funding.objects.create(action=action, funder="Fonds fictif", due_on=date(2027, 3, 5))
    shared = {"filiere": filiere, "created_by": people.lead}
    Objective.objects.create(title="But daté", due_on=date(2027, 3, 31), **shared)
    Indicator.objects.create(
        label="Tonnes", unit="t", target=1, target_on=date(2027, 3, 20), **shared
    )


@pytest.mark.usefixtures("dated")
def test_a_month_shows_each_kind_of_date_on_its_day(opened):
    month = read_month(opened, "2027-03", TODAY)
    assert [(event.on.day, event.kind.value) for event in month.events] == [
        (2, "start"),
        (5, "funding"),
        (9, "end"),
        (20, "target"),
        (31, "objective"),
    ]
    assert all(len(week) == 7 for week in month.weeks)
    assert month.weeks[0][0].on == date(2027, 3, 1)
    assert (month.previous, month.following) == ("2027-02", "2027-04")


@pytest.mark.usefixtures("dated")
def test_the_calendar_is_read_as_a_grid_and_as_a_list(filiere, people, as_user):
    page = read(as_user(people.reader), "calendar", filiere, month="2027-03")
    assert page.count("Fonds fictif, pour « Chantier »") == 2
    assert 'scope="col"' in page


@pytest.mark.parametrize("wanted", ["", "demain", "2027-13", "0000-01", "2027-03-99", "٢٠٢٧-03"])
def test_a_month_that_is_none_is_this_one(wanted, opened):
    assert read_month(opened, wanted, TODAY).first == date(2026, 11, 1)


def read_events(content: bytes) -> list[Any]:
    return list(Calendar.from_ical(content).walk("VEVENT"))


MADE = {
    "made_at": datetime(2026, 11, 22, 9, tzinfo=UTC),
    "find_address": lambda path: f"https://plan.test:8000{path}",
    "domain": "plan.test",
}


def test_the_calendar_file_says_an_action_as_it_is_written_and_is_stable(opened, make_action):
    title = "Réunir l’atelier ; trier, recoudre \\ vendre – " + "é" * 80
    action = make_action(title[:200], starts_on=date(2027, 3, 2), ends_on=date(2027, 3, 9))
    make_action("Sans date")
    rows = read_rows(opened, list_actions(opened), TODAY)
    content = write_plan_dates("Plan, fictif", rows, [], **MADE)
    (event,) = read_events(content)
    assert event["summary"] == title[:200]
    assert event.decoded("dtstart") == date(2027, 3, 2)
    assert event.decoded("dtend") == date(2027, 3, 10)
    assert event["uid"] == f"action-{action.pk}@plan.test"
    assert event["url"].startswith("https://plan.test:8000/filieres/")
    assert content == write_plan_dates("Plan, fictif", rows, [], **MADE)


def test_a_text_of_several_lines_cannot_write_a_line_of_the_calendar(opened, make_action):
    make_action("Titre", description="Un\r\nEND:VCALENDAR\nBEGIN:VEVENT", ends_on=date(2027, 3, 9))
    rows = read_rows(opened, list_actions(opened), TODAY)
    content = write_plan_dates("Plan", rows, [], **MADE)
    assert len(read_events(content)) == 1
    assert content.count(b"\r\nEND:VCALENDAR") == 1


@pytest.mark.usefixtures("dated")
def test_the_file_holds_the_deadlines_too(filiere, people, as_user, opened):
    answer = as_user(people.reader).get(address("ics", filiere))
    assert answer["Content-Type"].startswith("text/calendar")
    assert len(read_events(answer.content)) == 4
    assert len(list_events(opened, date(2027, 3, 1), date(2027, 3, 31))) == 5
