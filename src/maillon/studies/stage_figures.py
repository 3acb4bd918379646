"""Explain every number of a diagnosis: counts, specialisation, dependence, comparison."""

import statistics
from collections.abc import Mapping
from dataclasses import dataclass

from maillon.diagnosis.counting import Counts, FiliereCounts
from maillon.domain.figures import Figure, FigureBook, FigureInput
from maillon.domain.filiere import Filiere, Stage
from maillon.domain.language import translate as _
from maillon.domain.provenance import Provenance
from maillon.studies.comparing import Comparison, Rate, StageQuotient
from maillon.studies.count_figures import CountScope, add_count_figures
from maillon.studies.knowledge import Knowledge
from maillon.studies.protecting import ALL, InternalCounts

__all__ = ["Identifiers", "add_diagnosis_figures"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Identifiers:
    """Identifiers of the figures, by short name: of the filière, and of each stage."""

    total: Mapping[str, str]
    stages: Mapping[str, Mapping[str, str]]


def add_diagnosis_figures(  # noqa: PLR0913 - the numbers of a diagnosis come from six places
    book: FigureBook,
    *,
    filiere: Filiere,
    counts: FiliereCounts,
    comparison: Comparison,
    provenances: Mapping[str, Provenance],
    knowledge: Knowledge,
    internal: InternalCounts | None,
) -> Identifiers:
    """Add the figures of a diagnosis to the book and return their identifiers."""
    sources = list(provenances)
    threshold = knowledge.weights.placed_threshold
    total_scope = CountScope(
        prefix="total",
        name=filiere.label,
        is_total=True,
        sources=sources,
        placed_threshold=threshold,
    )
    total = add_count_figures(book, counts.total, total_scope, knowledge.bands)
    if internal is not None:
        total["internal"] = book.add(_internal("total", ALL, filiere.label, internal))
    stages = {}
    for stage in filiere.stages:
        scope = CountScope(
            prefix=f"stage.{stage.key}",
            name=stage.label,
            is_total=False,
            sources=sources,
            placed_threshold=threshold,
        )
        stage_counts = counts.stages[stage.key]
        stages[stage.key] = {
            **add_count_figures(book, stage_counts, scope, knowledge.bands),
            **_add_dependence(book, stage, stage_counts, sources),
            **_add_comparison(book, stage, comparison),
        }
        if internal is not None:
            made = _internal(f"stage.{stage.key}", stage.key, stage.label, internal)
            stages[stage.key]["internal"] = book.add(made)
    return Identifiers(total=total, stages=stages)


def _internal(prefix: str, key: str, name: str, internal: InternalCounts) -> Figure:
    is_withheld = key in internal.withheld
    caveats = [
        _("Nombre retenu : trop peu d’établissements, ou un seul en fait l’essentiel, ou il "
          "permettrait d’en retrouver un autre.")
    ]  # fmt: skip
    return Figure(
        id=f"{prefix}.internal",
        label=_("Établissements connus des seules listes internes – {name}").format(name=name),
        value=internal.show(key),
        unit=_("établissements"),
        formula_key="secret",
        formula=_(
            "Établissements placés que seule une liste non publique connaît. Ils ne sont comptés "
            "dans aucun autre chiffre de cette version publique."
        ),
        caveats=caveats if is_withheld else [],
        is_protected=is_withheld,
    )


def _add_dependence(
    book: FigureBook, stage: Stage, counts: Counts, sources: list[str]
) -> dict[str, str]:
    if counts.dependence is None or counts.legal_units < 2:
        return {}
    figure = Figure(
        id=f"stage.{stage.key}.dependence",
        label=_("Poids de la première organisation – {name}").format(name=stage.label),
        value=round(counts.dependence.share, 4),
        unit=_("part"),
        formula_key="dependance",
        formula=_(
            "Effectif estimé de la plus grande organisation, divisé par l’effectif estimé du "
            "maillon."
        ),
        inputs=[
            FigureInput(
                label=_("effectif estimé du maillon"),
                value=counts.workforce.central,
                unit=_("salariés"),
                figure=f"stage.{stage.key}.workforce",
            )
        ],
        sources=sources,
        assumptions=[_("Chaque établissement compte pour le milieu de sa tranche d’effectif.")],
        caveats=[_("Les effectifs sont des tranches : la part est approchée.")],
    )
    return {"dependence": book.add(figure)}


def _add_comparison(book: FigureBook, stage: Stage, comparison: Comparison) -> dict[str, str]:
    added = {}
    sources = [entry.key for entry in comparison.provenances]
    quotient = comparison.quotients.get(stage.key)
    if quotient is not None:
        added["location_quotient"] = book.add(_quotient(stage, quotient, sources))
    rate = comparison.rates.get(stage.key)
    if rate is not None:
        peers = comparison.peer_rates.get(stage.key, ())
        known = [peer.value for peer in peers if peer.value is not None]
        added["per_10000"] = book.add(_rate(stage, rate, sources))
        added["per_10000_median"] = book.add(_median(stage, known, comparison, sources))
    return added


def _quotient(stage: Stage, measured: StageQuotient, sources: list[str]) -> Figure:
    quotient = measured.quotient
    caveats = []
    if not quotient.is_published:
        caveats.append(
            _("Non publié : trop peu d’établissements employeurs, le rapport ne dirait rien.")
        )
    elif (
        quotient.low is not None and quotient.high is not None and quotient.low < 1 < quotient.high
    ):
        caveats.append(_("L’intervalle contient 1 : rien ne prouve un écart avec la France."))
    caveats.append(
        _("Compté sur les codes d’activité seuls, sans les mots du nom ni les déclarations.")
    )
    shown = quotient.is_published
    return Figure(
        id=f"stage.{stage.key}.location_quotient",
        label=_("Quotient de localisation – {name}").format(name=stage.label),
        value=round(quotient.value, 3) if shown and quotient.value is not None else None,
        unit="",
        formula_key="quotient-localisation",
        formula=_(
            "Part du maillon parmi les établissements employeurs du territoire, divisée par la "
            "même "
            "part en France. Au-dessus de 1, le maillon est plus présent ici qu’ailleurs."
        ),
        inputs=[
            FigureInput(
                label=_("employeurs du maillon ici"), value=measured.stage_count if shown else None
            ),
            FigureInput(label=_("employeurs du territoire"), value=measured.territory_count),
            FigureInput(label=_("employeurs du maillon en France"), value=measured.stage_total),
            FigureInput(label=_("employeurs en France"), value=measured.national_count),
            FigureInput(label=_("codes comptés"), value=", ".join(measured.naf_codes)),
        ],
        sources=sources,
        assumptions=[
            _("L’intervalle à 90 % est resserré par la dispersion des territoires comparables.")
            if quotient.prior == "peers"
            else _("L’intervalle à 90 % suppose un tirage de Poisson (a priori de Jeffreys).")
        ],
        low=round(quotient.low, 3) if shown and quotient.low is not None else None,
        high=round(quotient.high, 3) if shown and quotient.high is not None else None,
        caveats=caveats,
    )


def _rate(stage: Stage, rate: Rate, sources: list[str]) -> Figure:
    return Figure(
        id=f"stage.{stage.key}.per_10000",
        label=_("Établissements pour 10 000 habitants – {name}").format(name=stage.label),
        value=None if rate.value is None else round(rate.value, 3),
        unit=_("pour 10 000 habitants"),
        formula_key="comparaison",
        formula=_(
            "Établissements dont le code d’activité est du maillon (spécificité forte ou moyenne), "
            "divisés par la population, fois 10 000."
        ),
        inputs=[
            FigureInput(label=_("établissements"), value=rate.count),
            FigureInput(label=_("habitants"), value=rate.population),
        ],
        sources=sources,
        caveats=[
            _("Compté sur les codes seuls pour être comparable : ce n’est pas le nombre "
              "d’établissements placés.")
        ],
    )  # fmt: skip


def _median(
    stage: Stage, values: list[float], comparison: Comparison, sources: list[str]
) -> Figure:
    names = ", ".join(entry.territory.name for entry in comparison.territories)
    return Figure(
        id=f"stage.{stage.key}.per_10000_median",
        label=_("Médiane des territoires comparables – {name}").format(name=stage.label),
        value=round(statistics.median(values), 3) if values else None,
        unit=_("pour 10 000 habitants"),
        formula_key="comparaison",
        formula=_("Médiane du même rapport dans les territoires comparables."),
        inputs=[
            FigureInput(
                label=entry.territory.name,
                value=None if peer.value is None else round(peer.value, 3),
            )
            for entry, peer in zip(
                comparison.territories, comparison.peer_rates.get(stage.key, ()), strict=True
            )
        ],
        sources=sources,
        assumptions=[_("Territoires retenus : {names}.").format(names=names)],
    )
