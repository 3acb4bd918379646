"""Write a sheet, propose it, review it: what readers find, and who may do what."""

import json

import pytest
from django.core import mail
from django.db import transaction
from django.urls import reverse
from tests.web.library.conftest import MEMBERS_KEY

from maillon.domain.errors import InvalidInput
from maillon_web.filieres.models import Member, Role
from maillon_web.history.models import ChangeSet
from maillon_web.library.models import Contribution, ContributionState, SheetVisibility
from maillon_web.library.selectors.readers import MEMBER, STRANGER
from maillon_web.library.services import contributions as services

pytestmark = pytest.mark.usefixtures("library")
STATE = ContributionState


@pytest.fixture
def staff(django_user_model):
    """Who runs the server."""
    return django_user_model.objects.create_user("staff@exemple.test", name="staff", is_staff=True)


@pytest.fixture
def proposed(people, filiere, write_sheet) -> Contribution:
    """A sheet that a contributor proposes to everyone."""
    made = write_sheet(people.contributor, filiere=filiere)
    services.propose(made, author=people.contributor)
    return made


def fill_in(**fields: str) -> dict[str, str]:
    given = {
        "title": "Exemple fictif : la consigne de la vallée",
        "summary": "Résumé fictif.",
        "passage": "Délibération fictive",
        "visibility": "public",
        "country": "FR",
    }
    return given | fields


def find(library, reader=MEMBER, words: str = "consigne") -> set[str]:
    return {hit.key for hit in library.search(words, reader=reader, limit=50).hits}


def publish(kept, author, visibility="public", *, commit):
    with commit(execute=True):
        services.publish(kept, visibility=visibility, note="", author=author)


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    """Do what waits for the end of a transaction."""
    return django_capture_on_commit_callbacks


def test_a_sheet_goes_from_draft_to_the_library(as_user, people, filiere, staff, library, commit):
    client = as_user(people.contributor)
    address = reverse("library:write", args=("experience",))
    given = fill_in(
        filiere=str(filiere.pk),
        results="Un résultat fictif\nUn autre",
        **{"figures-0-label": "bouteilles", "figures-0-value": "1 250,5", "figures-0-year": "2024"},
        **{"links-0-label": "Site", "links-0-address": "https://exemple.test/page"},
    )
    assert client.post(address, given).status_code == 302
    kept = Contribution.objects.get()
    assert kept.sheet["figures"][0]["value"] == 1250.5
    assert kept.sheet["results"] == ["Un résultat fictif", "Un autre"]
    assert kept.key not in find(library)
    client.post(reverse("library:propose", args=(kept.pk,)))
    with commit(execute=True):
        as_user(staff).post(
            reverse("library:review", args=(kept.pk,)),
            {"decision": "publish", "visibility": "public", "note": "", "version": "2"},
        )
    kept.refresh_from_db()
    assert kept.state == STATE.PUBLISHED
    assert kept.key in find(library, STRANGER)
    assert mail.outbox[0].to == [people.contributor.email]


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("summary", "Écrire à prenom.nom@exemple.test"),
        ("contact", "06 12 34 56 78"),
        ("results", "Ligne\nAppeler le +33 6 12 34 56 78"),
        ("title", "Appeler le 0612345678"),
    ],
)
def test_what_reaches_a_person_is_refused_with_a_sentence(as_user, people, field, text):
    address = reverse("library:write", args=("experience",))
    answer = as_user(people.lead).post(address, fill_in(**{field: text}))
    assert answer.status_code == 422
    assert "permet de joindre une personne" in answer.content.decode()
    assert not Contribution.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"title": ""},
        {"figures-0-label": "x", "figures-0-value": "beaucoup"},
        {"figures-0-label": "", "figures-0-value": "3"},
        {"figures-0-label": "x", "figures-0-year": "l’an 12"},
        {"links-0-label": "x", "links-0-address": "javascript:alert(1)"},
        {"year": "2999"},
        {"levers": "inconnu"},
    ],
)
def test_a_wrong_field_is_said(as_user, people, fields):
    address = reverse("library:write", args=("experience",))
    answer = as_user(people.lead).post(address, fill_in(**fields))
    assert answer.status_code == 422
    assert "is-invalid" in answer.content.decode() or "is-wrong" in answer.content.decode()


def test_a_filiere_where_one_does_not_write_cannot_be_chosen(as_user, people, filiere):
    address = reverse("library:write", args=("experience",))
    for user in (people.reader, people.stranger):
        answer = as_user(user).post(address, fill_in(filiere=str(filiere.pk)))
        assert answer.status_code == 422
        assert as_user(user).get(f"{address}?filiere_id={filiere.pk}").status_code == 404


