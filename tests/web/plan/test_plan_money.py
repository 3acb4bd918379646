from decimal import Decimal

import pytest
from tests.web.plan.conftest import address, open_as, plain, read

from maillon.domain.errors import InvalidInput
from maillon_web.history.models import ChangeSet
from maillon_web.history.services import undo
from maillon_web.plan.models import ActionBudget, Funding
from maillon_web.plan.selectors.money import total_money
from maillon_web.plan.services.money import BudgetRow, write_budgets


def rows(*values: tuple[str, str, str], before: int = 0) -> dict[str, str]:
    given = {"rows-TOTAL_FORMS": str(len(values)), "rows-INITIAL_FORMS": str(before)}
    for number, (year, planned, spent) in enumerate(values):
        given |= {
            f"rows-{number}-year": year,
            f"rows-{number}-planned_eur": planned,
            f"rows-{number}-spent_eur": spent,
        }
    return given


def write(client, action, *values, before: int = 0):
    return client.post(address("budgets", action.filiere, action.pk), rows(*values, before=before))


def test_budgets_are_written_changed_and_emptied_as_rows(people, as_user, make_action):
    action, client = make_action(), as_user(people.contributor)
    write(client, action, ("2026", "1000", ""), ("2027", "2000.50", "10"), ("", "", ""))
    assert [(b.year, b.planned_eur, b.spent_eur) for b in action.budgets.all()] == [
        (2026, Decimal(1000), None),
        (2027, Decimal("2000.50"), Decimal(10)),
    ]
    write(client, action, ("2026", "", ""), ("2027", "2000.50", "30"), before=2)
    assert [(b.year, b.spent_eur) for b in action.budgets.all()] == [(2027, Decimal(30))]
    undo(ChangeSet.objects.first(), author=people.lead)
    assert [(b.year, b.spent_eur) for b in action.budgets.all()] == [
        (2026, None),
        (2027, Decimal(10)),
    ]


def test_the_same_budgets_are_no_change(people, as_user, make_action):
    action = make_action()
    write_budgets(action, [BudgetRow(year=2026, planned_eur=Decimal(5))], author=people.lead)
    count = ChangeSet.objects.count()
    write(as_user(people.lead), action, ("2026", "5", ""), before=1)
    assert ChangeSet.objects.count() == count


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ([("", "100", "")], "De quelle année"),
        ([("2026", "1", ""), ("2026", "2", "")], "revient deux fois"),
        ([("2026", "-5", "")], "supérieure ou égale à 0"),
        ([("26", "5", "")], "1990"),
        ([("2026", "beaucoup", "")], "nombre"),
    ],
)
def test_a_wrong_row_gets_its_sentence(given, sentence, people, as_user, make_action):
    answer = write(as_user(people.lead), make_action(), *given)
    assert answer.status_code == 422
    assert sentence in plain(answer.content.decode())
    assert not ActionBudget.objects.exists()


def test_the_service_refuses_a_year_twice(people, make_action):
    with pytest.raises(InvalidInput):
        write_budgets(
            make_action(),
            [BudgetRow(year=2026, spent_eur=1), BudgetRow(year=2026, spent_eur=2)],
            author=people.lead,
        )


FUNDING = {"funder": "Fonds fictif", "instrument": "grant", "state": "asked", "asked_eur": "5000"}


def test_a_request_for_money_is_written_changed_removed_and_brought_back(
    people, as_user, make_action
):
    action, client = make_action(), as_user(people.contributor)
    client.post(address("funding_add", action.filiere, action.pk), FUNDING)
    funding = Funding.objects.get()
    where = (action.filiere, action.pk, funding.pk)
    changed = FUNDING | {"state": "obtained", "obtained_eur": "4000"}
    client.post(address("funding_edit", *where), changed)
    funding.refresh_from_db()
    assert (funding.state, funding.obtained_eur) == ("obtained", Decimal(4000))
    client.post(address("funding_remove", *where))
    assert not Funding.objects.exists()
    undo(ChangeSet.objects.first(), author=people.lead)
    assert Funding.objects.get().obtained_eur == Decimal(4000)


def test_an_amount_obtained_goes_with_its_state(people, as_user, make_action):
    action = make_action()
    answer = as_user(people.lead).post(
        address("funding_add", action.filiere, action.pk), FUNDING | {"obtained_eur": "10"}
    )
    assert answer.status_code == 422
    assert "Obtenu" in plain(answer.content.decode())


def test_the_money_of_another_action_is_not_reached(people, as_user, make_action):
    mine, other = make_action("Une"), make_action("Autre")
    funding = Funding.objects.create(action=other, funder="Fonds fictif")
    where = address("funding_edit", mine.filiere, mine.pk, funding.pk)
    assert as_user(people.lead).get(where).status_code == 404


def test_what_is_asked_and_what_is_obtained_are_never_added(opened, make_action):
    action = make_action()
    for state, asked, obtained in (
        ("asked", 5000, None),
        ("obtained", 3000, 2000),
        ("obtained", 100, None),
        ("refused", 700, None),
        ("wanted", 900, None),
    ):
        Funding.objects.create(
            action=action,
            funder="Fonds fictif",
            state=state,
            asked_eur=asked,
            obtained_eur=obtained,
        )
    totals = total_money(opened)
    (obtained,), (asked,), (refused,) = (
        totals.obtained_by_funder,
        totals.asked_by_funder,
        totals.refused_by_funder,
    )
    assert (obtained.value, obtained.unknown) == (Decimal(2000), 1)
    assert (asked.value, refused.value) == (Decimal(5000), Decimal(700))


def test_a_total_is_the_sum_of_the_rows_that_it_shows(
    opened, filiere, people, as_user, make_action
):
    for number, status in enumerate(("running", "done", "dropped")):
        action = make_action(f"Action {status}", status=status, fte=Decimal("0.5"))
        action.budgets.create(year=2026, planned_eur=100 * (number + 1), spent_eur=7)
    totals = total_money(opened)
    (planned,), (spent,) = totals.planned_by_year, totals.spent_by_year
    assert planned.value == sum(row.value for row in planned.rows) == 300
    assert spent.value == sum(row.value for row in spent.rows) == 21
    assert [row.label for row in totals.fte.rows] == ["Action running"]
    page = read(as_user(people.reader), "money", filiere)
    assert page.count("Action dropped") == 1
    assert "actions abandonnées exceptées" in page


def test_a_total_counts_only_what_its_reader_sees(filiere, people, make_action):
    for visibility in ("members", "private"):
        make_action(visibility, visibility=visibility).budgets.create(year=2026, planned_eur=100)
    assert total_money(open_as(people.reader, filiere)).planned_by_year[0].value == 100
    assert total_money(open_as(people.lead, filiere)).planned_by_year[0].value == 200


def test_money_at_two_levels_is_pointed_out(opened, make_action):
    whole = make_action("Ensemble")
    part = make_action("Partie", parent=whole)
    for action in (whole, part):
        action.budgets.create(year=2026, planned_eur=100)
    (warning,) = map(plain, total_money(opened).warnings)
    assert "« Ensemble »" in warning
    assert "« Partie »" in warning
    part.budgets.update(year=2027)
    assert not total_money(opened).warnings


def test_nothing_known_is_not_zero(opened, make_action):
    Funding.objects.create(action=make_action(), funder="Fonds fictif", state="asked")
    (asked,) = total_money(opened).asked_by_funder
    assert asked.value is None
