"""The chain is changed stage by stage; each time it still holds."""

import pytest
from django.urls import reverse
from tests.web.people import add_actor

from maillon_web.filieres.library import get_chain
from maillon_web.filieres.models import ChainKind, Filiere
from maillon_web.history.models import ChangeSet
from maillon_web.history.services import undo
from maillon_web.jobs.models import Job


@pytest.fixture
def lead(as_user, people):
    return as_user(people.lead)


def address(filiere: Filiere, name: str, key: str = "") -> str:
    given = {"filiere_id": filiere.pk} | ({"stage_key": key} if key else {})
    return reverse(f"filieres:{name}", kwargs=given)


def labels(filiere: Filiere) -> list[str]:
    return [stage.label for stage in filiere.stages.all()]


def forms(**changed: object) -> dict[str, object]:
    return {
        "label": "Tri",
        "description": "",
        "keywords": "",
        "cpv_codes": "",
        "activities-TOTAL_FORMS": "1",
        "activities-INITIAL_FORMS": "0",
        "activities-0-naf_code": "",
        "activities-0-specificity": "moyenne",
        "activities-0-keywords": "",
        "outputs-TOTAL_FORMS": "1",
        "outputs-INITIAL_FORMS": "0",
        "outputs-0-matter": "",
        "outputs-0-to_stage": "",
    } | changed


def send_stage(client, filiere, key="tri", **changed):
    page = client.get(address(filiere, "stage_edit", key))
    seen = page.context["editor"].form["seen"].value()
    return client.post(address(filiere, "stage_edit", key), forms(**({"seen": seen} | changed)))


def test_a_stage_is_added_at_the_end_with_its_own_key(lead, filiere):
    answer = lead.post(address(filiere, "chain_edit"), {"label": "Réemploi & don"})
    assert answer.url == address(filiere, "stage_edit", "reemploi_don")
    assert labels(filiere) == ["Collecte", "Tri", "Vente", "Réemploi & don"]
    assert Job.objects.filter(kind="diagnosis.refresh").exists()


def test_two_stages_of_one_name_have_two_keys(lead, filiere):
    lead.post(address(filiere, "chain_edit"), {"label": "Tri"})
    assert filiere.stages.filter(label="Tri").count() == 2
    assert filiere.stages.filter(key="tri_2").exists()


@pytest.mark.parametrize("label", ["", "   ", "x" * 10_000])
def test_a_stage_without_a_usable_name_is_refused(lead, filiere, label):
    assert lead.post(address(filiere, "chain_edit"), {"label": label}).status_code == 422
    assert len(labels(filiere)) == 3


def test_stages_move_one_place_by_a_button(lead, filiere):
    lead.post(address(filiere, "stage_move", "tri"), {"direction": "up"})
    assert labels(filiere) == ["Tri", "Collecte", "Vente"]
    lead.post(address(filiere, "stage_move", "tri"), {"direction": "up"})
    lead.post(address(filiere, "stage_move", "vente"), {"direction": "sideways"})
    assert labels(filiere) == ["Tri", "Collecte", "Vente"]
    assert ChangeSet.objects.filter(kind="stage.move").count() == 1


def test_what_tells_a_stage_is_kept_as_the_studies_read_it(lead, filiere):
    answer = send_stage(
        lead,
        filiere,
        label="Tri et lavage",
        keywords="Centre de tri\nlavage",
        cpv_codes="90511000",
        **{
            "activities-0-naf_code": "3811z",
            "activities-0-keywords": "verre, bouteille",
            "outputs-0-matter": "bouteilles lavées",
            "outputs-0-to_stage": "vente",
        },
    )
    assert answer.status_code == 302
    stage = get_chain(filiere).get_stage("tri")
    assert stage.label == "Tri et lavage"
    assert stage.keywords == ("CENTRE DE TRI", "LAVAGE")
    assert [activity.naf_code for activity in stage.activities] == ["38.11Z"]
    assert stage.activities[0].keywords == ("VERRE", "BOUTEILLE")
    assert [(output.matter, output.to_stage) for output in stage.outputs] == [
        ("bouteilles lavées", "vente")
    ]


def test_saving_a_template_stage_unchanged_changes_nothing(lead, filiere):
    from maillon.reference.filieres import get_filiere
    from maillon_web.filieres.library import describe_stages

    wool = describe_stages(get_filiere("laine"))
    stage = filiere.stages.get(key="tri")
    stage.definition = wool[0]["definition"] | {"outputs": []}
    stage.label = wool[0]["label"]
    stage.save()
    page = lead.get(address(filiere, "stage_edit", "tri"))
    editor = page.context["editor"]
    data: dict[str, object] = {}
    for form in (editor.form, *editor.activities, *editor.outputs):
        for field in form:
            value = field.value()
            if value not in (None, False):
                data[field.html_name] = value
    for formset in (editor.activities, editor.outputs):
        for field in formset.management_form:
            data[field.html_name] = field.value()
    assert lead.post(address(filiere, "stage_edit", "tri"), data).status_code == 302
    assert not ChangeSet.objects.exists()


