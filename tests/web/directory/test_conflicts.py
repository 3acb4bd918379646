"""Two people edit one sheet: the second sees both versions, field by field, and chooses."""

import re

import pytest
from django.urls import reverse
from tests.web.people import add_actor

from maillon_web.directory.models import Actor
from maillon_web.directory.services import sheets
from maillon_web.directory.services.sheets import edit_actor


@pytest.fixture
def actor(filiere) -> Actor:
    return add_actor(
        filiere, "Exemple fictif", phone="0100000000", declared_activity="Tri\nCollecte"
    )


def open_form(client, filiere, actor) -> dict[str, str]:
    """Return the fields of the form as a browser would send them back untouched."""
    page = client.get(reverse("directory:edit", args=(filiere.pk, actor.pk)))
    form = page.context["form"]
    sent = {}
    for field in form:
        value = field.value()
        sent[field.html_name] = "" if value is None else str(value)
    sent["seen"] = form["seen"].field.prepare_value(form.initial["seen"])
    # A browser ends the lines of a text area so.
    sent["declared_activity"] = sent["declared_activity"].replace("\n", "\r\n")
    return sent


def send(client, filiere, actor, data):
    return client.post(reverse("directory:edit", args=(filiere.pk, actor.pk)), data)


def read_hidden(page: str) -> dict[str, str]:
    from html import unescape

    pairs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in pairs}


@pytest.fixture
def met(filiere, people, actor, as_user):
    """The page that the second person gets, after the first changed the name and the phone."""
    client = as_user(people.contributor)
    data = open_form(client, filiere, actor)
    edit_actor(
        filiere,
        actor,
        {"name": "Nom du premier", "phone": "0200000000"},
        author=people.lead,
        version=1,
        source="visite",
    )
    answer = send(
        client, filiere, actor, data | {"name": "Nom du second", "email": "a@exemple.test"}
    )
    return client, answer


def test_both_versions_are_shown_and_nothing_is_written(met, actor):
    _client, answer = met
    page = answer.content.decode()
    assert answer.status_code == 409
    for text in ("Nom du premier", "Nom du second", "0200000000", "0100000000", "a@exemple.test"):
        assert text in page
    assert "Collecte" not in re.findall(r"<legend>(.*?)</legend>", page)
    actor.refresh_from_db()
    assert actor.name == "Nom du premier"


def test_what_the_second_did_not_touch_is_proposed_as_saved(met):
    page = met[1].content.decode()
    for name, choice in (("phone", "theirs"), ("name", "mine"), ("email", "mine")):
        assert re.search(rf'id="keep-{name}-{choice}"\s+value="{choice}"\s+checked', page)


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ({"keep-name": "mine", "keep-phone": "theirs"}, ("Nom du second", "0200000000")),
        ({"keep-name": "theirs", "keep-phone": "mine"}, ("Nom du premier", "0100000000")),
    ],
)
def test_the_choices_are_written(met, filiere, actor, choices, expected):
    client, answer = met
    data = read_hidden(answer.content.decode()) | {"keep-email": "mine"} | choices
    assert send(client, filiere, actor, data).status_code == 302
    actor.refresh_from_db()
    assert (actor.name, actor.phone) == expected
    assert actor.email == "a@exemple.test"
    assert actor.declared_activity == "Tri\nCollecte"


def test_a_third_change_meanwhile_is_shown_again(met, filiere, people, actor):
    client, answer = met
    data = read_hidden(answer.content.decode()) | {"keep-name": "mine"}
    edit_actor(
        filiere, actor, {"name": "Nom du troisième"}, author=people.lead, version=2, source="x"
    )
    again = send(client, filiere, actor, data)
    assert again.status_code == 409
    assert "Nom du troisième" in again.content.decode()


def test_the_same_change_by_both_is_no_conflict(filiere, people, actor, as_user):
    client = as_user(people.contributor)
    data = open_form(client, filiere, actor)
    edit_actor(filiere, actor, {"name": "Le même"}, author=people.lead, version=1, source="visite")
    assert send(client, filiere, actor, data | {"name": "Le même"}).status_code == 302


def test_what_a_register_changed_meanwhile_is_not_written_over(filiere, people, actor, as_user):
    client = as_user(people.contributor)
    data = open_form(client, filiere, actor)
    Actor.objects.filter(pk=actor.pk).update(post_code="69002")
    assert send(client, filiere, actor, data | {"name": "Nouveau"}).status_code == 302
    actor.refresh_from_db()
    assert (actor.name, actor.post_code) == ("Nouveau", "69002")
    assert set(actor.origins.values_list("field", flat=True)) == {"name"}


@pytest.mark.parametrize(
    "broken",
    [{"seen": "{"}, {"seen": "[]"}, {"version": "abc"}, {"version": ""}, {"keep-name": "zzz"}],
)
def test_a_tampered_form_breaks_nothing(filiere, people, actor, as_user, broken):
    client = as_user(people.contributor)
    data = open_form(client, filiere, actor) | {"name": "Nouveau"} | broken
    assert send(client, filiere, actor, data).status_code in {302, 409, 422}


def test_who_writes_at_the_same_instant_sees_both_versions_too(
    filiere, people, actor, as_user, monkeypatch
):
    """Somebody else writes after the form was compared with the base, and before it is written."""
    client = as_user(people.contributor)
    data = open_form(client, filiere, actor)
    write, calls = sheets.edit_actor, []

    def write_after_another(filiere, actor, changes, **told):
        if not calls:
            calls.append(1)
            held = Actor.objects.get(pk=actor.pk)
            write(
                filiere, held, {"name": "Nom du premier"}, author=people.lead, version=1, source=""
            )
        return write(filiere, actor, changes, **told)

    monkeypatch.setattr(sheets, "edit_actor", write_after_another)
    answer = send(client, filiere, actor, data | {"name": "Nom du second"})
    assert answer.status_code == 409
    assert "Nom du premier" in answer.content.decode()
    actor.refresh_from_db()
    assert actor.name == "Nom du premier"
