"""Who works in a filière; somebody always leads it."""

import pytest
from django.urls import reverse

from maillon_web.accounts.models import Organisation, OrganisationKind
from maillon_web.filieres.models import Filiere, Member, Partner, Role
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
    assert "confiez d&#x27;abord ce rôle" in left.content.decode()
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


def test_the_page_of_members_asks_as_much_for_many_as_for_few(
    as_user, filiere, people, django_assert_max_num_queries
):
    from maillon_web.accounts.models import User

    client = as_user(people.lead)
    page = address(filiere, "members")
    client.get(page)
    for number in range(20):
        user = User.objects.create_user(f"p{number}@exemple.test", name=f"Personne {number}")
        Member.objects.create(filiere=filiere, user=user, role=Role.READER)
    with django_assert_max_num_queries(9):
        assert client.get(page).status_code == 200


def test_removing_the_lead_by_the_service_is_refused_too(filiere, people):
    from maillon.domain.errors import InvalidInput

    with pytest.raises(InvalidInput):
        remove_member(member_of(filiere, people.lead), author=people.contributor)
    assert filiere.members.filter(role=Role.LEAD).exists()
