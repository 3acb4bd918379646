"""Read a model with suspicion: every problem with its cell, all of them at once."""

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from maillon.domain.errors import InvalidInput
from maillon.domain.flows import OUTSIDE, Flow, FlowModel, TransferShare
from maillon.domain.formatting import format_number
from maillon.domain.language import translate as _
from maillon.domain.nesting import climb, iter_upwards
from maillon.flows.balances import find_yield_uses
from maillon.flows.nesting import find_nesting
from maillon.flows.network import find_dead_ends, find_pieces
from maillon.flows.pedigree import compute_variation, is_score
from maillon.flows.units import find_unit, list_units
from maillon.reference.parameters.pedigree import PedigreeTable

__all__ = ["CheckedModel", "check_model"]

_SHOWN = 20
_MOST_FLOWS = 50_000
_JSON_NAMES = {"source": "from", "target": "to", "minimum": "min", "maximum": "max"}
_SHEET_CELL = re.compile(r"(.*!)([A-Z]+)(\d+)")


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckedModel:
    """
    What the check gives.

    Attributes
    ----------
    errors
        Standard error of each flow in its unit; `None` without a value.
    warnings
        Sentences about what is usable but doubtful.
    """

    errors: tuple[float | None, ...]
    warnings: tuple[str, ...]


def check_model(model: FlowModel, pedigree: PedigreeTable | None) -> CheckedModel:
    """
    Refuse a model that cannot be balanced, and fill the uncertainties that a score gives.

    Raises
    ------
    InvalidInput
        With one sentence per problem, and the cell where it stands.
    """
    _check_size(model)
    problems = [
        *(problem for flow in model.flows for problem in _find_flow_problems(model, flow)),
        *_find_mixed_units(model),
        *(p for flow in model.flows for p in _find_uncertainty_problems(model, flow, pedigree)),
        *_find_yield_problems(model),
        *_find_stock_problems(model),
        *_find_nesting_problems(model),
    ]
    problems = problems or list(_find_network_problems(model))
    if problems:
        raise _refuse(problems)
    errors = tuple(_compute_error(flow, pedigree) for flow in model.flows)
    return CheckedModel(errors=errors, warnings=(*_warn_repeated(model), *_warn_pieces(model)))


def _check_size(model: FlowModel) -> None:
    if not model.flows:
        raise InvalidInput(
            "no flow",
            user=_("Le modèle n’a aucun flux : ajoutez une ligne par flux, puis relancez."),
        )
    if len(model.flows) > _MOST_FLOWS:
        raise InvalidInput(
            f"{len(model.flows)} flows",
            user=_(
                "Le modèle a {count} flux, et {limit} au plus sont traités à la fois : séparez les "
                "matières ou les années, elles s’équilibrent à part."
            ).format(count=format_number(len(model.flows)), limit=format_number(_MOST_FLOWS)),
        )


def _refuse(problems: list[str]) -> InvalidInput:
    shown = problems[:_SHOWN]
    if len(problems) > _SHOWN:
        shown.append(
            _("… et {count} autres problèmes.").format(count=format_number(len(problems) - _SHOWN))
        )
    return InvalidInput(
        f"{len(problems)} problems in the model: {problems[0]}",
        user=_("Le modèle de flux est à corriger avant le calcul :"),
        details=shown,
    )


def locate(model: FlowModel, flow: Flow, column: str) -> str:
    """Return where a field of a flow stands: its cell, or the flow in words."""
    cell = _SHEET_CELL.fullmatch(flow.cell)
    if cell is not None and column in model.columns:
        return f"{cell[1]}{model.columns[column]}{cell[3]}"
    if flow.cell.endswith("]"):
        return f"{flow.cell}.{_JSON_NAMES.get(column, column)}"
    return flow.cell or _("flux de « {source} » vers « {target} »").format(
        source=model.get_label(flow.source), target=model.get_label(flow.target)
    )


def _find_flow_problems(model: FlowModel, flow: Flow) -> Iterator[str]:
    for column, name in (
        ("source", _("le départ")),
        ("target", _("l’arrivée")),
        ("matter", _("la matière")),
        ("unit", _("l’unité")),
    ):
        if not getattr(flow, column).strip():
            yield _("{cell} : il manque {name}.").format(
                cell=locate(model, flow, column), name=name
            )
    if flow.source == flow.target:
        yield _(
            "{cell} : le flux part de « {stage} » et y revient : donnez-lui une autre arrivée."
        ).format(cell=locate(model, flow, "target"), stage=model.get_label(flow.source))
    if flow.unit.strip() and find_unit(flow.unit) is None:
        yield _("{cell} : l’unité « {unit} » est inconnue. Unités connues : {known}.").format(
            cell=locate(model, flow, "unit"),
            unit=flow.unit,
            known=", ".join(unit.symbol for unit in list_units()),
        )
    yield from _find_number_problems(model, flow)


