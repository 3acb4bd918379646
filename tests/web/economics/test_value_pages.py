"""Where the value is: the pages answer, ask, and never show what is not for their reader."""

import json
import re
from collections.abc import Iterator
from io import BytesIO

import pytest
import xlsxwriter
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.plain import plain
from tests.web.economics.objects import make_chain, make_economics
from tests.web.people import make_filiere
from tests.web.workbooks import has_formula, read_sheets

from maillon.studies.accounting.accounts import account_for_chain
from maillon_web.economics import holdings
from maillon_web.economics.models import (
    CauseGroup,
    CostLine,
    FlowPrice,
    InputOutputTable,
    LocalSpending,
    PriceCommitment,
    StageAccount,
    ValueScenario,
)
from maillon_web.economics.selectors.chain import read_chain
from maillon_web.economics.selectors.prices import list_price_rows
from maillon_web.economics.selectors.questions import name_row
from maillon_web.economics.waiting import list_unsettled
from maillon_web.filieres.selectors import open_filiere
from maillon_web.flows.models import FlowPlace, MatterFlow
from maillon_web.flows.selectors.examples import find_example
from maillon_web.flows.services.taking import plan_taking
from maillon_web.flows.services.writing import write_taking
from maillon_web.history.models import ChangeSet
from maillon_web.history.services import undo

CENT = 0.01


def address(name: str, filiere, *args) -> str:
    return reverse(f"economics:{name}", args=[filiere.pk, *args])


