"""The actor that keeps its own sheet: its own only, and it says who sees what."""

import re
from datetime import date

import pytest
from django.core import mail
from django.urls import reverse
from tests.web.people import add_actor, make_filiere

from maillon.domain.errors import InvalidInput
from maillon_web.accounts.personal_data import iter_holdings
from maillon_web.directory.models import (
    Actor,
    FieldOrigin,
    Keeper,
    Placement,
    Presence,
    Statement,
)
from maillon_web.directory.services import keepers
from maillon_web.directory.services.freshness import remind_owners
from maillon_web.directory.services.merging import merge
from maillon_web.directory.services.sheets import edit_actor
from maillon_web.filieres.models import Invitation, Member
from maillon_web.filieres.services import invitations
from maillon_web.filieres.signals import invitation_accepted
from maillon_web.history.models import ChangeSet
from maillon_web.history.services import undo

ROLES = ("lead", "contributor", "reader", "actor", "stranger")


@pytest.fixture
def actor(filiere, people) -> Actor:
    made = add_actor(filiere, "Exemple fictif", stage="tri", address="1 rue fictive")
    Keeper.objects.create(actor=made, user=people.actor)
    return made


def url(filiere, actor, name="own_sheet", *more) -> str:
    return reverse(f"directory:{name}", args=(filiere.pk, actor.pk, *more))


def answer(client, filiere, actor, **changes):
    levels = {
        f"level_{name}": "members" if name in {"phone", "email"} else "public"
        for name in ("address", "declared_activity", "website", "phone", "email")
    }
    said = {f"level_{name}": "members" for name in ("need", "know_how", "resource")}
    sent = {
        "version": actor.version,
        "name": actor.name,
        "address": actor.address,
        "reminder_months": actor.reminder_months,
        "stages": ["tri"],
    }
    return client.post(url(filiere, actor), levels | said | sent | changes)


@pytest.mark.parametrize("role", ROLES)
def test_only_its_keeper_opens_a_sheet_to_keep(filiere, people, actor, as_user, role):
    client = as_user(getattr(people, role))
    expected = 200 if role == "actor" else 404
    assert client.get(url(filiere, actor)).status_code == expected
    assert client.post(url(filiere, actor, "own_confirm")).status_code == (
        302 if role == "actor" else 404
    )
    assert as_user(None).get(url(filiere, actor)).status_code == 404


def test_a_keeper_opens_no_other_sheet(filiere, people, actor, as_user):
    other = add_actor(filiere, "Autre fictif")
    client = as_user(people.actor)
    assert client.get(url(filiere, other)).status_code == 404
    assert answer(client, filiere, other).status_code == 404
    assert client.get(url(filiere, actor, "edit")).status_code == 404
    elsewhere = make_filiere(people, name="Autre filière fictive")
    assert client.get(url(elsewhere, actor)).status_code == 404


def test_a_keeper_who_left_the_filiere_opens_nothing(filiere, people, actor, as_user):
    Member.objects.filter(user=people.actor).delete()
    assert as_user(people.actor).get(url(filiere, actor)).status_code == 404


def test_a_keeper_opens_its_sheet_even_when_only_the_team_reads_it(filiere, people, actor, as_user):
    Presence.objects.update(visibility="private")
    Actor.objects.update(visibility="private")
    client = as_user(people.actor)
    assert client.get(url(filiere, actor)).status_code == 200
    assert client.get(url(filiere, actor, "sheet")).status_code == 404


def test_the_list_shows_the_way_to_ones_own_sheet(filiere, people, actor, as_user):
    listing = reverse("directory:list", args=(filiere.pk,))
    assert url(filiere, actor) in as_user(people.actor).get(listing).content.decode()
    assert url(filiere, actor) not in as_user(people.reader).get(listing).content.decode()


def test_one_click_says_that_everything_is_right(filiere, people, actor, as_user):
    as_user(people.actor).post(url(filiere, actor, "own_confirm"))
    actor.refresh_from_db()
    assert actor.checked_on is not None
    assert Presence.objects.get().checked_on == actor.checked_on
    assert ChangeSet.objects.get(kind="actor.confirm").author == people.actor
    assert as_user(people.actor).get(url(filiere, actor, "own_confirm")).status_code == 405


