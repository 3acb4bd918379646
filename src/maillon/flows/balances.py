"""Write what is conserved as equations: one balance for each stage, matter and year."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maillon.domain.flows import OUTSIDE, Flow, FlowModel, StockChange, TransferShare
from maillon.domain.nesting import iter_upwards
from maillon.flows.nesting import Nesting, find_nesting
from maillon.flows.units import find_unit

__all__ = [
    "BalanceKey",
    "FlowSystem",
    "Product",
    "YieldUse",
    "build_system",
    "find_yield_uses",
    "group_matters",
]

Year = int | None


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class BalanceKey:
    """A balance: the matters of a stage that are conserved together, in one year."""

    stage: str
    matters: tuple[str, ...]
    year: Year


@dataclass(frozen=True, kw_only=True, slots=True)
class YieldUse:
    """A yield in one year: what enters and what leaves, by place in the flows."""

    share: TransferShare
    year: Year
    entering: tuple[int, ...]
    leaving: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Product:
    """An uncertain yield: row `row` says leaving = share x entering, both unknown."""

    row: int
    entering: tuple[int, ...]
    variable: int


@dataclass(frozen=True, kw_only=True, slots=True)
class FlowSystem:
    """
    Equations `matrix @ x = 0` about flows, then stock changes, then uncertain shares.

    Attributes
    ----------
    matrix
        Sparse rows: balances first, in the order of `balances`, then yields.
    value, sigma
        Measures in base units; NaN for what is not measured.
    lower, upper
        Bounds in base units; infinite when there is none.
    factor
        How many base units one unit of the person is, by variable.
    flow_count, stock_count
        How many variables of the first kinds.
    yields
        In the order of their rows.
    products
        Rows of `matrix` that are not linear: their share is missing from it.
    """

    matrix: Any
    value: NDArray[np.float64]
    sigma: NDArray[np.float64]
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    factor: NDArray[np.float64]
    balances: tuple[BalanceKey, ...]
    yields: tuple[YieldUse, ...]
    products: tuple[Product, ...]
    flow_count: int
    stock_count: int


def group_matters(model: FlowModel) -> dict[tuple[str, str], tuple[str, ...]]:
    """
    Return the matters conserved together, by stage and matter.

    Notes
    -----
    Matters are balanced apart, but where a stage turns one into another, as a yield says or as the
    stage is said to mix: there the whole that enters is the whole that leaves.
    """
    linked: dict[str, list[set[str]]] = defaultdict(list)
    for share in model.yields:
        if share.target_matter and share.target_matter != share.matter:
            _join(linked[share.stage], {share.matter, share.target_matter})
    for stage, matters in _list_mixed(model):
        _join(linked[stage], matters)
    return {
        (stage, matter): tuple(sorted(group))
        for stage, groups in linked.items()
        for group in groups
        for matter in group
    }


def _list_mixed(model: FlowModel) -> list[tuple[str, set[str]]]:
    """Return the matters of each stage that mixes, and of what holds it, by what is counted."""
    mixing = {above for stage in model.mixing for above in iter_upwards(stage, model.parents)}
    if not mixing:
        return []
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for flow in model.flows:
        unit = find_unit(flow.unit)
        for end in (flow.source, flow.target):
            for stage in mixing.intersection(iter_upwards(end, model.parents)):
                matters = iter_upwards(flow.matter, model.matter_parents)
                found[stage, unit.dimension if unit else ""].update(matters)
    return [(stage, matters) for (stage, _dimension), matters in found.items()]


def _join(groups: list[set[str]], pair: set[str]) -> None:
    touched = [group for group in groups if group & pair]
    for group in touched:
        groups.remove(group)
    groups.append(pair.union(*touched))


def build_system(model: FlowModel, errors: Sequence[float | None]) -> FlowSystem:
    """
    Write the balances and the yields of a model that was checked.

    Parameters
    ----------
    errors
        Standard error of each flow in its unit, `None` for a flow without a value.
    """
    from scipy.sparse import csr_array

    uses = find_yield_uses(model)
    uncertain = [use for use in uses if use.share.standard_error is not None]
    flow_count, stock_count = len(model.flows), len(model.stock_changes)
    variable_of = {id(use): flow_count + stock_count + k for k, use in enumerate(uncertain)}
    nesting = find_nesting(model)
    rows = _BalanceRows(group_matters(model), nesting)
    for place, flow in enumerate(model.flows):
        if nesting.is_counted(place):
            rows.add(flow.target, flow.matter, flow.year, place, 1.0)
            rows.add(flow.source, flow.matter, flow.year, place, -1.0)
    for rank, change in enumerate(model.stock_changes):
        rows.add(change.stage, change.matter, change.year, flow_count + rank, -1.0)
    rows.add_totals(model)
    rows.add_ties(model)
    products = []
    for use in uses:
        row = rows.open_row()
        for place in use.leaving:
            rows.put(row, place, 1.0)
        if id(use) in variable_of:
            products.append(Product(row=row, entering=use.entering, variable=variable_of[id(use)]))
            continue
        for place in use.entering:
            rows.put(row, place, -use.share.share)
    size = flow_count + stock_count + len(uncertain)
    matrix = csr_array(
        (rows.coefficients, (rows.row_places, rows.column_places)), shape=(rows.count, size)
    )
    measures = _Measures(model, errors, uncertain)
    return FlowSystem(
        matrix=matrix,
        value=measures.value,
        sigma=measures.sigma,
        lower=measures.lower,
        upper=measures.upper,
        factor=measures.factor,
        balances=tuple(rows.balances),
        yields=tuple(uses),
        products=tuple(products),
        flow_count=flow_count,
        stock_count=stock_count,
    )


class _BalanceRows:
    """Coefficients of the equations; balances must all come before the rows of yields."""

    def __init__(self, groups: Mapping[tuple[str, str], tuple[str, ...]], nesting: Nesting) -> None:
        self._groups = groups
        self._nesting = nesting
        self.balances: dict[BalanceKey, int] = {}
        self.count = 0
        self.coefficients: list[float] = []
        self.row_places: list[int] = []
        self.column_places: list[int] = []

    def add(self, stage: str, matter: str, year: Year, place: int, sign: float) -> None:
        if stage == OUTSIDE:
            return
        stage, matter = self._nesting.locate(stage, matter, year)
        matters = self._groups.get((stage, matter), (matter,))
        key = BalanceKey(stage=stage, matters=matters, year=year)
        if key not in self.balances:
            self.balances[key] = self.open_row()
        self.put(self.balances[key], place, sign)

    def add_totals(self, model: FlowModel) -> None:
        """Write that each total is the sum of its parts, among the balances."""
        for total in self._nesting.totals:
            row = self._open_total(model, model.flows[total.places[0]])
            for place in total.places:
                self.put(row, place, 1.0)
            for place in total.parts:
                self.put(row, place, -1.0)

    def add_ties(self, model: FlowModel) -> None:
        """Write the equations between flows, among the balances."""
        for tie in model.ties:
            flows = [model.flows[place] for place, _coefficient in tie.coefficients]
            matters = tuple(dict.fromkeys(flow.matter for flow in flows))
            name = f"{tie.name} ({tie.cell})" if tie.cell else tie.name
            row = self._open(BalanceKey(stage=name, matters=matters, year=tie.year))
            for (place, coefficient), flow in zip(tie.coefficients, flows, strict=True):
                self.put(row, place, coefficient / _factor(flow))

    def _open_total(self, model: FlowModel, flow: Flow) -> int:
        """Open the row of a total; its stage says which."""
        ends = f"{model.get_label(flow.source)} → {model.get_label(flow.target)}"
        key = BalanceKey(stage=ends, matters=(flow.matter,), year=flow.year)
        if key in self.balances:  # other stages have the same names
            key = replace(key, stage=f"{ends} ({flow.source} → {flow.target})")
        return self._open(key)

    def _open(self, key: BalanceKey) -> int:
        while key in self.balances:  # a name said twice
            key = replace(key, stage=f"{key.stage} +")
        self.balances[key] = self.open_row()
        return self.balances[key]

    def open_row(self) -> int:
        self.count += 1
        return self.count - 1

    def put(self, row: int, column: int, coefficient: float) -> None:
        self.coefficients.append(coefficient)
        self.row_places.append(row)
        self.column_places.append(column)


class _Measures:
    """Values, uncertainties and bounds of the variables, in base units."""

    def __init__(
        self, model: FlowModel, errors: Sequence[float | None], uncertain: Sequence[YieldUse]
    ) -> None:
        entries = [
            *(
                (_factor(flow), flow.value, error, flow.minimum, flow.maximum)
                for flow, error in zip(model.flows, errors, strict=True)
            ),
            *(
                (_factor(change), change.value, change.standard_error, None, None)
                for change in model.stock_changes
            ),
            *((1.0, use.share.share, use.share.standard_error, 0.0, 1.0) for use in uncertain),
        ]
        self.factor = np.array([entry[0] for entry in entries], dtype=float)
        columns = [
            np.array([np.nan if entry[k] is None else entry[k] for entry in entries], dtype=float)
            for k in range(1, 5)
        ]
        self.value, self.sigma, self.lower, self.upper = (c * self.factor for c in columns)
        self.sigma[np.isnan(self.value)] = np.nan
        self.lower = np.where(np.isnan(self.lower), -np.inf, self.lower)
        self.upper = np.where(np.isnan(self.upper), np.inf, self.upper)


def _factor(quantity: Flow | StockChange) -> float:
    unit = find_unit(quantity.unit)
    return 1.0 if unit is None else unit.factor


def find_yield_uses(model: FlowModel) -> list[YieldUse]:
    """Return each yield for each year in which its stage gives what it speaks of."""
    entering: dict[tuple[str, str], list[int]] = defaultdict(list)
    leaving: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for place, flow in enumerate(model.flows):
        entering[flow.target, flow.matter].append(place)
        leaving[flow.source, flow.target, flow.matter].append(place)
    uses = []
    for share in model.yields:
        into = [
            place
            for place in entering[share.stage, share.matter]
            if share.source in {"", model.flows[place].source}
        ]
        out = leaving[share.stage, share.target, share.target_matter or share.matter]
        years = dict.fromkeys(model.flows[place].year for place in out)
        for year in years:
            if share.year not in {None, year}:
                continue
            uses.append(
                YieldUse(
                    share=share,
                    year=year,
                    entering=tuple(p for p in into if model.flows[p].year == year),
                    leaving=tuple(p for p in out if model.flows[p].year == year),
                )
            )
    return uses
