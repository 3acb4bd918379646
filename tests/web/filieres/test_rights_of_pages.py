"""Each address of a filière, visited by each kind of person."""

import pytest
from django.urls import reverse

from maillon_web.accounts.models import Organisation, OrganisationKind
from maillon_web.filieres.models import Filiere, Invitation, Member, Partner, Role
from maillon_web.filieres.services.settings import edit
from maillon_web.filieres.urls import urlpatterns
from maillon_web.history.models import ChangeSet

LEAD = {"lead"}
WRITERS = LEAD | {"contributor"}
MEMBERS = WRITERS | {"reader", "actor"}
EVERYONE = MEMBERS | {"stranger", "anonymous"}

# Address, method, who may (the others get 404), arguments made by `given`.
PAGES = (
    ("overview", "get", MEMBERS, ()),
    ("work", "get", MEMBERS, ()),
    ("settings", "get", LEAD, ()),
    ("settings", "post", LEAD, ()),
    ("territory", "get", LEAD, ()),
    ("territory", "post", LEAD, ()),
    ("archive", "get", LEAD, ()),
    ("archive", "post", LEAD, ()),
    ("restore", "post", LEAD, ()),
    ("transfer", "get", LEAD, ()),
    ("transfer", "post", LEAD, ()),
    ("chain_edit", "get", LEAD, ()),
    ("chain_edit", "post", LEAD, ()),
    ("chains", "get", LEAD, ()),
    ("chains", "post", LEAD, ()),
    ("stage_edit", "get", LEAD, ("stage_key",)),
    ("stage_edit", "post", LEAD, ("stage_key",)),
    ("activity_search", "get", LEAD, ("stage_key",)),
    ("stage_move", "post", LEAD, ("stage_key",)),
    ("stage_remove", "get", LEAD, ("stage_key",)),
    ("stage_remove", "post", LEAD, ("stage_key",)),
    ("members", "get", MEMBERS, ()),
    ("invite", "post", LEAD, ()),
    ("change_member", "post", LEAD, ("member_id",)),
    ("remove_member", "get", LEAD, ("member_id",)),
    ("remove_member", "post", LEAD, ("member_id",)),
    ("add_partner", "post", LEAD, ()),
    ("change_partner", "post", LEAD, ("partner_id",)),
    ("remove_partner", "get", LEAD, ("partner_id",)),
    ("remove_partner", "post", LEAD, ("partner_id",)),
    ("resend_invitation", "post", LEAD, ("invitation_id",)),
    ("cancel_invitation", "post", LEAD, ("invitation_id",)),
    ("history", "get", MEMBERS, ()),
    ("undo", "get", WRITERS, ("change_set_id",)),
    ("undo", "post", LEAD, ("change_set_id",)),
)


@pytest.fixture
def given(filiere, people) -> dict[str, object]:
    """One object of each kind inside the filière."""
    return make_objects(filiere, people)


def make_objects(filiere: Filiere, people) -> dict[str, object]:
    organisation = Organisation.objects.create(name="Réseau fictif", kind=OrganisationKind.NETWORK)
    partner = Partner.objects.create(filiere=filiere, organisation=organisation, role=Role.READER)
    invitation = Invitation.objects.create(
        filiere=filiere,
        email="invitee@exemple.test",
        role=Role.READER,
        token_digest=f"{filiere.pk:064d}",
        expires_at="2100-01-01T00:00Z",
    )
    edit(filiere, changes={"name": f"{filiere.name} renommée"}, author=people.lead)
    return {
        "stage_key": "tri",
        "member_id": Member.objects.get(filiere=filiere, user=people.lead).pk,
        "partner_id": partner.pk,
        "invitation_id": invitation.pk,
        "change_set_id": filiere_change(filiere),
    }


def filiere_change(filiere: Filiere) -> int:
    return ChangeSet.objects.filter(scope=filiere.scope, kind="filiere.edit").latest("pk").pk


def visit(client, filiere, page, given):
    name, method, _allowed, needs = page
    arguments = {key: given[key] for key in needs}
    address = reverse(f"filieres:{name}", kwargs={"filiere_id": filiere.pk} | arguments)
    return getattr(client, method)(address).status_code


def name_page(page) -> str:
    return f"{page[0]}-{page[1]}"


@pytest.mark.parametrize("page", PAGES, ids=name_page)
@pytest.mark.parametrize("role", sorted(EVERYONE))
def test_only_those_who_may_learn_that_a_page_exists(as_user, people, filiere, given, page, role):
    client = as_user(None if role == "anonymous" else getattr(people, role))
    status = visit(client, filiere, page, given)
    assert (status != 404) is (role in page[2])
    assert status < 500


@pytest.mark.parametrize("page", [page for page in PAGES if page[3]], ids=name_page)
def test_an_object_of_another_filiere_is_not_found(as_user, people, filiere, public_filiere, page):
    other = make_objects(public_filiere, people) | {"stage_key": "inconnu"}
    assert visit(as_user(people.lead), filiere, page, other) == 404


def test_every_address_of_a_filiere_is_in_the_table():
    named = {pattern.name for pattern in urlpatterns if "filiere_id" in pattern.pattern.converters}
    assert named == {page[0] for page in PAGES}


def test_a_public_filiere_shows_its_overview_and_nothing_else(as_user, people, public_filiere):
    given = make_objects(public_filiere, people)
    for page in PAGES:
        status = visit(as_user(None), public_filiere, page, given)
        assert (status == 200) is (page[0] == "overview"), page


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_write_is_never_a_reading(as_user, people, filiere, given, method):
    client = as_user(people.lead)
    writes = {name for name, verb, *_rest in PAGES if verb == "post"}
    writes -= {name for name, verb, *_rest in PAGES if verb == "get"}
    for name, _method, _allowed, needs in PAGES:
        if name in writes:
            arguments = {"filiere_id": filiere.pk} | {key: given[key] for key in needs}
            answer = getattr(client, method)(reverse(f"filieres:{name}", kwargs=arguments))
            assert answer.status_code == 405, name


def test_a_person_of_a_partner_organisation_has_its_role(as_user, people, filiere):
    organisation = Organisation.objects.create(name="Réseau fictif", kind=OrganisationKind.NETWORK)
    organisation.memberships.create(user=people.stranger, role="member")
    partner = Partner.objects.create(filiere=filiere, organisation=organisation, role=Role.READER)
    client = as_user(people.stranger)
    settings = reverse("filieres:settings", kwargs={"filiere_id": filiere.pk})
    overview = reverse("filieres:overview", kwargs={"filiere_id": filiere.pk})
    assert (client.get(overview).status_code, client.get(settings).status_code) == (200, 404)
    partner.role = Role.LEAD
    partner.save()
    assert client.get(settings).status_code == 200


def test_people_of_the_holding_organisation_read_and_its_administrators_lead(
    as_user, people, filiere
):
    place = people.organisation.memberships.create(user=people.stranger, role="member")
    client = as_user(people.stranger)
    settings = reverse("filieres:settings", kwargs={"filiere_id": filiere.pk})
    members = reverse("filieres:members", kwargs={"filiere_id": filiere.pk})
    assert (client.get(members).status_code, client.get(settings).status_code) == (200, 404)
    place.role = "admin"
    place.save()
    assert client.get(settings).status_code == 200
