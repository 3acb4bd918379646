"""Explain the numbers of an estimated gisement: formula in words, inputs, sources, limits."""

from collections.abc import Iterator
from dataclasses import replace

from maillon.domain.figures import Figure, FigureBook, FigureInput
from maillon.domain.formatting import format_number, format_quantity
from maillon.domain.gisements import ActivityKind, Ratio, RatioScope, UncertainShare
from maillon.domain.language import mark, translate_plural
from maillon.domain.language import translate as _
from maillon.domain.provenance import Provenance
from maillon.flows.gisements.laws import Estimate
from maillon.studies.gisements.matters import MatterEstimate

__all__ = ["add_matter_figures", "find_ratio_source", "name_activity", "name_scope"]

_MOST_RATIOS = 12
_SCOPES = {
    RatioScope.GENERATED: mark("généré"),
    RatioScope.PLACED_ON_MARKET: mark("mis en marché"),
    RatioScope.COLLECTED: mark("collecté"),
}
_ACTIVITIES = {
    ActivityKind.EMPLOYEE: mark("salariés"),
    ActivityKind.INHABITANT: mark("habitants"),
    ActivityKind.MEAL: mark("repas"),
    ActivityKind.HEAD: mark("têtes"),
    ActivityKind.SQUARE_METRE: mark("m²"),
    ActivityKind.TURNOVER: mark("k€"),
    ActivityKind.UNIT: mark("unités"),
}


def name_scope(scope: RatioScope) -> str:
    """Return the word for the moment that a ratio counts."""
    return _(_SCOPES[scope])


def name_activity(activity: ActivityKind) -> str:
    """Return the word for what a ratio is multiplied by, in the plural."""
    return _(_ACTIVITIES[activity])


def find_ratio_source(ratio: Ratio) -> Provenance:
    """Return where a ratio comes from; one's own has no other birth certificate than its row."""
    return Provenance(
        key=ratio.source_key or f"ratio-{ratio.key}",
        label=ratio.source,
        vintage=ratio.period or str(ratio.year),
        address=ratio.address,
    )


def add_matter_figures(
    book: FigureBook, found: MatterEstimate, activity_sources: tuple[str, ...]
) -> MatterEstimate:
    """
    Add the figures of one matter to a book.

    Parameters
    ----------
    activity_sources
        Keys of the provenances of the units of activity.

    Returns
    -------
    MatterEstimate
        The same, with the identifiers of its figures by step.
    """
    sources = dict.fromkeys(find_ratio_source(ratio).key for ratio in found.ratios)
    figures = {
        step: book.add(figure) for step, figure in _iter_steps(found, (*sources, *activity_sources))
    }
    return replace(found, figures=figures)


def _iter_steps(found: MatterEstimate, sources: tuple[str, ...]) -> Iterator[tuple[str, Figure]]:
    yield "estimate", _make_estimate(found, sources)
    if found.calibrated_to is not None:
        yield "theoretical", _make_calibrated(found, sources)
    before = "theoretical" if found.calibrated_to is not None else "estimate"
    if found.mobilisable is not None:
        yield "mobilisable", _make_step(found, "mobilisable", before, sources)
    if found.recoverable is not None:
        yield "recoverable", _make_step(found, "recoverable", "mobilisable", sources)


def _make_estimate(found: MatterEstimate, sources: tuple[str, ...]) -> Figure:
    return _make_figure(
        found,
        "estimate",
        label=_("{matter} : gisement théorique estimé ({scope})").format(
            matter=found.matter, scope=name_scope(found.scope)
        ),
        estimate=found.estimate,
        formula=_write_formula(found),
        inputs=[*_list_ratios(found), _make_activity(found)],
        sources=sources,
        caveats=_list_caveats(found),
    )