def read(answer) -> str:
    return plain(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


@pytest.fixture
def shared(filiere, people) -> dict:
    return {"filiere": filiere, "visibility": "members", "created_by": people.lead}


@pytest.fixture
def made(shared) -> dict:
    return make_economics(shared)


@pytest.fixture
def writer(people, as_user):
    return as_user(people.contributor)


def test_the_page_says_first_where_the_value_is_and_who_keeps_it(filiere, made, writer):
    page = writer.get(address("accounts", filiere))
    text = read(page)
    # Sold 800 × 1 €, bought outside 1000 × 0,10 €: 700 € are added, of which 320 by the shop.
    assert text.index("Vente") < text.index("Maillon par maillon")
    chain = page.context["document"]["chain"]
    assert chain["product"] == pytest.approx(800, abs=CENT)
    assert chain["direct_value_added"] == pytest.approx(700, abs=CENT)
    assert chain["ess_value_added"] == pytest.approx(380, abs=CENT)
    assert "Demandé, pas inventé" not in text


def test_the_equalities_of_the_account_hold_on_the_page_to_the_cent(filiere, made, writer):
    html = writer.get(address("accounts", filiere)).content.decode()
    lines = re.findall(r'class="value-identity">(.*?)</p>', html, flags=re.S)
    assert len(lines) == 2
    for line in lines:
        total, *parts = [_to_number(one) for one in re.findall(r">([^<>]*€)<", line)]
        assert total == pytest.approx(sum(parts), abs=CENT)
        assert total > 0


def _to_number(text: str) -> float:
    return float(re.sub(r"[^\d,−-]", "", text).replace("−", "-").replace(",", "."))


def test_every_amount_opens_and_its_inputs_lead_to_what_people_wrote(filiere, made, writer):
    html = writer.get(address("accounts", filiere)).content.decode()
    opened = set(re.findall(r'href="([^"]*/valeur/chiffres/[^"]*)"', html))
    assert len(opened) > 20
    for url in sorted(opened)[::4]:
        assert writer.get(url).status_code == 200, url
    figure = writer.get(address("figure", filiere, "stage.vente.product"), {"annee": 2024})
    assert reverse("economics:prices", args=[filiere.pk]) in figure.content.decode()
    assert "bouteille vendue, Vente → Hors du territoire" in read(figure)
    wages = writer.get(address("figure", filiere, "stage.collecte.wages"))
    assert address("account_edit", filiere, made["value_account"]) in wages.content.decode()
    part = writer.get(address("figure", filiere, "chain.product"), headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert writer.get(address("figure", filiere, "chain.nothing")).status_code == 404


def test_each_stage_knows_from_where_it_breaks_even_and_what_a_unit_costs_it(filiere, made, writer):
    for model in (MatterFlow, FlowPrice):
        model.objects.filter(matter="bouteille vendue").update(matter="bouteille 1/2 L")
    page = writer.get(address("break_even", filiere))
    assert (page.context["safe_count"], page.context["known_count"]) == (3, 3)
    costs = {one["label"]: one for one in page.context["unit_costs"]}
    # 480 € of bottles bought and 100 € of wages, for 800 bottles sold.
    assert costs["Vente"]["by_value"] == pytest.approx(580 / 800)
    url = address("figure", filiere, costs["Vente"]["figure"])
    assert writer.get(url).status_code == 200
    price = writer.get(address("price_formation", filiere)).context["prices"][0]
    parts = sum(one["value_added"] + one["bought_outside"] for one in price.steps)
    assert parts == pytest.approx(price.price)


def test_what_is_missing_is_asked_where_it_is_answered_and_nothing_is_put_in_its_place(
    filiere, shared, writer, as_user, people
):
    make_chain(shared)
    StageAccount.objects.filter(node_key="tri").delete()
    FlowPrice.objects.filter(target_key="tri").update(price=None)
    page = writer.get(address("accounts", filiere))
    assert page.context["document"]["chain"] is None
    asked = {one.url for one in page.context["first_questions"]}
    ends = ("collecte", "tri", "bouteille triée")
    row = name_row(ends)
    assert f"{address('prices', filiere)}?annee=2024&ligne={row}#{row}" in asked
    assert f"{address('account_add', filiere)}?node=tri" in asked
    for url in asked:
        assert writer.get(url.partition("#")[0]).status_code == 200, url
    assert f'id="{row}"' in writer.get(address("prices", filiere)).content.decode()
    reading = as_user(people.reader).get(address("accounts", filiere))
    assert "Répondre" not in read(reading)


def test_prices_are_written_in_one_change_that_can_be_undone(filiere, shared, people, writer):
    make_chain(shared)
    FlowPrice.objects.all().delete()
    rows = _list_rows(filiere, people.contributor)
    sent = {"year": "2024", "visibility": "members"}
    for rank, row in enumerate(rows):
        sent |= {f"{row.name}-version": "0", f"{row.name}-price": f"{rank},50"}
        sent |= {f"{row.name}-place": "", f"{row.name}-value_added_share": "40 %"}
        sent |= {f"{row.name}-reference": "Exemple fictif"}
    assert writer.post(address("prices_write", filiere), sent).status_code == 302
    kept = {one.matter: one for one in FlowPrice.objects.all()}
    assert [one.price for _name, one in sorted(kept.items())] == [2.5, 1.5, 3.5, 0.5]
    assert kept["bouteille vide"].value_added_share == pytest.approx(0.4)
    assert kept["bouteille triée"].value_added_share is None
    assert {one.year for one in kept.values()} == {2024}
    assert ChangeSet.objects.filter(kind="flowprice.write").count() == 1
    undo(ChangeSet.objects.get(kind="flowprice.write"), author=people.contributor)
    assert not FlowPrice.objects.exists()


def _list_rows(filiere, reader):
    return list_price_rows(read_chain(open_filiere(reader=reader, filiere_id=filiere.pk)))


def test_a_long_table_of_prices_comes_in_pages_and_leads_to_the_row_that_is_asked(
    filiere, shared, writer
):
    for number in range(45):
        MatterFlow.objects.create(
            source_key="outside",
            target_key="tri",
            matter=f"matière fictive {number}",
            unit="t",
            **shared,
        )
    first = writer.get(address("prices", filiere))
    assert len(first.context["pairs"]) == 40
    name = name_row(("outside", "tri", "matière fictive 44"))
    last = writer.get(address("prices", filiere), {"ligne": name})
    assert name in [row.name for row, _form in last.context["pairs"]]
    sent = {"visibility": "members", f"{name}-version": "0", f"{name}-price": "3"}
    assert writer.post(f"{address('prices_write', filiere)}?page=2", sent).status_code == 302
    assert FlowPrice.objects.get().matter == "matière fictive 44"
    missing = writer.get(address("prices", filiere), {"manque": "1"})
    assert missing.context["page"].paginator.count == 44


def test_a_price_that_is_no_number_is_explained_and_nothing_is_lost(filiere, shared, writer):
    made = make_chain(shared)
    name = name_row(("outside", "collecte", "bouteille vide"))
    sent = {"visibility": "members", f"{name}-version": "1", f"{name}-price": "dix sous"}
    answer = writer.post(address("prices_write", filiere), sent)
    assert answer.status_code == 422
    assert "dix sous" in answer.content.decode()
    assert "Écrivez un nombre" in read(answer)
    assert FlowPrice.objects.get(pk=made["price"]).price == pytest.approx(0.1)


def test_two_people_who_write_the_same_price_both_know(filiere, shared, writer):
    made = make_chain(shared)
    name = name_row(("outside", "collecte", "bouteille vide"))
    sent = {"visibility": "members", f"{name}-version": "1", f"{name}-price": "0,2"}
    assert writer.post(address("prices_write", filiere), sent).status_code == 302
    answer = writer.post(address("prices_write", filiere), sent | {f"{name}-price": "0,4"})
    assert answer.status_code == 409
    assert FlowPrice.objects.get(pk=made["price"]).price == pytest.approx(0.2)
    again = dict(re.findall(rf'name="({name}-version)" value="(\d+)"', answer.content.decode()))
    assert (
        writer.post(
            address("prices_write", filiere), sent | again | {f"{name}-price": "0,4"}
        ).status_code
        == 302
    )
    assert FlowPrice.objects.get(pk=made["price"]).price == pytest.approx(0.4)


def _account_form(**changes: str) -> dict[str, str]:
    return {
        "node_key": "tri",
        "role": "stage",
        "place": "territory",
        "family": "ess",
        "visibility": "members",
        "rows-TOTAL_FORMS": "2",
        "rows-INITIAL_FORMS": "0",
        "rows-0-kind": "wages",
        "rows-0-label": "Salaires fictifs",
        "rows-0-amount": "1 234,56",
        "rows-1-kind": "",
        **changes,
    }


def test_one_more_line_loses_nothing_and_says_nothing_wrong(filiere, writer):
    answer = writer.post(address("account_add", filiere), _account_form(more="1", node_key=""))
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "1 234,56" in html
    assert 'name="rows-2-label"' in html
    assert "à corriger" not in html
    assert not StageAccount.objects.exists()


def test_an_account_and_its_lines_are_written_changed_and_removed_together(filiere, people, writer):
    assert writer.post(address("account_add", filiere), _account_form()).status_code == 302
    account = StageAccount.objects.get()
    assert account.lines.get().amount == pytest.approx(1234.56)
    line = {"rows-0-line_id": str(account.lines.get().pk), "rows-0-amount": "10"}
    seen = {"version": "1", "rows-INITIAL_FORMS": "1"}
    edit = address("account_edit", filiere, account.pk)
    assert writer.post(edit, _account_form(**seen, **line)).status_code == 302
    account.refresh_from_db()
    assert (account.version, account.lines.get().amount) == (2, 10.0)
    late = writer.post(edit, _account_form(**seen, **line | {"rows-0-amount": "99"}))
    assert late.status_code == 409
    assert account.lines.get().amount == pytest.approx(10.0)
    writer.post(address("account_remove", filiere, account.pk))
    assert not CostLine.objects.exists()
    undo(ChangeSet.objects.get(kind="stageaccount.remove"), author=people.lead)
    assert CostLine.objects.get().label == "Salaires fictifs"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"rows-1-label": "Loyer"}, "De quelle nature"),
        ({"rows-0-per_unit": "2"}, "gardez l'un des deux"),
        ({"rows-1-kind": "rent", "rows-1-label": "Salaires fictifs"}, "distinguez-les"),
        ({"rows-0-amount": "-5"}, "supérieure ou égale à 0"),
        ({"year": "12"}, "Donnez une année"),
        ({"node_key": "maillon-d-ailleurs"}, "Sélectionnez un choix valide"),
    ],
)
def test_a_wrong_account_is_explained(changes, sentence, filiere, writer):
    answer = writer.post(address("account_add", filiere), _account_form(**changes))
    assert answer.status_code == 422
    assert sentence in read(answer)
    assert not StageAccount.objects.exists()


