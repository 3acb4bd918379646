"""The account of what circulates, made of what each reader sees."""

import pytest
from tests.web.flows.objects import make_flow, make_flows

from maillon_web.filieres.rights import Capability
from maillon_web.filieres.selectors import open_filiere
from maillon_web.flows.models import BalanceCache, FlowPlace
from maillon_web.flows.selectors.account import read_account
from maillon_web.flows.selectors.balance import find_balance


@pytest.fixture
def shared(filiere, people):
    return {"filiere": filiere, "created_by": people.lead}


def _open(filiere, user):
    return open_filiere(reader=user, filiere_id=filiere.pk, needs=Capability.TAKE_PART)


def test_what_nobody_measured_follows_from_what_was(shared, filiere, people):
    make_flow(shared, "outside", "collecte", 10.0, 1.0)
    make_flow(shared, "collecte", "tri", 8.0, 1.0)
    last = make_flow(shared, "tri", "outside", None, None)
    balance = find_balance(_open(filiere, people.reader))
    flow = balance.answer["flows"][2]
    assert flow["id"] == last.pk
    assert flow["class"] == "determined"
    assert flow["reconciled"] == pytest.approx(9.0)


def test_the_account_is_made_once_for_the_same_rows(shared, filiere, people, monkeypatch):
    flow = make_flow(shared, "outside", "collecte", 10.0, 1.0)
    make_flow(shared, "collecte", "outside", 8.0, 1.0)
    first = find_balance(_open(filiere, people.reader))
    assert find_balance(_open(filiere, people.lead)).answer == first.answer
    assert BalanceCache.objects.count() == 1
    flow.value = 8.0
    flow.save()
    assert find_balance(_open(filiere, people.lead)).answer != first.answer


def test_a_reader_s_account_holds_nothing_of_the_rows_that_he_may_not_see(shared, filiere, people):
    make_flow(shared, "outside", "collecte", 10.0, 1.0)
    make_flow(shared, "collecte", "outside", 8.0, 1.0)
    make_flow(shared, "collecte", "outside", 3.0, 1.0, visibility="private", matter="Secret fictif")
    FlowPlace.objects.create(key="lieu-cache", label="Caché fictif", visibility="private", **shared)
    make_flow(shared, "collecte", "lieu-cache", 1.0, 0.1)
    seen = find_balance(_open(filiere, people.reader))
    assert seen.flow_count == 2
    assert "cache" not in str(seen)
    assert "Secret" not in str(seen)
    assert find_balance(_open(filiere, people.contributor)).flow_count == 4


def test_a_value_without_uncertainty_is_said_with_the_record_to_mend(shared, filiere, people):
    flow = make_flow(shared, "outside", "collecte", 10.0, None)
    make_flow(shared, "collecte", "outside", None, None)
    balance = find_balance(_open(filiere, people.reader))
    assert balance.answer is None
    problem = balance.found[0]
    assert problem.places[0][:2] == ("flow", flow.pk)
    assert "Hors du territoire → Collecte" in problem.sentence
    assert "flows[" not in problem.sentence


def test_what_a_stage_receives_is_what_its_places_receive(shared, filiere, people):
    for name in ("a", "b"):
        FlowPlace.objects.create(
            key=f"lieu-{name}", label=f"Lieu fictif {name}", stage_key="tri", **shared
        )
        make_flow(shared, "collecte", f"lieu-{name}", 60.0 if name == "a" else 45.0, 5.0)
        make_flow(shared, f"lieu-{name}", "outside", None, None)
    make_flow(shared, "outside", "collecte", None, None)
    total = make_flow(shared, "collecte", "tri", 100.0, 1.0)
    flows = find_balance(_open(filiere, people.reader)).answer["flows"]
    parts = [flow["reconciled"] for flow in flows if flow["to"] in {"lieu-a", "lieu-b"}]
    kept = next(flow["reconciled"] for flow in flows if flow["id"] == total.pk)
    assert sum(parts) == pytest.approx(kept)
    # Least squares by hand: the total moves by 5 × 1 / (1 + 25 + 25).
    assert kept == pytest.approx(100 + 5 / 51)


def test_a_yield_of_every_year_asks_nothing_of_a_year_without_its_matter(shared, filiere, people):
    make_flows(shared)
    make_flow(shared, "outside", "collecte", 5.0, 1.0, matter="Autre fictive", year=2031)
    make_flow(shared, "collecte", "outside", None, None, matter="Autre fictive", year=2031)
    opened = _open(filiere, people.reader)
    assert find_balance(opened, 2031).problems == ()
    assert len(find_balance(opened, 2024).document["yields"]) == 1


def test_a_mill_gives_back_in_flour_and_bran_what_it_receives_in_grain(shared, filiere, people):
    FlowPlace.objects.create(key="lieu-moulin", label="Moulin fictif", transforms=True, **shared)
    make_flow(shared, "outside", "lieu-moulin", 100.0, 1.0, matter="Blé fictif")
    make_flow(shared, "lieu-moulin", "outside", 75.0, 1.0, matter="Farine fictive")
    make_flow(shared, "lieu-moulin", "outside", None, None, matter="Son fictif")
    flows = find_balance(_open(filiere, people.reader)).answer["flows"]
    assert flows[2]["reconciled"] == pytest.approx(25.0)


def test_a_country_beyond_the_limit_is_outside_but_keeps_its_name(shared, filiere, people):
    FlowPlace.objects.create(key="lieu-port", label="Port fictif", is_outside=True, **shared)
    make_flow(shared, "lieu-port", "collecte", 10.0, 1.0)
    make_flow(shared, "collecte", "outside", None, None)
    flow = find_balance(_open(filiere, people.reader)).answer["flows"][0]
    assert (flow["from"], flow["from_key"]) == ("outside", "lieu-port")
    assert flow["class"] == "measured"


def test_measures_that_contradict_each_other_are_named_with_what_they_should_be(
    shared, filiere, people
):
    entering = make_flow(shared, "outside", "collecte", 1000.0, 20.0)
    make_flow(shared, "collecte", "outside", 700.0, 20.0)
    account = read_account(find_balance(_open(filiere, people.reader)))
    assert account.state == "disagrees"
    assert account.are_tied
    assert entering.pk in {one.number for one in account.suspects}
    assert "850" in account.suspects[0].sentence
    assert "il entre 300 de plus" in account.balances[0]
