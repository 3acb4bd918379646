"""What can be drawn of a model, and what was chosen: a year, a matter, a unit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from maillon.domain.errors import InvalidInput
from maillon.domain.flows import Flow, FlowModel
from maillon.domain.language import translate as _
from maillon.domain.nesting import iter_upwards
from maillon.domain.text import fold
from maillon.flows.units import find_unit, list_units
from maillon.studies.flowing.levels import count_model_levels
from maillon.studies.flowing.units import choose_unit, find_factor, get_unit

__all__ = ["SankeyChoices", "choose_drawn_unit", "choose_matter", "choose_year", "list_choices"]


@dataclass(frozen=True, kw_only=True, slots=True)
class SankeyChoices:
    """
    What a model can be drawn by.

    Attributes
    ----------
    matters
        Key and name of each, families of matters included.
    units
        Those in which some flow of the model can be counted.
    levels
        How many levels are nested; 1 when nothing is.
    """

    years: tuple[int, ...]
    matters: tuple[tuple[str, str], ...]
    units: tuple[str, ...]
    levels: int


def list_choices(model: FlowModel) -> SankeyChoices:
    """Return what a model can be drawn by."""
    used = [find_unit(flow.unit) for flow in model.flows]
    dimensions = {unit.dimension for unit in used if unit is not None}
    matters = dict.fromkeys(
        above
        for flow in model.flows
        for above in reversed([*iter_upwards(flow.matter, model.matter_parents)])
    )
    return SankeyChoices(
        years=tuple(sorted({flow.year for flow in model.flows if flow.year is not None})),
        matters=tuple((matter, model.get_label(matter)) for matter in matters),
        units=tuple(unit.symbol for unit in list_units() if unit.dimension in dimensions),
        levels=count_model_levels(model),
    )


def choose_year(model: FlowModel, year: int | None) -> tuple[int | None, list[str]]:
    """
    Return the year to draw, and what must be said of the choice.

    Raises
    ------
    InvalidInput
        If no flow is of the wanted year.
    """
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


def choose_matter(model: FlowModel, places: Sequence[int], matter: str) -> list[int]:
    """
    Return the flows of a matter, by its key or its name, and of those that stand in it.

    Raises
    ------
    InvalidInput
        If there is none.
    """
    if not matter:
        return list(places)
    wanted = fold(matter)
    kept = [
        place
        for place in places
        if any(
            wanted in {fold(above), fold(model.get_label(above))}
            for above in iter_upwards(model.flows[place].matter, model.matter_parents)
        )
    ]
    if not kept:
        raise InvalidInput(
            f"no flow of {matter!r}",
            user=_("Aucun flux de « {matter} » : les matières connues sont {known}.").format(
                matter=matter, known=_name_matters(model, [model.flows[place] for place in places])
            ),
        )
    return kept


def choose_drawn_unit(
    model: FlowModel, flows: Sequence[Flow], unit: str
) -> tuple[str, list[float | None], list[str]]:
    """
    Return the unit of the drawing, what each flow is to be multiplied by, and what must be said.

    Parameters
    ----------
    unit
        The one that is asked for; when empty, the one most used.

    Raises
    ------
    InvalidInput
        If there is no flow, if the unit is unknown, or if what is left has no unit in common.
    """
    if not flows:
        raise InvalidInput(
            "no flow to draw",
            user=_("Il n’y a aucun flux à dessiner : ajoutez-en au modèle."),
        )
    units = dict.fromkeys(flow.unit for flow in flows)
    if not unit:
        return _choose_common_unit(model, flows, units)
    wanted = get_unit(unit)
    factors = [find_factor(flow.unit, wanted) for flow in flows]
    if all(factor is None for factor in factors):
        raise InvalidInput(
            f"no flow in {wanted.dimension}",
            user=_("Aucun flux ne se compte en {unit} : ceux du modèle sont en {units}.").format(
                unit=wanted.symbol, units=", ".join(units)
            ),
        )
    left = [flow for flow, factor in zip(flows, factors, strict=True) if factor is None]
    notes = [
        _("Ne se comptent pas en {unit} et ne sont pas dessinés : {names}.").format(
            unit=wanted.symbol, names=_name_matters(model, left)
        )
    ]
    return wanted.symbol, factors, notes if left else []


def _choose_common_unit(
    model: FlowModel, flows: Sequence[Flow], units: Iterable[str]
) -> tuple[str, list[float | None], list[str]]:
    common = choose_unit(flow.unit for flow in flows)
    named = list(units)
    if len(named) == 1:
        return named[0], [1.0] * len(flows), []
    wanted = find_unit(common)
    if wanted is None:
        raise InvalidInput(
            f"several units: {sorted(named)}",
            user=_(
                "Les flux sont en plusieurs unités ({units}) et ne se comparent pas sur un même "
                "dessin : choisissez une matière parmi {known}."
            ).format(units=", ".join(sorted(named)), known=_name_matters(model, flows)),
        )
    return (
        wanted.symbol,
        [find_factor(flow.unit, wanted) for flow in flows],
        [
            _("Tout est converti en {unit} ; le modèle emploie {units}.").format(
                unit=wanted.symbol, units=", ".join(named)
            )
        ],
    )


def _name_matters(model: FlowModel, flows: Iterable[Flow]) -> str:
    names = dict.fromkeys(model.get_label(flow.matter) for flow in flows)
    return ", ".join(f"« {name} »" for name in names)
