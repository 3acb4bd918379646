"""What to draw of the flows of a filière: one year, one unit, the best value known of each."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from maillon.domain.errors import InvalidInput
from maillon.domain.flows import OUTSIDE, Flow, FlowModel
from maillon.domain.formatting import format_number
from maillon.domain.language import translate as _
from maillon.domain.text import fold, split_words
from maillon.flows.results import FlowClass, Reconciliation

__all__ = [
    "FlowEstimate",
    "Sankey",
    "SankeyFlow",
    "as_measured",
    "find_exchanges",
    "list_estimates",
    "make_sankey",
]

# First word of the nodes that OpenSankey's workbooks use for what crosses the boundary.
_EXCHANGE_WORDS = ("IMPORT", "EXPORT")
_MOST_FLOWS = 2000  # beyond, nobody reads the drawing


@dataclass(frozen=True, kw_only=True, slots=True)
class FlowEstimate:
    """
    The best value known of a flow.

    Attributes
    ----------
    value, standard_error
        In the unit of the flow; `None` when nobody knows.
    low, high
        Where it lies, when that is all that can be said.
    is_free
        True when the data do not determine it.
    """

    value: float | None
    standard_error: float | None = None
    low: float | None = None
    high: float | None = None
    is_free: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class SankeyFlow:
    """One flow to draw: its ends, its matter, and the best value known."""

    source: str
    target: str
    matter: str
    estimate: FlowEstimate
    reference: str = ""

    @property
    def width_value(self) -> float:
        """Return the value that the width shows: the middle of its interval when it is free."""
        estimate = self.estimate
        if estimate.value is not None:
            return max(estimate.value, 0.0)
        if estimate.low is not None and estimate.high is not None:
            return max((estimate.low + estimate.high) / 2, 0.0)
        return max(estimate.low or 0.0, 0.0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Sankey:
    """
    A diagram to draw.

    Attributes
    ----------
    stages
        Nodes in the order of the filière; empty when nobody ordered them.
    notes
        What the reader must know of what was chosen or left out.
    """

    flows: tuple[SankeyFlow, ...]
    unit: str = ""
    year: int | None = None
    title: str = ""
    stages: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def get_label(self, key: str) -> str:
        """Return the name to show of a node or a matter."""
        if key == OUTSIDE:
            return _("Hors du territoire")
        return self.labels.get(key) or key


def make_sankey(
    model: FlowModel,
    *,
    estimates: Sequence[FlowEstimate] = (),
    year: int | None = None,
    matter: str = "",
    notes: Sequence[str] = (),
) -> Sankey:
    """
    Return the diagram of one year, of every matter of one unit or of one matter.

    Parameters
    ----------
    estimates
        One a flow of the model, in the same order; empty to draw the values as measured.
    year
        The latest one when several are there and none is asked.
    matter
        Key or name of the matter; every one when empty.

    Raises
    ------
    InvalidInput
        If the year or the matter is not there, if a value is not a finite number, or if the flows
        left have several units or are too many to be read.
    """
    pairs = list(zip(model.flows, estimates or map(as_measured, model.flows), strict=True))
    chosen, year_notes = _choose_year(model, year)
    pairs = [pair for pair in pairs if pair[0].year in {chosen, None}]
    pairs = _choose_matter(model, pairs, matter)
    _check_drawable(pairs)
    unit = _get_unit(model, [flow for flow, _estimate in pairs])
    return Sankey(
        flows=tuple(
            SankeyFlow(
                source=flow.source,
                target=flow.target,
                matter=flow.matter,
                estimate=estimate,
                reference=flow.reference,
            )
            for flow, estimate in pairs
        ),
        unit=unit,
        year=chosen,
        title=model.title,
        stages=model.stages,
        labels=model.labels,
        notes=(*notes, *year_notes),
    )


def find_exchanges(names: Mapping[str, str]) -> tuple[str, ...]:
    """Return the keys of the nodes whose name says that they are imports or exports."""
    return tuple(
        key
        for key, name in names.items()
        if (words := split_words(name)) and words[0].startswith(_EXCHANGE_WORDS)
    )


def list_estimates(reconciliation: Reconciliation) -> tuple[FlowEstimate, ...]:
    """Return the reconciled value of every flow, in the order of the model."""
    estimates = []
    for entry in reconciliation.flows:
        is_free = entry.class_ is FlowClass.FREE
        estimates.append(
            FlowEstimate(
                value=entry.reconciled,
                standard_error=entry.standard_error,
                low=entry.low if is_free else None,
                high=entry.high if is_free else None,
                is_free=is_free,
            )
        )
    return tuple(estimates)


def as_measured(flow: Flow) -> FlowEstimate:
    """Return what is known of a flow before any reconciliation."""
    return FlowEstimate(
        value=flow.value,
        standard_error=flow.standard_error,
        low=flow.minimum if flow.value is None else None,
        high=flow.maximum if flow.value is None else None,
        is_free=flow.value is None,
    )


def _choose_year(model: FlowModel, year: int | None) -> tuple[int | None, list[str]]:
    years = sorted({flow.year for flow in model.flows if flow.year is not None})
    if year is not None and years and year not in years:
        raise InvalidInput(
            f"no flow in {year}",
            user=_("Aucun flux en {year} : les années connues sont {years}.").format(
                year=year, years=", ".join(map(str, years))
            ),
        )
    if year is not None or not years:
        return (year if years else None), []
    if len(years) == 1:
        return years[0], []
    return years[-1], [
        _("Année dessinée : {year}, la plus récente. Autres années : {years}.").format(
            year=years[-1], years=", ".join(map(str, years[:-1]))
        )
    ]


def _choose_matter(
    model: FlowModel, pairs: list[tuple[Flow, FlowEstimate]], matter: str
) -> list[tuple[Flow, FlowEstimate]]:
    if not matter:
        return pairs
    wanted = fold(matter)
    kept = [
        pair
        for pair in pairs
        if wanted in {fold(pair[0].matter), fold(model.get_label(pair[0].matter))}
    ]
    if not kept:
        raise InvalidInput(
            f"no flow of {matter!r}",
            user=_("Aucun flux de « {matter} » : les matières connues sont {known}.").format(
                matter=matter, known=_name_matters(model, [flow for flow, _estimate in pairs])
            ),
        )
    return kept


def _check_drawable(pairs: Sequence[tuple[Flow, FlowEstimate]]) -> None:
    if len(pairs) > _MOST_FLOWS:
        raise InvalidInput(
            f"{len(pairs)} flows to draw",
            user=_(
                "{count} flux sont trop pour un seul dessin ({most} au plus) : choisissez une "
                "matière avec --matter."
            ).format(count=format_number(len(pairs)), most=format_number(_MOST_FLOWS)),
        )
    for flow, known in pairs:
        numbers = (known.value, known.standard_error, known.low, known.high)
        if not all(math.isfinite(number) for number in numbers if number is not None):
            raise InvalidInput(
                f"{flow.cell or flow.source}: not finite: {numbers!r}",
                user=_(
                    "{place} : une valeur n’est pas un nombre fini ; corrigez-la avant de dessiner."
                ).format(place=flow.cell or f"{flow.source} → {flow.target}"),
            )


def _get_unit(model: FlowModel, flows: Sequence[Flow]) -> str:
    if not flows:
        raise InvalidInput(
            "no flow to draw",
            user=_("Il n’y a aucun flux à dessiner : ajoutez-en au modèle."),
        )
    units = {flow.unit for flow in flows}
    if len(units) > 1:
        raise InvalidInput(
            f"several units: {sorted(units)}",
            user=_(
                "Les flux sont en plusieurs unités ({units}) et ne se comparent pas sur un même "
                "dessin : choisissez une matière avec --matter parmi {known}."
            ).format(units=", ".join(sorted(units)), known=_name_matters(model, flows)),
        )
    return units.pop()


def _name_matters(model: FlowModel, flows: Sequence[Flow]) -> str:
    names = dict.fromkeys(model.get_label(flow.matter) for flow in flows)
    return ", ".join(f"« {name} »" for name in names)
