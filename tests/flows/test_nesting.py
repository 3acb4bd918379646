"""A total and its parts are one truth: the parts that are measured correct the total, and back."""

import pytest
from tests.flows.made_flows import make_flow
from tests.plain import plain

from maillon.domain.errors import InvalidInput
from maillon.domain.flows import OUTSIDE, FlowModel, StockChange
from maillon.domain.nesting import climb, count_levels, find_circle
from maillon.flows.nesting import find_nesting
from maillon.flows.reconciling import reconcile_flows
from maillon.flows.results import FlowClass

PARENTS = {"nord": "tri", "sud": "tri"}
TOTAL = make_flow(OUTSIDE, "tri", 100.0, 1.0, cell="Flux!F2")
PARTS = (
    make_flow(OUTSIDE, "nord", 60.0, 5.0, cell="Flux!F3"),
    make_flow(OUTSIDE, "sud", 45.0, 5.0, cell="Flux!F4"),
)
EXITS = (make_flow("nord", OUTSIDE), make_flow("sud", OUTSIDE))


def reconcile(*flows, **others):
    model = FlowModel(flows=flows, parents=others.pop("parents", PARENTS), **others)
    return reconcile_flows(model)


def values(found):
    return [flow.reconciled for flow in found.flows]


def test_a_measured_total_corrects_its_parts_by_hand():
    """A gap of 5 shared as the variances 1, 25, 25: 5/51 to the total, 125/51 off each part."""
    found = reconcile(TOTAL, *PARTS, *EXITS)
    expected = [100 + 5 / 51, 60 - 125 / 51, 45 - 125 / 51]
    assert values(found)[:3] == pytest.approx(expected, abs=1e-9)
    assert values(found)[3:] == pytest.approx(expected[1:], abs=1e-9)
    assert found.test.chi2 == pytest.approx(25 / 51)
    assert (found.test.dof, found.flows[0].class_) == (1, FlowClass.REDUNDANT)
    assert found.flows[0].standard_error == pytest.approx((50 / 51) ** 0.5)


def test_a_total_that_nobody_measured_has_the_uncertainty_of_the_sum():
    found = reconcile(make_flow(OUTSIDE, "tri"), *PARTS, *EXITS)
    assert found.flows[0].reconciled == pytest.approx(105)
    assert found.flows[0].standard_error == pytest.approx(50**0.5)
    assert found.flows[0].class_ is FlowClass.DETERMINED


def test_parts_of_three_levels_add_up_to_the_top():
    parents = {**PARENTS, "quai": "nord", "halle": "nord"}
    found = reconcile(
        TOTAL,
        make_flow(OUTSIDE, "nord"),
        make_flow(OUTSIDE, "quai", 30.0, 2.0),
        make_flow(OUTSIDE, "halle"),
        PARTS[1],
        *(make_flow(end, OUTSIDE) for end in ("quai", "halle", "sud")),
        parents=parents,
    )
    top, north, quay, hall, south, *_exits = values(found)
    assert top == pytest.approx(north + south)
    assert north == pytest.approx(quay + hall)
    assert (top, quay, south) == pytest.approx((100, 30, 45))


def test_a_total_cut_in_two_ways_is_sound_when_the_finest_cut_is_there():
    """By site and by kind at once, as OpenSankey's tables say it: each sum holds."""
    kinds = {"coton fictif": "exemple fictif", "laine fictive": "exemple fictif"}
    found = reconcile(
        TOTAL,
        *PARTS,
        *(
            make_flow(OUTSIDE, "tri", value, 2.0, matter=kind)
            for kind, value in zip(kinds, (70.0, 28.0), strict=True)
        ),
        *(make_flow(OUTSIDE, site, matter=kind) for site in ("nord", "sud") for kind in kinds),
        *(make_flow(site, OUTSIDE, matter=kind) for site in ("nord", "sud") for kind in kinds),
        matter_parents=kinds,
    )
    total, north, south, cotton, wool, *cells = values(found)[:9]
    assert total == pytest.approx(north + south)
    assert total == pytest.approx(cotton + wool)
    assert north == pytest.approx(cells[0] + cells[1])
    assert cotton == pytest.approx(cells[0] + cells[2])
    assert found.test.dof == 2


