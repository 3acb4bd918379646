"""A filière is made in one page, from any territory and any chain."""

import pytest
from django.urls import reverse

from maillon_web.accounts.models import Organisation
from maillon_web.filieres.library import get_chain, get_territory
from maillon_web.filieres.models import ChainKind, Filiere, Role
from maillon_web.history.models import ChangeSet
from maillon_web.jobs.models import Job

CREATE = "/filieres/nouvelle/"
GOOD = {"territory": "commune:35238", "template": "velo", "visibility": "members"}


@pytest.fixture
def member(as_user, people):
    people.organisation.memberships.create(user=people.lead, role="admin")
    return as_user(people.lead)


def send(client, people, **changed):
    data = GOOD | {"organisation": people.organisation.pk} | changed
    return client.post(CREATE, {name: value for name, value in data.items() if value is not None})


def test_choosing_a_commune_and_a_template_is_enough(member, people):
    answer = send(member, people)
    filiere = Filiere.objects.get()
    assert answer.url == reverse("filieres:overview", args=[filiere.pk])
    assert filiere.name == "Vélo – Rennes"
    assert filiere.members.get().user == people.lead
    assert filiere.members.get().role == Role.LEAD
    assert get_territory(filiere).key == "commune:35238"


def test_the_chain_of_a_template_comes_whole(member, people):
    send(member, people, template="alimentation_durable")
    filiere = Filiere.objects.get()
    chain = get_chain(filiere)
    from maillon.reference.filieres import get_filiere

    template = get_filiere("alimentation_durable")
    assert filiere.kind == ChainKind.ECOSYSTEM
    assert list(chain.stages) == list(template.stages)
    assert list(chain.chains) == list(template.chains)


def test_a_new_filiere_asks_for_its_diagnostic_and_is_in_the_history(member, people):
    send(member, people)
    filiere = Filiere.objects.get()
    job = Job.objects.get()
    assert (job.kind, job.scope, job.started_by) == (
        "diagnosis.refresh",
        filiere.scope,
        people.lead,
    )
    assert ChangeSet.objects.get(kind="filiere.create").author == people.lead


def test_a_typed_name_is_kept(member, people):
    send(member, people, name="  Le vélo pour tous  ")
    assert Filiere.objects.get().name == "Le vélo pour tous"


def test_a_text_that_means_one_territory_need_not_be_chosen(member, people):
    send(member, people, territory=None, territory_text="Rennes Métropole")
    assert Filiere.objects.get().territory_key == "epci:243500139"


def test_a_town_outside_france_is_a_territory(member, people):
    send(member, people, territory="geonames:2464470")
    assert Filiere.objects.get().territory_name == "Tunis"


def test_a_territory_is_composed_of_communes(member, people):
    answer = send(
        member,
        people,
        territory=None,
        mode="composed",
        composed_name="Pays fictif",
        communes=["52269", "52121"],
    )
    assert answer.status_code == 302
    filiere = Filiere.objects.get()
    assert (filiere.territory_key, filiere.commune_codes) == ("", ["52121", "52269"])
    assert get_territory(filiere).commune_codes == ["52121", "52269"]
    assert get_territory(filiere).name == "Pays fictif"


def test_a_grouping_adds_all_its_communes_at_once(member, people):
    answer = send(member, people, mode="composed", add="epci:200068146", composed_name="Pays")
    assert answer.status_code == 200
    assert Filiere.objects.count() == 0
    picked = answer.context["where"].places
    assert len(picked) > 5
    kept = [place.code for place in picked]
    again = send(member, people, mode="composed", communes=kept, remove=kept[0])
    assert [place.code for place in again.context["where"].places] == kept[1:]


def test_an_own_chain_has_the_stages_named_in_order(member, people):
    send(
        member,
        people,
        template="own",
        name="Chanvre fictif",
        own_stages="Semer\nRécolter\n\nTransformer\nSemer",
        own_kind="chain",
    )
    filiere = Filiere.objects.get()
    assert [stage.label for stage in filiere.stages.all()] == ["Semer", "Récolter", "Transformer"]
    assert [stage.key for stage in filiere.stages.all()] == ["semer", "recolter", "transformer"]
    assert get_chain(filiere).label == "Chanvre fictif"


def test_an_own_ecosystem_starts_with_one_chain(member, people):
    send(member, people, template="own", name="Test", own_stages="Un\nDeux", own_kind="ecosystem")
    chain = get_chain(Filiere.objects.get())
    assert [list(entry.stage_keys) for entry in chain.chains] == [["un", "deux"]]