def test_an_amount_by_unit_that_nothing_measures_is_asked_for_not_fatal(filiere, shared, writer):
    made = make_chain(shared)
    CostLine.objects.filter(pk=made["line"]).update(
        amount=None, per_unit=2.0, matter="rien de vendu"
    )
    page = writer.get(address("accounts", filiere))
    assert page.context["problems"] == ()
    assert "Salaires fictifs" in str(page.context["first_questions"])


def test_a_scenario_moves_its_causes_and_leaves_the_present_alone(filiere, made, writer):
    page = writer.get(address("scenarios", filiere))
    (row,) = page.context["rows"]
    # Ten per cent more of everything that follows the sales; wages stay.
    assert row["value_added"] == pytest.approx(770, abs=CENT)
    assert row["result"] == pytest.approx(470, abs=CENT)
    ValueScenario.objects.update(changes={"volume": 0.1, "cost:parti:Loyer": 0.5})
    again = writer.get(address("scenarios", filiere))
    assert "n'est plus dans les comptes" in read(again)
    assert again.context["rows"][0]["result"] == pytest.approx(470, abs=CENT)
    sent = {
        "name": "Énergie chère (fictif)",
        "visibility": "members",
        "rows-TOTAL_FORMS": "1",
        "rows-INITIAL_FORMS": "0",
        "rows-0-cause": "price:vente>outside:bouteille vendue",
        "rows-0-share": "-12,5",
    }
    assert writer.post(address("scenario_add", filiere), sent).status_code == 302
    kept = ValueScenario.objects.get(name="Énergie chère (fictif)")
    assert kept.changes == {"price:vente>outside:bouteille vendue": pytest.approx(-0.125)}
    alone = writer.post(address("scenario_add", filiere), sent | {"rows-0-share": ""})
    assert alone.status_code == 422


