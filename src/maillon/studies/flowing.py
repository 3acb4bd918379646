"""What circulates in a filière: read a model of flows, close its account, say what it teaches."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from maillon.domain.flows import Flow, FlowModel
from maillon.domain.language import mark
from maillon.domain.language import translate as _
from maillon.domain.provenance import Provenance
from maillon.flows.reconciling import reconcile_flows
from maillon.flows.results import ConsistencyTest, ReconciledFlow, Reconciliation
from maillon.reference.parameters.pedigree import load_pedigree
from maillon.studies.flow_reading import build_flow_model, read_flow_model

__all__ = ["BalancedModel", "balance_model", "build_flow_model", "name_class", "read_flow_model"]

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
    """

    model: FlowModel
    reconciliation: Reconciliation
    provenances: tuple[Provenance, ...]

    def to_document(self) -> dict[str, Any]:
        """Return the answer as JSON values: the flows in their order, then what they teach."""
        found = self.reconciliation
        return {
            "kind": "flow_balance",
            "title": self.model.title,
            "stages": [
                {"key": node, "label": self.model.get_label(node)} for node in self.model.nodes
            ],
            "flows": [_write_flow(flow) for flow in found.flows],
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
        return {
            _("Flux"): pa.Table.from_pylist(rows),
            _("Test"): pa.table(dict(zip(names, columns, strict=True))),
        }

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
    )


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
        "correction": found.correction,
        "contribution": found.contribution,
        "is_at_bound": found.is_at_bound,
    }
