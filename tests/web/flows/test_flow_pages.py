"""The pages of what circulates: who may write, what is refused, what one sees."""

import json
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.web.flows.objects import make_flow, make_flows
from tests.web.people import make_filiere

from maillon.studies.flowing.sheets import render_flow_workbook
from maillon_web.flows.models import FlowPlace, MatterFlow
from maillon_web.history.models import ChangeSet
from maillon_web.history.services import undo
from maillon_web.jobs.models import Job, JobState
from maillon_web.jobs.running import run

QUICK = {
    "quick-source_key": "outside",
    "quick-target_key": "collecte",
    "quick-matter": "Textile fictif",
    "quick-year": "2024",
    "quick-value": "1 234,5",
    "quick-unit": "tonnes",
    "quick-origin": "2",
}
FULL = {
    "source_key": "collecte",
    "target_key": "tri",
    "matter": "Textile fictif",
    "unit": "t",
    "visibility": "members",
}


def address(name: str, filiere, *args) -> str:
    return reverse(f"flows:{name}", args=[filiere.pk, *args])


def text_of(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def shared(filiere, people):
    return {"filiere": filiere, "created_by": people.lead}


@pytest.fixture
def writer(people, as_user):
    return as_user(people.contributor)


@pytest.mark.parametrize("name", ["list", "balance", "sankey", "places", "yields", "add"])
def test_every_page_opens_empty_then_full(name, filiere, shared, writer):
    assert writer.get(address(name, filiere)).status_code == 200
    make_flows(shared)
    assert writer.get(address(name, filiere)).status_code == 200


def test_a_flow_entered_in_one_line_leads_to_the_next(filiere, writer):
    answer = writer.post(address("quick_add", filiere), QUICK)
    flow = MatterFlow.objects.get()
    assert (flow.value, flow.unit, flow.quality) == (1234.5, "t", "21111")
    page = text_of(writer.get(answer.url))
    assert '<option value="collecte" selected>' in page
    again = writer.post(address("quick_add", filiere), {**QUICK, "quick-target_key": "outside"})
    assert again.status_code == 422
    assert MatterFlow.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"value": "10"}, "Dites d’où vient ce chiffre"),
        ({"value": "-3", "origin": "1"}, "ne peut pas être négatif"),
        ({"unit": "brouettes"}, "est inconnue"),
        ({"target_key": "collecte"}, "revient d’où il part"),
        ({"minimum": "5", "maximum": "2"}, "Le minimum dépasse le maximum"),
        ({"matter": "Déjà compté", "unit": "m³"}, "se compte déjà en t"),
        ({"source_key": "lieu-a"}, "est dans l’autre"),
    ],
)
def test_what_the_account_could_not_use_is_refused_at_once(given, said, filiere, shared, writer):
    make_flow(shared, "outside", "collecte", None, None, matter="Déjà compté")
    FlowPlace.objects.create(key="lieu-a", label="Lieu fictif", stage_key="tri", **shared)
    answer = writer.post(address("add", filiere), FULL | given)
    assert answer.status_code == 422
    assert said in text_of(answer)


def test_who_comes_second_sees_both_versions(filiere, shared, people, as_user):
    flow = make_flow(shared, "outside", "collecte", 10.0, 1.0)
    first, second = as_user(people.contributor), as_user(people.lead)
    page = second.get(address("edit", filiere, flow.pk))
    seen = json.dumps(page.context["form"].initial["seen"])
    given = {**FULL, "source_key": "outside", "target_key": "collecte", "standard_error": "1"}
    mine = {**given, "version": "1", "seen": seen, "year": "2024", "reference": "Exemple fictif"}
    first.post(address("edit", filiere, flow.pk), {**mine, "value": "12"})
    answer = second.post(address("edit", filiere, flow.pk), {**mine, "value": "14"})
    assert answer.status_code == 409
    assert MatterFlow.objects.get().value == 12.0


def test_a_quality_is_kept_when_another_field_changes(filiere, shared, writer):
    flow = make_flow(shared, "outside", "collecte", 10.0, None, quality="21231")
    page = writer.get(address("edit", filiere, flow.pk))
    form = page.context["form"]
    given = {name: form[name].value() or "" for name in form.fields if name != "seen"}
    given |= {"seen": json.dumps(form.initial["seen"]), "value": "11", "version": "1"}
    assert writer.post(address("edit", filiere, flow.pk), given).status_code == 302
    flow.refresh_from_db()
    assert (flow.value, flow.quality) == (11.0, "21231")


def test_strangers_and_readers_write_nothing_and_ids_of_others_lead_nowhere(
    filiere, shared, people, as_user, writer
):
    made = make_flows(shared)
    stranger, reader = as_user(people.stranger), as_user(people.reader)
    assert stranger.get(address("list", filiere)).status_code == 404
    assert reader.get(address("list", filiere)).status_code == 200
    for name in ("edit", "remove"):
        assert reader.get(address(name, filiere, made["flow"])).status_code == 404
    other = make_filiere(people, name="Autre filière fictive")
    assert writer.get(address("flow", other, made["flow"])).status_code == 404
    assert writer.get(address("place_edit", other, made["flow_place"])).status_code == 404
    hidden = FlowPlace.objects.create(key="lieu-b", label="Ailleurs fictif", filiere=other)
    answer = writer.post(address("add", filiere), FULL | {"target_key": hidden.key})
    assert answer.status_code == 422