def test_chance_is_drawn_on_its_page_alone_and_once(filiere, made, writer, monkeypatch):
    from maillon_web.economics.selectors import answers

    cache.clear()
    drawn = []
    original = answers.account_for_chain

    def watch(values, **options):
        drawn.append(options["draws"])
        return original(values, **options)

    monkeypatch.setattr(answers, "account_for_chain", watch)
    writer.get(address("accounts", filiere))
    first = writer.get(address("sensitivity", filiere))
    second = writer.get(address("sensitivity", filiere), {"maillon": "tri"})
    assert drawn == [0, 10_000]
    assert first.context["result"]["p5"] < 400 < first.context["result"]["p95"]
    assert second.context["stage_label"] == "Tri"
    assert "Prix fictifs liés (90 %)" in read(first)
    assert first.context["document"]["uncertainty"]["correlations"][0]["rank_correlation"] == 0.9
    # What one gains by knowing every cause apart is at most the whole.
    assert 0.5 < sum(one["first"] for one in first.context["weights"]) < 1.1
    FlowPrice.objects.filter(target_key="tri").update(price=0.31)
    writer.get(address("sensitivity", filiere))
    assert drawn[-1] == 10_000
    assert len(drawn) == 3


def test_causes_that_move_together_are_tied_once_and_what_is_gone_ties_nothing(
    filiere, made, writer
):
    page = writer.get(address("group_add", filiere))
    offered = {name for name, _label in page.context["form"].fields["causes"].choices}
    assert "volume" in offered
    assert "price:tri>vente:bouteille lavée" not in offered
    sent = {"name": "Fictif", "rank_correlation": "80", "visibility": "members"}
    alone = writer.post(address("group_add", filiere), sent | {"causes": ["volume"]})
    assert "au moins deux causes" in read(alone)
    edit = address("group_edit", filiere, made["cause_group"])
    causes = ["volume", "price:tri>vente:bouteille lavée"]
    assert writer.post(edit, sent | {"causes": causes, "version": "1"}).status_code == 302
    kept = CauseGroup.objects.get()
    assert (sorted(kept.causes), kept.rank_correlation) == (sorted(causes), 0.8)
    CauseGroup.objects.update(causes=["volume", "cost:parti:Loyer"])
    assert "sans lien entre elles" in read(writer.get(address("sensitivity", filiere)))


def test_terms_are_sought_that_protect_both_parties_as_much(filiere, made, writer):
    page = writer.get(address("commitment_terms", filiere, made["price_commitment"]))
    found = page.context["found"]
    chosen = found["options"][found["chosen"]]
    assert chosen["seller_reduction"] == pytest.approx(chosen["buyer_reduction"], rel=0.01)
    assert "(proposé)" in read(page)
    PriceCommitment.objects.update(market_mean=None)
    bare = writer.get(address("commitment_terms", filiere, made["price_commitment"]))
    assert "décrire le marché" in read(bare)