def _find_number_problems(model: FlowModel, flow: Flow) -> Iterator[str]:
    for column in ("value", "minimum", "maximum"):
        number = getattr(flow, column)
        if number is not None and not math.isfinite(number):
            yield _("{cell} : ce n’est pas un nombre fini.").format(
                cell=locate(model, flow, column)
            )
    if flow.value is not None and flow.value < 0:
        yield _(
            "{cell} : le flux est négatif ({value}). Échangez le départ et l’arrivée, et écrivez "
            "la quantité sans signe."
        ).format(cell=locate(model, flow, "value"), value=format_number(flow.value))
    if flow.minimum < 0:
        yield _("{cell} : un minimum négatif n’a pas de sens pour un flux.").format(
            cell=locate(model, flow, "minimum")
        )
    if flow.maximum is not None and flow.minimum > flow.maximum:
        yield _(
            "{cell} : le minimum ({low}) dépasse le maximum ({high}) : corrigez l’un des deux."
        ).format(
            cell=locate(model, flow, "minimum"),
            low=format_number(flow.minimum),
            high=format_number(flow.maximum),
        )


def _find_mixed_units(model: FlowModel) -> Iterator[str]:
    first: dict[str, Flow] = {}
    for flow in model.flows:
        unit = find_unit(flow.unit)
        if unit is None:
            continue
        reference = first.setdefault(climb(flow.matter, model.matter_parents, 1), flow)
        known = find_unit(reference.unit)
        if known is not None and known.dimension != unit.dimension:
            yield _(
                "{cell} : « {matter} » est en {unit} ici et en {other} en {first}. Une matière se "
                "compte dans une seule grandeur : convertissez, ou nommez deux matières."
            ).format(
                cell=locate(model, flow, "unit"),
                matter=model.get_label(flow.matter),
                unit=flow.unit,
                other=reference.unit,
                first=locate(model, reference, "unit"),
            )


def _find_uncertainty_problems(
    model: FlowModel, flow: Flow, pedigree: PedigreeTable | None
) -> Iterator[str]:
    if flow.value is None:
        return
    error = flow.standard_error
    if error is not None:
        if not (math.isfinite(error) and error > 0):
            yield _(
                "{cell} : l’incertitude doit être plus grande que zéro. Pour une valeur sûre, "
                "donnez le même minimum et le même maximum."
            ).format(cell=locate(model, flow, "standard_error"))
        return
    if not flow.quality.strip():
        yield _(
            "{cell} : la valeur n’a pas d’incertitude. Donnez un écart-type, ou une note de "
            "qualité (par exemple 21231, ou E2 pour un dire d’expert)."
        ).format(cell=locate(model, flow, "standard_error"))
    elif pedigree is None or not is_score(flow.quality, pedigree):
        yield _(
            "{cell} : la note de qualité « {quality} » ne se lit pas. Écrivez cinq chiffres de "
            "1 à 4 (21231), ou E suivi d’un chiffre pour un dire d’expert (E2)."
        ).format(cell=locate(model, flow, "quality"), quality=flow.quality)
    elif flow.value == 0:
        yield _(
            "{cell} : une note de qualité ne donne pas d’incertitude à un zéro : donnez un "
            "écart-type, ou un maximum de 0 si le flux n’existe pas."
        ).format(cell=locate(model, flow, "standard_error"))


def _compute_error(flow: Flow, pedigree: PedigreeTable | None) -> float | None:
    if flow.value is None:
        return None
    if flow.standard_error is not None or pedigree is None:
        return flow.standard_error
    return flow.value * compute_variation(flow.quality, pedigree)


def _find_yield_problems(model: FlowModel) -> Iterator[str]:
    uses = {id(share): 0 for share in model.yields}
    for use in find_yield_uses(model):
        uses[id(use.share)] += bool(use.entering)
    dimensions = {}
    for flow in model.flows:
        unit = find_unit(flow.unit)
        dimensions[flow.matter] = unit.dimension if unit else ""
    for share in model.yields:
        place = share.cell or _("rendement de « {stage} »").format(
            stage=model.get_label(share.stage)
        )
        yield from (f"{place} : {problem}" for problem in _find_share_problems(share))
        if not uses[id(share)]:
            yield _(
                "{cell} : aucun flux ne correspond à ce rendement : ajoutez ce qui entre dans "
                "« {stage} » et ce qui en sort vers « {target} »."
            ).format(
                cell=place,
                stage=model.get_label(share.stage),
                target=model.get_label(share.target),
            )
        elif dimensions[share.matter] != dimensions[share.target_matter or share.matter]:
            yield _(
                "{cell} : ce qui entre et ce qui sort n’ont pas la même grandeur : convertissez "
                "l’un des deux."
            ).format(cell=place)


