"""What circulates: quantities of a matter that go in a year from one stage or place to another."""

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["OUTSIDE", "Flow", "FlowModel", "FlowTie", "StockChange", "TransferShare"]

OUTSIDE = "outside"


@dataclass(frozen=True, kw_only=True, slots=True)
class Flow:
    """
    A quantity of one matter that goes from one node to another.

    Attributes
    ----------
    source, target
        Keys of stages or places; `OUTSIDE` is the world beyond the boundary.
    matter
        What circulates. Flows of several matters are balanced apart.
    unit
        Unit of every quantity of this flow.
    year
        Year it holds for; `None` when it is not said.
    value
        What was measured or estimated; `None` when nobody knows.
    standard_error
        Of the value, in the same unit; `None` when it is left to the quality score, or when there
        is no value.
    minimum, maximum
        What the flow cannot go below or beyond; `None` for no ceiling.
    reference
        Where the value comes from, in words.
    quality
        Pedigree score, as `maillon.flows.pedigree` reads it; empty when there is none.
    cell
        Where it was read (`Flux!D4`, `flows[3]`), to send the person back there.
    """

    source: str
    target: str
    matter: str
    unit: str
    year: int | None = None
    value: float | None = None
    standard_error: float | None = None
    minimum: float = 0.0
    maximum: float | None = None
    reference: str = ""
    quality: str = ""
    cell: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class TransferShare:
    """
    Share of what enters a stage that leaves it by one way: a yield.

    Attributes
    ----------
    stage
        Where it happens.
    matter
        What enters.
    target
        Where the share goes.
    share
        Between 0 and 1.
    source
        Only what comes from there is counted as entering; everything when empty.
    target_matter
        What leaves, when the stage turns the matter into another; the same when empty.
    standard_error
        Of the share; `None` when the share is taken as certain.
    year
        Year it holds for; every year when `None`.
    reference, cell
        As for a flow.
    """

    stage: str
    matter: str
    target: str
    share: float
    source: str = ""
    target_matter: str = ""
    standard_error: float | None = None
    year: int | None = None
    reference: str = ""
    cell: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class StockChange:
    """
    What a stage holds more (or less, negative) of a matter at the end of the year.

    Attributes
    ----------
    value
        `None` when a stock may move and nobody knows by how much.
    standard_error
        Of the value, in the same unit.
    """

    stage: str
    matter: str
    unit: str
    year: int | None = None
    value: float | None = None
    standard_error: float | None = None
    reference: str = ""
    cell: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class FlowTie:
    """
    An equation between flows: the sum of coefficient x flow is zero.

    Attributes
    ----------
    name
        What it is called where it was read.
    coefficients
        By place of the flow in the model, each flow counted in its own unit.
    year, cell
        As for a flow.
    """

    name: str
    coefficients: tuple[tuple[int, float], ...]
    year: int | None = None
    cell: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class FlowModel:
    """
    The flows of a filière: what is known of what circulates.

    Attributes
    ----------
    flows
        In the order of the person who wrote them.
    stages
        Keys of the nodes, in the order of the filière, `OUTSIDE` left out; when empty, `nodes`
        gives them in the order of the flows.
    labels
        Name to show by key of node or matter; the key itself when absent.
    yields
        Shares that bind what leaves a stage to what enters it.
    stock_changes
        A stage that has none gives back all that it receives.
    title
        Name of the model; empty when it has none.
    columns
        Letters of the column of each field of a flow, when they were read in a sheet.
    parents
        What a node stands in, by key of node: a sorting centre in « tri ». A flow of a node that
        holds others is the sum of their flows of the same matter, when these are given.
    matter_parents
        The same for matters.
    families
        What a node does of what it receives, in words (« Réemploi »), by key of node.
    mixing
        Nodes that turn matters into others: all that enters, whatever it is, is all that leaves.
    ties
        Equations between flows, by their places: they hold as long as `flows` keeps its order.
    """

    flows: tuple[Flow, ...]
    stages: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    yields: tuple[TransferShare, ...] = ()
    stock_changes: tuple[StockChange, ...] = ()
    title: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    parents: Mapping[str, str] = field(default_factory=dict)
    matter_parents: Mapping[str, str] = field(default_factory=dict)
    families: Mapping[str, str] = field(default_factory=dict)
    mixing: tuple[str, ...] = ()
    ties: tuple[FlowTie, ...] = ()

    @property
    def nodes(self) -> tuple[str, ...]:
        """Every node but `OUTSIDE`: the stages in their order, then the others as they come."""
        ends = (end for flow in self.flows for end in (flow.source, flow.target))
        ordered = dict.fromkeys((*self.stages, *ends))
        return tuple(node for node in ordered if node != OUTSIDE)

    def get_label(self, key: str) -> str:
        """Return the name to show for a node or a matter."""
        return self.labels.get(key) or key
