import pytest
from tests.web.people import make_filiere
from tests.web.plan.conftest import address, open_as, plain, read

from maillon_web.accounts.models import Organisation, OrganisationKind, User
from maillon_web.filieres.models import FiliereVisibility, Member, Role
from maillon_web.filieres.waiting import list_waiting
from maillon_web.history.models import ChangeSet
from maillon_web.history.services import undo
from maillon_web.history.wording import describe, explain_lasting
from maillon_web.plan.models import Action, ActionShare


@pytest.fixture
def neighbour(people):
    """A filière of another local authority, that who leads here may read there."""
    other = Organisation.objects.create(
        name="Collectivité voisine fictive", kind=OrganisationKind.COLLECTIVITE
    )
    filiere = make_filiere(
        type(people)(
            organisation=other,
            **{
                role: User.objects.create_user(f"voisin-{role}@exemple.test", name=f"voisin {role}")
                for role in ("lead", "contributor", "reader", "actor", "stranger")
            },
        ),
        name="Filière voisine fictive",
    )
    Member.objects.create(filiere=filiere, user=people.lead, role=Role.READER)
    return filiere


@pytest.fixture
def over_there(neighbour):
    """Who contributes there, and has no place here."""
    return neighbour.members.get(role=Role.CONTRIBUTOR).user


@pytest.fixture
def action(make_action) -> Action:
    """An action with money, that is of this side alone."""
    made = make_action("Déchetterie partagée fictive", owner_name="Mission fictive")
    made.budgets.create(year=2026, planned_eur=12345)
    return made


@pytest.fixture
def share(action, neighbour, people, as_user) -> ActionShare:
    """The action, offered by the page."""
    as_user(people.lead).post(
        address("share_offer", action.filiere, action.pk), {"filiere": neighbour.pk}
    )
    return ActionShare.objects.get()


def test_only_filieres_that_the_person_reads_are_proposed(action, neighbour, people, as_user):
    hidden = make_filiere(people, name="Non lue")
    Member.objects.filter(filiere=hidden).delete()
    page = as_user(people.lead).get(address("share_offer", action.filiere, action.pk))
    offered = set(page.context["form"].fields["filiere"].queryset)
    assert offered == {neighbour}
    where = address("share_offer", action.filiere, action.pk)
    for filiere in (hidden, action.filiere):
        answer = as_user(people.lead).post(where, {"filiere": filiere.pk})
        assert answer.status_code == 422
    assert as_user(people.contributor).post(where, {"filiere": neighbour.pk}).status_code == 422
    assert not ActionShare.objects.exists()


def test_a_private_action_is_not_shared(action, neighbour, people, as_user):
    Action.objects.update(visibility="private")
    where = address("share_offer", action.filiere, action.pk)
    answer = as_user(people.lead).post(where, {"filiere": neighbour.pk})
    assert "visible que de l’équipe" in plain(answer.content.decode())
    assert not ActionShare.objects.exists()


def test_an_offer_is_seen_by_those_who_may_answer_and_by_nobody_else(
    share, neighbour, over_there, people, as_user
):
    waiting = list_waiting(open_as(over_there, neighbour), over_there)
    assert any("Déchetterie" in item.sentence for item in waiting)
    reader = neighbour.members.get(role=Role.READER, user__email__startswith="voisin").user
    assert "Déchetterie" in read(as_user(over_there), "list", neighbour)
    assert "Déchetterie" not in read(as_user(reader), "list", neighbour)
    for user in (reader, people.stranger, None):
        client = as_user(user)
        assert client.get(address("shared", neighbour, share.pk)).status_code == 404
        assert client.post(address("share_accept", neighbour, share.pk)).status_code == 404
    share.refresh_from_db()
    assert share.accepted_at is None


def test_once_accepted_its_members_read_it_with_its_origin_and_without_the_money(
    share, neighbour, over_there, as_user
):
    as_user(over_there).post(address("share_accept", neighbour, share.pk))
    reader = neighbour.members.get(role=Role.READER, user__email__startswith="voisin").user
    client = as_user(reader)
    assert "Filière fictive" in read(client, "list", neighbour)
    page = read(client, "shared", neighbour, share.pk)
    assert "Mission fictive" in page
    assert "12" not in page.split("Qui et quand")[1].split("</dl>")[0]
    assert "avancement" not in page
    # The page of the action itself stays with its filière.
    assert client.get(address("action", share.action.filiere, share.action_id)).status_code == 404
    change = ChangeSet.objects.first()
    assert change.scope == neighbour.scope
    assert "acceptée" in plain(describe(change))
    assert explain_lasting(change)


