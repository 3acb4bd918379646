from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.plain import plain
from tests.web.method.objects import LEVER, make_method
from tests.web.people import add_actor, make_filiere

from maillon.reference.method import get_method
from maillon_web.filieres.selectors import open_filiere
from maillon_web.history.models import ChangeSet
from maillon_web.history.services import undo
from maillon_web.method import holdings
from maillon_web.method.models import Evidence, LeverProgress
from maillon_web.method.selectors.changes import digest_lever
from maillon_web.method.selectors.progress import read_standing
from maillon_web.signals.models import Signal

TODAY = date(2026, 11, 22)


def address(name: str, filiere, *args) -> str:
    return reverse(f"method:{name}", args=[filiere.pk, *args])


@pytest.fixture
def writer(people, as_user):
    return as_user(people.contributor)


def test_the_page_begins_with_what_to_do_next_and_why(filiere, writer):
    page = writer.get(address("steps", filiere)).content.decode()
    first = get_method().steps[0].levers[0]
    assert plain(f"Prochaine étape : « {first.label} »") in plain(page)
    assert "Parce que" in page
    assert page.index("Prochaine étape") < page.index("Les sept étapes")


def test_a_lever_marked_in_progress_is_signed_and_can_be_undone(filiere, people, writer):
    writer.post(address("lever_start", filiere, LEVER))
    kept = LeverProgress.objects.get()
    assert (kept.state, kept.set_by) == ("in_progress", people.contributor)
    assert kept.method_version == str(get_method().version)
    undo(ChangeSet.objects.latest("pk"), author=people.lead)
    assert not LeverProgress.objects.exists()


def test_a_state_is_changed_then_put_back(filiere, people, writer):
    make_method({"filiere": filiere, "created_by": people.lead})
    sent = {"state": "done", "note": "Fait (fictif).", "version": "1"}
    assert writer.post(address("lever_state", filiere, LEVER), sent).status_code == 302
    assert LeverProgress.objects.get().state == "done"
    undo(ChangeSet.objects.latest("pk"), author=people.lead)
    assert LeverProgress.objects.get().state == "in_progress"
    page = writer.get(address("lever", filiere, LEVER)).content.decode()
    assert "Annulation de" in page


def test_who_comes_second_sees_both_states(filiere, people, writer):
    # Both opened the page of a lever on which nothing was written.
    writer.post(address("lever_state", filiere, LEVER), {"state": "done", "note": "", "version": 0})
    second = writer.post(
        address("lever_state", filiere, LEVER), {"state": "set_aside", "note": "", "version": 0}
    )
    assert second.status_code == 409
    assert LeverProgress.objects.get().state == "done"


def test_evidence_is_written_on_a_lever_of_this_filiere_only(filiere, people, writer):
    writer.post(
        address("evidence_add", filiere, LEVER),
        {"text": "Étude fictive", "address": "javascript:alert(1)", "dated_on": "2026-03-03"},
    )
    proof = Evidence.objects.get()
    assert proof.filiere == filiere
    page = writer.get(address("lever", filiere, LEVER)).content.decode()
    assert "Étude fictive" in page
    assert 'href="javascript' not in page
    other = make_filiere(people, name="Autre filière fictive")
    assert writer.get(address("evidence_edit", other, proof.pk)).status_code == 404
    assert writer.post(address("evidence_remove", other, proof.pk)).status_code == 404
    changed = {"text": "Étude fictive 2", "version": "1"}
    writer.post(address("evidence_edit", filiere, proof.pk), changed)
    assert Evidence.objects.get().text == "Étude fictive 2"
    writer.post(address("evidence_remove", filiere, proof.pk))
    assert not Evidence.objects.exists()


def test_a_sheet_of_the_library_fills_the_evidence(filiere, writer):
    from maillon.reference.experiences import list_sheets
    from maillon_web.library.services.indexing import ensure_index

    ensure_index()
    sheet = next(entry for entry in list_sheets() if LEVER in entry.levers)
    page = writer.get(f"{address('evidence_add', filiere, LEVER)}?fiche={sheet.key}")
    shown = page.context["form"]
    assert plain(shown["text"].value()).startswith("Cas comparable : ")
    assert sheet.key in shown["address"].value()
    assert "Garder ce cas" in (
        writer.get(f"{address('lever', filiere, LEVER)}?fiche={sheet.key}").content.decode()
    )


@pytest.mark.parametrize("name", ["steps", "synthesis", "form_choice", "scenario", "means"])
def test_members_read_and_strangers_see_nothing(public_filiere, people, as_user, name):
    assert as_user(people.reader).get(address(name, public_filiere)).status_code == 200
    assert as_user(people.stranger).get(address(name, public_filiere)).status_code == 404
    assert as_user(None).get(address(name, public_filiere)).status_code == 404


def test_readers_do_not_write(filiere, people, as_user):
    reader = as_user(people.reader)
    for name in ("lever_start", "lever_state", "evidence_add"):
        assert reader.post(address(name, filiere, LEVER), {"state": "done"}).status_code == 404
    page = reader.get(address("lever", filiere, LEVER)).content.decode()
    assert 'name="state"' not in page


