"""Words of the capture of a gisement: what secures it, how to share it."""

from maillon.reference.captures.catalogue import (
    SecuringMeasure,
    SplitAdvice,
    list_securing_measures,
    list_split_advice,
)

__all__ = ["SecuringMeasure", "SplitAdvice", "list_securing_measures", "list_split_advice"]