def test_an_organisation_that_is_not_ones_own_cannot_be_chosen(as_user, people):
    address = reverse("library:write", args=("experience",))
    given = fill_in(organisation=str(people.organisation.pk))
    assert as_user(people.stranger).post(address, given).status_code == 422


def test_a_sheet_that_lacks_its_source_is_not_proposed(as_user, people, write_sheet):
    kept = write_sheet(people.lead, sheet={"passage": ""})
    answer = as_user(people.lead).post(reverse("library:propose", args=(kept.pk,)))
    assert answer.status_code == 422
    assert "D’où vient l’information" in answer.content.decode()
    kept.refresh_from_db()
    assert kept.state == STATE.DRAFT


def test_a_question_without_answer_is_not_proposed(people, write_sheet):
    kept = write_sheet(people.lead, kind="question")
    with pytest.raises(InvalidInput, match="lacks"):
        services.propose(kept, author=people.lead)


def test_sheets_that_look_alike_are_shown_with_why(as_user, people, write_sheet, library, commit):
    first = write_sheet(people.lead, "Exemple fictif : la laverie du quai")
    services.propose(first, author=people.lead)
    publish(first, people.lead, commit=commit)
    twin = write_sheet(people.contributor, "Exemple fictif : la laverie du quai")
    page = as_user(people.contributor).get(reverse("library:propose", args=(twin.pk,)))
    assert f"/{first.key}/" in page.content.decode()
    assert "Ces fiches se ressemblent" in page.content.decode()


def test_the_same_sheet_hidden_from_me_is_not_said_to_be_like_mine(people, write_sheet, library):
    mine = services.read_sheet(write_sheet(people.lead, "Exemple fictif 2 : le chapitre réservé"))
    found = library.find_duplicates(mine, reader=STRANGER)
    assert MEMBERS_KEY not in {twin.key for twin in found}


def test_two_people_who_write_see_both_versions(as_user, people, filiere, write_sheet):
    kept = write_sheet(people.contributor, filiere=filiere)
    address = reverse("library:edit", args=(kept.pk,))
    client = as_user(people.contributor)
    shown = client.get(address).context["form"].initial
    services.edit_contribution(kept, {}, {"place": "Lieu de l’autre"}, author=people.lead)
    given = fill_in(
        title=kept.title,
        place="Mon lieu",
        version=str(shown["version"]),
        seen=json.dumps(shown["seen"]),
    )
    answer = client.post(address, given)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Lieu de l’autre" in page
    assert "Mon lieu" in page


def test_a_proposed_sheet_does_not_change_under_the_eyes_of_its_reviewer(people, proposed):
    with pytest.raises(InvalidInput, match="under review"):
        services.edit_contribution(proposed, {}, {"place": "Ailleurs"}, author=people.contributor)
    services.take_back(proposed, author=people.contributor)
    services.edit_contribution(proposed, {}, {"place": "Ailleurs"}, author=people.contributor)
    assert proposed.sheet["place"] == "Ailleurs"


def test_who_leads_a_filiere_publishes_for_members_only(people, proposed, library, commit, as_user):
    address = reverse("library:review", args=(proposed.pk,))
    given = {"decision": "publish", "note": "", "version": str(proposed.version)}
    client = as_user(people.lead)
    assert client.post(address, given | {"visibility": "public"}).status_code == 422
    with commit(execute=True):
        client.post(address, given | {"visibility": "members"})
    proposed.refresh_from_db()
    assert proposed.published_visibility == SheetVisibility.MEMBERS
    assert proposed.is_waiting_to_open
    assert proposed.key in find(library, MEMBER)
    assert proposed.key not in find(library, STRANGER)


def test_who_runs_the_server_opens_to_everyone(as_user, people, proposed, staff, library, commit):
    publish(proposed, people.lead, "members", commit=commit)
    address = reverse("library:open", args=(proposed.pk,))
    assert as_user(people.lead).post(address).status_code == 404
    with commit(execute=True):
        as_user(staff).post(address)
    assert proposed.key in find(library, STRANGER)


def test_a_sheet_is_never_opened_wider_than_its_author_asked(people, write_sheet, library, commit):
    kept = write_sheet(people.lead, visibility=SheetVisibility.MEMBERS)
    services.propose(kept, author=people.lead)
    publish(kept, people.lead, "public", commit=commit)
    assert kept.key not in find(library, STRANGER)