def test_matters_nest_as_places_do():
    kinds = {"coton fictif": "exemple fictif", "laine fictive": "exemple fictif"}
    found = reconcile(
        make_flow(OUTSIDE, "tri", 100.0, 1.0),
        make_flow("tri", OUTSIDE, 60.0, 5.0, matter="coton fictif"),
        make_flow("tri", OUTSIDE, 45.0, 5.0, matter="laine fictive"),
        parents={},
        matter_parents=kinds,
    )
    assert values(found) == pytest.approx([100 + 5 / 51, 60 - 125 / 51, 45 - 125 / 51], abs=1e-9)


def test_what_is_only_known_of_the_whole_balances_the_whole():
    """Nobody says what enters each site: the sites have no balance of their own."""
    found = reconcile(
        TOTAL,
        make_flow("nord", OUTSIDE, 60.0, 5.0),
        make_flow("sud", OUTSIDE, 45.0, 5.0),
        make_flow("nord", "sud", 7.0, 1.0),
    )
    assert values(found) == pytest.approx([100 + 5 / 51, 60 - 125 / 51, 45 - 125 / 51, 7], abs=1e-9)


def test_a_stock_of_a_site_drains_the_whole():
    stock = StockChange(stage="nord", matter="exemple fictif", unit="t")
    found = reconcile(TOTAL, make_flow("sud", OUTSIDE, 45.0, 5.0), stock_changes=(stock,))
    assert found.stock_changes[0].reconciled == pytest.approx(55)


def test_without_nesting_nothing_changes():
    assert find_nesting(FlowModel(flows=(TOTAL, *PARTS))).totals == ()


@pytest.mark.parametrize(
    ("flows", "said"),
    [
        ((TOTAL, make_flow("tri", "nord", 5.0, cell="Flux!F3"), *EXITS), "« nord » est dans"),
        (
            (
                make_flow("tri", "quai", 5.0, cell="Flux!F2"),
                make_flow("nord", "port", 5.0, cell="Flux!F3"),
                make_flow(OUTSIDE, "tri", 9.0, cell="Flux!F4"),
            ),
            "se recoupent",
        ),
    ],
)
def test_what_cannot_nest_is_refused_with_its_cells(flows, said):
    with pytest.raises(InvalidInput) as caught:
        reconcile(*flows, parents={**PARENTS, "quai": "port"})
    details = "\n".join(caught.value.details)
    assert said in plain(details)
    assert "Flux!F3" in details


def test_a_level_is_counted_from_the_top_and_a_circle_is_found():
    parents = {"c": "b", "b": "a"}
    assert [count_levels(key, parents) for key in "abc"] == [1, 2, 3]
    assert [climb("c", parents, level) for level in (1, 2, 3, 9)] == ["a", "b", "c", "c"]
    assert find_circle(parents) == ()
    assert set(find_circle({**parents, "a": "c"})) == {"a", "b", "c"}
    assert climb("a", {"a": "b", "b": "a"}, 1) in {"a", "b"}


def test_a_stage_that_turns_matters_into_others_balances_them_together():
    flows = (
        make_flow(OUTSIDE, "four", 10.0, 1.0),
        make_flow("four", OUTSIDE, 7.0, 1.0, matter="pain fictif"),
        make_flow("four", OUTSIDE, None, matter="vapeur fictive"),
    )
    found = reconcile(*flows, parents={}, mixing=("four",))
    assert not found.warnings  # one network, whatever the names of its matters
    assert values(found) == pytest.approx([10, 7, 3])
    with pytest.raises(InvalidInput):
        reconcile(*flows, parents={})
