from datetime import date
from html import unescape

import pytest
from django.urls import reverse
from tests.web.people import add_actor, make_filiere

from maillon.domain.figures import FigureBook
from maillon.reference.method import list_means_cases
from maillon.reports.wording import typeset
from maillon_web.history.models import ChangeSet
from maillon_web.history.services import undo
from maillon_web.method.models import Means
from maillon_web.method.selectors.chart import draw_budget, draw_time
from maillon_web.method.selectors.means import add_means_figures
from maillon_web.plan.models import Action, Funding

DAY = date(2026, 3, 5)


def address(name: str, filiere, *args) -> str:
    return reverse(f"method:{name}", args=[filiere.pk, *args])


@pytest.fixture
def writer(people, as_user):
    return as_user(people.contributor)


@pytest.fixture
def means(filiere) -> Means:
    return Means.objects.create(filiere=filiere, year=2025, fte="0.5")


def test_a_year_is_written_changed_removed_and_brought_back(filiere, people, writer):
    writer.post(address("means_add", filiere), {"year": "2026", "fte": "0.3"})
    kept = Means.objects.get()
    assert float(kept.fte) == 0.3
    sent = {"year": "2026", "fte": "0.5", "budget_eur": "1200", "version": "1"}
    writer.post(address("means_edit", filiere, kept.pk), sent)
    kept.refresh_from_db()
    assert (float(kept.fte), float(kept.budget_eur)) == (0.5, 1200)
    writer.post(address("means_remove", filiere, kept.pk))
    assert not Means.objects.exists()
    undo(ChangeSet.objects.latest("pk"), author=people.lead)
    assert float(Means.objects.get().fte) == 0.5


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"year": "2025", "fte": "1"}, "year"),
        ({"year": "1890", "fte": "1"}, "year"),
        ({"year": "2026", "fte": "-1"}, "fte"),
        ({"year": "2026", "budget_eur": "-1"}, "budget_eur"),
        ({"year": "2026"}, "fte"),
    ],
)
def test_a_wrong_year_is_refused_at_its_field(filiere, writer, means, sent, field):
    answer = writer.post(address("means_add", filiere), sent)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert Means.objects.count() == 1


def test_means_of_another_filiere_are_not_found(filiere, people, writer):
    other = Means.objects.create(
        filiere=make_filiere(people, name="Autre fictive"), year=2025, fte="1"
    )
    for name in ("means_edit", "means_remove"):
        assert writer.post(address(name, filiere, other.pk), {"year": 2025}).status_code == 404
    assert Means.objects.filter(pk=other.pk).exists()


def test_readers_read_and_do_not_write(filiere, people, as_user, means):
    reader = as_user(people.reader)
    page = reader.get(address("means", filiere)).content.decode()
    assert "En 2025, 0,5 équivalent temps plein" in page
    assert address("means_add", filiere) not in page
    assert reader.post(address("means_add", filiere), {"year": 2026}).status_code == 404
    assert as_user(people.stranger).get(address("means", filiere)).status_code == 404


def test_the_rate_is_the_time_for_a_hundred_actors_and_opens(filiere, writer, means):
    for rank in range(4):
        add_actor(filiere, f"Exemple fictif {rank}", stage="tri")
    add_actor(filiere, "Exemple fictif sans maillon")
    answer = writer.get(address("figure", filiere, "means.2025.rate"))
    assert answer.status_code == 200
    assert "12,5" in answer.content.decode()
    assert "100 × temps de travail" in answer.content.decode()


def test_without_actors_or_time_there_is_no_rate():
    book = FigureBook()
    keys = add_means_figures(
        book, [Means(year=2025, fte=None, budget_eur=1), Means(year=2026, fte=1)], placed=0
    )
    assert all(book[key].value is None for key in keys.values())
    assert any("n’est pas écrit" in text for text in book[keys[2025]].caveats)
    assert any("Aucun acteur" in text for text in book[keys[2026]].caveats)


def test_each_result_leads_to_the_list_that_makes_it(filiere, people, writer):
    add_actor(filiere, "Exemple fictif", stage="tri")
    shared = {"filiere": filiere, "created_by": people.lead}
    action = Action.objects.create(title="Action fictive", status="done", **shared)
    Action.objects.create(title="Action fictive 2", **shared)
    Action.objects.create(title="Cachée", status="done", visibility="private", **shared)
    Funding.objects.create(action=action, funder="Fictif", state="obtained", obtained_eur=5000)
    Funding.objects.create(action=action, funder="Fictif", state="asked", asked_eur=9000)
    results = {
        result.key: result for result in writer.get(address("means", filiere)).context["results"]
    }
    assert results["placed"].value == "1"
    assert results["done"].value == "2"
    assert "5" in results["obtained"].value
    assert "9" not in results["obtained"].value
    for result in results.values():
        assert writer.get(result.address).status_code == 200


def test_readers_do_not_count_what_they_do_not_see(filiere, people, as_user):
    Action.objects.create(
        title="Cachée", status="done", visibility="private", filiere=filiere, created_by=people.lead
    )
    context = as_user(people.reader).get(address("means", filiere)).context
    assert {entry.key: entry.value for entry in context["results"]}["done"] == "0"


def test_the_cases_of_the_guide_come_with_their_passage_and_doubt(people, writer):
    wool = make_filiere(people, name="Filière fictive laine", template_key="laine")
    context = writer.get(address("means", wool)).context
    assert context["cases"][0].key == "pnr-lorraine-laine"
    assert context["nearest"].fte == 0.3
    page = unescape(writer.get(address("means", wool)).content.decode())
    for case in list_means_cases():
        for passage in case.passages:
            assert typeset(f"« {passage.quote} »") in page
        assert case.doubt in page
        for result in case.results:
            assert result.label in page
    assert "0,3 ETP sur ce sujet, 3 ETP pour toutes les filières, 2 personnes" in page
    assert "1 personne" in page


def test_a_year_without_a_value_has_no_bar_and_says_so():
    years = [Means(year=2024, fte=1), Means(year=2025, fte=None, budget_eur=500)]
    chart = draw_time(years)
    assert [bar.height > 0 for bar in chart.bars] == [True, False]
    assert "non écrit" in chart.summary
    assert draw_budget([Means(year=2024, fte=1)]) is None


def test_bars_are_as_high_as_their_share_of_the_highest():
    chart = draw_time([Means(year=2024, fte=1), Means(year=2025, fte=4)])
    low, high = chart.bars
    assert low.height * 4 == pytest.approx(high.height, abs=1)
    assert low.y + low.height == pytest.approx(high.y + high.height, abs=0.2)


def test_stage_counts_are_those_of_the_directory(filiere, people, as_user):
    add_actor(filiere, "Exemple fictif", stage="tri")
    hidden = add_actor(filiere, "Exemple fictif caché", stage="tri", visibility="private")
    hidden.presences.update(visibility="private")
    unlisted = add_actor(filiere, "Exemple fictif retiré", stage="tri")
    unlisted.presences.update(is_listed=False)
    for person, expected in ((people.lead, 2), (people.reader, 1)):
        stages = as_user(person).get(address("means", filiere)).context["stages"]
        assert {row.stage.key: row.count for row in stages}["tri"] == expected


def test_what_was_written_in_means_can_be_undone(filiere, people, as_user):
    writer = as_user(people.contributor)
    writer.post(
        reverse("method:means_add", args=[filiere.pk]),
        {"year": "2026", "fte": "0.3", "budget_eur": "20000"},
    )
    undo(ChangeSet.objects.latest("pk"), author=people.lead)
    assert not Means.objects.exists()
