"""One flow with what the account says of it, and who is at its two ends."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from maillon.domain.flows import OUTSIDE
from maillon.studies.flowing.entry import estimate_error
from maillon_web.directory.models import Actor, Presence
from maillon_web.filieres.selectors import Opened
from maillon_web.flows.models import MatterFlow
from maillon_web.flows.selectors.account_rows import (
    AccountRow,
    NodeBalance,
    read_node_balance,
    read_row,
)
from maillon_web.flows.selectors.balance import Balance, find_balance
from maillon_web.flows.selectors.listing import read_rows
from maillon_web.flows.selectors.nodes import Nodes, read_nodes

__all__ = ["FlowEnd", "FlowSheet", "read_sheet"]

_MOST_ACTORS = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class FlowEnd:
    """
    One end of a flow.

    Attributes
    ----------
    actors
        Some of those who are there, and that the reader may see.
    stage_key
        The stage, when it is one.
    """

    label: str
    stage_key: str = ""
    actors: tuple[Actor, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class FlowSheet:
    """
    A flow, read.

    Attributes
    ----------
    error
        Its standard error, given or made of its quality.
    row, balances
        What the account says of it, and of its two ends; nothing when it cannot be made.
    """

    name: str
    source: FlowEnd
    target: FlowEnd
    holder: Actor | None
    quality: tuple[str, ...]
    error: float | None
    row: AccountRow | None
    balances: tuple[NodeBalance, ...]
    is_balance_pending: bool


def read_sheet(opened: Opened, flow: MatterFlow) -> FlowSheet:
    """Return a flow with its account, made of what the reader sees of its year."""
    nodes = read_nodes(opened)
    row = read_rows(opened, [flow], nodes)[0]
    balance = find_balance(opened, flow.year)
    rank = _find_rank(balance, flow)
    error = flow.standard_error
    if error is None and flow.value is not None:
        error = estimate_error(flow.value, flow.quality)
    return FlowSheet(
        name=_("{matter}, {source} → {target}").format(
            matter=flow.matter, source=row.source, target=row.target
        ),
        source=_read_end(opened, flow.source_key, nodes),
        target=_read_end(opened, flow.target_key, nodes),
        holder=row.holder,
        quality=row.quality,
        error=error,
        row=None if rank is None else read_row(balance, rank),
        balances=() if rank is None else _read_balances(balance, rank),
        is_balance_pending=balance.is_pending,
    )


def _find_rank(balance: Balance, flow: MatterFlow) -> int | None:
    entries = balance.answer["flows"] if balance.answer else []
    return next((rank for rank, one in enumerate(entries) if one["id"] == flow.pk), None)


def _read_balances(balance: Balance, rank: int) -> tuple[NodeBalance, ...]:
    flow = balance.document["flows"][rank]
    ends = (read_node_balance(balance, flow[end], flow["matter"]) for end in ("from", "to"))
    return tuple(end for end in ends if end is not None)


def _read_end(opened: Opened, key: str, nodes: Nodes) -> FlowEnd:
    label = nodes.name(key)
    if key == OUTSIDE:
        return FlowEnd(label=label)
    present = _list_present(opened)
    if key in nodes.stages:
        actors = tuple(one.actor for one in present.filter(main_stage=key)[:_MOST_ACTORS])
        return FlowEnd(label=label, stage_key=key, actors=actors)
    place = next((place for place in nodes.places if place.key == key), None)
    if place is None or place.actor_id is None:
        return FlowEnd(label=label)
    actors = tuple(one.actor for one in present.filter(actor=place.actor_id)[:1])
    return FlowEnd(label=label, actors=actors)


def _list_present(opened: Opened) -> Any:  # noqa: ANN401 - a QuerySet of presences
    levels = list(opened.levels)
    return (
        Presence.objects.filter(
            filiere=opened.filiere,
            is_listed=True,
            visibility__in=levels,
            actor__visibility__in=levels,
        )
        .select_related("actor")
        .order_by("sort_name", "pk")
    )
