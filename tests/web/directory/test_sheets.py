"""The sheet of an actor: read, corrected, added; each field with its source and its readers."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.web.people import add_actor, make_filiere

from maillon.domain.errors import InconsistentData, InvalidInput
from maillon_web.directory.models import (
    Actor,
    ActorKind,
    ActorWord,
    FieldOrigin,
    Placement,
    Presence,
    Statement,
)
from maillon_web.directory.selectors.sheets import get_presence, read_sheet
from maillon_web.directory.services import decisions, sheets, statements
from maillon_web.filieres.rights import Access
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.services.undoing import undo_change
from maillon_web.history.models import ChangeSet

ROLES = ("lead", "contributor", "reader", "actor")


@pytest.fixture
def actor(filiere) -> Actor:
    return add_actor(
        filiere,
        "Exemple fictif",
        stage="tri",
        siret="12345678200010",
        siren="123456782",
        commune_name="Lyon",
        commune_code="69123",
        ess_rule="none",
    )


@pytest.fixture
def lead_client(filiere, people, as_user):
    """A browser of the lead, and its filière."""
    return as_user(people.lead), filiere


def url(filiere, actor, name="sheet", *more) -> str:
    return reverse(f"directory:{name}", args=(filiere.pk, actor.pk, *more))


def undo(filiere, people, kind) -> ChangeSet:
    opened = Opened(filiere=filiere, access=Access.LEAD)
    return undo_change(opened, ChangeSet.objects.filter(kind=kind).first(), author=people.lead)


def form_of(actor, **changes) -> dict[str, object]:
    """Return what the browser sends when it sends the form back."""
    sent = {
        "version": actor.version,
        "name": actor.name,
        "siret": actor.siret,
        "commune": actor.commune_name,
        "visibility": actor.visibility,
    }
    return sent | changes


@pytest.mark.parametrize("role", ROLES)
def test_every_member_reads_the_sheet(filiere, people, actor, as_user, role):
    page = as_user(getattr(people, role)).get(url(filiere, actor)).content.decode()
    assert "Exemple fictif" in page
    assert "Placé par les registres" in page
    assert "annuaire-entreprises.data.gouv.fr/etablissement/12345678200010" in page
    is_writer = role in {"lead", "contributor"}
    assert ("Corriger la fiche" in page) is is_writer
    assert ("Placer, retirer ou déplacer" in page) is is_writer
    assert ("Confier la fiche" in page) is (role == "lead")


def test_a_stranger_does_not_learn_that_the_sheet_exists(filiere, people, actor, as_user):
    for user in (people.stranger, None):
        assert as_user(user).get(url(filiere, actor)).status_code == 404


@pytest.mark.parametrize(
    ("level", "seen"),
    [("public", ROLES), ("members", ROLES), ("private", ("lead", "contributor"))],
)
def test_a_record_is_read_by_those_of_its_level(filiere, people, as_user, level, seen):
    actor = add_actor(filiere, "Exemple fictif", visibility=level)
    for role in ROLES:
        status = as_user(getattr(people, role)).get(url(filiere, actor)).status_code
        assert status == (200 if role in seen else 404)


@pytest.mark.parametrize(
    ("level", "seen"),
    [
        ("public", (None, *ROLES)),
        ("members", ROLES),
        ("private", ("lead", "contributor")),
    ],
)
@pytest.mark.parametrize("field", ["phone", "address", "declared_activity", "commune_code"])
def test_a_field_is_read_by_those_of_its_level(public_filiere, people, as_user, level, seen, field):
    value = "Valeur fictive"
    actor = add_actor(public_filiere, "Exemple fictif", **{field: value})
    FieldOrigin.objects.create(
        actor=actor, field=field, source="visite", dated="2026-03-03", visibility=level
    )
    for role in (None, *ROLES):
        user = getattr(people, role) if role else None
        page = as_user(user).get(url(public_filiere, actor)).content.decode()
        assert (value in page) is (role in seen)


def test_statements_are_read_by_those_of_their_level(public_filiere, people, actor, as_user):
    actor = add_actor(public_filiere, "Autre fictif")
    for level in ("public", "members", "private"):
        Statement.objects.create(
            filiere=public_filiere,
            actor=actor,
            kind="need",
            text=f"Besoin {level}",
            stated_on="2026-03-03",
            visibility=level,
        )
    seen = {None: 1, "reader": 2, "actor": 2, "contributor": 3}
    for role, count in seen.items():
        user = getattr(people, role) if role else None
        page = as_user(user).get(url(public_filiere, actor)).content.decode()
        told = [level for level in ("public", "members", "private") if f"Besoin {level}" in page]
        assert len(told) == count


def test_the_sheet_of_another_filiere_is_not_found(filiere, people, actor, as_user):
    other = make_filiere(people, name="Autre filière fictive")
    assert as_user(people.lead).get(url(other, actor)).status_code == 404
    for name in ("edit", "place", "ess", "check", "unlist", "relist", "statement_add"):
        client = as_user(people.lead)
        assert client.post(url(other, actor, name)).status_code == 404


@pytest.mark.parametrize(
    "name", ["edit", "statement_add", "place", "ess", "check", "unlist", "relist"]
)
@pytest.mark.parametrize("role", ["reader", "actor", "stranger"])
def test_who_may_not_write_finds_no_form(filiere, people, actor, as_user, name, role):
    client = as_user(getattr(people, role))
    assert client.get(url(filiere, actor, name)).status_code in {404, 405}
    assert client.post(url(filiere, actor, name)).status_code == 404


def test_the_number_of_questions_does_not_grow(filiere, people, actor, as_user):
    unit = add_actor(filiere, "Unité fictive", kind=ActorKind.UNIT)
    Actor.objects.filter(pk=actor.pk).update(parent=unit)
    client = as_user(people.lead)

    def count() -> int:
        client.get(url(filiere, actor))
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url(filiere, actor)).status_code == 200
        return len(asked)

    def grow(total: int) -> None:
        for number in range(total):
            sibling = add_actor(filiere, f"Frère fictif {number}", parent=unit)
            Actor.objects.filter(pk=sibling.pk).update(parent=unit)
            statements.add_statement(
                filiere,
                actor,
                {"kind": "need", "text": f"Besoin {number}", "stated_on": date(2026, 3, 3)},
                author=people.lead,
            )

    grow(2)
    decisions.place(filiere, actor, stage_key="vente", reason="Vu", author=people.lead)
    few = count()
    grow(20)
    assert count() == few


def test_each_field_says_its_source_its_date_and_its_readers(filiere, people, actor):
    sheets.edit_actor(
        filiere,
        actor,
        {"phone": "0400000000"},
        author=people.lead,
        version=1,
        source="visite du 3 mars",
    )
    opened = Opened(filiere=filiere, access=Access.LEAD)
    read = read_sheet(opened, get_presence(opened, actor.pk))
    phone = next(field for field in read.fields if field.name == "phone")
    assert (phone.value, phone.source, phone.visibility) == (
        "0400000000",
        "visite du 3 mars",
        "members",
    )
    assert phone.dated is not None


def test_the_rule_of_the_qualification_is_in_words(filiere, people, as_user):
    actor = add_actor(filiere, "Exemple fictif", ess_status="published", ess_rule="published_flag")
    Presence.objects.update(ess_rule="published_flag")
    page = as_user(people.reader).get(url(filiere, actor)).content.decode()
    assert "ESS, publié par un registre" in page
    assert "L’Insee le signale" in page


def test_establishments_brands_and_merged_records_are_told(filiere, people, actor, as_user):
    unit = add_actor(filiere, "Unité fictive", kind=ActorKind.UNIT)
    Actor.objects.filter(pk=actor.pk).update(parent=unit)
    add_actor(filiere, "Marque fictive", kind=ActorKind.BRAND, parent=actor)
    add_actor(filiere, "Double fictif", merged_into=actor)
    add_actor(filiere, "Frère caché fictif", parent=unit, visibility="private")
    page = as_user(people.reader).get(url(filiere, actor)).content.decode()
    for name in ("Unité fictive", "Marque fictive", "Double fictif"):
        assert name in page
    assert "Frère caché fictif" not in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"is_closed": True}, "Établissement fermé depuis"),
        ({"is_listed": False}, "plus dans les derniers registres"),
        ({"is_listed": False, "origin": "hand"}, "a retiré cet acteur des listes"),
    ],
)
def test_the_banner_says_what_must_be_known_first(
    filiere, people, actor, as_user, changes, sentence
):
    Presence.objects.update(**changes)
    if "is_closed" in changes:
        Actor.objects.update(closed_on="2026-10-01")
    assert sentence in as_user(people.reader).get(url(filiere, actor)).content.decode()


def test_a_correction_is_written_signed_and_undone(filiere, people, actor, as_user):
    answer = as_user(people.contributor).post(
        url(filiere, actor, "edit"),
        form_of(actor, name="Nouveau nom fictif", commune="Villeurbanne", source="visite"),
    )
    assert answer.status_code == 302
    actor.refresh_from_db()
    assert (actor.name, actor.commune_code, actor.version) == ("Nouveau nom fictif", "69266", 2)
    assert Presence.objects.get().sort_name == "nouveau nom fictif"
    assert ActorWord.objects.filter(word="VILLEURBANNE").exists()
    origins = dict(FieldOrigin.objects.values_list("field", "source"))
    assert origins == {"name": "visite", "commune_code": "visite"}
    change_set = ChangeSet.objects.get(kind="actor.edit")
    assert change_set.author == people.contributor
    undo(filiere, people, "actor.edit")
    actor.refresh_from_db()
    assert (actor.name, actor.commune_name) == ("Exemple fictif", "Lyon")
    assert not FieldOrigin.objects.exists()
    assert Presence.objects.get().sort_name == "exemple fictif"
    assert not ActorWord.objects.filter(word="VILLEURBANNE").exists()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "obligatoire"),
        ("commune", "Zzzzville", "Aucune commune"),
        ("naf_code", "99.99Q", "nomenclature"),
        ("email", "pas une adresse", "e-mail"),
        ("website", "javascript:alert(1)", "URL"),
        ("visibility", "zzz", "zzz"),
        ("band_code", "zzz", "zzz"),
        ("closed_on", "hier", "date"),
        ("name", "x" * 400, "300"),
    ],
)
def test_a_wrong_field_comes_back_with_its_reason(lead_client, actor, field, value, sentence):
    client, filiere = lead_client
    answer = client.post(url(filiere, actor, "edit"), form_of(actor, **{field: value}))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    actor.refresh_from_db()
    assert actor.version == 1


def test_the_address_may_be_hidden_and_the_point_of_the_map_with_it(
    filiere, people, actor, as_user
):
    as_user(people.lead).post(
        url(filiere, actor, "edit"),
        form_of(actor, address="1 rue fictive", level_address="private"),
    )
    assert FieldOrigin.objects.get(field="address").visibility == "private"
    assert Presence.objects.get().place_visibility == "private"


def test_a_correction_of_a_sheet_changed_meanwhile_is_refused(filiere, people, actor):
    sheets.edit_actor(
        filiere, actor, {"name": "Un"}, author=people.lead, version=1, source="visite"
    )
    with pytest.raises(InconsistentData):
        sheets.edit_actor(
            filiere, actor, {"name": "Deux"}, author=people.reader, version=1, source="visite"
        )
    actor.refresh_from_db()
    assert actor.name == "Un"


def add(client, filiere, **values):
    sent = {"name": "Nouveau fictif", "kind": "establishment", "visibility": "public"} | values
    return client.post(reverse("directory:add", args=(filiere.pk,)), sent)


def test_an_actor_is_added_at_its_stages(filiere, people, as_user):
    answer = add(as_user(people.contributor), filiere, stages=["tri"], commune="69123")
    made = Actor.objects.get()
    assert answer.url == url(filiere, made)
    assert made.external_id.startswith("web:")
    assert (made.commune_name, made.position_quality) == ("Lyon", "commune")
    assert Placement.objects.get().confidence == "declared"
    assert Presence.objects.get().origin == "hand"
    assert FieldOrigin.objects.get(field="name").source == "team"


def test_an_added_actor_can_be_undone_and_done_again(filiere, people, as_user):
    add(as_user(people.contributor), filiere, stages=["tri"])
    undone = undo(filiere, people, "actor.add")
    assert not Actor.objects.exists()
    assert not Presence.objects.exists()
    undo_change(Opened(filiere=filiere, access=Access.LEAD), undone, author=people.lead)
    assert Actor.objects.get().name == "Nouveau fictif"
    assert Presence.objects.get().main_stage == "tri"
    assert ActorWord.objects.filter(word="NOUVEAU").exists()


def test_a_siret_that_is_here_already_leads_to_its_sheet(filiere, people, as_user):
    siret = "80746931700018"
    add_actor(filiere, "Déjà là fictif", siret=siret, external_id=siret)
    page = add(as_user(people.lead), filiere, siret="807 469 317 00018").content.decode()
    assert "Déjà là fictif" in page
    assert Actor.objects.count() == 1


def test_a_siret_of_another_filiere_of_the_organisation_joins_its_sheet(filiere, people):
    other = make_filiere(people, name="Autre filière fictive")
    siret = "80746931700018"
    known = add_actor(other, "Déjà là fictif", siret=siret, external_id=siret)
    values = {"name": "Autre nom fictif", "siret": siret, "phone": "0400000000"}
    made = sheets.add_actor(filiere, values, author=people.lead, source="visite")
    assert made.pk == known.pk
    known.refresh_from_db()
    assert (known.name, known.phone) == ("Déjà là fictif", "0400000000")
    assert Presence.objects.filter(actor=known).count() == 2


def test_what_another_filiere_keeps_private_is_not_joined(filiere, people):
    other = make_filiere(people, name="Autre filière fictive")
    siret = "80746931700018"
    add_actor(other, "Secret fictif", siret=siret, external_id=siret, visibility="private")
    made = sheets.add_actor(
        filiere, {"name": "Le mien fictif", "siret": siret}, author=people.lead, source="visite"
    )
    assert made.name == "Le mien fictif"
    assert Actor.objects.count() == 2


@pytest.mark.parametrize("siret", ["123", "12345678901234", "zzz"])
def test_a_wrong_siret_is_refused(filiere, people, as_user, siret):
    answer = add(as_user(people.lead), filiere, siret=siret)
    assert answer.status_code == 422
    assert not Actor.objects.exists()


def test_a_brand_is_added_under_its_actor(filiere, people, actor, as_user):
    client = as_user(people.lead)
    page = client.get(reverse("directory:add", args=(filiere.pk,)) + f"?parent={actor.pk}")
    assert "Ajouter une marque" in page.content.decode()
    add(client, filiere, kind="brand", parent=actor.pk)
    brand = Actor.objects.get(kind=ActorKind.BRAND)
    assert brand.parent == actor
    assert add(client, filiere, parent="99999").status_code == 404
    assert (
        client.get(reverse("directory:add", args=(filiere.pk,)) + "?parent=zz").status_code == 200
    )


@pytest.mark.parametrize("role", ["reader", "actor", "stranger"])
def test_who_may_not_write_may_not_add(filiere, people, as_user, role):
    assert add(as_user(getattr(people, role)), filiere).status_code == 404
    assert not Actor.objects.exists()


def test_what_people_added_leaves_the_lists_and_comes_back(filiere, people, as_user):
    client = as_user(people.lead)
    add(client, filiere)
    made = Actor.objects.get()
    client.post(url(filiere, made, "unlist"))
    assert not Presence.objects.get().is_listed
    assert "a retiré cet acteur des listes" in client.get(url(filiere, made)).content.decode()
    client.post(url(filiere, made, "relist"))
    assert Presence.objects.get().is_listed


def test_what_a_register_gives_is_removed_from_its_stages_instead(filiere, people, actor):
    with pytest.raises(InvalidInput):
        sheets.unlist(filiere, actor, author=people.lead)
    assert Presence.objects.get().is_listed


def say(client, filiere, actor, *more, name="statement_add", **values):
    sent = {
        "kind": "need",
        "text": "Un local fictif",
        "stated_on": "2026-03-03",
        "visibility": "members",
    }
    return client.post(url(filiere, actor, name, *more), sent | values)


def test_something_said_is_noted_changed_and_taken_away(filiere, people, actor, as_user):
    client = as_user(people.contributor)
    assert say(client, filiere, actor, stage_key="tri", source="comité").status_code == 302
    noted = Statement.objects.get()
    assert (noted.text, noted.stage_key, noted.created_by) == (
        "Un local fictif",
        "tri",
        people.contributor,
    )
    say(client, filiere, actor, noted.pk, name="statement_edit", version=1, text="Deux locaux")
    noted.refresh_from_db()
    assert (noted.text, noted.version) == ("Deux locaux", 2)
    remove = url(filiere, actor, "statement_remove", noted.pk)
    assert "Retirer cette parole" in client.get(remove).content.decode()
    client.post(remove)
    assert not Statement.objects.exists()
    undo(filiere, people, "statement.remove")
    assert Statement.objects.get().text == "Deux locaux"


@pytest.mark.parametrize(
    "values", [{"text": ""}, {"kind": "zzz"}, {"stage_key": "zzz"}, {"stated_on": "hier"}]
)
def test_an_incomplete_statement_comes_back(filiere, people, actor, as_user, values):
    assert say(as_user(people.lead), filiere, actor, **values).status_code == 422
    assert not Statement.objects.exists()


def test_two_people_change_one_statement_and_the_second_chooses(filiere, people, actor, as_user):
    client = as_user(people.lead)
    say(client, filiere, actor)
    noted = Statement.objects.get()
    statements.edit_statement(noted, {"text": "Le leur"}, author=people.contributor, version=1)
    answer = say(client, filiere, actor, noted.pk, name="statement_edit", version=1, text="Le mien")
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Le leur" in page
    assert "Le mien" in page


def test_the_team_says_that_a_sheet_is_right(filiere, people, actor, as_user):
    as_user(people.contributor).post(url(filiere, actor, "check"))
    actor.refresh_from_db()
    assert actor.checked_on is not None
    assert Presence.objects.get().checked_on == actor.checked_on
