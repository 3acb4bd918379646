"""Units are read as people write them, and convert within what they measure."""

import pytest

from maillon.flows.units import find_unit, list_units


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("t", "t"),
        ("Tonnes", "t"),
        ("t/an", "t"),
        ("KG", "kg"),
        ("m3", "m³"),
        ("M³", "m³"),
        ("k€", "k€"),
        ("€", "€"),
        ("M€", "M€"),
        ("litres", "L"),
        ("Mt", "Mt"),
        ("MWh", "MWh"),
    ],
)
def test_a_unit_is_found_as_it_is_written(text, symbol):
    assert find_unit(text).symbol == symbol


@pytest.mark.parametrize("text", ["", "brouettes", "mt", "?"])
def test_what_is_no_unit_is_not_guessed(text):
    assert find_unit(text) is None


def test_each_dimension_has_one_base():
    bases = [unit.dimension for unit in list_units() if unit.factor == 1]
    assert len(bases) == len(set(bases)) == len({unit.dimension for unit in list_units()})


def test_a_thousand_kilograms_are_a_tonne():
    assert find_unit("kg").factor * 1000 == find_unit("t").factor