def test_a_hidden_flow_leaks_nowhere(filiere, shared, people, as_user):
    make_flows(shared)
    hidden = make_flow(
        shared, "tri", "vente", 3.0, 1.0, matter="Secret fictif", visibility="private"
    )
    reader = as_user(people.reader)
    for name in ("list", "balance", "sankey", "yields"):
        assert "Secret fictif" not in text_of(reader.get(address(name, filiere)))
    for form in ("xlsx", "json", "opensankey"):
        assert b"Secret" not in reader.get(address("export", filiere, form)).content
    assert reader.get(address("flow", filiere, hidden.pk)).status_code == 404


def test_the_list_asks_the_base_as_often_for_fifty_flows_as_for_five(filiere, shared, writer):
    def count(name: str) -> int:
        writer.get(address(name, filiere))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            writer.get(address(name, filiere))
        return len(queries)

    make_flows(shared)
    before = {name: count(name) for name in ("list", "balance", "sankey")}
    for number in range(40):
        make_flow(shared, "collecte", "tri", 9.0, 1.0, matter=f"Matière fictive {number}")
        make_flow(shared, "outside", "collecte", 9.0, 1.0, matter=f"Matière fictive {number}")
        make_flow(shared, "tri", "outside", None, None, matter=f"Matière fictive {number}")
    assert {name: count(name) for name in before} == before


def test_a_place_in_use_is_not_removed(filiere, shared, writer):
    place = FlowPlace.objects.create(key="lieu-a", label="Lieu fictif", **shared)
    make_flow(shared, "collecte", "lieu-a", None, None)
    writer.post(address("place_remove", filiere, place.pk))
    assert FlowPlace.objects.count() == 1


def test_a_workbook_is_read_shown_written_then_undone(filiere, shared, people, writer):
    make_flow(shared, "outside", "collecte", 10.0, 1.0)
    book = _make_book(
        [
            {"from": "extérieur", "to": "Collecte", "value": 12.0, "standard_error": 1.0},
            {"from": "Collecte", "to": "Tri", "value": 11.0, "quality": "E2"},
            {"from": "Tri", "to": "Ressourcerie fictive", "value": None},
            {"from": "Ressourcerie fictive", "to": "extérieur", "value": None},
        ]
    )
    page = writer.post(address("import", filiere), {"file": book})
    taking = page.context["taking"]
    assert (len(taking.created), len(taking.changed)) == (3, 1)
    assert "Ressourcerie fictive" in text_of(page)
    assert MatterFlow.objects.count() == 1
    sent = {"token": page.context["token"], "digest": taking.digest}
    writer.post(address("write", filiere), sent)
    assert MatterFlow.objects.count() == 4
    assert MatterFlow.objects.get(source_key="outside").value == 12.0
    assert FlowPlace.objects.get().key == "lieu-ressourcerie-fictive"
    undo(ChangeSet.objects.get(kind="flows.import"), author=people.lead)
    assert MatterFlow.objects.get().value == 10.0
    assert not FlowPlace.objects.exists()


def test_every_wrong_cell_is_named_and_nothing_can_be_written(filiere, writer):
    rows = [
        {"from": "Collecte", "to": "Tri", "value": -1.0, "standard_error": 1.0},
        {"from": "Collecte", "to": "Tri", "value": 1.0, "unit": "brouettes", "quality": "E2"},
    ]
    page = text_of(writer.post(address("import", filiere), {"file": _make_book(rows)}))
    assert "Flux!F2" in page
    assert "Flux!D3" in page
    assert "Écrire ces flux" not in page


def test_rows_pasted_by_thousands_are_answered_in_a_sentence(filiere, writer):
    head = "De\tVers\tMatière\tUnité\tAnnée\tValeur"
    lines = "\n".join([head, *["Collecte\tTri\tTextile\tt\t2024\t1"] * 20_000])
    page = writer.post(address("import", filiere), {"pasted": lines})
    assert page.status_code == 422
    assert "cette page en prend 5" in text_of(page)
    few = "\n".join(lines.splitlines()[:3])
    page = writer.post(address("import", filiere), {"pasted": few, "origin": "E3"})
    assert len(page.context["taking"].created) == 2


def test_what_is_exported_is_read_again_the_same(filiere, shared, writer):
    make_flows(shared)
    for form in ("xlsx", "json"):
        content = writer.get(address("export", filiere, form)).content
        book = SimpleUploadedFile(f"flux.{form}", content)
        taking = writer.post(address("import", filiere), {"file": book}).context["taking"]
        assert taking.is_nothing
        assert taking.same_count == 5


