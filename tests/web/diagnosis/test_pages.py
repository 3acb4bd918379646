import re
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.web.people import add_actor

from maillon.domain.jobs import SilentProgress
from maillon_web.diagnosis.models import DiagnosisFigure, DiagnosisRun, DiagnosisText
from maillon_web.diagnosis.selectors import is_outdated
from maillon_web.diagnosis.services import refresh
from maillon_web.diagnosis.services.drawing import draw_clickable_chain, list_drawn_stages
from maillon_web.filieres.models import Stage
from maillon_web.history.services import record
from maillon_web.jobs.models import Job, JobState

PAGES = ("chain", "results", "overview_panel")


def address(name, filiere, *arguments):
    return reverse(f"diagnosis:{name}", args=(filiere.pk, *arguments))


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("role", ["lead", "contributor", "reader", "actor"])
def test_members_read_a_private_diagnostic(name, role, diagnosed, people, as_user):
    page = as_user(getattr(people, role)).get(address(name, diagnosed))
    assert page.status_code == 200
    assert "Élevage et tonte" in page.content.decode()


@pytest.mark.parametrize("name", [*PAGES, "state", "ranking", "compare", "compare_search"])
@pytest.mark.parametrize("who", ["stranger", None])
def test_a_stranger_does_not_learn_that_a_private_page_exists(
    name, who, diagnosed, people, as_user
):
    client = as_user(getattr(people, who) if who else None)
    assert client.get(address(name, diagnosed)).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_everybody_reads_a_public_diagnostic(name, public_wool, as_user):
    assert as_user(None).get(address(name, public_wool)).status_code == 200


def test_the_public_reads_nothing_that_members_wrote(public_wool, as_user):
    secret = add_actor(
        public_wool,
        "Exemple fictif interne",
        stage="tri",
        visibility="members",
        commune_code="23008",
        siret="",
    )
    refresh(public_wool, SilentProgress())
    texts = DiagnosisText.objects.filter(run__is_current=True)
    for name in PAGES:
        page = as_user(None).get(address(name, public_wool)).content.decode()
        assert secret.name not in page
    for text in texts.filter(audience="public"):
        assert secret.name not in str(text.document) + str(text.pages) + text.chain_svg


@pytest.mark.parametrize("name", ["refresh", "profile"])
@pytest.mark.parametrize(("role", "status"), [("reader", 404), ("actor", 404), ("stranger", 404)])
def test_only_those_who_contribute_ask_for_a_computation(
    name, role, status, diagnosed, people, as_user
):
    client = as_user(getattr(people, role))
    assert client.post(address(name, diagnosed)).status_code == status
    assert not Job.objects.exists()


def test_a_contributor_asks_for_a_new_computation(diagnosed, people, as_user):
    client = as_user(people.contributor)
    assert client.post(address("refresh", diagnosed)).status_code == 302
    client.post(address("refresh", diagnosed))
    assert Job.objects.filter(kind="diagnosis.refresh").count() == 1
    assert client.get(address("refresh", diagnosed)).status_code == 405


def test_an_archived_filiere_is_not_computed_again(diagnosed, people, as_user):
    diagnosed.archived_at = timezone.now()
    diagnosed.save()
    assert as_user(people.lead).post(address("refresh", diagnosed)).status_code == 404
    assert not Job.objects.exists()


def test_before_the_first_diagnostic_the_page_says_what_to_do(wool, people, as_user):
    page = as_user(people.contributor).get(address("results", wool)).content.decode()
    assert "pas encore calculé" in page
    assert address("refresh", wool) in page
    assert address("refresh", wool) not in (
        as_user(people.reader).get(address("results", wool)).content.decode()
    )


def test_without_register_the_page_says_that_nobody_has_looked(diagnosed, people, as_user):
    page = as_user(people.contributor).get(address("results", diagnosed)).content.decode()
    assert "Aucun registre ne décrit encore tout ce territoire" in page
    assert reverse("directory:list_upload", args=(diagnosed.pk,)) in page


def test_each_stage_of_the_drawing_leads_to_its_actors(diagnosed, people, as_user):
    page = as_user(people.reader).get(address("chain", diagnosed)).content.decode()
    directory = reverse("directory:list", args=(diagnosed.pk,))
    for stage in diagnosed.stages.all():
        assert page.count(f'<a href="{directory}?stage={stage.key}" aria-label=') == 2
        assert f'href="{address("stage", diagnosed, stage.key)}"' in page