def test_what_the_guide_says_of_an_example_is_taken_once_and_its_prices_stay_to_ask(
    filiere, people, writer
):
    opened = open_filiere(reader=people.lead, filiere_id=filiere.pk)
    model = find_example("ble-farine-lorraine").model
    taking = plan_taking(opened, model)
    write_taking(filiere, taking, author=people.lead, kind="flows.example", name="Blé")
    page = writer.get(address("accounts", filiere))
    assert "Reprendre ce que le guide en dit" in read(page)
    assert page.context["document"]["chain"] is None
    writer.post(address("take_example", filiere))
    assert StageAccount.objects.get(role="consumer").reference.startswith("RepèrESS")
    assert list(FlowPrice.objects.values_list("matter", "price")) == [("blé", 0.0)]
    assert PriceCommitment.objects.get().seller_name == "Producteurs de blé bio"
    again = writer.get(address("accounts", filiere))
    assert "Reprendre ce que le guide en dit" not in read(again)
    asked = " ".join(one.sentence for one in again.context["first_questions"])
    assert "prix de blé" in asked
    assert writer.post(address("take_example", filiere)).status_code == 302
    assert PriceCommitment.objects.count() == 1
    _invent_wheat(filiere)
    whole = writer.get(address("accounts", filiere)).context["document"]
    assert whole["chain"]["product"] == pytest.approx(75 * 900 + 25 * 200, abs=CENT)
    assert whole["chain"]["identity_gap"] == pytest.approx(0, abs=CENT)
    assert not {one["topic"] for one in whole["open_questions"]} & {"quantity", "price", "costs"}
    FlowPrice.objects.exclude(price=0).delete()
    undo(ChangeSet.objects.get(kind="valueexample.take"), author=people.lead)
    assert not FlowPrice.objects.exists()


def _invent_wheat(filiere) -> None:
    """Write made-up numbers where the guide gives none."""
    quantities = {"blé": 100.0, "farine": 75.0, "son": 25.0}
    prices = {"blé": 300.0, "farine": 600.0, "son": 200.0}
    for flow in MatterFlow.objects.filter(filiere=filiere):
        flow.value, flow.standard_error = quantities[flow.matter], 1.0
        flow.save()
        is_eaten = "fabrication" in flow.source_key or "transformateurs" in flow.source_key
        FlowPrice.objects.get_or_create(
            filiere=filiere,
            source_key=flow.source_key,
            target_key=flow.target_key,
            matter=flow.matter,
            defaults={"price": 900.0 if is_eaten else prices[flow.matter]},
        )
        for key in {flow.source_key, flow.target_key} - {"outside"}:
            StageAccount.objects.get_or_create(
                filiere=filiere, node_key=key, defaults={"family": "conventional"}
            )
    StageAccount.objects.filter(filiere=filiere).update(is_without_costs=True)


def test_a_promise_is_set_beside_what_was_delivered_and_what_circulates(filiere, made, writer):
    page = writer.get(address("commitment", filiere, made["price_commitment"]))
    text = read(page)
    assert page.context["kept"].share == pytest.approx(0.8)
    # 800 bottles at 1 € each of the two years.
    assert page.context["kept"].paid_eur == pytest.approx(1600, abs=CENT)
    assert "Promis plus que ce qui circule" in text
    assert page.context["corridor"] is not None
    sent = {
        "version": "1",
        "rows-TOTAL_FORMS": "1",
        "rows-INITIAL_FORMS": "0",
        "rows-0-year": "2024",
        "rows-0-promised": "500",
        "rows-0-taken": "500",
    }
    years = address("commitment_years", filiere, made["price_commitment"])
    assert writer.post(years, sent).status_code == 302
    kept = PriceCommitment.objects.get()
    assert [one.year for one in kept.years.all()] == [2024]
    assert writer.post(years, sent).status_code == 409
    wrong = writer.post(years, sent | {"version": "2", "rows-0-promised": ""})
    assert "Quel volume était promis" in read(wrong)


