"""Units of flows: converted once on entry, never mixed when they do not measure the same thing."""

from dataclasses import dataclass
from types import MappingProxyType

from maillon.domain.text import fold

__all__ = ["Unit", "find_unit", "list_units"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Unit:
    """
    A unit and how it is counted inside.

    Attributes
    ----------
    symbol
        As it is shown.
    dimension
        What it measures; units of one dimension convert into each other.
    factor
        How many base units of the dimension one of it is.
    """

    symbol: str
    dimension: str
    factor: float


# Definitions, not measures: the first of each dimension is its base.
_UNITS = (
    ("t", "mass", 1.0, ("tonne", "tonnes", "t/an", "t par an", "tonnes par an")),
    ("kg", "mass", 1e-3, ("kilo", "kilos", "kilogramme", "kilogrammes", "kg/an")),
    ("g", "mass", 1e-6, ("gramme", "grammes")),
    ("q", "mass", 0.1, ("quintal", "quintaux")),
    ("kt", "mass", 1e3, ("kilotonne", "kilotonnes", "milliers de tonnes")),
    ("Mt", "mass", 1e6, ("megatonne", "megatonnes", "millions de tonnes")),
    ("m³", "volume", 1.0, ("m3", "metre cube", "metres cubes", "m3/an", "m³/an")),
    ("L", "volume", 1e-3, ("l", "litre", "litres")),
    ("hL", "volume", 0.1, ("hl", "hectolitre", "hectolitres")),
    ("pièces", "count", 1.0, ("piece", "unite", "unites", "objet", "objets", "bouteilles", "u")),
    ("€", "money", 1.0, ("eur", "euro", "euros", "€/an")),
    ("k€", "money", 1e3, ("keur", "milliers d'euros", "k euros")),
    ("M€", "money", 1e6, ("meur", "millions d'euros", "m euros")),
    ("MWh", "energy", 1.0, ("megawattheure", "megawattheures")),
    ("kWh", "energy", 1e-3, ("kilowattheure", "kilowattheures")),
    ("GWh", "energy", 1e3, ("gigawattheure", "gigawattheures")),
)
# Capitals tell some symbols apart (Mt, mt): the exact symbol is looked for before the words.
_BY_SYMBOL = MappingProxyType(
    {
        symbol: Unit(symbol=symbol, dimension=dimension, factor=factor)
        for symbol, dimension, factor, _words in _UNITS
    }
)


def _fold_unit(text: str) -> str:
    return fold(text.replace("€", " euro ").replace("³", "3"))


_BY_WORD = MappingProxyType(
    {
        _fold_unit(word): _BY_SYMBOL[symbol]
        for symbol, _dimension, _factor, words in reversed(_UNITS)
        for word in (*words, symbol)
        if symbol != "Mt" or word != symbol
    }
)


def find_unit(text: str) -> Unit | None:
    """Return the unit that a person wrote, by its symbol or its name; `None` when unknown."""
    bare = text.strip()
    return _BY_SYMBOL.get(bare) or _BY_WORD.get(_fold_unit(bare))


def list_units() -> list[Unit]:
    """Return the units that are known, by dimension, the base of each first."""
    return list(_BY_SYMBOL.values())