def test_the_chain_gives_flows_without_quantity(filiere, writer):
    stage = filiere.stages.get(key="collecte")
    stage.definition = {"outputs": [{"matter": "Textile fictif", "to_stage": "tri"}]}
    stage.save()
    page = writer.post(address("start_chain", filiere), {"unit": "t", "year": "2024"})
    draft = page.context["taking"].created[0]
    assert (draft.values["source_key"], draft.values["target_key"]) == ("collecte", "tri")
    assert draft.values["value"] is None


def test_a_long_account_is_made_by_a_job_then_shown(filiere, shared, writer, monkeypatch):
    monkeypatch.setattr("maillon_web.flows.selectors.balance.MOST_INLINE", 2)
    make_flows(shared)
    assert "Faire le compte" in text_of(writer.get(address("balance", filiere)))
    writer.post(address("balance_start", filiere), {"year": "2024"})
    job = Job.objects.get(kind="flows.balance")
    run(str(job.pk))
    job.refresh_from_db()
    assert job.state == JobState.DONE
    assert "Oui" in text_of(writer.get(job.result["url"]))


def _make_book(rows: list[dict]) -> SimpleUploadedFile:
    defaults = {"matter": "Textile fictif", "unit": "t", "year": 2024}
    content = render_flow_workbook({"flows": [defaults | row for row in rows]})
    return SimpleUploadedFile("flux.xlsx", BytesIO(content).getvalue())


@pytest.mark.parametrize("key", ["rebooteille", "ble-farine-lorraine"])
def test_an_example_of_the_guide_is_entered_whole_and_its_blanks_stay_blank(key, filiere, writer):
    page = writer.get(address("example", filiere, key))
    sent = {"token": page.context["token"], "digest": page.context["taking"].digest}
    writer.post(address("write", filiere), sent)
    given = MatterFlow.objects.exclude(value=None)
    assert list(given.values_list("value", flat=True)) == ([100_000.0] if key[0] == "r" else [])
    assert all("l. " in flow.reference for flow in given)
    assert MatterFlow.objects.filter(source_key="collecte").exists() == (key[0] == "r")


def test_a_place_a_yield_and_a_stock_enter_the_account(filiere, shared, writer):
    place = {"label": "Atelier fictif", "stage_key": "tri", "visibility": "members"}
    assert writer.post(address("place_add", filiere), place).status_code == 302
    key = FlowPlace.objects.get().key
    make_flow(shared, "outside", key, 100.0, 1.0)
    make_flow(shared, key, "vente", None, None)
    make_flow(shared, key, "outside", None, None)
    make_flow(shared, "vente", "outside", None, None)
    share = {
        "stage_key": key,
        "matter": "TEXTILE FICTIF",
        "target_key": "vente",
        "share": "0,3",
        "visibility": "members",
    }
    assert writer.post(address("yield_add", filiere), share | {"share": "30"}).status_code == 422
    assert writer.post(address("yield_add", filiere), share).status_code == 302
    stock = {
        "stage_key": "vente",
        "matter": "Textile fictif",
        "unit": "kg",
        "year": "2024",
        "value": "-2 000",
        "standard_error": "100",
        "visibility": "members",
    }
    assert writer.post(address("stock_add", filiere), stock).status_code == 302
    flows = writer.get(address("balance", filiere)).context["balance"].answer["flows"]
    assert [round(flow["reconciled"], 6) for flow in flows] == [100, 30, 70, 32]


def test_no_place_holds_itself(filiere, shared, writer):
    outer = FlowPlace.objects.create(key="lieu-a", label="Grand fictif", **shared)
    inner = FlowPlace.objects.create(key="lieu-b", label="Petit fictif", parent=outer, **shared)
    given = {"label": "Grand fictif", "parent": inner.pk, "visibility": "members", "version": "1"}
    answer = writer.post(address("place_edit", filiere, outer.pk), given)
    assert answer.status_code == 422
    assert "fait déjà partie" in text_of(answer)


def test_what_is_written_is_what_was_shown(filiere, shared, writer):
    flow = make_flow(shared, "outside", "collecte", 10.0, 1.0)
    book = _make_book([{"from": "extérieur", "to": "Collecte", "value": 12.0}])
    page = writer.post(address("import", filiere), {"file": book, "origin": "E1"})
    sent = {"token": page.context["token"], "digest": page.context["taking"].digest}
    MatterFlow.objects.filter(pk=flow.pk).update(value=11.0, version=2)
    assert writer.post(address("write", filiere), sent).status_code == 409
    assert writer.post(address("write", filiere), {"token": "faux"}).status_code == 302
    assert MatterFlow.objects.get().value == 11.0


def test_the_flows_of_a_year_are_taken_again_without_their_quantities(filiere, shared, writer):
    make_flows(shared)
    page = writer.post(address("start_year", filiere), {"year": "2024", "again": "2025"})
    sent = {"token": page.context["token"], "digest": page.context["taking"].digest}
    writer.post(address("write", filiere), sent)
    again = MatterFlow.objects.filter(year=2025)
    assert again.count() == 3
    assert not again.exclude(value=None).exists()
    same = writer.post(address("start_year", filiere), {"year": "2024", "again": "2024"})
    assert same.status_code == 422