def test_the_progress_is_written_only_when_both_sides_agree(
    share, neighbour, over_there, people, as_user
):
    client = as_user(over_there)
    given = {
        "status": "running",
        "next_step": "Réunir",
        "outcome": "",
        "version": 1,
        "title": "Volé",
    }
    where = address("share_progress", neighbour, share.pk)
    client.post(where, given)
    client.post(address("share_accept", neighbour, share.pk))
    client.post(where, given)
    assert Action.objects.get().status == "planned"
    as_user(people.lead).post(
        address("share_change", share.action.filiere, share.action_id, share.pk),
        {"may_report": "1"},
    )
    client.post(where, given)
    action = Action.objects.get()
    assert (action.status, action.next_step) == ("running", "Réunir")
    assert action.title == "Déchetterie partagée fictive"
    change = ChangeSet.objects.first()
    assert (change.scope, change.author) == (action.filiere.scope, over_there)
    assert "écrit depuis « Filière voisine fictive »" in plain(describe(change))
    undo(change, author=people.lead)
    assert Action.objects.get().status == "planned"


def test_who_only_reads_over_there_writes_no_progress(share, neighbour, over_there, as_user):
    as_user(over_there).post(address("share_accept", neighbour, share.pk))
    ActionShare.objects.update(may_report=True)
    reader = neighbour.members.get(role=Role.READER, user__email__startswith="voisin").user
    given = {"status": "done", "version": 1}
    answer = as_user(reader).post(address("share_progress", neighbour, share.pk), given)
    assert answer.status_code == 404
    assert Action.objects.get().status == "planned"


def test_progress_written_on_what_has_changed_since_is_refused(
    share, neighbour, over_there, people, as_user
):
    ActionShare.objects.update(may_report=True)
    as_user(over_there).post(address("share_accept", neighbour, share.pk))
    as_user(people.lead).post(
        address("move", share.action.filiere, share.action_id), {"status": "blocked"}
    )
    answer = as_user(over_there).post(
        address("share_progress", neighbour, share.pk), {"status": "done", "version": 1}
    )
    assert answer.status_code == 409
    assert Action.objects.get().status == "blocked"


@pytest.mark.parametrize("how", ["revoked", "private", "archived", "left"])
def test_what_is_taken_back_is_no_longer_read(how, share, neighbour, over_there, people, as_user):
    as_user(over_there).post(address("share_accept", neighbour, share.pk))
    origin = share.action.filiere
    match how:
        case "revoked":
            as_user(people.lead).post(address("share_revoke", origin, share.action_id, share.pk))
        case "private":
            Action.objects.update(visibility="private")
        case "archived":
            from django.utils import timezone

            origin.archived_at = timezone.now()
            origin.save()
        case "left":
            as_user(over_there).post(address("share_leave", neighbour, share.pk))
    client = as_user(over_there)
    assert client.get(address("shared", neighbour, share.pk)).status_code == 404
    assert "Déchetterie" not in read(client, "list", neighbour)


def test_a_share_is_managed_by_its_own_side_only(share, neighbour, over_there, people, as_user):
    origin = share.action.filiere
    for name in ("share_change", "share_revoke"):
        where = address(name, origin, share.action_id, share.pk)
        for user in (over_there, people.reader, people.stranger, None):
            assert as_user(user).post(where, {"may_report": "1"}).status_code == 404
        # Through the other filière, the action is not found.
        where = address(name, neighbour, share.action_id, share.pk)
        assert as_user(over_there).post(where, {"may_report": "1"}).status_code == 404
    share.refresh_from_db()
    assert not share.may_report


def test_taking_back_can_be_undone_by_who_took_back(share, people, as_user):
    as_user(people.lead).post(
        address("share_revoke", share.action.filiere, share.action_id, share.pk)
    )
    assert not ActionShare.objects.exists()
    undo(ChangeSet.objects.first(), author=people.lead)
    assert ActionShare.objects.get().filiere == share.filiere


def test_a_public_filiere_shows_strangers_nothing_of_what_it_receives(
    share, neighbour, over_there, as_user
):
    as_user(over_there).post(address("share_accept", neighbour, share.pk))
    neighbour.visibility = FiliereVisibility.PUBLIC
    neighbour.save()
    assert "Déchetterie" not in read(as_user(None), "list", neighbour)
    assert as_user(None).get(address("shared", neighbour, share.pk)).status_code == 404