def test_a_year_that_has_passed_waits_for_what_was_delivered(filiere, made, people):
    opened = open_filiere(reader=people.contributor, filiere_id=filiere.pk)
    assert list(list_unsettled(opened, people.contributor)) == []
    PriceCommitment.objects.get().years.filter(year=2023).update(taken=None)
    (waiting,) = list_unsettled(opened, people.contributor)
    assert waiting.url == address("commitments", filiere)
    reading = open_filiere(reader=people.reader, filiere_id=filiere.pk)
    assert list(list_unsettled(reading, people.reader)) == []


def test_a_promise_names_its_parties_and_holds_together(filiere, writer):
    sent = {
        "seller_name": "Exemple fictif 1",
        "buyer_name": "Exemple fictif 2",
        "matter": "farine",
        "unit": "t",
        "base_price": "300",
        "weights": "énergie : 30\nsalaires : 20",
        "visibility": "members",
    }
    assert writer.post(address("commitment_add", filiere), sent).status_code == 302
    assert PriceCommitment.objects.get().index_weights == {"énergie": 0.3, "salaires": 0.2}
    for changes, sentence in [
        ({"seller_name": ""}, "écrivez un nom"),
        ({"floor": "300", "ceiling": "200"}, "Le plafond est sous le plancher"),
        ({"weights": "énergie : 90\nsalaires : 20"}, "dépassent 100 %"),
        ({"weights": "énergie"}, "Écrivez chaque indice ainsi"),
        ({"base_price": ""}, "part d'un prix de départ"),
        ({"market_mean": "300"}, "cinq nombres du marché"),
        ({"source_key": "tri"}, "les deux bouts du flux"),
    ]:
        answer = writer.post(address("commitment_add", filiere), sent | changes)
        assert (answer.status_code, sentence in read(answer)) == (422, True), sentence


def test_the_rounds_of_a_spending_are_kept_apart(filiere, made, writer):
    text = read(writer.get(address("lm3", filiere)))
    assert "LM3 : 1,9" in text
    assert "Il ne compte pas les emplois" in text
    LocalSpending.objects.update(respent_locally=None)
    assert "Il manque un tour" in read(writer.get(address("lm3", filiere)))
    wrong = {"label": "Fictif", "injected": "10", "spent_locally": "20", "visibility": "members"}
    answer = writer.post(address("spending_add", filiere), wrong)
    assert "ne peut pas dépasser le précédent" in read(answer)


def _make_book(rows: list[list]) -> SimpleUploadedFile:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        for rank, row in enumerate(rows):
            sheet.write_row(rank, 0, row)
    return SimpleUploadedFile("fictif.xlsx", buffer.getvalue())


def test_a_table_of_sectors_is_brought_whole_or_not_at_all(filiere, writer):
    template = read_sheets(writer.get(address("table_template", filiere)).content)
    header = next(iter(template.values()))[0]
    header[1:4] = ["Un fictif", "Deux fictif"]
    rows = [header, ["Un fictif", 150, 500, 1000, 10, 20, 600], ["Deux fictif", 200, 100, "", 20]]
    sent = {"title": "Tableau fictif", "method": "slq", "visibility": "members"}
    wrong = writer.post(address("table_add", filiere), sent | {"file": _make_book(rows)})
    assert wrong.status_code == 422
    assert "D3 est vide" in read(wrong)
    assert not InputOutputTable.objects.exists()
    rows[2] = ["Deux fictif", 200, 100, 2000, 20, 40, 1500]
    delta = writer.post(
        address("table_add", filiere), sent | {"method": "flq", "file": _make_book(rows)}
    )
    assert "demande delta" in read(delta)
    assert (
        writer.post(address("table_add", filiere), sent | {"file": _make_book(rows)}).status_code
        == 302
    )
    page = writer.get(address("regional", filiere))
    # The region has the structure of the country: Miller and Blair's 1247.52 and 1841.58.
    assert page.context["tables"][0].total == pytest.approx(3089.10, abs=0.02)
    text = read(page)
    assert "Un ordre de grandeur, pas une mesure" in text
    assert "Une production n'est pas une valeur ajoutée" in text


def test_the_accounts_leave_as_a_workbook_and_as_json(filiere, made, writer):
    StageAccount.objects.filter(node_key="tri").update(label="=1+1")
    content = writer.get(address("export", filiere, "xlsx")).content
    assert ["=1+1", 480] in [row[:2] for row in read_sheets(content)["Maillons"]]
    assert not has_formula(content)
    document = json.loads(writer.get(address("export", filiere, "json")).content)
    assert document["accounts"]["chain"]["product"] == pytest.approx(800)
    again = account_for_chain(document, draws=0)
    assert again["chain"] == document["accounts"]["chain"]
    assert writer.get(address("export", filiere, "exe")).status_code == 404