def _write_formula(found: MatterEstimate) -> str:
    if found.activity is ActivityKind.EMPLOYEE:
        return _(
            "Somme, sur les activités, de : ratio par salarié × salariés. Une tranche d’effectif "
            "compte pour son milieu. Le ratio est commun à tous les établissements : son erreur "
            "se multiplie par leurs salariés, elle ne se compense pas."
        )
    return _(
        "Ratio × {activity}. Le ratio est commun à tous : son erreur ne se compense pas."
    ).format(activity=name_activity(found.activity))


def _list_ratios(found: MatterEstimate) -> list[FigureInput]:
    shown = found.ratios[:_MOST_RATIOS]
    inputs = [
        FigureInput(
            label=_name_ratio(ratio),
            value=ratio.value,
            unit=_("{unit} par an").format(unit=ratio.unit),
            source=find_ratio_source(ratio).key,
        )
        for ratio in shown
    ]
    left = len(found.ratios) - len(shown)
    if left:
        inputs.append(FigureInput(label=_("autres ratios, par code d’activité"), value=left))
    return inputs


def _name_ratio(ratio: Ratio) -> str:
    period = ratio.period or str(ratio.year)
    if ratio.naf_code:
        return _("ratio par salarié, activité {code} ({period})").format(
            code=ratio.naf_code, period=period
        )
    return _("ratio pour une unité : {activity} ({period})").format(
        activity=name_activity(ratio.activity), period=period
    )


def _make_activity(found: MatterEstimate) -> FigureInput:
    label = name_activity(found.activity)
    if found.activity_reference:
        label = _("{activity} ({reference})").format(
            activity=label, reference=found.activity_reference
        )
    value = None if found.is_protected else found.activity_count
    return FigureInput(label=label, value=value, unit=name_activity(found.activity))


def _list_caveats(found: MatterEstimate) -> list[str]:
    caveats = [ratio.perimeter for ratio in found.ratios[:1] if ratio.perimeter]
    if any(ratio.part_of for ratio in found.ratios):
        caveats.append(_("Cette quantité est déjà comptée dans un total plus large de la source."))
    if len(found.years) > 1:
        caveats.append(
            _("Les ratios n’ont pas tous la même année ({years}).").format(
                years=", ".join(map(str, found.years))
            )
        )
    caveats += [_explain_dropped(found)] if any(one.is_older for one in found.dropped) else []
    if found.unknown_count:
        caveats.append(
            translate_plural(
                "{count} établissement d’effectif inconnu n’est pas compté.",
                "{count} établissements d’effectif inconnu ne sont pas comptés.",
                found.unknown_count,
            ).format(count=format_number(found.unknown_count))
        )
    if found.has_open_band:
        caveats.append(
            _("Un établissement est dans la tranche sans borne haute : il compte pour son minimum.")
        )
    if not all(ratio.is_verified for ratio in found.ratios):
        caveats.append(_("Un ratio au moins n’a pas été relu dans sa source par Maillon."))
    return caveats


def _explain_dropped(found: MatterEstimate) -> str:
    pairs = [
        _("{dropped} (écarté) et {kept}").format(dropped=one.dropped.year, kept=one.kept.year)
        for one in found.dropped
        if one.is_older
    ]
    return _(
        "Deux millésimes de ce ratio existent, {pairs} : leur écart dit un changement de "
        "méthode autant que de territoire, ne les comparez pas."
    ).format(pairs=" ; ".join(dict.fromkeys(pairs)))


def _make_calibrated(found: MatterEstimate, sources: tuple[str, ...]) -> Figure:
    known = found.calibrated_to
    if known is None:
        raise ValueError("no known total")
    return _make_figure(
        found,
        "theoretical",
        label=_("{matter} : gisement théorique, calé").format(matter=found.matter),
        estimate=found.theoretical,
        formula=_(
            "Total connu ; l’estimation ne sert plus qu’à le répartir, les parts de chaque commune "
            "restant celles qu’elle donne."
        ),
        inputs=[
            FigureInput(
                label=known.reference or _("total connu"), value=known.value, unit=known.unit
            ),
            FigureInput(
                label=_("estimation par les ratios"),
                value=None if found.is_protected else found.estimate.value,
                unit=found.unit,
                figure=_identify(found, "estimate"),
            ),
        ],
        sources=sources,
        caveats=[_compare(found.estimate, found.theoretical)],
    )


