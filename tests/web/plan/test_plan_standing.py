from datetime import date

import pytest
from tests.web.plan.conftest import plain

from maillon_web.plan.models import Action
from maillon_web.plan.selectors.standing import find_standing

TODAY = date(2026, 11, 22)


def make(**fields) -> Action:
    return Action(title="Exemple fictif", **{"status": "running"} | fields)


def test_an_action_is_late_from_the_day_after_its_end():
    assert not find_standing(make(ends_on=TODAY), TODAY).is_late
    standing = find_standing(make(ends_on=date(2026, 11, 19)), TODAY)
    assert standing.days_late == 3
    assert "3 jours" in standing.word


@pytest.mark.parametrize("status", ["done", "dropped"])
def test_what_is_over_is_never_late_nor_waiting(status):
    before = make(status="running")
    standing = find_standing(make(status=status, ends_on=date(2020, 1, 1)), TODAY, [before])
    assert (standing.is_late, standing.is_waiting, standing.word) == (False, False, "")


def test_an_action_without_date_is_never_late():
    assert find_standing(make(), TODAY).word == ""


def test_a_start_that_is_past_is_told_while_nothing_has_begun():
    past = date(2026, 11, 1)
    assert "1er novembre 2026" in plain(
        find_standing(make(status="planned", starts_on=past), TODAY).word
    )
    assert find_standing(make(status="running", starts_on=past), TODAY).word == ""


def test_an_action_waits_for_what_is_not_done():
    waiting = find_standing(make(), TODAY, [make(status="done"), make(status="running")])
    assert len(waiting.waits_for) == 1
    assert waiting.is_blocked
    assert not find_standing(make(), TODAY, [make(status="done")]).is_blocked


def test_an_action_that_people_say_is_blocked_is_blocked():
    assert find_standing(make(status="blocked"), TODAY).is_blocked