def test_an_answer_is_written_in_one_change(filiere, people, actor, as_user):
    sent = answer(
        as_user(people.actor),
        filiere,
        actor,
        declared_activity="Nous trions (fictif)",
        phone="0400000000",
        stages=["tri", "vente"],
        need="Un local\r\nUne presse\r\n\r\nUn local",
        know_how="Tri fin",
        level_know_how="public",
        level_address="private",
        reminder_months=3,
    )
    assert sent.status_code == 302
    actor.refresh_from_db()
    assert (actor.declared_activity, actor.phone) == ("Nous trions (fictif)", "0400000000")
    assert actor.reminder_months == 3
    assert actor.checked_on is not None
    levels = dict(FieldOrigin.objects.values_list("field", "visibility"))
    assert levels["phone"] == "members"
    assert levels["address"] == "private"
    assert FieldOrigin.objects.get(field="declared_activity").source == "actor"
    assert not FieldOrigin.objects.get(field="address").is_written
    said = set(Statement.objects.values_list("kind", "text", "visibility"))
    assert said == {
        ("need", "Un local", "members"),
        ("need", "Une presse", "members"),
        ("know_how", "Tri fin", "public"),
    }
    stages = dict(Placement.objects.values_list("stage_key", "confidence"))
    assert stages == {"tri": "declared", "vente": "declared"}
    assert ChangeSet.objects.filter(kind="actor.answer").count() == 1


def test_answering_again_keeps_what_was_said_and_takes_away_the_rest(
    filiere, people, actor, as_user
):
    client = as_user(people.actor)
    answer(client, filiere, actor, need="Un local\nUne presse")
    kept = Statement.objects.get(text="Un local").pk
    actor.refresh_from_db()
    answer(client, filiere, actor, need="Un local\nDes bras")
    assert Statement.objects.get(text="Un local").pk == kept
    assert set(Statement.objects.values_list("text", flat=True)) == {"Un local", "Des bras"}


def test_what_others_heard_is_neither_shown_nor_changed(filiere, people, actor, as_user):
    Statement.objects.create(
        filiere=filiere,
        actor=actor,
        kind="need",
        text="Entendu au comité",
        stated_on="2026-03-03",
        visibility="private",
    )
    client = as_user(people.actor)
    assert "Entendu au comité" not in client.get(url(filiere, actor)).content.decode()
    answer(client, filiere, actor, need="Un local")
    assert Statement.objects.filter(text="Entendu au comité").exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"stages": ["zzz"]},
        {"level_phone": "zzz"},
        {"reminder_months": "13"},
        {"website": "javascript:alert(1)"},
        {"need": "x" * 5000},
    ],
)
def test_an_impossible_answer_comes_back(filiere, people, actor, as_user, changes):
    assert answer(as_user(people.actor), filiere, actor, **changes).status_code == 422
    actor.refresh_from_db()
    assert actor.version == 1


def test_an_answer_over_a_fresher_sheet_shows_both(filiere, people, actor, as_user):
    edit_actor(
        filiere, actor, {"name": "Nom de l'équipe"}, author=people.lead, version=1, source="x"
    )
    sent = answer(as_user(people.actor), filiere, actor, name="Notre nom")
    assert sent.status_code == 409
    page = sent.content.decode()
    assert "Notre nom" in page
    assert "Nom de l&#x27;équipe" in page


def invite(client, filiere, actor, email="nouveau@exemple.test"):
    return client.post(url(filiere, actor, "invite_keeper"), {"email": email})


def test_an_invitation_makes_a_keeper(filiere, people, actor, as_user):
    assert invite(as_user(people.lead), filiere, actor, people.stranger.email).status_code == 302
    (message,) = mail.outbox
    assert message.to == [people.stranger.email]
    assert re.search(r"http://testserver/\S+", message.body)
    invitation = Invitation.objects.get()
    assert invitation.context == {"actor": actor.pk}
    invitations.accept(invitation, user=people.stranger)
    assert Keeper.objects.filter(actor=actor, user=people.stranger).exists()
    assert as_user(people.stranger).get(url(filiere, actor)).status_code == 200
    assert ChangeSet.objects.filter(kind="keeper.join").exists()


