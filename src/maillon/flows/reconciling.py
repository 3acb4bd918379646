"""Correct flows as little as possible so that every stage gives back what it receives."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maillon.domain.errors import InvalidInput, NoSolution
from maillon.domain.flows import FlowModel
from maillon.domain.formatting import format_number
from maillon.domain.language import translate as _
from maillon.flows.answering import Account, write_reconciliation
from maillon.flows.balances import FlowSystem, build_system
from maillon.flows.checking import check_model
from maillon.flows.classes import reduce_system
from maillon.flows.informing import rank_measures, rank_missing_measures
from maillon.flows.intervals import find_intervals
from maillon.flows.problems import (
    NearestProblem,
    NearestSolution,
    UnbalanceableError,
    find_local_variance,
)
from maillon.flows.propagation import propagate
from maillon.flows.results import FlowClass, Reconciliation
from maillon.flows.solving import find_nearest_point
from maillon.flows.widening import find_end_errors
from maillon.reference.parameters.pedigree import PedigreeTable

__all__ = ["reconcile_flows"]

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Places = NDArray[np.intp]
# In variances and in standard errors: less is rounding.
_STILL_VARIANCE, _ON_BOUND = 1e-9, 1e-7
_MOST_ROUNDS = 40
_STILL = 1e-10
_NAMED = 3
_MANY_NETWORKS = 100
_MOST_EQUATIONS = 5_000
_BATCH_ROWS = 40


def reconcile_flows(model: FlowModel, pedigree: PedigreeTable | None = None) -> Reconciliation:
    """
    Close the account of a model.

    Parameters
    ----------
    pedigree
        Table that gives an uncertainty to the values that only have a quality score.

    Returns
    -------
    Reconciliation
        Flows in the order of the model, each in its own unit.

    Raises
    ------
    InvalidInput
        If the model cannot be read as flows: unknown or mixed units, a value without uncertainty,
        a negative flow, a minimum above its maximum, a loop without outlet.
    NoSolution
        If the bounds and the yields exclude each other.

    Notes
    -----
    Weighted least squares under balances, bounds and yields. An uncertain yield is linearised
    around the last point until nothing moves. Networks that share nothing are solved apart.

    References
    ----------
    Narasimhan and Jordache (2000), Data Reconciliation and Gross Error Detection, ch. 3 and 5.
    Cencic (2016), Nonlinear data reconciliation in material flow analysis with software STAN.
    """
    checked = check_model(model, pedigree)
    system = build_system(model, checked.errors)
    account = Account.start(system)
    for part in _iter_parts(system):
        _check_size(part)
        _close_part(model, system, part, account)
    return write_reconciliation(model, system, account, checked)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Part:
    """
    Equations and variables that share nothing with the others.

    Attributes
    ----------
    networks
        Which network each column is of: very many small ones are solved together.
    """

    rows: Places
    columns: Places
    networks: Places


def _iter_parts(system: FlowSystem) -> Iterator[_Part]:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    pattern = system.matrix.tocoo()
    rows, count = system.matrix.shape
    ends = [(product.row, product.variable) for product in system.products]
    ends += [(product.row, place) for product in system.products for place in product.entering]
    extra = np.array(ends, dtype=int).reshape(-1, 2)
    joined_rows = np.concatenate([pattern.row, extra[:, 0]])
    joined_columns = np.concatenate([pattern.col, extra[:, 1]]) + rows
    links = coo_array(
        (np.ones(len(joined_rows)), (joined_rows, joined_columns)), shape=(rows + count,) * 2
    )
    _number, labels = connected_components(links, directed=False)
    batches = _batch(labels[:rows])
    row_batches, column_batches = batches[labels[:rows]], batches[labels[rows:]]
    row_order = np.argsort(row_batches, kind="stable")
    column_order = np.argsort(column_batches, kind="stable")
    bounds = np.arange(int(batches.max(initial=-1)) + 2)
    row_ends = np.searchsorted(row_batches[row_order], bounds)
    column_ends = np.searchsorted(column_batches[column_order], bounds)
    for batch in bounds[:-1]:
        columns = column_order[column_ends[batch] : column_ends[batch + 1]]
        yield _Part(
            rows=row_order[row_ends[batch] : row_ends[batch + 1]],
            columns=columns,
            networks=labels[rows:][columns],
        )


def _batch(row_labels: Places) -> Places:
    """Return the batch of each network: its own, unless they are very many."""
    sizes = np.bincount(row_labels)
    if len(sizes) <= _MANY_NETWORKS:
        return np.arange(len(sizes))
    return np.unique(np.cumsum(sizes) // _BATCH_ROWS, return_inverse=True)[1]


def _check_size(part: _Part) -> None:
    if len(part.rows) > _MOST_EQUATIONS:
        raise InvalidInput(
            f"{len(part.rows)} equations in one network",
            user=_(
                "Un même réseau a {count} bilans et rendements, et {limit} au plus sont traités à "
                "la fois : regroupez des maillons, ou séparez les matières et les années."
            ).format(count=format_number(len(part.rows)), limit=format_number(_MOST_EQUATIONS)),
        )


def _close_part(model: FlowModel, system: FlowSystem, part: _Part, account: Account) -> None:
    try:
        problem, solution = _settle(system, part)
    except UnbalanceableError as error:
        raise _explain(model, system, part, error) from error
    account.point[part.columns] = solution.point
    account.is_at_bound[part.columns] = solution.is_at_bound
    through = abs(problem.matrix) @ np.abs(solution.point) + np.abs(problem.right)
    gaps = np.abs(problem.matrix @ solution.point - problem.right)
    floor = 1e-12 * problem.scale
    account.residuals.append(float((gaps / np.maximum(through, floor)).max(initial=0.0)))
    _describe_part(system, part, account, problem, solution)


def _describe_part(
    system: FlowSystem,
    part: _Part,
    account: Account,
    problem: NearestProblem,
    solution: NearestSolution,
) -> None:
    """Class, uncertainty, intervals and useful measures of the variables of a part."""
    columns, count = part.columns, len(part.columns)
    reduced = reduce_system(problem.matrix, measured=problem.measured, constant=problem.constant)
    classes = reduced.list_classes(count)
    for column, found in zip(columns, classes, strict=True):
        account.classes[column] = found
    spread = propagate(reduced, problem.sigma)
    account.rank += reduced.rank
    measured = columns[reduced.measured]
    account.removed[measured] = np.where(reduced.redundant, spread.given - spread.measured, np.nan)
    counted = columns < system.flow_count + system.stock_count
    networks = np.where(counted, part.networks, -1)
    account.missing += [
        (int(columns[one.variable]), one.gain) for one in rank_missing_measures(reduced)
    ]
    if solution.is_at_bound.any():
        held = problem.constant | solution.is_at_bound
        reduced = reduce_system(problem.matrix, measured=problem.measured, constant=held)
        spread = propagate(reduced, problem.sigma)
    account.variance[columns[reduced.measured]] = spread.measured
    account.variance[columns[reduced.unmeasured[reduced.determined]]] = spread.determined
    account.variance[columns[problem.constant]] = 0.0
    account.is_at_bound[columns] |= _find_carried(problem, solution, account.variance[columns])
    account.repeated += [
        (int(columns[one.variable]), one.gain)
        for one in rank_measures(reduced, spread, networks=networks)
    ]
    free = np.array([k for k in range(count) if classes[k] is FlowClass.FREE], dtype=np.intp)
    account.variance[columns[free]] = np.nan
    if len(free):
        ends = find_intervals(
            problem.matrix,
            point=solution.point,
            free=free,
            lower=problem.lower,
            upper=problem.upper,
            scale=problem.scale,
        )
        account.lows[columns[free]], account.highs[columns[free]] = ends.lows, ends.highs
        account.low_errors[columns[free]] = find_end_errors(reduced, spread, ends.low_slopes)
        account.high_errors[columns[free]] = find_end_errors(reduced, spread, ends.high_slopes)


def _find_carried(problem: NearestProblem, solution: NearestSolution, variance: Array) -> Mask:
    """
    Return what stands on its bound and cannot leave it, because others are held on theirs.

    Of two flows in series, the bound of either holds both: which of them is said to be held by the
    multipliers is a matter of chance.
    """
    usual = find_local_variance(problem)
    room = np.minimum(solution.point - problem.lower, problem.upper - solution.point)
    is_there = room <= _ON_BOUND * np.sqrt(usual)
    is_still = variance <= _STILL_VARIANCE * usual
    return is_there & is_still & ~problem.constant


def _settle(system: FlowSystem, part: _Part) -> tuple[NearestProblem, NearestSolution]:
    """Solve a part, again and again while uncertain yields move."""
    columns = part.columns
    place_of = {int(column): place for place, column in enumerate(columns)}
    row_of = {int(row): place for place, row in enumerate(part.rows)}
    products = [product for product in system.products if product.row in row_of]
    base = system.matrix[part.rows][:, columns]
    point: Array | None = None
    for _round in range(_MOST_ROUNDS if products else 1):
        matrix, right = base.tolil(), np.zeros(len(part.rows))
        for product in products:
            row, variable = row_of[product.row], place_of[product.variable]
            entering = [place_of[place] for place in product.entering]
            share = system.value[product.variable] if point is None else point[variable]
            matrix[row, entering] = -share
            if point is not None:
                through = float(point[entering].sum())
                matrix[row, variable] = -through
                right[row] = -through * share
        problem = _write_problem(system, columns, matrix.tocsr() if products else base, right)
        solution = find_nearest_point(problem)
        is_still = point is not None and _has_settled(solution.point, point)
        point = solution.point
        if is_still:
            break
    return problem, solution


def _has_settled(new: Array, old: Array) -> bool:
    return bool(np.linalg.norm(new - old) <= _STILL * max(float(np.linalg.norm(new)), 1e-300))


def _write_problem(
    system: FlowSystem,
    columns: Places,
    matrix: Any,  # noqa: ANN401 - scipy publishes no types
    right: Array,
) -> NearestProblem:
    return NearestProblem(
        matrix=matrix,
        right=right,
        value=system.value[columns],
        sigma=system.sigma[columns],
        lower=system.lower[columns],
        upper=system.upper[columns],
    )


def _explain(
    model: FlowModel, system: FlowSystem, part: _Part, error: UnbalanceableError
) -> NoSolution:
    """Name the balances that the bounds prevent from closing, and the cells that bind them."""
    order = np.argsort(-np.abs(error.gaps), kind="stable")[:_NAMED]
    threshold = 1e-6 * float(np.abs(error.gaps).max(initial=0.0))
    rows = [int(part.rows[k]) for k in order if abs(error.gaps[k]) > threshold]
    details = []
    for row in rows:
        columns = system.matrix[[row]].tocoo().col
        cells = [model.flows[c].cell for c in columns if c < system.flow_count]
        if row < len(system.balances):
            key = system.balances[row]
            details.append(
                _("Maillon « {stage} », {matters} : voyez {cells}.").format(
                    stage=model.get_label(key.stage),
                    matters=", ".join(model.get_label(matter) for matter in key.matters),
                    cells=", ".join(filter(None, cells)) or _("ses flux"),
                )
            )
        else:
            share = system.yields[row - len(system.balances)].share
            details.append(
                _("Rendement du maillon « {stage} » ({cell}) : voyez {cells}.").format(
                    stage=model.get_label(share.stage),
                    cell=share.cell or share.matter,
                    cells=", ".join(filter(None, cells)) or _("ses flux"),
                )
            )
    return NoSolution(
        f"bounds and yields exclude each other: rows {rows}",
        user=_(
            "Aucune quantité ne respecte à la fois les bilans, les bornes et les rendements : "
            "élargissez une borne, ou ajoutez le flux qui manque."
        ),
        details=details,
    )
