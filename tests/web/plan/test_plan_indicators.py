from datetime import date
from decimal import Decimal

import pytest
from tests.web.plan.conftest import address, plain, read

from maillon_web.history.models import ChangeSet
from maillon_web.history.services import undo
from maillon_web.plan.models import Indicator, IndicatorValue
from maillon_web.plan.selectors.indicators import find_gap
from maillon_web.plan.selectors.trajectory import draw_trajectory

GIVEN = {
    "label": "Laine valorisée",
    "unit": "t/an",
    "wanted": "up",
    "baseline": "10",
    "baseline_on": "2025-01-01",
    "target": "50",
    "target_on": "2027-01-01",
    "visibility": "members",
}
VALUE = {"measured_on": "2026-01-01", "value": "20", "source": "Comptage fictif"}


def make(**fields) -> Indicator:
    given = {
        "label": "Laine",
        "unit": "t",
        "baseline": Decimal(10),
        "baseline_on": date(2025, 1, 1),
        "target": Decimal(50),
        "target_on": date(2027, 1, 1),
    }
    return Indicator(**given | fields)


def measure(day: str, value: int) -> IndicatorValue:
    return IndicatorValue(
        measured_on=date.fromisoformat(day), value=Decimal(value), source="Fictif"
    )


def test_the_gap_is_target_less_last_measure_whatever_the_order():
    gap = find_gap(make(), [measure("2026-01-01", 20), measure("2025-06-01", 12)])
    assert (gap.last, gap.gap) == (Decimal(20), Decimal(30))
    assert "30" in gap.sentence
    assert gap.share == pytest.approx(0.25)
    assert gap.expected == pytest.approx(30, abs=0.1)
    assert "pas une prévision" in gap.line_sentence


def test_a_target_is_reached_in_the_wanted_direction():
    assert find_gap(make(), [measure("2026-01-01", 55)]).is_reached
    down = make(wanted="down", baseline=Decimal(90), target=Decimal(50))
    assert not find_gap(down, [measure("2026-01-01", 55)]).is_reached
    assert find_gap(down, [measure("2026-01-01", 40)]).is_reached


@pytest.mark.parametrize(
    ("indicator", "values"),
    [
        (make(), []),
        (make(target=None, target_on=None), [measure("2026-01-01", 20)]),
    ],
)
def test_without_measure_or_target_no_gap_is_made_up(indicator, values):
    gap = find_gap(indicator, values)
    assert (gap.gap, gap.share, gap.expected) == (None, None, None)
    assert "pas calculé" in gap.sentence


def test_nothing_is_read_on_the_line_outside_of_its_dates():
    assert find_gap(make(), [measure("2028-01-01", 20)]).expected is None
    assert find_gap(make(baseline=None), [measure("2026-01-01", 20)]).line_sentence == ""
    assert find_gap(make(baseline=Decimal(50)), [measure("2026-01-01", 20)]).share is None


def test_the_drawn_line_stops_at_the_last_measure():
    drawn = draw_trajectory(make(), [measure("2026-01-01", 20)])
    assert drawn is not None
    last = float(drawn.line.split()[-1].split(",")[0])
    assert last == drawn.measures[-1].x < drawn.target.x
    assert drawn.baseline.y > drawn.measures[0].y > drawn.target.y


def test_a_single_date_is_not_drawn():
    alone = make(baseline=None, baseline_on=None, target_on=None)
    assert draw_trajectory(alone, [measure("2026-01-01", 20)]) is None


def test_an_indicator_is_written_measured_and_read(filiere, people, as_user):
    client = as_user(people.contributor)
    client.post(address("indicator_add", filiere), GIVEN)
    indicator = Indicator.objects.get()
    client.post(address("value_add", filiere, indicator.pk), VALUE)
    page = read(as_user(people.reader), "indicator", filiere, indicator.pk)
    assert "Comptage fictif" in page
    assert "<svg" in page
    assert "Écart à la cible" in page
    assert "Écart à la cible" in read(as_user(people.reader), "indicators", filiere)
    undo(ChangeSet.objects.first(), author=people.lead)
    assert not IndicatorValue.objects.exists()


def test_a_measure_has_a_source_and_one_day(filiere, people, as_user):
    client = as_user(people.lead)
    client.post(address("indicator_add", filiere), GIVEN)
    where = address("value_add", filiere, Indicator.objects.get().pk)
    assert client.post(where, VALUE | {"source": ""}).status_code == 422
    client.post(where, VALUE)
    assert "déjà écrite" in client.post(where, VALUE).content.decode()
    assert IndicatorValue.objects.count() == 1


def test_who_reads_writes_no_measure(filiere, people, as_user):
    as_user(people.lead).post(address("indicator_add", filiere), GIVEN)
    where = address("value_add", filiere, Indicator.objects.get().pk)
    assert as_user(people.reader).post(where, VALUE).status_code == 404
    assert not IndicatorValue.objects.exists()


def test_a_removed_indicator_comes_back_with_its_measures(filiere, people, as_user, make_action):
    client = as_user(people.lead)
    client.post(address("indicator_add", filiere), GIVEN | {"actions": [make_action().pk]})
    indicator = Indicator.objects.get()
    client.post(address("value_add", filiere, indicator.pk), VALUE)
    client.post(address("indicator_remove", filiere, indicator.pk))
    assert not IndicatorValue.objects.exists()
    undo(ChangeSet.objects.first(), author=people.lead)
    kept = Indicator.objects.get()
    assert (kept.values.count(), kept.actions.count()) == (1, 1)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"baseline": ""}, "écrivez aussi la valeur"),
        ({"target_on": "2024-01-01"}, "plus tardive"),
        ({"unit": ""}, "obligatoire"),
    ],
)
def test_an_indicator_that_makes_no_sense_gets_its_sentence(
    wrong, sentence, filiere, people, as_user
):
    answer = as_user(people.lead).post(address("indicator_add", filiere), GIVEN | wrong)
    assert answer.status_code == 422
    assert sentence in plain(answer.content.decode())


def test_a_measure_is_removed_through_its_own_indicator(filiere, people, as_user):
    client = as_user(people.lead)
    for label in ("Un", "Deux"):
        client.post(address("indicator_add", filiere), GIVEN | {"label": label})
    one, two = Indicator.objects.order_by("pk")
    client.post(address("value_add", filiere, one.pk), VALUE)
    value = IndicatorValue.objects.get()
    assert client.post(address("value_remove", filiere, two.pk, value.pk)).status_code == 404
    assert client.post(address("value_remove", filiere, one.pk, value.pk)).status_code == 302
    assert not IndicatorValue.objects.exists()
