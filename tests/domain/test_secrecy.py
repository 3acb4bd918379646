from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from maillon.domain import secrecy
from maillon.domain.errors import InvalidInput
from maillon.domain.secrecy import Cell, Total


def protect_counts(some_cells, totals=(), *, min_units=3):
    return secrecy.protect_counts(some_cells, totals, min_units=min_units, max_dominance=0.85)


def cells(*counts):
    return [Cell(key=f"c{number}", unit_count=count) for number, count in enumerate(counts)]


def total(key="total", *numbers):
    return Total(key=key, members=[f"c{number}" for number in numbers])


@pytest.mark.parametrize(("count", "is_withheld"), [(0, False), (1, True), (2, True), (3, False)])
def test_fewer_than_three_units_are_withheld_but_a_zero_is_shown(count, is_withheld):
    assert protect_counts(cells(count)).withheld == ({"c0"} if is_withheld else set())


@pytest.mark.parametrize(("share", "is_withheld"), [(0.85, False), (0.86, True), (None, False)])
def test_a_figure_that_one_actor_makes_is_withheld(share, is_withheld):
    found = protect_counts([Cell(key="c0", unit_count=40, dominance=share)])
    assert bool(found.primary) == is_withheld


def test_the_smallest_neighbour_hides_what_a_total_would_tell():
    found = protect_counts(cells(2, 9, 4, 0), [total("total", 0, 1, 2, 3)])
    assert found.primary == {"c0"}
    assert found.secondary == {"c2"}


def test_two_small_cells_that_make_three_units_hide_each_other():
    assert protect_counts(cells(2, 1, 9), [total("total", 0, 1, 2)]).withheld == {"c0", "c1"}


def test_nobody_dominates_an_empty_cell():
    assert not protect_counts([Cell(key="c0", unit_count=0, dominance=1.0)]).withheld


def test_two_cells_of_one_unit_are_not_enough_to_hide_each_other():
    found = protect_counts(cells(1, 1, 5), [total("total", 0, 1, 2)])
    assert found.withheld == {"c0", "c1", "c2"}


def test_a_total_without_neighbour_left_is_withheld_itself():
    assert protect_counts(cells(2, 0), [total("total", 0, 1)]).withheld == {"c0", "total"}
    ones = protect_counts(cells(1, 1, 1), [total("total", 0, 1, 2)])
    assert "total" in ones.secondary  # three cells of at least one unit that add up to three


def test_a_dominated_total_hides_one_of_its_cells():
    dominated = Total(key="total", members=["c0", "c1"], dominance=0.9)
    found = protect_counts(cells(5, 4), [dominated])
    assert (found.primary, found.secondary) == ({"total"}, {"c1"})


def test_without_anything_small_nothing_is_withheld():
    assert protect_counts(cells(3, 8, 0), [total("total", 0, 1, 2)]).withheld == frozenset()
    assert protect_counts([]).withheld == frozenset()


def test_the_rule_can_be_stricter():
    assert protect_counts(cells(4), min_units=5).withheld == {"c0"}


@pytest.mark.parametrize(
    ("some_cells", "totals"),
    [
        (cells(-1), []),
        ([*cells(1), *cells(2)], []),
        (cells(1), [total("total", 0, 7)]),
        (cells(1), [total("c0", 0)]),
    ],
)
def test_a_table_that_does_not_hold_together_is_refused(some_cells, totals):
    with pytest.raises(InvalidInput) as caught:
        protect_counts(some_cells, totals)
    assert "tableau" in caught.value.for_user()


def list_explanations(counts, sums, withheld):
    """Return by brute force every table that agrees with what is shown."""
    hidden = [number for number in range(len(counts)) if f"c{number}" in withheld]
    most = sum(counts) + 4
    for values in product(range(1, most + 1), repeat=len(hidden)):
        table = list(counts)
        for number, value in zip(hidden, values, strict=True):
            table[number] = value
        if all(
            sum(table[member] for member in members) == sum(counts[member] for member in members)
            for key, members in sums.items()
            if key not in withheld
        ):
            yield table


@st.composite
def small_tables(draw):
    counts = draw(st.lists(st.integers(0, 4), min_size=2, max_size=5))
    numbers = st.integers(0, len(counts) - 1)
    groups = draw(st.lists(st.sets(numbers, min_size=1), max_size=3))
    return counts, {f"t{rank}": sorted(group) for rank, group in enumerate(groups)}


@settings(deadline=None, max_examples=150)
@given(small_tables())
def test_no_withheld_number_can_be_recomputed(table):
    counts, sums = table
    found = protect_counts(cells(*counts), [total(key, *members) for key, members in sums.items()])
    assume(sum(key.startswith("c") for key in found.withheld) <= 4)  # brute force takes long
    explanations = list(list_explanations(counts, sums, found.withheld))
    for key in found.withheld:
        members = sums.get(key, [int(key[1:])])
        assert len({sum(entry[member] for member in members) for entry in explanations}) > 1


@settings(deadline=None)
@given(small_tables())
def test_what_a_total_leaves_unsaid_holds_three_units_at_least(table):
    counts, sums = table
    found = protect_counts(cells(*counts), [total(key, *members) for key, members in sums.items()])
    for key, members in sums.items():
        unsaid = [counts[member] for member in members if f"c{member}" in found.withheld]
        assert key in found.withheld or not unsaid or sum(unsaid) >= 3
    for number, count in enumerate(counts):
        assert (f"c{number}" in found.primary) == (0 < count < 3)
        assert count or f"c{number}" not in found.withheld


def test_a_table_with_margins_hides_a_rectangle():
    margins = [
        total("ligne-1", 0, 1, 2),
        total("ligne-2", 3, 4, 5),
        total("colonne-1", 0, 3),
        total("colonne-2", 1, 4),
        total("colonne-3", 2, 5),
        total("tout", 0, 1, 2, 3, 4, 5),
    ]
    found = protect_counts(cells(1, 20, 30, 10, 15, 40), margins)
    assert found.withheld == {"c0", "c1", "c3", "c4"}