def test_nothing_is_reached_through_another_filiere(filiere, made, people, writer):
    other = make_filiere(people, name="Autre filière fictive")
    for name, key in _list_inner():
        assert writer.get(address(name, other, made[key])).status_code == 404, name
    ends = ("collecte", "tri", "bouteille triée")
    sent = {
        "visibility": "members",
        f"{name_row(ends)}-version": "0",
        f"{name_row(ends)}-price": "9",
    }
    writer.post(address("prices_write", other), sent)
    assert not FlowPrice.objects.filter(filiere=other).exists()


def _list_inner() -> Iterator[tuple[str, str]]:
    yield from (("account_edit", "value_account"), ("account_remove", "value_account"))
    yield from (("price_edit", "flow_price"), ("price_remove", "flow_price"))
    yield from (("scenario_edit", "value_scenario"), ("scenario_remove", "value_scenario"))
    yield from (("group_edit", "cause_group"), ("group_remove", "cause_group"))
    yield from (("table_edit", "sector_table"), ("table_remove", "sector_table"))
    yield ("commitment_terms", "price_commitment")
    yield from (("spending_edit", "local_spending"), ("spending_remove", "local_spending"))
    yield from (("commitment", "price_commitment"), ("commitment_edit", "price_commitment"))
    yield from (("commitment_years", "price_commitment"), ("commitment_remove", "price_commitment"))


def test_a_contract_of_another_filiere_cannot_carry_a_promise(filiere, people, writer):
    from maillon_web.agreements.models import Contract

    other = make_filiere(people, name="Autre filière fictive")
    foreign = Contract.objects.create(
        title="Contrat secret fictif", filiere=other, created_by=people.lead, visibility="members"
    )
    sent = {
        "seller_name": "Fictif 1",
        "buyer_name": "Fictif 2",
        "matter": "farine",
        "unit": "t",
        "visibility": "members",
        "contract": foreign.pk,
    }
    answer = writer.post(address("commitment_add", filiere), sent)
    assert answer.status_code == 422
    assert "Contrat secret fictif" not in read(answer)
    assert not PriceCommitment.objects.exists()


def test_who_may_only_read_writes_nothing_and_a_stranger_knows_nothing(
    filiere, made, people, as_user
):
    reader, stranger = as_user(people.reader), as_user(people.stranger)
    for name in ("accounts", "prices", "scenarios", "sensitivity", "lm3", "commitments"):
        assert reader.get(address(name, filiere)).status_code == 200, name
        assert stranger.get(address(name, filiere)).status_code == 404, name
    assert reader.post(address("prices_write", filiere), {}).status_code == 404
    assert reader.get(address("account_add", filiere)).status_code == 404


def test_what_is_private_or_names_a_hidden_place_is_in_nobody_elses_accounts(
    filiere, shared, people, as_user
):
    make_chain(shared)
    FlowPrice.objects.filter(target_key="tri").update(visibility="private")
    place = FlowPlace.objects.create(
        key="lieu-secret", label="Laverie secrète", **shared | {"visibility": "private"}
    )
    MatterFlow.objects.create(
        source_key=place.key, target_key="tri", matter="eau", unit="m3", year=2024, **shared
    )
    FlowPrice.objects.create(
        source_key=place.key, target_key="tri", matter="eau", price=7.77, **shared
    )
    StageAccount.objects.create(node_key=place.key, **shared)
    pages = [
        read(as_user(people.reader).get(address(name, filiere))) for name in ("accounts", "prices")
    ]
    for text in pages:
        assert "secr" not in text
        assert "7,77" not in text
        assert "lieu-" not in text
    assert "À quel prix" in pages[0] or "prix de bouteille triée" in pages[0]


