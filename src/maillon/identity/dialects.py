"""What the conditions need and no two engines write alike."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["DUCKDB", "SPARK", "Dialect"]

_SIDE = re.compile(r"\{([lr])\.(\w+)\}")
_COMMON = re.compile(r"\{any_common\((\w+)(?:, (\w+))?\)\}")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How an engine writes a likeness."""

    name: str
    quote: str
    any_common: str
    terms: Mapping[str, str]

    def write(self, condition: str, *, more_bits: float = 0.0) -> str:
        """Return a condition as this engine reads it; rare words have so many bits more."""
        condition = condition.replace("{more_bits}", f"{more_bits:.6f}")
        for term, written in self.terms.items():
            condition = condition.replace(f"{{{term}}}", written)
        condition = _COMMON.sub(
            lambda found: self.any_common.format(left=found[1], right=found[2] or found[1]),
            condition,
        )
        return _SIDE.sub(lambda found: f"{self.quote}{found[2]}_{found[1]}{self.quote}", condition)


DUCKDB = Dialect(
    name="duckdb",
    quote='"',
    any_common='list_has_any("{left}_l", "{right}_r")',
    terms={
        "shared": "coalesce(list_sum(list_transform(list_intersect({l.words}, {r.words}),"
        " lambda w: {l.weights}[list_position({l.words}, w)])), 0.0)",
        "jaro_winkler": "jaro_winkler_similarity({l.compact}, {r.compact})",
        "street_likeness": "jaro_winkler_similarity({l.street}, {r.street})",
    },
)
SPARK = Dialect(
    name="spark",
    quote="`",
    any_common="arrays_overlap(`{left}_l`, `{right}_r`)",
    terms={
        "shared": "aggregate(transform(array_intersect({l.words}, {r.words}),"
        " w -> element_at({l.weights}, cast(array_position({l.words}, w) as int))),"
        " cast(0 as double), (a, x) -> a + x)",
        "jaro_winkler": "jaro_winkler({l.compact}, {r.compact})",
        "street_likeness": "jaro_winkler({l.street}, {r.street})",
    },
)