def test_the_drawing_has_no_colour_nor_style_of_its_own(diagnosed):
    for text in DiagnosisText.objects.all():
        for drawing in (text.chain_svg, text.chain_narrow_svg):
            assert not re.search(r"""(style=|<style|["']#[0-9a-f]{3,6}["'])""", drawing)
            names = [
                link.get("aria-label")
                for link in ET.fromstring(drawing).iter()  # noqa: S314 -- drawn by us
                if link.tag.endswith("}a")
            ]
            assert len(names) == len(set(names)) == 9


def test_a_stage_of_two_chains_is_drawn_and_linked_twice(diagnosed):
    document = DiagnosisText.objects.get(language="fr").document | {"figures": {}}
    chains = [
        {"key": "a", "label": "Chaîne fictive A", "stages": ["tri", "collecte"]},
        {"key": "b", "label": "Chaîne fictive B", "stages": ["tri", "amont"]},
    ]
    document["filiere"] = document["filiere"] | {"chains": chains}
    stages = list_drawn_stages(document)
    assert stages[:4] == ["tri", "collecte", "tri", "amont"]
    drawn = draw_clickable_chain(document, {key: key for key in stages})
    assert re.findall('href="maillon:([a-z_]+)"', drawn) == stages


def test_the_table_says_the_state_of_each_stage_and_why(diagnosed, people, as_user):
    page = as_user(people.reader).get(address("chain", diagnosed)).content.decode()
    assert page.count('class="state state-') == 9
    assert "personne n" in page


def test_a_stage_says_what_to_do(diagnosed, people, as_user):
    page = as_user(people.contributor).get(address("stage", diagnosed, "tri")).content.decode()
    assert "Demandez autour de vous" in page
    assert "?stage=tri" in page


def test_an_unknown_stage_is_not_found(diagnosed, people, as_user):
    assert as_user(people.lead).get(address("stage", diagnosed, "fictif")).status_code == 404


def test_every_figure_opens_as_a_page_and_in_a_dialog(diagnosed, people, as_user):
    client = as_user(people.reader)
    keys = DiagnosisFigure.objects.filter(text__language="fr").values_list("key", flat=True)
    assert len(keys) >= 80
    for key in keys:
        page = client.get(address("figure", diagnosed, key))
        fragment = client.get(address("figure", diagnosed, key), headers={"HX-Request": "true"})
        assert (page.status_code, fragment.status_code) == (200, 200), key
        assert "<h1>" in page.content.decode()
        assert "<html" not in fragment.content.decode()
        assert "Calcul" in fragment.content.decode()


@pytest.mark.parametrize("name", PAGES)
def test_every_figure_of_a_page_leads_somewhere(name, diagnosed, people, as_user):
    client = as_user(people.reader)
    page = client.get(address(name, diagnosed)).content.decode()
    links = set(re.findall(r'href="([^"]+)" data-figure', page))
    assert links
    for link in links:
        assert client.get(link).status_code == 200, link


def test_the_inputs_of_a_figure_open_in_turn(diagnosed, people, as_user):
    url = address("figure", diagnosed, "total.ess_declared")
    page = as_user(people.reader).get(url).content.decode()
    assert f'href="{address("figure", diagnosed, "total.establishments")}" data-figure' in page


def test_a_share_of_ess_says_how_it_is_computed(diagnosed, people, as_user):
    kept = DiagnosisFigure.objects.filter(text__language="fr", key__endswith="_share")
    key = kept.exclude(key__contains="dependence").first().key
    page = as_user(people.reader).get(address("figure", diagnosed, key)).content.decode()
    assert "divisés par" in page


def test_a_stranger_opens_public_figures_only(diagnosed, public_wool, people, as_user):
    stranger = as_user(people.stranger)
    key = "total.establishments"
    assert stranger.get(address("figure", diagnosed, key)).status_code == 404
    assert stranger.get(address("figure", public_wool, key)).status_code == 200
    assert stranger.get(address("figure", public_wool, "fictif")).status_code == 404


def test_the_page_is_written_in_english_too(diagnosed, people, as_user):
    client = as_user(people.reader)
    client.cookies["django_language"] = "en"
    page = client.get(address("results", diagnosed)).content.decode()
    assert "known actors hold" in page
    figure = client.get(address("figure", diagnosed, "total.establishments")).content.decode()
    assert "human decision" in figure