def test_an_invitation_to_a_merged_sheet_gives_the_one_that_was_kept(filiere, people, actor):
    merged = add_actor(filiere, "Double fictif", merged_into=actor)
    invitation = Invitation(
        filiere=filiere, email="x@exemple.test", role="actor", context={"actor": merged.pk}
    )
    keepers.make_keeper(None, invitation=invitation, user=people.stranger)
    assert Keeper.objects.get(user=people.stranger).actor == actor


@pytest.mark.parametrize("context", [{}, {"actor": 99999}, {"actor": "1"}, {"autre": 1}])
def test_an_invitation_to_something_else_makes_no_keeper(filiere, people, actor, context):
    invitation = Invitation(filiere=filiere, email="x@exemple.test", role="reader", context=context)
    keepers.make_keeper(None, invitation=invitation, user=people.stranger)
    assert not Keeper.objects.filter(user=people.stranger).exists()


def test_an_invitation_that_cannot_be_sent_says_why(filiere, people, actor, as_user):
    client = as_user(people.lead)
    assert invite(client, filiere, actor, "pas une adresse").status_code == 422
    page = invite(client, filiere, actor, people.actor.email).content.decode()
    assert "tient déjà cette fiche" in page
    assert not mail.outbox


@pytest.mark.parametrize("role", ["contributor", "reader", "actor", "stranger"])
def test_only_a_lead_gives_and_takes_a_sheet(filiere, people, actor, as_user, role):
    client = as_user(getattr(people, role))
    assert invite(client, filiere, actor).status_code == 404
    keeper = Keeper.objects.get()
    assert client.post(url(filiere, actor, "remove_keeper", keeper.pk)).status_code == 404
    assert Keeper.objects.exists()


def test_a_lead_takes_a_sheet_back(filiere, people, actor, as_user):
    keeper = Keeper.objects.get()
    other = add_actor(filiere, "Autre fictif")
    client = as_user(people.lead)
    assert client.post(url(filiere, other, "remove_keeper", keeper.pk)).status_code == 404
    assert client.post(url(filiere, actor, "remove_keeper", keeper.pk)).status_code == 302
    assert not Keeper.objects.exists()


def test_what_is_held_on_a_keeper_is_told_and_taken_away(filiere, people, actor, as_user):
    answer(as_user(people.actor), filiere, actor, need="Un local")
    holdings = dict(iter_holdings())
    assert holdings["kept_sheets"].collect(people.actor)[0]["sheet"] == "Exemple fictif"
    assert holdings["statements"].collect(people.actor)[0]["text"] == "Un local"
    for name in ("kept_sheets", "statements", "decisions"):
        holdings[name].erase(people.actor)
        assert holdings[name].collect(people.actor) == []
    assert Statement.objects.get().text == "Un local", "what was said belongs to the filière"


@pytest.fixture
def kept(filiere, actor, people) -> Actor:
    """The sheet into which the one of the actor was merged."""
    made = add_actor(filiere, "Exemple fictif bis", checked_on="2020-01-01")
    Keeper.objects.create(actor=made, user=people.actor)
    merge(filiere=filiere, kept=made, merged=actor, author=people.lead)
    Keeper.objects.update(since="2020-01-01T00:00:00Z")
    return made


def test_a_sheet_that_was_merged_leads_its_keeper_to_the_one_that_stays(
    filiere, people, actor, kept, as_user
):
    client = as_user(people.actor)
    for address in (url(filiere, actor), url(filiere, actor, "own_confirm")):
        answered = client.post(address)
        assert (answered.status_code, answered.url) == (302, url(filiere, kept))
    page = client.get(url(filiere, actor), follow=True)
    assert "voici celle qui reste" in page.content.decode()
    assert as_user(people.lead).get(url(filiere, actor)).status_code == 404


def test_a_keeper_of_two_sheets_made_one_is_asked_about_the_one_that_stays(
    filiere, people, kept, as_user
):
    assert Keeper.objects.filter(user=people.actor).count() == 2
    assert remind_owners(date(2026, 2, 1)).sheets == 1
    assert f"/{kept.pk}/" in mail.outbox[-1].body
    home = as_user(people.actor).get("/").content.decode()
    assert url(filiere, kept) in home
    assert home.count("est-elle encore juste") == 1