def test_nobody_reviews_what_it_wrote(as_user, people, filiere, write_sheet):
    kept = write_sheet(people.lead, filiere=filiere)
    services.propose(kept, author=people.lead)
    assert as_user(people.lead).get(reverse("library:review", args=(kept.pk,))).status_code == 404
    assert kept.title not in as_user(people.lead).get(reverse("library:queue")).content.decode()


def test_a_refusal_needs_a_word_that_the_author_receives(as_user, people, proposed, commit):
    address = reverse("library:review", args=(proposed.pk,))
    given = {"decision": "return", "note": "", "version": str(proposed.version)}
    client = as_user(people.lead)
    assert client.post(address, given).status_code == 422
    with commit(execute=True):
        client.post(address, given | {"note": "Ajoutez la source fictive."})
    proposed.refresh_from_db()
    assert proposed.state == STATE.RETURNED
    assert "Ajoutez la source fictive." in mail.outbox[0].body


def test_a_sheet_changed_since_it_was_opened_is_read_again(as_user, people, proposed):
    address = reverse("library:review", args=(proposed.pk,))
    given = {"decision": "publish", "visibility": "members", "note": "", "version": "1"}
    assert as_user(people.lead).post(address, given).status_code == 302
    proposed.refresh_from_db()
    assert proposed.state == STATE.PROPOSED


def test_a_message_that_cannot_leave_publishes_all_the_same(people, proposed, commit, monkeypatch):
    def fail(*_args: object, **_kwargs: object) -> None:
        raise OSError("no mail today")

    monkeypatch.setattr(services, "send", fail)
    publish(proposed, people.lead, commit=commit)
    assert Contribution.objects.get().state == STATE.PUBLISHED


def test_a_new_version_stays_hidden_until_it_is_reviewed(people, proposed, library, commit):
    publish(proposed, people.lead, commit=commit)
    with commit(execute=True):
        services.edit_contribution(
            proposed, {"title": "Titre zibeline"}, {}, author=people.contributor
        )
        services.propose(proposed, author=people.contributor)
        services.refuse(proposed, note="Non", author=people.lead)
    assert library.get(proposed.key, reader=MEMBER).sheet.title == "Exemple fictif : notre consigne"
    assert find(library, words="zibeline") == set()


def test_a_withdrawn_sheet_is_found_no_more(as_user, people, proposed, library, commit):
    publish(proposed, people.lead, commit=commit)
    with commit(execute=True):
        as_user(people.contributor).post(reverse("library:withdraw", args=(proposed.pk,)))
    assert proposed.key not in find(library)
    address = reverse("library:sheet", args=(proposed.key,))
    assert as_user(people.lead).get(address).status_code == 404


def test_what_is_not_written_for_good_is_not_found(people, proposed, library):
    def publish_and_give_up() -> None:
        with transaction.atomic():
            services.publish(proposed, visibility="members", note="", author=people.lead)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        publish_and_give_up()
    assert proposed.key not in find(library)


_PAGES = ("contribution", "edit", "propose", "withdraw", "take_back")


@pytest.mark.parametrize("name", _PAGES)
def test_a_draft_does_not_exist_for_others(as_user, people, filiere, staff, write_sheet, name):
    kept = write_sheet(people.contributor, filiere=filiere)
    address = reverse(f"library:{name}", args=(kept.pk,))
    for user in (people.stranger, people.reader, people.actor, staff):
        client = as_user(user)
        answer = client.post(address) if name == "take_back" else client.get(address)
        assert answer.status_code == 404
    assert as_user(None).post(address).status_code == 302


def test_a_colleague_who_writes_there_finds_the_draft(as_user, people, filiere, write_sheet):
    kept = write_sheet(people.contributor, filiere=filiere)
    address = reverse("library:contribution", args=(kept.pk,))
    assert as_user(people.lead).get(address).status_code == 200
    Member.objects.filter(user=people.lead).update(role=Role.READER)
    assert as_user(people.lead).get(address).status_code == 404


def test_the_queue_holds_what_one_may_review(as_user, people, proposed, staff):
    address = reverse("library:queue")
    for user, is_there in ((staff, True), (people.lead, True), (people.contributor, False)):
        assert (proposed.title in as_user(user).get(address).content.decode()) is is_there
    for user in (people.contributor, people.reader, people.stranger):
        assert as_user(user).get(reverse("library:review", args=(proposed.pk,))).status_code == 404


def test_what_happened_is_signed(people, proposed):
    kinds = ChangeSet.objects.filter(scope=services.SCOPE).values_list("kind", "author__name")
    assert set(kinds) == {
        ("contribution.add", "contributor"),
        ("contribution.propose", "contributor"),
    }