@pytest.mark.parametrize(
    ("changed", "part"),
    [
        ({"activities-0-naf_code": "99.99Z"}, "99.99Z"),
        ({"activities-0-naf_code": "n'importe quoi"}, "importe quoi"),
        ({"keywords": "ab"}, "trop court"),
        ({"outputs-0-to_stage": "vente"}, "matière"),
    ],
)
def test_what_studies_would_not_read_is_refused_with_its_reason(lead, filiere, changed, part):
    answer = send_stage(lead, filiere, **changed)
    assert answer.status_code == 422
    assert part in " ".join(map(str, answer.context["editor"].form.non_field_errors()))
    assert not ChangeSet.objects.exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"label": ""},
        {"label": "x" * 10_000},
        {"outputs-0-matter": "x", "outputs-0-to_stage": "nulle_part"},
        {"activities-0-specificity": "certaine", "activities-0-naf_code": "38.11Z"},
        {"activities-TOTAL_FORMS": "abc"},
        {"activities-TOTAL_FORMS": "100000"},
    ],
)
def test_a_broken_form_is_refused(lead, filiere, changed):
    assert send_stage(lead, filiere, **changed).status_code == 422
    assert not ChangeSet.objects.exists()


def test_two_people_on_one_stage_see_each_other(lead, filiere):
    page = lead.get(address(filiere, "stage_edit", "tri"))
    seen = page.context["editor"].form["seen"].value()
    send_stage(lead, filiere, label="Du premier")
    late = lead.post(address(filiere, "stage_edit", "tri"), forms(seen=seen, label="Du second"))
    assert late.status_code == 409
    assert ("Du premier", "Du second") in [
        (row["theirs"], row["mine"]) for row in late.context["differences"]
    ]
    assert filiere.stages.get(key="tri").label == "Du premier"
    again = late.context["editor"].form["seen"].value()
    lead.post(address(filiere, "stage_edit", "tri"), forms(seen=again, label="Du second"))
    assert filiere.stages.get(key="tri").label == "Du second"


def test_a_code_is_found_by_words_and_added_to_the_form(lead, filiere):
    found = lead.get(
        address(filiere, "activity_search", "tri"), {"activity_text": "collecte dechets"}
    )
    assert "38.11Z" in found.content.decode()
    page = lead.post(
        address(filiere, "stage_edit", "tri"), forms(add_activity="38.11Z", label="En cours")
    )
    text = page.content.decode()
    assert page.status_code == 200
    assert 'value="38.11Z"' in text
    assert "En cours" in text
    assert not ChangeSet.objects.exists()


@pytest.mark.parametrize("text", ["", "é", "x" * 10_000, "\x00"])
def test_a_search_of_codes_bears_anything(lead, filiere, text):
    answer = lead.get(address(filiere, "activity_search", "tri"), {"activity_text": text})
    assert answer.status_code == 200


def test_removing_a_stage_says_how_many_actors_lose_it(lead, filiere):
    for number in range(3):
        add_actor(filiere, f"Exemple fictif {number}", stage="tri")
    page = lead.get(address(filiere, "stage_remove", "tri")).content.decode()
    assert "3 acteurs perdent ce maillon" in page


def test_a_stage_leaves_the_chains_and_the_links_and_comes_back_whole(lead, filiere, people):
    filiere.kind = ChainKind.ECOSYSTEM
    filiere.chains = [{"key": "une", "label": "Une", "stages": ["collecte", "tri"]}]
    filiere.save()
    collecte = filiere.stages.get(key="collecte")
    collecte.definition = {"outputs": [{"matter": "vrac", "to_stage": "tri"}]}
    collecte.save()
    lead.post(address(filiere, "stage_remove", "tri"))
    filiere.refresh_from_db()
    collecte.refresh_from_db()
    assert labels(filiere) == ["Collecte", "Vente"]
    assert filiere.chains[0]["stages"] == ["collecte"]
    assert collecte.definition["outputs"] == []
    undo(ChangeSet.objects.get(kind="stage.remove"), author=people.lead)
    filiere.refresh_from_db()
    collecte.refresh_from_db()
    assert labels(filiere) == ["Collecte", "Tri", "Vente"]
    assert filiere.chains[0]["stages"] == ["collecte", "tri"]
    assert collecte.definition["outputs"] == [{"matter": "vrac", "to_stage": "tri"}]


def test_the_last_stage_stays(lead, filiere):
    for key in ("collecte", "tri"):
        lead.post(address(filiere, "stage_remove", key))
    answer = lead.post(address(filiere, "stage_remove", "vente"))
    assert answer.status_code == 422
    assert labels(filiere) == ["Vente"]


def test_a_chain_becomes_an_ecosystem_and_one_chain_again(lead, filiere):
    lead.post(
        address(filiere, "chains"),
        {"kind": "ecosystem", "label_0": "Filière courte", "stages_0": ["collecte", "vente"]},
    )
    filiere.refresh_from_db()
    assert filiere.kind == ChainKind.ECOSYSTEM
    chain = get_chain(filiere).chains[0]
    assert (chain.key, list(chain.stage_keys)) == ("filiere_courte", ["collecte", "vente"])
    lead.post(address(filiere, "chains"), {"kind": "chain"})
    filiere.refresh_from_db()
    assert (filiere.kind, filiere.chains) == (ChainKind.CHAIN, [])


@pytest.mark.parametrize(
    "changed",
    [{"kind": "ring"}, {"label_0": "Sans maillon"}, {"stages_0": ["nulle_part"], "label_0": "X"}],
)
def test_a_chain_that_does_not_hold_is_refused(lead, filiere, changed):
    answer = lead.post(address(filiere, "chains"), {"kind": "ecosystem"} | changed)
    assert answer.status_code == 422
    filiere.refresh_from_db()
    assert filiere.kind == ChainKind.CHAIN
