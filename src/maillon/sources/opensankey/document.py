"""What an OpenSankey file says: nodes, links, values, and all the rest kept as received."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = [
    "EXCHANGE",
    "LEVELS",
    "PRODUCT",
    "SECTOR",
    "USUAL_UNCERTAINTY_SHARE",
    "YEAR_GROUPS",
    "OpenSankeyDocument",
    "OpenSankeyLink",
    "OpenSankeyNode",
    "OpenSankeyValue",
]

PRODUCT, SECTOR, EXCHANGE = "product", "sector", "exchange"
# A rule of the format: what TerriFlux's reader (SankeyExcelParser 1.0.0b1) takes where a value has
# no uncertainty, as a share of it.
USUAL_UNCERTAINTY_SHARE = 0.1
YEAR_GROUPS = frozenset({"ANNEE", "ANNEES", "YEAR", "YEARS"})  # folded names of groups of tags
LEVELS = "niveaux"  # name of the dimension in which we nest our own nodes


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenSankeyNode:
    """
    A product or a sector.

    Attributes
    ----------
    key
        What links name it by: its name in a workbook, its identifier in JSON.
    kind
        `PRODUCT`, `SECTOR`, `EXCHANGE` (it stands for the outside), or empty when the file does
        not say.
    level
        Depth in the nested nomenclature, from 1; `None` when it is not said.
    is_balanced
        Whether what enters must leave; `None` when the file says nothing.
    is_shown
        Whether the diagram draws it; `None` when the file says nothing.
    parents
        Key of the parent by dimension.
    extras
        What else the file says of it, by name, as received.
    """

    key: str
    name: str
    kind: str = ""
    level: int | None = None
    is_balanced: bool | None = None
    is_shown: bool | None = None
    colour: str = ""
    parents: Mapping[str, str] = field(default_factory=dict)
    extras: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenSankeyValue:
    """
    What is known of a link, for one choice of data tags.

    Attributes
    ----------
    tags
        (group, tag) of the data tags, outermost first; empty when the file has none.
    value
        Given before the reconciliation.
    standard_error, uncertainty_percent, uncertainty_share
        Of the given value: in its unit, as a percentage or as a share of it, whichever the file
        holds.
    result
        After the reconciliation.
    """

    tags: tuple[tuple[str, str], ...] = ()
    value: float | None = None
    standard_error: float | None = None
    uncertainty_percent: float | None = None
    uncertainty_share: float | None = None
    minimum: float | None = None
    maximum: float | None = None
    result: float | None = None
    extras: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenSankeyLink:
    """
    A flow between two nodes.

    Attributes
    ----------
    source, target
        Keys of the nodes.
    matter
        The product that flows, empty when the file does not say.
    cell
        Where it was read.
    """

    key: str
    source: str
    target: str
    matter: str = ""
    values: tuple[OpenSankeyValue, ...] = ()
    cell: str = ""
    extras: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenSankeyDocument:
    """
    An OpenSankey file.

    Attributes
    ----------
    form
        `xlsx` or `json`: the form it was read in, and the only one that carries its `extras`.
    extras
        Workbook: titles of the sheets of nodes and of the main sheet of flows (`columns`), the
        other sheets as received (`sheets`), and what tags of flows there are (`dataTags`). JSON:
        the keys of the root other than nodes and links.
    """

    form: str
    nodes: tuple[OpenSankeyNode, ...]
    links: tuple[OpenSankeyLink, ...]
    extras: Mapping[str, Any] = field(default_factory=dict)

    def list_unbalanced(self) -> set[str]:
        """
        Return the keys of the nodes that may keep or give what they want.

        Where a workbook asks some nodes to balance, an empty cell means that the others do not.
        """
        is_asked = self.form == "xlsx" and any(node.is_balanced for node in self.nodes)
        return {
            node.key
            for node in self.nodes
            if node.is_balanced is False or (node.is_balanced is None and is_asked)
        }