def test_a_case_opens_as_a_filiere_on_the_territory_of_the_case(member, people):
    page = member.get("/filieres/cas/")
    address = f"{CREATE}?territory=case%3Alorraine-laine"
    assert address in page.content.decode()
    shown = member.get(address, {"territory": "case:lorraine-laine", "template": "laine"})
    assert 'value="case:lorraine-laine" checked' in shown.content.decode()
    send(member, people, territory="case:lorraine-laine", template="laine")
    assert get_territory(Filiere.objects.get()).key == "case:lorraine-laine"


def test_someone_without_organisation_makes_one_on_the_spot(as_user, people):
    client = as_user(people.stranger)
    data = GOOD | {"organisation_name": "Commune fictive", "organisation_kind": "collectivite"}
    assert client.post(CREATE, data).status_code == 302
    made = Organisation.objects.get(name="Commune fictive")
    assert made.memberships.get().user == people.stranger
    assert Filiere.objects.get().organisation == made


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"territory": None}, "territory_text"),
        ({"territory": None, "territory_text": "zzzzqqqq"}, "territory_text"),
        ({"territory": "commune:00000"}, "territory_text"),
        ({"territory": "x" * 10_000}, "territory"),
        ({"territory": "list:secrets"}, "territory_text"),
        ({"territory": None, "mode": "composed", "composed_name": "Vide"}, "composed_name"),
        ({"mode": "composed", "communes": ["35238"]}, "composed_name"),
        ({"mode": "composed", "communes": ["pas-un-code"], "composed_name": "N"}, "composed_name"),
    ],
)
def test_a_territory_that_is_none_is_refused_with_a_sentence(member, people, changed, place):
    answer = send(member, people, **changed)
    assert answer.status_code == 422
    assert answer.context["where"].errors[place]
    assert Filiere.objects.count() == 0


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"template": None}, "template"),
        ({"template": "chars-a-voile"}, "template"),
        ({"name": "x" * 10_000}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"template": "own", "own_stages": "Un"}, "name"),
        ({"template": "own", "name": "N", "own_stages": " \n "}, "own_stages"),
        ({"template": "own", "name": "N", "own_stages": "x" * 121}, "own_stages"),
        (
            {"template": "own", "name": "N", "own_stages": "\n".join(map(str, range(31)))},
            "own_stages",
        ),
        ({"organisation": 999_999}, "organisation"),
        ({"organisation": None}, "organisation"),
        ({"visibility": "everyone"}, "visibility"),
    ],
)
def test_what_makes_no_filiere_is_refused_with_a_sentence(member, people, changed, place):
    answer = send(member, people, **changed)
    assert answer.status_code == 422
    assert answer.context["what"].errors[place]
    assert Filiere.objects.count() == 0


def test_nobody_makes_a_filiere_for_an_organisation_of_others(member, people):
    other = Organisation.objects.create(name="Autre fictive", kind="network")
    assert send(member, people, organisation=other.pk).status_code == 422


def test_a_visitor_signs_in_first(as_user):
    answer = as_user(None).get(CREATE)
    assert answer.status_code == 302
    assert "/compte/login/" in answer.url


@pytest.mark.parametrize(
    ("text", "expected"), [("rennes", "Rennes Métropole"), ("35000", "Rennes"), ("tunis", "Tunis")]
)
def test_territories_are_proposed_as_one_types(member, text, expected):
    page = member.get("/filieres/nouvelle/territoires/", {"territory_text": text})
    assert f"<strong>{expected}</strong>" in page.content.decode()


@pytest.mark.parametrize("text", ["", "x", "zzzzqqqq", "x" * 10_000, "\x00", "<script>"])
def test_a_search_of_nothing_finds_nothing(member, text):
    for address, name in (("territoires", "territory_text"), ("communes", "commune_text")):
        page = member.get(f"/filieres/nouvelle/{address}/", {name: text})
        assert page.status_code == 200
        assert "<script>" not in page.content.decode()


def test_the_name_is_proposed_from_the_choices(member):
    page = member.get("/filieres/nouvelle/nom/", {"territory": "commune:35238", "template": "velo"})
    assert "Vélo – Rennes" in page.content.decode()
    nothing = member.get("/filieres/nouvelle/nom/", {"territory": "nulle-part"})
    assert nothing.content.decode().strip() == ""


def test_searching_without_script_keeps_what_was_filled(member, people):
    answer = send(
        member, people, territory=None, territory_text="rennes", search="1", name="Mon nom"
    )
    text = answer.content.decode()
    assert "Rennes Métropole" in text
    assert "Mon nom" in text
    assert not answer.context["what"].is_bound