def _find_share_problems(share: TransferShare) -> Iterator[str]:
    if not 0 <= share.share <= 1:
        yield _("une part est comprise entre 0 et 1 (50 % s’écrit 0,5).")
    error = share.standard_error
    if error is not None and not (math.isfinite(error) and error > 0):
        yield _("l’incertitude d’une part doit être plus grande que zéro, ou absente.")


def _find_stock_problems(model: FlowModel) -> Iterator[str]:
    units = {flow.matter: find_unit(flow.unit) for flow in reversed(model.flows)}
    for change in model.stock_changes:
        place = change.cell or _("stock de « {stage} »").format(stage=model.get_label(change.stage))
        unit, known = find_unit(change.unit), units.get(change.matter)
        if unit is None:
            yield _("{cell} : l’unité « {unit} » est inconnue. Unités connues : {known}.").format(
                cell=place,
                unit=change.unit,
                known=", ".join(one.symbol for one in list_units()),
            )
        elif known is not None and known.dimension != unit.dimension:
            yield _("{cell} : le stock n’est pas dans la grandeur des flux ({unit}).").format(
                cell=place, unit=known.symbol
            )
        if change.value is not None and not (change.standard_error or 0) > 0:
            yield _("{cell} : la variation de stock n’a pas d’incertitude.").format(cell=place)


def _find_nesting_problems(model: FlowModel) -> Iterator[str]:
    for flow in model.flows:
        for inner, outer in ((flow.source, flow.target), (flow.target, flow.source)):
            if outer != inner and outer in iter_upwards(inner, model.parents):
                yield _(
                    "{cell} : « {inner} » est dans « {outer} », un flux ne va pas de l’un à "
                    "l’autre. Donnez un maillon de même niveau."
                ).format(
                    cell=locate(model, flow, "target"),
                    inner=model.get_label(inner),
                    outer=model.get_label(outer),
                )
    for places in find_nesting(model).crossing:
        first, second = (locate(model, model.flows[place], "value") for place in places)
        yield _(
            "{first} et {second} : ces deux flux se recoupent sans que l’un contienne l’autre. "
            "Gardez un seul découpage."
        ).format(first=first, second=second)


def _find_network_problems(model: FlowModel) -> Iterator[str]:
    for end in find_dead_ends(model):
        cells = ", ".join(locate(model, model.flows[place], "target") for place in end.places[:3])
        stages = ", ".join(f"« {model.get_label(stage)} »" for stage in end.stages[:5])
        if end.is_closed:
            sentence = _(
                "{cells} : « {matter} » tourne entre {stages} sans jamais entrer ni sortir. "
                "Ajoutez un flux depuis ou vers « {outside} », ou une variation de stock."
            )
        elif end.is_outlet_missing:
            sentence = _(
                "{cells} : « {matter} » entre dans {stages} et n’en ressort jamais. Ajoutez un "
                "flux vers un autre maillon ou vers « {outside} », ou une variation de stock."
            )
        else:
            sentence = _(
                "{cells} : « {matter} » sort de {stages} sans y être jamais entré. Ajoutez un flux "
                "depuis « {outside} », ou une variation de stock."
            )
        yield sentence.format(
            cells=cells, matter=model.get_label(end.matter), stages=stages, outside=OUTSIDE
        )


def _warn_repeated(model: FlowModel) -> Iterator[str]:
    counts = Counter((f.source, f.target, f.matter, f.year) for f in model.flows)
    for (source, target, matter, year), count in counts.items():
        if count > 1:
            cells = [
                locate(model, flow, "source")
                for flow in model.flows
                if (flow.source, flow.target, flow.matter, flow.year)
                == (source, target, matter, year)
            ]
            yield _(
                "« {matter} » de « {source} » vers « {target} » est écrit {count} fois ({cells}) : "
                "ces flux s’ajoutent."
            ).format(
                matter=model.get_label(matter),
                source=model.get_label(source),
                target=model.get_label(target),
                count=count,
                cells=", ".join(cells[:3]),
            )


def _warn_pieces(model: FlowModel) -> Iterator[str]:
    for matter, pieces in find_pieces(model).items():
        if len(pieces) > 1:
            yield _(
                "Le réseau de « {matter} » est en {count} morceaux sans lien (par exemple autour "
                "de {examples}) : vérifiez que les maillons portent partout le même nom."
            ).format(
                matter=model.get_label(matter),
                count=len(pieces),
                examples=", ".join(f"« {model.get_label(piece[0])} »" for piece in pieces[:3]),
            )
