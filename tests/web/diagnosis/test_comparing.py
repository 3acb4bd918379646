import pytest
from django.urls import reverse

from maillon.domain.jobs import SilentProgress
from maillon_web.diagnosis.models import ChosenComparison, DiagnosisText
from maillon_web.diagnosis.selectors import list_chosen_keys
from maillon_web.diagnosis.services import MOST_COMPARED, choose_comparison, refresh
from maillon_web.history.models import ChangeSet
from maillon_web.history.services import undo
from maillon_web.jobs.models import Job

RENNES, BREST = "epci:243500139", "epci:242900314"


@pytest.fixture
def url(diagnosed):
    return reverse("diagnosis:compare", args=(diagnosed.pk,))


def test_the_choice_is_kept_signed_and_computed(url, diagnosed, people, as_user):
    response = as_user(people.contributor).post(url, {"territory": [RENNES, BREST]})
    assert response.status_code == 302
    assert list_chosen_keys(diagnosed) == [RENNES, BREST]
    assert ChangeSet.objects.get(kind="diagnosis.compare").author == people.contributor
    assert Job.objects.get().kind == "diagnosis.refresh"


def test_the_diagnostic_compares_with_what_was_chosen(diagnosed, people):
    choose_comparison(diagnosed, [RENNES], author=people.lead)
    refresh(diagnosed, SilentProgress())
    text = DiagnosisText.objects.get(run__is_current=True, language="fr")
    comparison = text.document["comparison"]
    assert [entry["key"] for entry in comparison["territories"]] == [RENNES]
    assert text.run.compared_with == [RENNES]


def test_nothing_chosen_lets_maillon_choose(diagnosed, people):
    choose_comparison(diagnosed, [RENNES], author=people.lead)
    choose_comparison(diagnosed, [], author=people.lead)
    assert list_chosen_keys(diagnosed) == []
    assert choose_comparison(diagnosed, [], author=people.lead) is None


def test_the_choice_can_be_undone(diagnosed, people):
    choose_comparison(diagnosed, [RENNES], author=people.lead)
    undo(ChangeSet.objects.get(kind="diagnosis.compare"), author=people.lead)
    assert not ChosenComparison.objects.exists()


@pytest.mark.parametrize("wrong", ["epci:000000000", "epci:200044014"])
def test_a_territory_that_does_not_suit_is_refused_with_its_reason(wrong, url, people, as_user):
    response = as_user(people.contributor).post(url, {"territory": [RENNES, wrong]})
    assert response.status_code == 422
    assert "Ce choix ne convient pas" in response.content.decode()
    assert not ChosenComparison.objects.exists()


def test_too_many_territories_are_refused(url, people, as_user, diagnosed):
    keys = [f"departement:{number:02}" for number in range(1, MOST_COMPARED + 2)]
    response = as_user(people.contributor).post(url, {"territory": keys})
    assert response.status_code == 422
    assert not ChosenComparison.objects.exists()


@pytest.mark.parametrize("name", ["compare", "compare_search"])
@pytest.mark.parametrize("role", ["reader", "actor", "stranger"])
def test_only_those_who_contribute_choose(name, role, diagnosed, people, as_user):
    page = reverse(f"diagnosis:{name}", args=(diagnosed.pk,))
    client = as_user(getattr(people, role))
    assert client.get(page).status_code == 404
    assert client.post(page, {"territory": [RENNES]}).status_code in {404, 405}
    assert not ChosenComparison.objects.exists()


def test_the_search_offers_what_is_not_ticked_yet(diagnosed, people, as_user):
    page = reverse("diagnosis:compare_search", args=(diagnosed.pk,))
    client = as_user(people.contributor)
    found = client.get(page, {"q": "rennes métropole"}).content.decode()
    assert f'value="{RENNES}"' in found
    ticked = client.get(page, {"q": "rennes métropole", "territory": [RENNES]}).content.decode()
    assert ticked.count(f'value="{RENNES}"') == 1
    assert "checked" in ticked
    assert "<html" not in ticked


def test_without_script_the_page_itself_searches(url, people, as_user):
    page = as_user(people.contributor).get(url, {"q": "brest"}).content.decode()
    assert f'value="{BREST}"' in page
    assert "<h1>" in page
