"""Who works in a filière; somebody always leads it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from maillon_web.accounts.models import Organisation, OrganisationKind, User
from maillon_web.filieres.models import Filiere, Invitation, Member, Partner, Role
from maillon_web.filieres.services.members import change_role, remove_member
from maillon_web.history.models import ChangeSet


@pytest.fixture
def lead(as_user, people):
    return as_user(people.lead)


@pytest.fixture
def network(db) -> Organisation:
    return Organisation.objects.create(
        name="Réseau fictif", kind=OrganisationKind.NETWORK, siren="732829320"
    )


def address(filiere: Filiere, name: str, **given: int) -> str:
    return reverse(f"filieres:{name}", kwargs={"filiere_id": filiere.pk} | given)


def member_of(filiere, user) -> Member:
    return Member.objects.get(filiere=filiere, user=user)


def test_a_role_is_changed_and_told(lead, filiere, people):
    member = member_of(filiere, people.reader)
    lead.post(address(filiere, "change_member", member_id=member.pk), {"role": "contributor"})
    member.refresh_from_db()
    assert member.role == Role.CONTRIBUTOR
    change = ChangeSet.objects.get(kind="member.role").changes.get()
    assert (change.before, change.after) == ({"role": "reader"}, {"role": "contributor"})


def test_an_unknown_role_changes_nothing(lead, filiere, people):
    member = member_of(filiere, people.reader)
    lead.post(address(filiere, "change_member", member_id=member.pk), {"role": "king"})
    member.refresh_from_db()
    assert member.role == Role.READER


def test_the_last_lead_neither_leaves_nor_steps_down(lead, filiere, people):
    member = member_of(filiere, people.lead)
    left = lead.post(address(filiere, "remove_member", member_id=member.pk), follow=True)
    assert "confiez d’abord ce rôle" in left.content.decode()
    lead.post(address(filiere, "change_member", member_id=member.pk), {"role": "reader"})
    member.refresh_from_db()
    assert member.role == Role.LEAD
    assert not ChangeSet.objects.exists()


def test_a_lead_leaves_when_another_stays(lead, filiere, people):
    change_role(member_of(filiere, people.reader), Role.LEAD, author=people.lead)
    own = member_of(filiere, people.lead)
    answer = lead.post(address(filiere, "remove_member", member_id=own.pk))
    assert answer.url == "/filieres/"
    assert lead.get(address(filiere, "overview")).status_code == 404


def test_anyone_leaves_but_only_leads_take_others_out(as_user, filiere, people):
    reader = as_user(people.reader)
    other = member_of(filiere, people.contributor)
    own = member_of(filiere, people.reader)
    assert reader.post(address(filiere, "remove_member", member_id=other.pk)).status_code == 404
    assert reader.post(address(filiere, "remove_member", member_id=own.pk)).status_code == 302
    assert {member.user for member in filiere.members.all()} == {
        people.lead,
        people.contributor,
        people.actor,
    }


def test_e_mails_are_for_leads_only(as_user, lead, filiere):
    page = address(filiere, "members")
    assert "reader@exemple.test" in lead.get(page).content.decode()


def test_a_reader_sees_names_not_e_mails(as_user, filiere, people):
    text = as_user(people.reader).get(address(filiere, "members")).content.decode()
    assert "contributor" in text
    assert "contributor@exemple.test" not in text


@pytest.mark.parametrize("given", ["Réseau fictif", "réseau FICTIF", "732 829 320"])
def test_an_organisation_joins_by_its_exact_name_or_siren(lead, filiere, network, given):
    lead.post(address(filiere, "add_partner"), {"organisation": given, "role": "contributor"})
    partner = Partner.objects.get(filiere=filiere)
    assert (partner.organisation, partner.role) == (network, Role.CONTRIBUTOR)


@pytest.mark.parametrize(
    "data",
    [
        {"organisation": "Réseau", "role": "reader"},
        {"organisation": "", "role": "reader"},
        {"organisation": "x" * 10_000, "role": "reader"},
        {"organisation": "Réseau fictif", "role": "actor"},
        {"organisation": "Collectivité fictive", "role": "reader"},
    ],
)
def test_what_is_no_partner_is_refused_with_a_sentence(lead, filiere, network, data):
    answer = lead.post(address(filiere, "add_partner"), data)
    assert answer.status_code == 422
    assert answer.context["partner_form"].errors
    assert not Partner.objects.exists()


def test_two_organisations_of_one_name_need_a_siren(lead, filiere, network):
    Organisation.objects.create(name="Réseau fictif", kind=OrganisationKind.OTHER)
    data = {"organisation": "Réseau fictif", "role": "reader"}
    assert lead.post(address(filiere, "add_partner"), data).status_code == 422


def test_a_partner_changes_role_and_goes(lead, filiere, network):
    partner = Partner.objects.create(filiere=filiere, organisation=network, role=Role.READER)
    lead.post(address(filiere, "change_partner", partner_id=partner.pk), {"role": "lead"})
    partner.refresh_from_db()
    assert partner.role == Role.LEAD
    lead.post(address(filiere, "remove_partner", partner_id=partner.pk))
    assert not Partner.objects.exists()
    kinds = set(ChangeSet.objects.values_list("kind", flat=True))
    assert kinds == {"partner.role", "partner.remove"}


def fill(filiere, people, *, first: int, count: int) -> None:
    """Add made-up members, partners and invitations."""
    for number in range(first, first + count):
        user = User.objects.create_user(f"p{number:03}@exemple.test", name=f"Personne {number:03}")
        Member.objects.create(filiere=filiere, user=user, role=Role.READER)
        partner = Organisation.objects.create(name=f"Organisation fictive {number:03}")
        Partner.objects.create(filiere=filiere, organisation=partner, role=Role.READER)
        Invitation.objects.create(
            filiere=filiere,
            email=f"i{number:03}@exemple.test",
            role=Role.READER,
            token_digest=str(number),
            expires_at=timezone.now() + timedelta(days=7),
        )


def test_the_page_of_members_costs_the_same_for_many_as_for_few(lead, filiere, people):
    page = address(filiere, "members")
    fill(filiere, people, first=0, count=2)
    lead.get(page)
    costs = []
    for first, count in ((2, 1), (3, 70)):
        fill(filiere, people, first=first, count=count)
        with CaptureQueriesContext(connection) as asked:
            shown = lead.get(page)
        assert shown.status_code == 200
        costs.append(len(asked))
    assert costs[0] == costs[1]
    assert len(shown.context["members"]) == 50
    assert shown.content.decode().count('class="role-form"') == 100


@pytest.mark.parametrize(
    ("parameter", "last"),
    [
        ("page", "Personne 059"),
        ("partners", "Organisation fictive 059"),
        ("invitations", "i000@exemple.test"),
    ],
)
def test_each_list_of_the_page_has_its_own_pages(lead, filiere, people, parameter, last):
    fill(filiere, people, first=0, count=60)
    first = lead.get(address(filiere, "members")).content.decode()
    assert last not in first
    assert f"{address(filiere, 'members')}?{parameter}=2" in first
    second = lead.get(address(filiere, "members"), {parameter: "2"}).content.decode()
    assert last in second


def test_who_changes_a_role_stays_where_it_was(lead, filiere, people):
    fill(filiere, people, first=0, count=60)
    last = Member.objects.get(user__name="Personne 059")
    change = address(filiere, "change_member", member_id=last.pk)
    there = lead.get(address(filiere, "members"), {"page": "2"})
    assert f'action="{change}?page=2"' in there.content.decode()
    answer = lead.post(f"{change}?page=2", {"role": "contributor"})
    assert answer.url == f"{address(filiere, 'members')}?page=2"
    last.refresh_from_db()
    assert last.role == Role.CONTRIBUTOR


@pytest.mark.parametrize("number", ["0", "-1", "99", "deux", "9" * 400])
def test_a_page_that_is_none_shows_one_all_the_same(lead, filiere, number):
    assert lead.get(address(filiere, "members"), {"page": number}).status_code == 200


def test_removing_the_lead_by_the_service_is_refused_too(filiere, people):
    from maillon.domain.errors import InvalidInput

    with pytest.raises(InvalidInput):
        remove_member(member_of(filiere, people.lead), author=people.contributor)
    assert filiere.members.filter(role=Role.LEAD).exists()
