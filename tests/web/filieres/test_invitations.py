"""Invitations: a link that serves once, for fourteen days, of which only a digest is kept."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from maillon_web.accounts.models import User
from maillon_web.filieres.models import Filiere, Invitation, Role
from maillon_web.filieres.services.invitations import accept
from maillon_web.filieres.signals import invitation_accepted
from maillon_web.history.models import Change, ChangeSet


@pytest.fixture
def lead(as_user, people):
    return as_user(people.lead)


def invite(lead, filiere: Filiere, email="nouvelle@exemple.test", role="contributor"):
    address = reverse("filieres:invite", kwargs={"filiere_id": filiere.pk})
    return lead.post(address, {"email": email, "role": role})


def read_link() -> str:
    """Return the path of the link in the last message."""
    found = re.search(r"http://testserver(/\S+)", mail.outbox[-1].body)
    assert found
    return found[1]


def test_an_invitation_is_sent_and_its_secret_is_not_kept(lead, filiere):
    assert invite(lead, filiere).status_code == 302
    message = mail.outbox[0]
    token = read_link().rstrip("/").rsplit("/", 1)[-1]
    invitation = Invitation.objects.get()
    assert message.to == ["nouvelle@exemple.test"]
    assert filiere.name in message.subject
    assert len(token) >= 40
    assert token not in str(list(Invitation.objects.values()))
    assert timedelta(days=13) < invitation.expires_at - timezone.now() <= timedelta(days=14)


def test_the_history_holds_neither_address_nor_digest(lead, filiere):
    invite(lead, filiere)
    kept = str([*ChangeSet.objects.values(), *Change.objects.values()])
    assert "nouvelle@exemple.test" not in kept
    assert Invitation.objects.get().token_digest not in kept


def test_names_are_written_plain_in_the_message(lead, filiere):
    Filiere.objects.update(name="L'« été » & <co>\nBcc: x@y.z")
    invite(lead, filiere)
    assert "L'« été » & <co>" in mail.outbox[0].subject
    assert "\n" not in mail.outbox[0].subject
    assert mail.outbox[0].bcc == []


def test_somebody_new_joins_with_a_name_and_a_password(lead, filiere, as_user):
    invite(lead, filiere)
    client = as_user(None)
    page = client.get(read_link())
    assert "nouvelle@exemple.test" in page.content.decode()
    answer = client.post(read_link(), {"name": "Nouvelle", "password": "phrase assez longue 42"})
    user = User.objects.get(email="nouvelle@exemple.test")
    assert answer.url == reverse("filieres:overview", args=[filiere.pk])
    assert client.get(answer.url).status_code == 200
    assert filiere.members.get(user=user).role == Role.CONTRIBUTOR
    assert user.check_password("phrase assez longue 42")
    assert user.emailaddress_set.get().verified


def test_somebody_new_joins_without_a_password(lead, filiere, as_user):
    invite(lead, filiere)
    as_user(None).post(read_link(), {"name": "Sans mot de passe", "password": ""})
    user = User.objects.get(email="nouvelle@exemple.test")
    assert not user.has_usable_password()
    assert filiere.members.filter(user=user).exists()


@pytest.mark.parametrize(
    "data",
    [
        {"name": "", "password": ""},
        {"name": "Nom", "password": "court"},
        {"name": "Nom", "password": "motdepasse123"[:11]},
        {"name": "Nom", "password": "nouvelle@exemple.test"},
        {"name": "x" * 10_000, "password": ""},
    ],
)
def test_a_poor_account_is_refused_and_the_link_still_serves(lead, filiere, as_user, data):
    invite(lead, filiere)
    assert as_user(None).post(read_link(), data).status_code == 422
    assert not User.objects.filter(email="nouvelle@exemple.test").exists()
    assert as_user(None).get(read_link()).status_code == 200


def test_reading_the_link_accepts_nothing(lead, filiere, as_user, people):
    invite(lead, filiere, email="stranger@exemple.test")
    as_user(people.stranger).get(read_link())
    assert not filiere.members.filter(user=people.stranger).exists()


def test_somebody_known_signs_in_first(lead, filiere, as_user):
    invite(lead, filiere, email="Stranger@Exemple.test")
    page = as_user(None).get(read_link()).content.decode()
    assert "/compte/login/?next=/filieres/invitation/" in page
    as_user(None).post(read_link(), {"name": "Usurpateur", "password": "phrase assez longue 42"})
    assert filiere.members.count() == 4


def test_somebody_known_accepts_and_applications_are_told(lead, filiere, as_user, people):
    invite(lead, filiere, email="stranger@exemple.test", role="reader")
    told = []

    def listen(sender, **given):
        told.append((given["invitation"].role, given["user"]))

    invitation_accepted.connect(listen)
    try:
        as_user(people.stranger).post(read_link())
    finally:
        invitation_accepted.disconnect(listen)
    assert filiere.members.get(user=people.stranger).role == Role.READER
    assert told == [("reader", people.stranger)]


def test_somebody_signed_in_under_another_address_is_told_and_chooses(
    lead, filiere, as_user, people
):
    invite(lead, filiere)
    client = as_user(people.stranger)
    page = client.get(read_link()).content.decode()
    assert "nouvelle@exemple.test" in page
    assert "stranger@exemple.test" in page
    client.post(read_link(), {"leave": "1"})
    assert "_auth_user_id" not in client.session
    assert not filiere.members.filter(user=people.stranger).exists()
    as_user(people.stranger).post(read_link())
    assert filiere.members.filter(user=people.stranger).exists()


def test_a_link_serves_once(lead, filiere, as_user, people):
    invite(lead, filiere, email="stranger@exemple.test")
    as_user(people.stranger).post(read_link())
    filiere.members.filter(user=people.stranger).delete()
    assert as_user(people.stranger).post(read_link()).status_code == 410
    assert as_user(None).get(read_link()).status_code == 410
    assert not filiere.members.filter(user=people.stranger).exists()


def test_two_clicks_at_once_make_one_member(lead, filiere, people):
    from maillon.domain.errors import InvalidInput

    invite(lead, filiere, email="stranger@exemple.test")
    held = Invitation.objects.get()
    accept(Invitation.objects.get(), user=people.stranger)
    with pytest.raises(InvalidInput):
        accept(held, user=people.stranger)


def test_an_old_link_opens_nothing(lead, filiere, as_user, people):
    invite(lead, filiere)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    for client in (as_user(None), as_user(people.stranger)):
        for answer in (client.get(read_link()), client.post(read_link(), {"name": "Tard"})):
            assert answer.status_code == 410
    assert filiere.members.count() == 4


@pytest.mark.parametrize("token", ["x", "a" * 43, "%00", "é" * 20])
def test_a_link_that_nobody_sent_opens_nothing(as_user, people, token):
    for client in (as_user(None), as_user(people.stranger)):
        assert client.get(f"/filieres/invitation/{token}/").status_code == 404


def test_the_link_of_an_archived_filiere_opens_nothing(lead, filiere, as_user):
    invite(lead, filiere)
    Filiere.objects.update(archived_at=timezone.now())
    assert as_user(None).get(read_link()).status_code == 410


def test_sending_again_kills_the_former_link(lead, filiere, as_user):
    invite(lead, filiere)
    former = read_link()
    address = {"filiere_id": filiere.pk, "invitation_id": Invitation.objects.get().pk}
    lead.post(reverse("filieres:resend_invitation", kwargs=address))
    assert read_link() != former
    assert as_user(None).get(former).status_code == 404
    assert as_user(None).get(read_link()).status_code == 200


def test_inviting_again_keeps_one_invitation(lead, filiere, as_user):
    invite(lead, filiere)
    former = read_link()
    invite(lead, filiere, role="reader")
    assert Invitation.objects.get().role == Role.READER
    assert as_user(None).get(former).status_code == 404


def test_a_cancelled_invitation_opens_nothing(lead, filiere, as_user):
    invite(lead, filiere)
    address = {"filiere_id": filiere.pk, "invitation_id": Invitation.objects.get().pk}
    lead.post(reverse("filieres:cancel_invitation", kwargs=address))
    assert as_user(None).get(read_link()).status_code == 404


def test_an_accepted_invitation_is_neither_sent_again_nor_cancelled(lead, filiere, people):
    invite(lead, filiere, email="stranger@exemple.test")
    invitation = Invitation.objects.get()
    accept(invitation, user=people.stranger)
    address = {"filiere_id": filiere.pk, "invitation_id": invitation.pk}
    for name in ("resend_invitation", "cancel_invitation"):
        assert lead.post(reverse(f"filieres:{name}", kwargs=address)).status_code == 404


@pytest.mark.parametrize(
    ("email", "role"),
    [
        ("pas une adresse", "reader"),
        ("", "reader"),
        ("a@b.fr\nBcc: c@d.fr", "reader"),
        (f"{'x' * 10_000}@exemple.test", "reader"),
        ("a@exemple.test", "king"),
        ("a@exemple.test", "actor"),
        ("reader@exemple.test", "lead"),
    ],
)
def test_a_bad_invitation_is_refused_with_a_sentence(lead, filiere, email, role):
    answer = invite(lead, filiere, email=email, role=role)
    assert answer.status_code == 422
    assert answer.context["invite_form"].errors
    assert not mail.outbox
    assert not Invitation.objects.exists()


def test_an_invitation_never_weakens_a_role(filiere, people):
    invitation = Invitation.objects.create(
        filiere=filiere,
        email="lead@exemple.test",
        role=Role.ACTOR,
        context={"actor": 12},
        token_digest="f" * 64,
        expires_at=timezone.now() + timedelta(days=1),
    )
    assert accept(invitation, user=people.lead).member.role == Role.LEAD


def test_erasing_a_person_takes_its_name_out_of_the_history(filiere, people):
    from maillon_web.accounts.services import erase_person
    from maillon_web.filieres.services.members import change_role

    change_role(filiere.members.get(user=people.reader), Role.CONTRIBUTOR, author=people.lead)
    people.reader.refresh_from_db()
    erase_person(people.reader)
    assert not filiere.members.filter(user=people.reader).exists()
    assert "reader (" not in str(list(Change.objects.values_list("name", flat=True)))
