"""Which known actors the rows of a list are brought together with, and what answers teach."""

import pytest
from tests.web.directory.list_files import SIRETS, make_ready
from tests.web.people import add_actor, make_filiere

from maillon_web.accounts.models import Organisation
from maillon_web.directory.models import Actor, RowState
from maillon_web.directory.selectors import list_rows
from maillon_web.directory.services import list_choices, merging
from maillon_web.filieres.models import Filiere
from maillon_web.filieres.rights import Capability
from maillon_web.filieres.selectors import open_filiere

LYON = ("Lyon", "69001")
SAME_UNIT = SIRETS[2]


def row_of(filiere, author, name: str, siret: str = "", address: str = ""):
    return make_ready(filiere, author, [(name, siret, *LYON, address, "", "")]).rows.get()


def test_a_doubtful_name_is_for_a_person_to_say(filiere, people):
    alike = add_actor(filiere, "Atelier du Velours fictif", commune_code="69123")
    row = row_of(filiere, people.lead, "Velours")
    assert row.state == RowState.DUPLICATE
    assert row.target is None
    assert [one["actor"] for one in row.candidates] == [alike.pk]


def test_no_more_than_three_sheets_are_proposed(filiere, people):
    for number in range(6):
        add_actor(filiere, "Atelier fictif", commune_code="69123", address=f"{number} rue fictive")
    row = row_of(filiere, people.lead, "ATELIER FICTIF")
    assert len(row.candidates) == 3


@pytest.mark.parametrize("known", [SAME_UNIT, SIRETS[1]])
def test_two_sirets_never_complete_one_another(filiere, people, known):
    add_actor(filiere, "Atelier fictif", siret=known, siren=known[:9], commune_code="69123")
    row = row_of(filiere, people.lead, "Atelier fictif", SIRETS[0])
    assert (row.state, row.candidates) == (RowState.NEW, [])


def test_two_sirets_of_one_door_are_asked(filiere, people):
    add_actor(
        filiere,
        "Atelier fictif",
        siret=SAME_UNIT,
        siren=SAME_UNIT[:9],
        commune_code="69123",
        address="1 rue fictive",
    )
    row = row_of(filiere, people.lead, "Atelier fictif", SIRETS[0], "1 rue fictive")
    assert row.state == RowState.DUPLICATE


def test_a_sheet_of_a_unit_is_not_the_place_of_a_row(filiere, people):
    add_actor(filiere, "Atelier fictif", kind="unit", commune_code="69123")
    assert row_of(filiere, people.lead, "Atelier fictif").state == RowState.NEW


def test_the_answer_to_a_row_holds_for_the_next_list(filiere, people):
    alike = add_actor(filiere, "Atelier du Velours fictif", commune_code="69123")
    first = row_of(filiere, people.lead, "Velours")
    list_choices.choose_row(first, "same", first.candidates[0])
    second = row_of(filiere, people.lead, "VELOURS")
    assert (second.state, second.target) == (RowState.UPDATE, alike)
    assert second.likeness == "settled"
    list_choices.choose_row(second, "different")
    third = row_of(filiere, people.lead, "Velours")
    assert (third.state, third.candidates) == (RowState.NEW, [])


def test_an_answer_follows_the_sheet_that_was_merged(filiere, people, monkeypatch):
    monkeypatch.setattr(merging, "ask_refresh", lambda *_a, **_k: None)
    alike = add_actor(filiere, "Atelier du Velours fictif", commune_code="69123")
    kept = add_actor(filiere, "Grange fictive", commune_code="69123")
    first = row_of(filiere, people.lead, "Velours")
    list_choices.choose_row(first, "same", first.candidates[0])
    merging.merge(filiere=filiere, kept=kept, merged=alike, author=people.lead)
    assert row_of(filiere, people.lead, "Velours").target == kept


def test_the_answers_of_another_organisation_teach_nothing(filiere, people):
    add_actor(filiere, "Atelier du Velours fictif", commune_code="69123")
    first = row_of(filiere, people.lead, "Velours")
    list_choices.choose_row(first, "different")
    stranger = Organisation.objects.create(name="Autre fictive", kind="other")
    other = Filiere.objects.create(name="Ailleurs", organisation=stranger)
    add_actor(other, "Atelier du Velours fictif", commune_code="69123")
    assert row_of(other, people.lead, "Velours").state == RowState.DUPLICATE


def test_why_a_row_looks_like_a_sheet_is_said(filiere, people):
    add_actor(filiere, "Atelier fictif", commune_code="69123")
    row = row_of(filiere, people.lead, "ATELIER FICTIF")
    opened = open_filiere(reader=people.lead, filiere_id=filiere.pk, needs=Capability.CONTRIBUTE)
    seen = list_rows.describe_row(opened, row.list_import, row, is_house=True)
    words = seen.candidates[0].words
    assert "%" in words.sureness
    assert "même commune" in words.reasons


@pytest.mark.parametrize("name", ["A", "N/A", "???", "مدرسة", "é" * 300])
def test_a_strange_name_is_a_row_like_another(filiere, people, name):
    add_actor(filiere, "Atelier fictif", commune_code="69123")
    assert row_of(filiere, people.lead, name).state in {RowState.NEW, RowState.REJECTED}


def test_an_empty_directory_recognises_nobody(filiere, people):
    assert not Actor.objects.exists()
    assert row_of(make_filiere(people, name="Vide"), people.lead, "X fictif").state == RowState.NEW