@pytest.mark.parametrize("name", [*PAGES, "stage", "figure"])
def test_the_number_of_queries_does_not_grow(
    name, diagnosed, people, as_user, django_assert_max_num_queries
):
    arguments = {"stage": ("tri",), "figure": ("total.establishments",)}.get(name, ())
    client = as_user(people.reader)
    url = address(name, diagnosed, *arguments)
    client.get(url)
    with django_assert_max_num_queries(12) as small:
        client.get(url)
    for number in range(15):
        key = f"fictif{number}"
        Stage.objects.create(filiere=diagnosed, key=key, label=key, position=20 + number)
    refresh(diagnosed, SilentProgress())
    with django_assert_max_num_queries(len(small)):
        client.get(url)


def test_a_change_of_the_team_makes_the_diagnostic_behind(diagnosed, people, as_user):
    run = DiagnosisRun.objects.get(is_current=True)
    assert not is_outdated(run)
    stage = diagnosed.stages.get(key="tri")
    with record("stage.edit", scope=diagnosed.scope, author=people.lead) as recorder:
        recorder.update(stage, {"label": "Tri fictif"})
    assert is_outdated(run)
    page = as_user(people.contributor).get(address("results", diagnosed)).content.decode()
    assert "plus récents que ces résultats" in page


def make_job(filiere, state, **fields):
    return Job.objects.create(
        kind="diagnosis.refresh", label="", scope=filiere.scope, state=state, **fields
    )


@pytest.mark.parametrize("name", PAGES)
def test_a_page_costs_the_same_whatever_the_state_of_the_diagnostic(
    name, diagnosed, people, as_user, django_assert_num_queries
):
    client = as_user(people.contributor)
    url = address(name, diagnosed)
    client.get(url)
    with CaptureQueriesContext(connection) as fresh:
        assert "plus récents que" not in client.get(url).content.decode()
    with record("stage.edit", scope=diagnosed.scope, author=people.lead) as recorder:
        recorder.update(diagnosed.stages.get(key="tri"), {"label": "Tri fictif"})
    with django_assert_num_queries(len(fresh)):
        assert "plus récents que" in client.get(url).content.decode()
    for state in (JobState.DONE, JobState.FAILED, JobState.RUNNING, JobState.WAITING):
        make_job(diagnosed, state)
        with django_assert_num_queries(len(fresh)):
            client.get(url)
    # Before the first diagnostic, whether it is outdated is not even asked.
    DiagnosisRun.objects.all().delete()
    with django_assert_num_queries(len(fresh) - 1):
        client.get(url)


def test_a_computation_under_way_is_followed(diagnosed, people, as_user):
    make_job(diagnosed, JobState.RUNNING, step="Étape fictive")
    client = as_user(people.reader)
    page = client.get(address("results", diagnosed)).content.decode()
    run = DiagnosisRun.objects.get(is_current=True)
    assert f'data-hx-get="{address("state", diagnosed)}?run={run.pk}"' in page
    assert "Étape fictive" in page


def test_the_page_learns_that_a_new_diagnostic_is_ready(diagnosed, people, as_user):
    before = DiagnosisRun.objects.get(is_current=True)
    refresh(diagnosed, SilentProgress())
    make_job(diagnosed, JobState.DONE)
    answer = as_user(people.reader).get(address("state", diagnosed), {"run": before.pk})
    assert "Un nouveau diagnostic est prêt" in answer.content.decode()
    assert "data-hx-get" not in answer.content.decode()
    assert 'data-hx-swap-oob="innerHTML:#diagnosis-news"' in answer.content.decode()


def test_a_computation_that_failed_says_so_and_what_is_read_stays(diagnosed, people, as_user):
    make_job(diagnosed, JobState.FAILED, message="Phrase fictive.", details=["détail fictif"])
    page = as_user(people.contributor).get(address("results", diagnosed)).content.decode()
    assert "Phrase fictive." in page
    assert "entier" in page
    assert "acteurs connus" in page


def test_a_stranger_is_not_told_of_the_work_of_the_team(public_wool, as_user):
    make_job(public_wool, JobState.FAILED, message="Phrase fictive.")
    page = as_user(None).get(address("results", public_wool)).content.decode()
    assert "Phrase fictive." not in page