def test_an_invitation_to_a_sheet_merged_since_gives_the_one_that_stays(filiere, people, actor):
    made = add_actor(filiere, "Exemple fictif bis")
    invitation = Invitation.objects.create(
        filiere=filiere,
        email=people.stranger.email,
        role="actor",
        context={"actor": actor.pk},
        token_digest="0" * 64,
        expires_at="2099-01-01T00:00:00Z",
    )
    merge(filiere=filiere, kept=made, merged=actor, author=people.lead)
    invitation_accepted.send(Invitation, invitation=invitation, user=people.stranger)
    assert Keeper.objects.get(user=people.stranger).actor == made


def ask(filiere, people, actor) -> str:
    """Ask the stranger to keep a sheet; return the address of the link in the message."""
    keepers.invite_keeper(
        filiere,
        actor,
        email=people.stranger.email,
        author=people.lead,
        make_link=lambda token: reverse("filieres:accept_invitation", args=[token]),
    )
    return re.search(r"/\S*invitation\S*", mail.outbox[-1].body)[0]


def test_who_accepts_for_a_sheet_merged_since_opens_the_one_that_stays(
    filiere, people, actor, as_user
):
    link = ask(filiere, people, actor)
    made = add_actor(filiere, "Exemple fictif bis")
    merge(filiere=filiere, kept=made, merged=actor, author=people.lead)
    answered = as_user(people.stranger).post(link, follow=True)
    assert answered.redirect_chain[-1] == (url(filiere, made), 302)
    assert answered.status_code == 200
    assert "voici celle qui reste" in answered.content.decode()
    assert Keeper.objects.get(user=people.stranger).actor == made
    # The keeper of the merged sheet came along: the kept one had none.
    assert Keeper.objects.get(user=people.actor).actor == made


def test_who_holds_the_sheet_already_is_told_so(filiere, people, actor, as_user):
    made = add_actor(filiere, "Exemple fictif bis")
    first, second = ask(filiere, people, actor), ask(filiere, people, made)
    client = as_user(people.stranger)
    assert client.post(first).url == url(filiere, actor)
    merge(filiere=filiere, kept=made, merged=actor, author=people.lead)
    answered = client.post(second, follow=True)
    assert answered.redirect_chain[-1] == (url(filiere, made), 302)
    assert "Vous tenez déjà cette fiche" in answered.content.decode()
    assert Keeper.objects.filter(user=people.stranger).count() == 1


def test_a_sheet_that_is_gone_meanwhile_is_told_and_the_filiere_opens(
    filiere, people, actor, as_user
):
    link = ask(filiere, people, actor)
    Presence.objects.filter(actor=actor).delete()
    answered = as_user(people.stranger).post(link, follow=True)
    assert answered.redirect_chain[-1] == (reverse("filieres:overview", args=(filiere.pk,)), 302)
    assert "plus dans cette filière" in answered.content.decode()
    assert Member.objects.filter(user=people.stranger).exists()
    assert not Keeper.objects.filter(user=people.stranger).exists()


def test_an_invitation_from_a_merged_sheet_is_about_the_one_that_stays(filiere, people, actor):
    made = add_actor(filiere, "Exemple fictif bis")
    merge(filiere=filiere, kept=made, merged=actor, author=people.lead)
    actor.refresh_from_db()
    ask(filiere, people, actor)
    assert Invitation.objects.get().context == {"actor": made.pk}
    with pytest.raises(InvalidInput):
        keepers.invite_keeper(
            filiere, actor, email=people.actor.email, author=people.lead, make_link=str
        )


def test_undoing_a_merge_gives_its_keeper_back(filiere, people, actor):
    made = add_actor(filiere, "Exemple fictif bis")
    merge(filiere=filiere, kept=made, merged=actor, author=people.lead)
    undo(ChangeSet.objects.get(kind="actor.merge"), author=people.lead)
    assert Keeper.objects.get(user=people.actor).actor == actor
