"""Each reads the words of the catalogue in its own language, and own words as they were written."""

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import override
from tests.web.people import add_actor

from maillon.domain.language import LANGUAGES
from maillon.reference.cases import list_cases
from maillon.reference.filieres import get_filiere
from maillon.studies.speaking import speaking
from maillon_web.directory.models import Placement
from maillon_web.filieres.library import describe_chains, describe_stages
from maillon_web.filieres.models import Filiere, Stage
from maillon_web.history.models import ChangeSet

TEMPLATE = "textile_tlc"
FRENCH, ENGLISH = "Tri des textiles", "Textile sorting"
OWN = "Tri fait par nos voisins"


@pytest.fixture
def textile(filiere):
    """A filière that follows the catalogue, but for one stage that people named."""
    filiere.stages.all().delete()
    filiere.template_key = TEMPLATE
    filiere.save()
    for position, values in enumerate(describe_stages(get_filiere(TEMPLATE))):
        Stage.objects.create(filiere=filiere, position=position, **values)
    filiere.stages.filter(key="collecte").update(label=OWN)
    return filiere


@pytest.fixture
def english(as_user, people):
    client = as_user(people.lead)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def address(filiere: Filiere, name: str, **given: object) -> str:
    return reverse(name, kwargs={"filiere_id": filiere.pk} | given)


def test_a_stage_is_named_in_the_language_of_its_reader(textile):
    stage = textile.stages.get(key="tri")
    assert stage.label == FRENCH
    with override("en"):
        assert stage.shown_label == ENGLISH
        assert stage.shown_description.startswith("Separate by hand")
        matters = [output["matter"] for output in stage.shown_definition["outputs"]]
        assert "reusable sorted textiles" in matters
    with override("fr"):
        assert stage.shown_label == FRENCH


def test_what_people_named_stays_as_they_wrote_it(textile):
    with override("en"):
        assert textile.stages.get(key="collecte").shown_label == OWN


def test_an_own_chain_has_no_other_words(filiere):
    Stage.objects.filter(filiere=filiere, key="tri").update(label=FRENCH)
    with override("en"):
        assert filiere.stages.get(key="tri").shown_label == FRENCH


def test_a_template_that_this_server_does_not_know_changes_nothing(textile):
    Filiere.objects.filter(pk=textile.pk).update(template_key="filiere_d_un_autre_serveur")
    with override("en"):
        assert Stage.objects.get(filiere=textile, key="tri").shown_label == FRENCH


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workspace_keeps_the_same_words_whoever_makes_it(language):
    with speaking(language), override(language):
        template = get_filiere("alimentation_durable")
        kept = describe_stages(template), describe_chains(template)
    template = get_filiere("alimentation_durable")
    assert kept == (describe_stages(template), describe_chains(template))
    assert kept[0][0]["label"] == template.stages[0].label
    assert kept[1][0]["label"] == template.chains[0].label


@pytest.mark.parametrize(
    "name",
    [
        "filieres:chain_edit",
        "filieres:chains",
        "directory:list",
        "directory:map",
        "signals:signals",
    ],
)
def test_the_pages_name_stages_in_the_language_of_their_reader(
    english, as_user, people, textile, name
):
    add_actor(textile, "Exemple fictif 1", stage="tri")
    add_actor(textile, "Exemple fictif 2", stage="collecte")
    page = english.get(address(textile, name)).content.decode()
    assert ENGLISH in page
    assert FRENCH not in page
    assert OWN in page
    assert FRENCH in as_user(people.lead).get(address(textile, name)).content.decode()


def test_the_sheet_says_the_stage_and_why_in_the_language_of_its_reader(english, textile):
    actor = add_actor(textile, "Exemple fictif 1", stage="tri")
    Placement.objects.update(reasons=["naf_forte", "keyword_name:FRIPE"])
    page = english.get(address(textile, "directory:sheet", actor_id=actor.pk)).content.decode()
    assert ENGLISH in page
    assert "its activity code is enough to tell" in page
    assert "“fripe” in the name" in page
    assert "son code" not in page


def test_what_the_reader_left_as_shown_is_no_change(english, textile):
    place = address(textile, "filieres:stage_edit", stage_key="tri")
    editor = english.get(place).context["editor"]
    assert editor.form["label"].value() == ENGLISH
    given = {
        f"{editor.form[name].html_name}": editor.form[name].value() for name in editor.form.fields
    }
    for formset in (editor.activities, editor.outputs):
        for field in formset.management_form:
            given[field.html_name] = field.value()
        for form in formset:
            given |= {
                bound.html_name: bound.value() or "" for bound in form if bound.name != "DELETE"
            }
    assert english.post(place, given).status_code == 302
    assert not ChangeSet.objects.filter(kind="stage.edit").exists()
    english.post(place, given | {"label": "Sorting by hand"})
    assert textile.stages.get(key="tri").label == "Sorting by hand"
    english.post(
        place,
        given
        | {"label": ENGLISH, "seen": english.get(place).context["editor"].form["seen"].value()},
    )
    assert textile.stages.get(key="tri").label == FRENCH


def test_the_sheet_cites_a_published_document_in_the_language_of_its_reader(english, textile):
    case = list_cases()[0]
    passage = case.actors[0].passage
    with speaking("fr"):
        kept = case.cite(passage)
    with speaking("en"):
        told = case.cite(passage)
    actor = add_actor(textile, "Exemple fictif 1", stage="tri", evidence=kept)
    page = english.get(address(textile, "directory:sheet", actor_id=actor.pk)).content.decode()
    assert told != kept
    assert escape(told) in page