def test_two_suppliers_outside_are_two_prices(filiere, shared, writer):
    make_chain(shared)
    places = [
        FlowPlace.objects.create(
            key=f"lieu-{name}", label=f"Fournisseur fictif {name}", is_outside=True, **shared
        )
        for name in ("un", "deux")
    ]
    for place in places:
        MatterFlow.objects.create(
            source_key=place.key,
            target_key="tri",
            matter="soude",
            unit="kg",
            year=2024,
            value=10.0,
            standard_error=1.0,
            **shared,
        )
        FlowPrice.objects.create(
            source_key=place.key, target_key="tri", matter="soude", price=2.0, **shared
        )
    page = writer.get(address("accounts", filiere))
    assert page.context["problems"] == ()
    stages = {one["key"]: one["account"] for one in page.context["document"]["stages"]}
    assert stages["tri"]["bought_elsewhere"] == pytest.approx(40, abs=CENT)
    prices = writer.get(address("prices", filiere))
    assert "Fournisseur fictif deux" in read(prices)


def test_a_flow_written_whole_and_in_parts_is_counted_once(filiere, shared, people, writer):
    make_chain(shared)
    place = FlowPlace.objects.create(
        key="lieu-laverie", label="Laverie fictive", stage_key="tri", **shared
    )
    for source, target, matter, value in (
        ("collecte", place.key, "bouteille triée", 900.0),
        (place.key, "vente", "bouteille lavée", 800.0),
    ):
        MatterFlow.objects.create(
            source_key=source,
            target_key=target,
            matter=matter,
            unit="unité",
            year=2024,
            value=value,
            standard_error=1.0,
            **shared,
        )
    StageAccount.objects.create(node_key=place.key, family="ess", is_without_costs=True, **shared)
    page = writer.get(address("accounts", filiere))
    stages = {one["key"]: one["account"] for one in page.context["document"]["stages"]}
    # The price written for the whole holds for its part: 800 × 0,60 €, once.
    assert stages[place.key]["product"] == pytest.approx(480, abs=CENT)
    assert stages["collecte"]["product"] == pytest.approx(270, abs=CENT)
    chain = read_chain(open_filiere(reader=people.contributor, filiere_id=filiere.pk))
    assert chain.held == {"collecte>tri:bouteille triée", "tri>vente:bouteille lavée"}
    assert writer.get(address("scenario_add", filiere)).status_code == 200


def test_a_year_has_its_own_prices_and_an_unknown_year_is_no_page(filiere, shared, writer):
    make_chain(shared)
    FlowPrice.objects.create(
        source_key="vente",
        target_key="outside",
        matter="bouteille vendue",
        year=2024,
        price=2.0,
        **shared,
    )
    page = writer.get(address("accounts", filiere))
    assert page.context["document"]["chain"]["product"] == pytest.approx(1600, abs=CENT)
    for wrong in ("1999", "abc", "²"):
        assert writer.get(address("accounts", filiere), {"annee": wrong}).status_code == 404


def test_the_pages_ask_as_often_for_a_long_chain_as_for_a_short_one(
    filiere, shared, people, writer, django_assert_num_queries
):
    make_economics(shared)
    names = ("accounts", "prices", "scenarios", "commitments")
    counts = {}
    for name in names:
        writer.get(address(name, filiere))
        with CaptureQueriesContext(connection) as few:
            writer.get(address(name, filiere))
        counts[name] = len(few.captured_queries)
    for number in range(12):
        MatterFlow.objects.create(
            source_key="outside",
            target_key="tri",
            matter=f"matière fictive {number}",
            unit="t",
            year=2024,
            value=1.0,
            standard_error=0.1,
            **shared,
        )
        FlowPrice.objects.create(
            source_key="outside",
            target_key="tri",
            matter=f"matière fictive {number}",
            price=1.0,
            **shared,
        )
        make_economics(shared | {"filiere": make_filiere(people, name=f"Fictive {number}")})
    ValueScenario.objects.create(name="Autre fictif", changes={}, **shared)
    for promise in PriceCommitment.objects.exclude(filiere=filiere)[:6]:
        promise.filiere = filiere
        promise.save()
    for name in names:
        writer.get(address(name, filiere))
        with django_assert_num_queries(counts[name]):
            writer.get(address(name, filiere))


def test_what_a_person_wrote_is_shown_and_unsigned(filiere, made, people):
    assert "Scénario fictif" in str(holdings.collect(people.lead))
    holdings.erase(people.lead)
    assert holdings.collect(people.lead) == []
    assert PriceCommitment.objects.get().created_by is None
