import re

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from maillon_web.accounts.models import (
    Organisation,
    OrganisationInvitation,
    OrganisationMember,
    OrganisationRole,
    User,
)


@pytest.fixture
def organisation(people) -> Organisation:
    for user, role in ((people.lead, "admin"), (people.reader, "member")):
        OrganisationMember.objects.create(organisation=people.organisation, user=user, role=role)
    return people.organisation


def invite(client, organisation, email, role="member"):
    address = reverse("accounts:organisation", args=[organisation.pk])
    client.post(address, {"email": email, "role": role})
    return re.search(r"/rejoindre/(\S+)/", mail.outbox[-1].body).group(1)


@pytest.mark.parametrize("who", ["stranger", "actor"])
def test_who_is_not_of_it_does_not_learn_that_it_exists(who, organisation, people, as_user):
    address = reverse("accounts:organisation", args=[organisation.pk])
    assert as_user(getattr(people, who)).get(address).status_code == 404
    nowhere = reverse("accounts:organisation", args=[999_999])
    assert as_user(getattr(people, who)).get(nowhere).status_code == 404


def test_a_member_reads_and_only_an_administrator_invites(organisation, people, as_user):
    address = reverse("accounts:organisation", args=[organisation.pk])
    client = as_user(people.reader)
    assert client.get(address).status_code == 200
    assert client.post(address, {"email": "x@exemple.test", "role": "admin"}).status_code == 404
    assert not mail.outbox


def test_an_invited_person_joins_once(organisation, people, as_user):
    token = invite(as_user(people.lead), organisation, people.stranger.email)
    link = reverse("accounts:accept_organisation", args=[token])
    guest = as_user(people.stranger)
    assert "Rejoindre" in guest.get(link).content.decode()
    assert not organisation.memberships.filter(user=people.stranger).exists()
    guest.post(link)
    assert organisation.memberships.get(user=people.stranger).role == "member"
    assert guest.get(link).status_code == 404


def test_the_token_itself_is_not_kept(organisation, people, as_user):
    token = invite(as_user(people.lead), organisation, people.stranger.email)
    kept = OrganisationInvitation.objects.get()
    assert token not in str(vars(kept))


def test_an_invitation_is_for_its_address_only(organisation, people, as_user):
    token = invite(as_user(people.lead), organisation, people.stranger.email)
    link = reverse("accounts:accept_organisation", args=[token])
    assert as_user(people.actor).post(link).status_code == 403
    assert not organisation.memberships.filter(user=people.actor).exists()


def test_an_old_invitation_opens_nothing(organisation, people, as_user):
    token = invite(as_user(people.lead), organisation, people.stranger.email)
    OrganisationInvitation.objects.update(expires_at=timezone.now())
    link = reverse("accounts:accept_organisation", args=[token])
    assert as_user(people.stranger).post(link).status_code == 404


def test_the_last_administrator_stays(organisation, people, as_user):
    own = organisation.memberships.get(user=people.lead)
    client = as_user(people.lead)
    answer = client.post(
        reverse("accounts:remove_member", args=[organisation.pk, own.pk]), follow=True
    )
    assert "confiez d’abord" in answer.content.decode().replace("&#x27;", "'")
    client.post(
        reverse("accounts:change_member", args=[organisation.pk, own.pk]), {"role": "member"}
    )
    own.refresh_from_db()
    assert own.role == OrganisationRole.ADMIN


def test_a_member_leaves_but_takes_nobody_out(organisation, people, as_user):
    own = organisation.memberships.get(user=people.reader)
    other = organisation.memberships.get(user=people.lead)
    client = as_user(people.reader)
    remove = "accounts:remove_member"
    assert client.post(reverse(remove, args=[organisation.pk, other.pk])).status_code == 404
    client.post(reverse(remove, args=[organisation.pk, own.pk]))
    assert not organisation.memberships.filter(user=people.reader).exists()


def test_a_member_of_elsewhere_is_not_changed_through_here(organisation, people, as_user):
    elsewhere = Organisation.objects.create(name="Autre fictive", kind="network")
    place = OrganisationMember.objects.create(
        organisation=elsewhere, user=people.stranger, role="member"
    )
    address = reverse("accounts:change_member", args=[organisation.pk, place.pk])
    assert as_user(people.lead).post(address, {"role": "admin"}).status_code == 404


def test_a_wrong_siren_is_refused_with_a_sentence(people, as_user):
    answer = as_user(people.lead).post(
        reverse("accounts:create_organisation"),
        {"name": "Réseau fictif", "kind": "network", "siren": "123 456 789"},
    )
    assert "existe pas" in answer.content.decode()
    assert User.objects.get(pk=people.lead.pk).organisations.count() == 0