def test_an_unknown_lever_is_not_found(filiere, writer):
    assert writer.get(address("lever", filiere, "diagnostic.licorne")).status_code == 404
    assert writer.post(address("lever_start", filiere, "diagnostic.licorne")).status_code == 404


def test_a_strange_lever_in_the_base_does_not_break_the_page(filiere, writer):
    LeverProgress.objects.create(
        filiere=filiere, lever_key="ancien.levier", state="done", method_version="0", note="Fictif"
    )
    page = writer.get(address("steps", filiere)).content.decode()
    assert "ancien.levier" in page
    proof = Evidence.objects.create(filiere=filiere, lever_key="ancien.levier", text="Fictive")
    assert writer.get(address("evidence_edit", filiere, proof.pk)).status_code == 200
    assert writer.post(address("evidence_remove", filiere, proof.pk)).status_code == 302


def test_levers_that_read_otherwise_since_are_named(filiere, writer):
    method = get_method()
    first, second = method.levers[0], method.levers[1]
    LeverProgress.objects.create(
        filiere=filiere, lever_key=first.key, method_version="0", lever_digest=digest_lever(first)
    )
    LeverProgress.objects.create(
        filiere=filiere, lever_key=second.key, method_version="0", lever_digest="autre"
    )
    page = writer.get(address("steps", filiere))
    assert page.context["standing"].changes.changed == [second]
    assert "La démarche a changé" in page.content.decode()
    writer.post(address("lever_state", filiere, second.key), {"state": "done", "version": "1"})
    assert writer.get(address("steps", filiere)).context["standing"].changes.is_empty


@pytest.mark.parametrize("key", ["method.done", "method.diagnostic.to_do", "method.share"])
def test_each_count_opens_on_its_levers(filiere, writer, key):
    writer.post(address("lever_state", filiere, LEVER), {"state": "done", "version": "0"})
    answer = writer.get(address("figure", filiere, key))
    assert answer.status_code == 200
    rows = {line.lever.key for line in answer.context["rows"]}
    expected = {
        "method.done": {LEVER},
        "method.diagnostic.to_do": {
            lever.key for lever in get_method().steps[0].levers if lever.key != LEVER
        },
        "method.share": set(),
    }
    assert rows == expected[key]
    assert writer.get(address("figure", filiere, "method.licorne")).status_code == 404


def test_a_count_opens_as_a_fragment_in_the_dialog(filiere, writer):
    answer = writer.get(address("figure", filiere, "method.done"), headers={"HX-Request": "true"})
    assert "<html" not in answer.content.decode()


def test_the_ten_levers_gather_those_of_the_steps(filiere, writer):
    entries = writer.get(address("synthesis", filiere)).context["entries"]
    assert len(entries) == 10
    assert all(item["lines"] for item in entries)


def test_the_overview_says_the_step_and_the_next_lever(public_filiere, people, as_user):
    page = as_user(people.reader).get(address("overview_panel", public_filiere)).content.decode()
    assert "Étape 1 sur 7" in page
    assert "Parce que" in page
    assert as_user(None).get(address("overview_panel", public_filiere)).content == b""


def test_the_page_asks_the_base_as_often_for_much_as_for_little(filiere, people, as_user):
    reader = as_user(people.reader)
    counts = []
    for number in (1, 12):
        for rank in range(number):
            add_actor(filiere, f"Exemple fictif {number} {rank}", stage="tri")
            Signal.objects.create(filiere=filiere, text="Fictif", said_by="Fictif", heard_on=TODAY)
        for lever in get_method().levers[:number]:
            LeverProgress.objects.get_or_create(
                filiere=filiere,
                lever_key=lever.key,
                defaults={"state": "done", "method_version": "1"},
            )
            Evidence.objects.create(filiere=filiere, lever_key=lever.key, text="Preuve fictive")
        reader.get(address("steps", filiere))
        with CaptureQueriesContext(connection) as queries:
            assert reader.get(address("steps", filiere)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] < 40


def test_what_a_person_wrote_is_shown_then_unsigned(filiere, people, writer):
    writer.post(address("lever_state", filiere, LEVER), {"state": "done", "version": "0"})
    writer.post(address("evidence_add", filiere, LEVER), {"text": "Preuve fictive"})
    held = holdings.collect(people.contributor)
    assert {entry["kind"] for entry in held} == {"lever", "evidence"}
    holdings.erase(people.contributor)
    assert holdings.collect(people.contributor) == []
    assert LeverProgress.objects.get().state == "done"


def test_what_is_proved_is_not_asked_again(filiere, people):
    opened = open_filiere(reader=people.reader, filiere_id=filiere.pk)
    LeverProgress.objects.create(filiere=filiere, lever_key=LEVER, state="done", method_version="1")
    assert read_standing(opened, TODAY).lines[LEVER].unproved is not None
    Evidence.objects.create(filiere=filiere, lever_key=LEVER, text="Preuve fictive")
    assert read_standing(opened, TODAY).lines[LEVER].unproved is None
