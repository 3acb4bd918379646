"""Where everything of a flow diagram stands: bars in columns, ribbons, returns below."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from maillon.domain.flows import OUTSIDE
from maillon.reports.sankey_mesh import Mesh
from maillon.reports.sankey_ranks import Pair, find_returns, order_columns, rank_nodes
from maillon.reports.sankey_routes import route_forward, route_return
from maillon.reports.sankey_slots import GAP, place_slots
from maillon.studies.flowing.drawing import Sankey, SankeyFlow

__all__ = ["BAR_WIDTH", "ENTRIES", "EXITS", "Bar", "Ribbon", "SankeyLayout", "lay_out"]

# Keys of the two bars of the margins; no stage is called so.
ENTRIES, EXITS = "\0in", "\0out"
BAR_WIDTH = 14.0
_LEAST_THICKNESS, _LEAST_FREE, _LEAST_BAR = 1.0, 6.0, 4.0
_BODY, _LABEL = 300.0, 46.0
_PASSAGE_GAP = 8.0  # above a ribbon that passes a column without stopping
_LEAST_COLUMN_GAP, _LANE_GAP, _SIDE = 120.0, 6.0, 26.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """One node: a bar as high as what enters or leaves it, under its name."""

    key: str
    column: int
    x: float
    y: float
    height: float
    entering: float
    leaving: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Ribbon:
    """
    One flow.

    Attributes
    ----------
    path
        Centre line.
    thickness
        Of the value.
    inner, outer
        Thickness of the value less and plus its uncertainty: the fringe lies between.
    is_return
        True when it goes back, below.
    start, label
        Where its symbol and its value stand.
    """

    flow: SankeyFlow
    path: str
    thickness: float
    inner: float
    outer: float
    is_return: bool
    start: tuple[float, float]
    label: tuple[float, float]


@dataclass(frozen=True, kw_only=True, slots=True)
class SankeyLayout:
    """
    A diagram ready to be drawn.

    Attributes
    ----------
    scale
        Pixels of one unit.
    boundaries
        Abscissas of the limit of the territory: none, one, or both.
    """

    width: float
    height: float
    scale: float
    bars: tuple[Bar, ...]
    ribbons: tuple[Ribbon, ...]
    boundaries: tuple[float, ...]


@dataclass(slots=True)
class _Plan:
    """What is decided before anything is placed."""

    flows: list[tuple[str, str, SankeyFlow, float]]
    ranks: dict[str, int]
    forward: dict[Pair, list[int]]
    backward: list[int]
    passages: dict[Pair, list[int]] = field(default_factory=dict)
    bars: dict[str, int] = field(default_factory=dict)


def lay_out(sankey: Sankey, *, width: float = 960) -> SankeyLayout:
    """
    Place the bars and the ribbons of a diagram; circles are welcome.

    Parameters
    ----------
    sankey
        What to draw.
    width
        Wanted width; more when returns need room between two columns.
    """
    scale = _BODY / max(_heaviest(sankey), 1e-12)
    plan = _make_plan(sankey, scale)
    mesh = _make_mesh(plan)
    placed = order_columns(mesh)
    tops = place_slots(mesh, placed)
    xs, total_width = _place_columns(plan, len(placed), width)
    ribbons, lowest = _draw_ribbons(plan, mesh, tops, xs, scale)
    return SankeyLayout(
        width=total_width,
        height=lowest,
        scale=scale,
        bars=tuple(_make_bars(plan, mesh, tops, placed, xs)),
        ribbons=tuple(ribbons),
        boundaries=_find_boundaries(plan, xs),
    )


def _heaviest(sankey: Sankey) -> float:
    """Return the most that enters or leaves one node, or crosses the boundary one way."""
    entering: dict[str, float] = {}
    leaving: dict[str, float] = {}
    for flow in sankey.flows:
        leaving[flow.source] = leaving.get(flow.source, 0) + flow.width_value
        entering[flow.target] = entering.get(flow.target, 0) + flow.width_value
    return max([*entering.values(), *leaving.values()], default=0.0)


def _make_plan(sankey: Sankey, scale: float) -> _Plan:
    flows = [
        (
            ENTRIES if flow.source == OUTSIDE else flow.source,
            EXITS if flow.target == OUTSIDE else flow.target,
            flow,
            max(
                flow.width_value * scale, _LEAST_FREE if flow.estimate.is_free else _LEAST_THICKNESS
            ),
        )
        for flow in sankey.flows
    ]
    ends = dict.fromkeys(end for source, target, *_rest in flows for end in (source, target))
    nodes = [key for key in dict.fromkeys((*sankey.stages, *ends)) if key in ends]
    nodes = [key for key in nodes if key not in {ENTRIES, EXITS}]
    pairs = list(dict.fromkeys((source, target) for source, target, *_rest in flows))
    inner = [pair for pair in pairs if ENTRIES not in pair and EXITS not in pair]
    returns = find_returns(nodes, inner, is_ordered=bool(sankey.stages))
    ranks = rank_nodes(nodes, [pair for pair in inner if pair not in returns])
    returns = {pair for pair in returns if ranks[pair[0]] >= ranks[pair[1]]}
    shift = 1 if ENTRIES in ends else 0
    ranks = {key: rank + shift for key, rank in ranks.items()}
    if ENTRIES in ends:
        ranks[ENTRIES] = 0
    if EXITS in ends:
        ranks[EXITS] = max(ranks.values(), default=-1) + 1
    forward: dict[Pair, list[int]] = {}
    backward: list[int] = []
    for rank, (source, target, *_rest) in enumerate(flows):
        if (source, target) in returns:
            backward.append(rank)
        else:
            forward.setdefault((source, target), []).append(rank)
    return _Plan(flows=flows, ranks=ranks, forward=forward, backward=backward)


def _make_mesh(plan: _Plan) -> Mesh:
    """Return the slots by column, and what is joined from one column to the next."""
    mesh = Mesh(columns=[[] for _rank in range(max(plan.ranks.values()) + 1)])
    entering, leaving = _sum_ends(plan)
    for key, rank in plan.ranks.items():
        height = max(entering.get(key, 0), leaving.get(key, 0), _LEAST_BAR)
        plan.bars[key] = mesh.add(rank, height, room=_LABEL, is_bar=True)
    for (source, target), members in plan.forward.items():
        thickness = sum([plan.flows[member][3] for member in members])
        passages = [
            mesh.add(rank, thickness, room=_PASSAGE_GAP, is_bar=False)
            for rank in range(plan.ranks[source] + 1, plan.ranks[target])
        ]
        plan.passages[source, target] = passages
        for pair in pairwise((plan.bars[source], *passages, plan.bars[target])):
            mesh.join(*pair, thickness)
    return mesh


def _sum_ends(plan: _Plan) -> tuple[dict[str, float], dict[str, float]]:
    entering: dict[str, float] = {}
    leaving: dict[str, float] = {}
    for source, target, _flow, thickness in plan.flows:
        leaving[source] = leaving.get(source, 0) + thickness
        entering[target] = entering.get(target, 0) + thickness
    return entering, leaving


def _place_columns(plan: _Plan, count: int, width: float) -> tuple[list[float], float]:
    """Return the abscissa of each column; a gap is wide enough for the returns that go through."""
    sides = [0.0] * (count + 1)  # what turns before each column, then after the last one
    for member in plan.backward:
        source, target, _flow, thickness = plan.flows[member]
        sides[plan.ranks[source] + 1] += thickness + _LANE_GAP
        sides[plan.ranks[target]] += thickness + _LANE_GAP
    even = (width - 2 * _SIDE - sides[0] - sides[-1] - BAR_WIDTH) / max(count - 1, 1) - BAR_WIDTH
    xs = [_SIDE + sides[0]]
    for rank in range(1, count):
        gap = max(even, _LEAST_COLUMN_GAP, sides[rank] + 0.6 * _LEAST_COLUMN_GAP)
        xs.append(xs[-1] + BAR_WIDTH + gap)
    return xs, max(width, xs[-1] + BAR_WIDTH + sides[-1] + _SIDE)


def _draw_ribbons(
    plan: _Plan,
    mesh: Mesh,
    tops: Sequence[float],
    xs: Sequence[float],
    scale: float,
) -> tuple[list[Ribbon], float]:
    leaving, entering = _find_ports(plan, mesh, tops)
    bottom = max(map(sum, zip(tops, mesh.heights, strict=True)))
    lanes = _Lanes(bottom=bottom + GAP, sides={})
    backward = sorted(
        plan.backward,
        key=lambda member: plan.ranks[plan.flows[member][0]] - plan.ranks[plan.flows[member][1]],
    )
    ribbons: dict[int, Ribbon] = {}
    for pair, members in plan.forward.items():
        offset = 0.0
        for member in members:
            thickness = plan.flows[member][3]
            passed = [
                (xs[mesh.column_of[number]], tops[number] + offset + thickness / 2)
                for number in plan.passages[pair]
            ]
            offset += thickness
            begin = (xs[plan.ranks[pair[0]]] + BAR_WIDTH, leaving[member])
            end = (xs[plan.ranks[pair[1]]], entering[member])
            path, label = route_forward(begin, passed, end, bar_width=BAR_WIDTH)
            ribbons[member] = _make_ribbon(plan, member, path, begin, label, scale)
    for member in backward:
        source, target, _flow, thickness = plan.flows[member]
        begin = (xs[plan.ranks[source]] + BAR_WIDTH, leaving[member])
        end = (xs[plan.ranks[target]], entering[member])
        out = lanes.take_side((plan.ranks[source], 1), thickness)
        back = lanes.take_side((plan.ranks[target], -1), thickness)
        lane = lanes.take_lane(thickness)
        path, label = route_return(begin, end, out=out, back=back, lane=lane, thickness=thickness)
        ribbons[member] = _make_ribbon(plan, member, path, begin, label, scale)
    return [ribbons[member] for member in range(len(plan.flows))], lanes.bottom + _SIDE


@dataclass(slots=True)
class _Lanes:
    """Room already taken by returns, below the columns and beside each of them."""

    bottom: float
    sides: dict[tuple[int, int], float]

    def take_side(self, side: tuple[int, int], thickness: float) -> float:
        taken = self.sides.get(side, 0.0)
        self.sides[side] = taken + thickness + _LANE_GAP
        return taken

    def take_lane(self, thickness: float) -> float:
        middle = self.bottom + thickness / 2
        self.bottom += thickness + GAP
        return middle


def _find_ports(
    plan: _Plan, mesh: Mesh, tops: Sequence[float]
) -> tuple[dict[int, float], dict[int, float]]:
    """Return where each flow leaves and enters: stacked by what lies opposite, returns last."""
    middles = [top + height / 2 for top, height in zip(tops, mesh.heights, strict=True)]
    outs: dict[str, list[tuple[float, int]]] = {}
    ins: dict[str, list[tuple[float, int]]] = {}
    for (source, target), members in plan.forward.items():
        chain = [plan.bars[source], *plan.passages[source, target], plan.bars[target]]
        for member in members:
            outs.setdefault(source, []).append((middles[chain[1]], member))
            ins.setdefault(target, []).append((middles[chain[-2]], member))
    for member in plan.backward:
        source, target, *_rest = plan.flows[member]
        outs.setdefault(source, []).append((float("inf"), member))
        ins.setdefault(target, []).append((float("inf"), member))
    return _stack_ports(plan, tops, outs), _stack_ports(plan, tops, ins)


def _stack_ports(
    plan: _Plan, tops: Sequence[float], members: Mapping[str, list[tuple[float, int]]]
) -> dict[int, float]:
    ports = {}
    for key, entries in members.items():
        y = tops[plan.bars[key]]
        for _opposite, member in sorted(entries):
            thickness = plan.flows[member][3]
            ports[member] = y + thickness / 2
            y += thickness
    return ports


def _make_ribbon(
    plan: _Plan,
    member: int,
    path: str,
    begin: tuple[float, float],
    label: tuple[float, float],
    scale: float,
) -> Ribbon:
    _source, _target, flow, thickness = plan.flows[member]
    inner, outer = _find_fringe(flow, thickness, scale)
    return Ribbon(
        flow=flow,
        path=path,
        thickness=thickness,
        inner=inner,
        outer=outer,
        is_return=member in plan.backward,
        start=begin,
        label=label,
    )


def _find_fringe(flow: SankeyFlow, thickness: float, scale: float) -> tuple[float, float]:
    """Return the thickness of the least and of the most that a flow may be."""
    estimate = flow.estimate
    if estimate.standard_error is not None:
        spread = estimate.standard_error * scale
        return max(thickness - spread, 0.0), thickness + spread
    low = thickness if estimate.low is None else estimate.low * scale
    high = thickness if estimate.high is None else estimate.high * scale
    return min(low, thickness), max(high, thickness)


def _make_bars(
    plan: _Plan,
    mesh: Mesh,
    tops: Sequence[float],
    columns: Iterable[Sequence[int]],
    xs: Sequence[float],
) -> Iterable[Bar]:
    entering: dict[str, float] = {}
    leaving: dict[str, float] = {}
    for source, target, flow, _thickness in plan.flows:
        leaving[source] = leaving.get(source, 0) + flow.width_value
        entering[target] = entering.get(target, 0) + flow.width_value
    names = {number: key for key, number in plan.bars.items()}
    for number in (one for column in columns for one in column if one in names):
        key, column = names[number], mesh.column_of[number]
        yield Bar(
            key=key,
            column=column,
            x=xs[column],
            y=tops[number],
            height=mesh.heights[number],
            entering=entering.get(key, 0.0),
            leaving=leaving.get(key, 0.0),
        )


def _find_boundaries(plan: _Plan, xs: Sequence[float]) -> tuple[float, ...]:
    """Return where the limit of the territory passes, beside the bars of the margins."""
    found = []
    if ENTRIES in plan.ranks:
        found.append(xs[0] + BAR_WIDTH + 0.3 * _LEAST_COLUMN_GAP)
    if EXITS in plan.ranks:
        found.append(xs[-1] - 0.3 * _LEAST_COLUMN_GAP)
    return tuple(found)
