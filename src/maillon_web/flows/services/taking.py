"""Take flows from a file, an example or the chain: look first, then write all or nothing."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from maillon.domain.flows import OUTSIDE, FlowModel
from maillon.domain.text import fold
from maillon.studies.flowing.entry import find_symbol
from maillon_web.filieres.selectors import Opened
from maillon_web.flows.models import MatterFlow, StockMove, TransferYield
from maillon_web.flows.selectors.nodes import Nodes, read_nodes
from maillon_web.flows.selectors.rows import list_flows, list_stocks, list_yields
from maillon_web.flows.services.places import make_key
from maillon_web.ui.formatting import format_number

__all__ = ["Draft", "Taking", "plan_taking"]

Values = dict[str, Any]
_TEXTS = {"matter": 120, "unit": 20, "reference": 400, "quality": 12, "target_matter": 120}
_LABEL = 120


@dataclass(kw_only=True, slots=True)
class Draft:
    """
    One row to write.

    Attributes
    ----------
    record
        The row that exists already; `None` for a new one.
    before
        Of a row that changes: the former value of each field that differs.
    """

    model: type[Any]
    name: str
    values: Values
    record: Any = None
    before: Values = field(default_factory=dict)

    @property
    def differences(self) -> list[tuple[str, str, str]]:
        """Label, former value and new value of each field that changes."""
        fields = self.model._meta  # noqa: SLF001 - Django's documented model API
        return [
            (str(fields.get_field(name).verbose_name), _show(before), _show(self.values[name]))
            for name, before in self.before.items()
        ]


@dataclass(kw_only=True, slots=True)
class Taking:
    """
    What would be written.

    Attributes
    ----------
    places
        Label by key of the places to make.
    parents
        Key of what holds a new place, a stage or a place, by its own key.
    transforming
        Keys of the new places that turn matters into others.
    same_count
        How many rows say what is written already.
    """

    places: dict[str, str] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    transforming: set[str] = field(default_factory=set)
    created: list[Draft] = field(default_factory=list)
    changed: list[Draft] = field(default_factory=list)
    same_count: int = 0

    @property
    def is_nothing(self) -> bool:
        """Whether nothing would change."""
        return not (self.places or self.created or self.changed)

    @property
    def digest(self) -> str:
        """What tells this plan from another: what is written must be what was shown."""
        rows = [
            [draft.name, draft.values, getattr(draft.record, "pk", None), draft.before]
            for draft in (*self.created, *self.changed)
        ]
        made_of = json.dumps([self.places, rows], sort_keys=True, default=str)
        return hashlib.sha256(made_of.encode()).hexdigest()


class _Namer:
    """Finds the node that a name of the model stands for; a name that nobody knows is a place."""

    def __init__(self, opened: Opened, nodes: Nodes, model: FlowModel, taking: Taking) -> None:
        self.model = model
        self.taking = taking
        labels = nodes.list_labels()
        self.keys = set(labels)
        self.by_word = {fold(label): key for key, label in labels.items()}
        self.by_word |= {fold(key): key for key in labels}
        written = opened.filiere.stages.values_list("label", "key")
        self.by_word = {fold(label): key for label, key in written} | self.by_word
        self.taken = set(opened.filiere.flowplaces.values_list("key", flat=True))
        self.found: dict[str, str] = {OUTSIDE: OUTSIDE, "": ""}

    def find(self, name: str) -> str:
        """Return the key of a node."""
        if name not in self.found:
            self.found[name] = self._find(name)
        return self.found[name]

    def _find(self, name: str) -> str:
        if name in self.keys:
            return name
        label = " ".join(self.model.get_label(name).split())[:_LABEL]
        known = self.by_word.get(fold(label)) or self.by_word.get(fold(name))
        if known:
            return known
        key = make_key(label, self.taken)
        self.taken.add(key)
        self.taking.places[key] = label
        self.by_word[fold(label)] = key
        return key


def plan_taking(opened: Opened, model: FlowModel) -> Taking:
    """Compare a model with what is written: what is new, what changes, what is the same."""
    taking = Taking()
    nodes = read_nodes(opened)
    namer = _Namer(opened, nodes, model, taking)
    flows = [_read_flow(flow, namer) for flow in model.flows]
    yields = [_read_yield(one, namer) for one in model.yields]
    stocks = [_read_stock(one, namer) for one in model.stock_changes]
    labels = nodes.list_labels() | taking.places
    _compare(taking, MatterFlow, flows, list_flows(opened), _FLOW_KEY, labels)
    _compare(taking, TransferYield, yields, list_yields(opened), _YIELD_KEY, labels)
    _compare(taking, StockMove, stocks, list_stocks(opened), _STOCK_KEY, labels)
    _place_parents(taking, namer)
    return taking


_FLOW_KEY = ("source_key", "target_key", "matter", "year")
_YIELD_KEY = ("stage_key", "matter", "source_key", "target_key", "target_matter", "year")
_STOCK_KEY = ("stage_key", "matter", "year")


def _read_flow(flow: Any, namer: _Namer) -> Values:  # noqa: ANN401 - a flow of the library
    return _trim(
        {
            "source_key": namer.find(flow.source),
            "target_key": namer.find(flow.target),
            "matter": namer.model.get_label(flow.matter),
            "unit": find_symbol(flow.unit) or flow.unit,
            "year": flow.year,
            "value": flow.value,
            "standard_error": flow.standard_error,
            "minimum": flow.minimum or None,
            "maximum": flow.maximum,
            "reference": flow.reference,
            "quality": flow.quality,
        }
    )


def _read_yield(one: Any, namer: _Namer) -> Values:  # noqa: ANN401 - a share of the library
    return _trim(
        {
            "stage_key": namer.find(one.stage),
            "matter": namer.model.get_label(one.matter),
            "source_key": namer.find(one.source),
            "target_key": namer.find(one.target),
            "target_matter": namer.model.get_label(one.target_matter) if one.target_matter else "",
            "share": one.share,
            "standard_error": one.standard_error,
            "year": one.year,
            "reference": one.reference,
        }
    )


def _read_stock(one: Any, namer: _Namer) -> Values:  # noqa: ANN401 - a stock of the library
    return _trim(
        {
            "stage_key": namer.find(one.stage),
            "matter": namer.model.get_label(one.matter),
            "unit": find_symbol(one.unit) or one.unit,
            "year": one.year,
            "value": one.value,
            "standard_error": one.standard_error,
            "reference": one.reference,
        }
    )


def _trim(values: Values) -> Values:
    for name, most in _TEXTS.items():
        if name in values:
            values[name] = " ".join(str(values[name]).split())[:most]
    return values


def _compare(
    taking: Taking,
    model: type[Any],
    rows: Iterable[Values],
    kept: Iterable[Any],
    key: tuple[str, ...],
    labels: Mapping[str, str],
) -> None:
    """Tell new rows from those that change; rows of one key are taken in their order."""
    held: dict[tuple[Any, ...], list[Any]] = {}
    for record_ in kept:
        held.setdefault(_identify(vars(record_), key), []).append(record_)
    for values in rows:
        waiting = held.get(_identify(values, key))
        found = waiting.pop(0) if waiting else None
        name = _say(values, labels)
        if found is None:
            taking.created.append(Draft(model=model, name=name, values=values))
            continue
        # An empty cell says nothing: it never erases what somebody wrote.
        before = {
            field_: getattr(found, field_)
            for field_, value in values.items()
            if field_ not in key and value not in {None, ""} and value != getattr(found, field_)
        }
        if before:
            changes = {field_: values[field_] for field_ in before}
            taking.changed.append(
                Draft(model=model, name=name, values=changes, record=found, before=before)
            )
        else:
            taking.same_count += 1


def _identify(values: Mapping[str, Any], key: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(fold(str(values[name])) if "matter" in name else values[name] for name in key)


def _say(values: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    source = values.get("stage_key") or values["source_key"]
    words = {"matter": values["matter"], "source": labels.get(source, source)}
    target = values.get("target_key", "")
    if not target:
        return _("{matter}, {place}").format(matter=words["matter"], place=words["source"])
    return _("{matter}, {source} → {target}").format(**words, target=labels.get(target, target))


def _show(value: object) -> str:
    if value in {None, ""}:
        return _("(vide)")
    is_number = isinstance(value, int | float)
    return format_number(value) if is_number else str(value)  # type: ignore[arg-type]  # said just before


def _place_parents(taking: Taking, namer: _Namer) -> None:
    """Hang each new place where the model hangs it, and keep what it says that it does."""
    for name, parent in namer.model.parents.items():
        key = namer.found.get(name, "")
        if key in taking.places and parent:
            taking.parents[key] = namer.find(parent)
    mixing = (namer.found.get(name, "") for name in namer.model.mixing)
    taking.transforming = {key for key in mixing if key in taking.places}