def _compare(estimate: Estimate, known: Estimate) -> str:
    if not known.value or not estimate.value:
        return _("L’estimation et le total connu ne se comparent pas : l’un des deux est nul.")
    times = estimate.value / known.value
    if estimate.low <= known.value <= estimate.high:
        return _("L’estimation valait {times} fois le total connu, dans son incertitude.").format(
            times=format_number(times)
        )
    return _(
        "L’estimation valait {times} fois le total connu, hors de son incertitude : l’un des deux "
        "ne compte pas la même chose, vérifiez les périmètres."
    ).format(times=format_number(times))


def _make_step(found: MatterEstimate, step: str, before: str, sources: tuple[str, ...]) -> Figure:
    is_mobilisable = step == "mobilisable"
    share = found.steps.mobilisable if is_mobilisable else found.steps.recoverable
    estimate = found.mobilisable if is_mobilisable else found.recoverable
    whole = found.theoretical if is_mobilisable else found.mobilisable
    if share is None or estimate is None or whole is None:
        raise ValueError(f"no {step} step")
    label = (
        _("{matter} : gisement mobilisable")
        if is_mobilisable
        else _("{matter} : gisement valorisable")
    )
    return _make_figure(
        found,
        step,
        label=label.format(matter=found.matter),
        estimate=estimate,
        formula=_("Gisement théorique × part qu’une collecte peut atteindre.")
        if is_mobilisable
        else _("Gisement mobilisable × part assez bonne pour servir."),
        inputs=[
            FigureInput(
                label=_("gisement théorique") if is_mobilisable else _("gisement mobilisable"),
                value=None if found.is_protected else whole.value,
                unit=found.unit,
                figure=_identify(found, before),
            ),
            _make_share(share),
        ],
        sources=sources,
        caveats=[],
    )


def _make_share(share: UncertainShare) -> FigureInput:
    label = share.reference or _("part retenue")
    if share.low is not None and share.high is not None:
        label = _("{label} (entre {low} et {high})").format(
            label=label, low=format_number(share.low), high=format_number(share.high)
        )
    return FigureInput(label=label, value=share.value)


def _identify(found: MatterEstimate, step: str) -> str:
    return f"gisement.{found.key}.{step}"


def _make_figure(  # noqa: PLR0913 - what differs from one figure of a matter to the next
    found: MatterEstimate,
    step: str,
    *,
    label: str,
    estimate: Estimate,
    formula: str,
    inputs: list[FigureInput],
    sources: tuple[str, ...],
    caveats: list[str],
) -> Figure:
    is_protected = found.is_protected
    if is_protected:
        caveats = [_("Trop peu d’établissements : le chiffre est caché pour les protéger.")]
    return Figure(
        id=_identify(found, step),
        label=label,
        value=None if is_protected else estimate.value,
        unit=_("{unit} par an").format(unit=found.unit),
        formula_key="gisements",
        formula=formula,
        inputs=inputs,
        sources=sources,
        assumptions=[
            _("Bornes : neuf chances sur dix. Loi normale, ou log-normale au-delà de 30 %."),
            *_name_quality(found),
        ],
        low=None if is_protected else estimate.low,
        high=None if is_protected else estimate.high,
        caveats=caveats,
        is_protected=is_protected,
    )


def _name_quality(found: MatterEstimate) -> list[str]:
    if not any(ratio.confidence and ratio.cv is None for ratio in found.ratios):
        return []
    cv = format_quantity(100 * found.estimate.cv, "%")
    return [
        _("Incertitude du ratio notée d’après sa qualité, faute d’être publiée ({cv}).").format(
            cv=cv
        )
    ]
