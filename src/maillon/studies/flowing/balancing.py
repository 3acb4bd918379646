"""What circulates in a filière: read a model of flows, close its account, say what it teaches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa

from maillon.domain.flows import Flow, FlowModel
from maillon.domain.language import mark
from maillon.domain.language import translate as _
from maillon.domain.nesting import iter_upwards
from maillon.domain.provenance import Provenance
from maillon.flows.nesting import find_nesting
from maillon.flows.reconciling import reconcile_flows
from maillon.flows.results import ConsistencyTest, ReconciledFlow, Reconciliation
from maillon.flows.units import find_unit
from maillon.reference.parameters.pedigree import PedigreeTable, load_pedigree
from maillon.studies.flowing.levels import list_missing_totals
from maillon.studies.flowing.reading import build_flow_model, read_flow_model

__all__ = ["BalancedModel", "balance_model", "build_flow_model", "name_class", "read_flow_model"]

_MOST_SUMMED = 2000  # beyond, sums are added up as if independent
_CLASS_NAMES = {
    "redundant": mark("redondant"),
    "measured": mark("mesuré"),
    "determined": mark("déterminé"),
    "free": mark("libre"),
}


def name_class(class_: str) -> str:
    """Return the name of a class of flow."""
    return _(_CLASS_NAMES[class_])


@dataclass(frozen=True, kw_only=True, slots=True)
class BalancedModel:
    """
    A model and its account.

    Attributes
    ----------
    provenances
        What the uncertainties rest on, when some came from a quality score.
    totals
        Sums that a level of what is nested shows and that the model does not name, with the
        uncertainty that their parts have together.
    """

    model: FlowModel
    reconciliation: Reconciliation
    provenances: tuple[Provenance, ...]
    totals: tuple[ReconciledFlow, ...] = ()

    def to_document(self) -> dict[str, Any]:
        """Return the answer as JSON values: the flows in their order, then what they teach."""
        found = self.reconciliation
        return {
            "kind": "flow_balance",
            "title": self.model.title,
            "stages": [self._write_stage(node) for node in self._list_nodes()],
            "is_ordered": bool(self.model.stages),
            "matters": self._write_matters(),
            "flows": [_write_flow(flow) for flow in found.flows],
            "totals": [_write_flow(flow) for flow in self.totals],
            "stock_changes": [
                {
                    "stage": one.stock_change.stage,
                    "matter": one.stock_change.matter,
                    "unit": one.stock_change.unit,
                    "year": one.stock_change.year,
                    "value": one.stock_change.value,
                    "reconciled": one.reconciled,
                    "standard_error": one.standard_error,
                    "class": str(one.class_),
                }
                for one in found.stock_changes
            ],
            "yields": [
                {
                    "stage": one.share.stage,
                    "to": one.share.target,
                    "matter": one.share.matter,
                    "year": one.year,
                    "share": one.share.share,
                    "reconciled": one.reconciled,
                    "standard_error": one.standard_error,
                }
                for one in found.shares
            ],
            "test": self._write_test(found.test),
            "next_measures": self._write_measures(),
            "largest_residual": found.largest_residual,
            "warnings": list(found.warnings),
            "provenances": [provenance.to_dict() for provenance in self.provenances],
        }

    def _list_nodes(self) -> list[str]:
        """Return the nodes, then what holds them and that no flow names."""
        parents = self.model.parents
        above = (key for node in self.model.nodes for key in iter_upwards(node, parents))
        return list(dict.fromkeys((*self.model.nodes, *above)))

    def _write_stage(self, node: str) -> dict[str, Any]:
        about = {
            "parent": self.model.parents.get(node),
            "family": self.model.families.get(node),
            "mixes": node in self.model.mixing,
        }
        named = {"key": node, "label": self.model.get_label(node)}
        return named | {name: value for name, value in about.items() if value}

    def _write_matters(self) -> list[dict[str, Any]]:
        """Return the matters that have a name or stand in another."""
        parents = self.model.matter_parents
        keys = dict.fromkeys(
            above
            for flow in self.model.flows
            for above in reversed([*iter_upwards(flow.matter, parents)])
        )
        return [
            {"key": key, "label": self.model.get_label(key)}
            | ({"parent": parents[key]} if key in parents else {})
            for key in keys
            if key in parents or key in self.model.labels
        ]

    def _write_test(self, test: ConsistencyTest) -> dict[str, Any]:
        return {
            "chi2": test.chi2,
            "dof": test.dof,
            "p_value": test.p_value,
            "level": test.level,
            "is_consistent": test.is_consistent,
            "suspects": [
                {"flow": place, "statistic": test.statistics[place], **self._name_flow(place)}
                for place in test.suspects
            ],
            "balances": [
                {
                    "stage": balance.stage,
                    "matters": list(balance.matters),
                    "year": balance.year,
                    "residual": balance.residual,
                    "statistic": balance.statistic,
                    "is_suspect": balance.is_suspect,
                }
                for balance in test.balances
            ],
        }

    def _write_measures(self) -> list[dict[str, Any]]:
        return [
            {
                "flow": measure.place,
                **self._name_flow(measure.place),
                "settled_count": measure.settled_count,
                "reduction": measure.reduction,
            }
            for measure in self.reconciliation.next_measures
        ]

    def _name_flow(self, place: int) -> dict[str, Any]:
        flow = self.model.flows[place]
        return {
            "from": flow.source,
            "to": flow.target,
            "matter": flow.matter,
            "year": flow.year,
            "cell": flow.cell,
        }

    def list_tables(self) -> dict[str, pa.Table]:
        """Return the answer as sheets of a workbook; `Flux` can be read again as a model."""
        rows = [self._write_row(flow) for flow in self.reconciliation.flows]
        test = self.reconciliation.test
        facts = [
            (_("Khi-deux"), test.chi2, ""),
            (_("Degrés de liberté"), float(test.dof), ""),
            (_("Probabilité"), test.p_value, ""),
            *((_("Avertissement"), None, warning) for warning in self.reconciliation.warnings),
        ]
        names = (_("Ce qui est dit"), _("Nombre"), _("Phrase"))
        columns = (list(column) for column in zip(*facts, strict=True))
        sheets = {
            _("Flux"): pa.Table.from_pylist(rows),
            _("Test"): pa.table(dict(zip(names, columns, strict=True))),
        }
        model = self.model
        if model.stages or model.parents or model.families or model.mixing:
            sheets[_("Maillons")] = pa.Table.from_pylist(
                [
                    {
                        _("Maillon"): model.get_label(node),
                        _("Dans"): model.get_label(model.parents.get(node, "")),
                        _("Famille"): model.families.get(node, ""),
                        _("Transforme"): _("oui") if node in model.mixing else "",
                    }
                    for node in self._list_nodes()
                ]
            )
        if model.matter_parents:
            sheets[_("Matières")] = pa.Table.from_pylist(
                [
                    {_("Matière"): model.get_label(key), _("Dans"): model.get_label(parent)}
                    for key, parent in model.matter_parents.items()
                ]
            )
        return sheets

    def _write_row(self, found: ReconciledFlow) -> dict[str, Any]:
        flow = found.flow
        return {
            _("De"): self.model.get_label(flow.source),
            _("Vers"): self.model.get_label(flow.target),
            _("Matière"): self.model.get_label(flow.matter),
            _("Unité"): flow.unit,
            _("Année"): flow.year,
            _("Valeur"): flow.value,
            _("Écart-type"): found.given_standard_error,
            _("Minimum"): flow.minimum,
            _("Maximum"): flow.maximum,
            _("Source"): flow.reference,
            _("Qualité"): flow.quality,
            _("Réconcilié"): found.reconciled,
            _("Écart-type réconcilié"): found.standard_error,
            _("Classe"): name_class(found.class_),
            _("Au moins"): found.low,
            _("Au plus"): found.high,
            _("Part du désaccord"): found.contribution,
        }


def balance_model(model: FlowModel) -> BalancedModel:
    """
    Close the account of a model; values that only have a quality score take its uncertainty.

    Raises
    ------
    InvalidInput
        If the model is to be mended: one sentence per problem, with its cell.
    NoSolution
        If bounds and yields exclude each other.
    """
    pedigree = load_pedigree()
    found = reconcile_flows(model, pedigree)
    is_scored = any(_rests_on_score(flow) for flow in model.flows)
    return BalancedModel(
        model=model,
        reconciliation=found,
        provenances=(pedigree.source,) if is_scored else (),
        totals=_reconcile_totals(model, pedigree, found),
    )


def _reconcile_totals(
    model: FlowModel, pedigree: PedigreeTable, found: Reconciliation
) -> tuple[ReconciledFlow, ...]:
    """Return the sums of each level: asked again as flows, so that their uncertainty is exact."""
    missing = list_missing_totals(model)
    count = len(model.flows)
    if not missing or count > _MOST_SUMMED:
        return ()
    asked = replace(model, flows=(*model.flows, *missing))
    values = [_to_base(flow.reconciled, flow.flow) for flow in found.flows]
    summed = {}
    for total in find_nesting(asked).totals:
        for place in total.places:
            if place >= count:
                summed[place] = total.parts
    answered = reconcile_flows(asked, pedigree).flows
    return tuple(
        replace(answered[place], reconciled=_sum_parts(place, summed, values) / factor)
        for place, factor in (
            (place, _to_base(1.0, asked.flows[place])) for place in range(count, len(asked.flows))
        )
    )


def _sum_parts(place: int, parts: Mapping[int, tuple[int, ...]], values: Sequence[float]) -> float:
    """Return the sum of what the account says of the parts: it also chose among the free ones."""
    if place < len(values):
        return values[place]
    return sum(_sum_parts(part, parts, values) for part in parts[place])


def _to_base(value: float, flow: Flow) -> float:
    unit = find_unit(flow.unit)
    return value if unit is None else value * unit.factor


def _rests_on_score(flow: Flow) -> bool:
    return flow.value is not None and flow.standard_error is None


def _write_flow(found: ReconciledFlow) -> Mapping[str, Any]:
    flow = found.flow
    return {
        "from": flow.source,
        "to": flow.target,
        "matter": flow.matter,
        "unit": flow.unit,
        "year": flow.year,
        "value": flow.value,
        "given_standard_error": found.given_standard_error,
        "min": flow.minimum,
        "max": flow.maximum,
        "source": flow.reference,
        "quality": flow.quality,
        "cell": flow.cell,
        "reconciled": found.reconciled,
        "standard_error": found.standard_error,
        "class": str(found.class_),
        "interval": [found.low, found.high],
        "widest_interval": [found.widest_low, found.widest_high],
        "correction": found.correction,
        "contribution": found.contribution,
        "is_at_bound": found.is_at_bound,
    }
