"""Read the table that turns a quality score into an uncertainty."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from maillon.domain.provenance import Provenance

__all__ = ["PedigreeTable", "load_pedigree"]

_FILE = Path(__file__).parent / "pedigree.yaml"


@dataclass(frozen=True, kw_only=True, slots=True)
class PedigreeTable:
    """
    Coefficients of variation by score, 1 the best.

    Attributes
    ----------
    reliability, others, expert
        See `maillon.flows.pedigree`.
    other_names
        Label by name of each quality after reliability, in the order of the digits.
    is_verified
        False when it was quoted from memory.
    """

    reliability: tuple[float, ...]
    others: tuple[float, ...]
    expert: tuple[float, ...]
    other_names: dict[str, str]
    source: Provenance
    is_verified: bool


@cache
def load_pedigree() -> PedigreeTable:
    """Return the table that comes with the tool."""
    content = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    source = content["source"]
    return PedigreeTable(
        reliability=tuple(content["reliability"]),
        others=tuple(content["others"]),
        expert=tuple(content["expert"]),
        other_names=dict(content["other_names"]),
        source=Provenance(
            key=source["key"],
            label=source["title"],
            publisher=source["publisher"],
            vintage=source["date"],
            licence=source["licence"],
            address=source["page"],
            retrieved_on=content["checked_on"],
        ),
        is_verified=content["verified"],
    )
