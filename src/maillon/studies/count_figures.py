"""Turn counts into figures that open: one function a kind of number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from maillon.diagnosis.counting import Counts
from maillon.diagnosis.workforce import BandLike, estimate_workforce
from maillon.domain.figures import Figure, FigureBook, FigureInput
from maillon.domain.formatting import format_interval, format_number
from maillon.domain.language import translate as _

__all__ = ["CountScope", "add_count_figures"]


@dataclass(frozen=True, kw_only=True, slots=True)
class CountScope:
    """
    What a set of counts bears on.

    Attributes
    ----------
    prefix
        Start of the identifiers: `total`, or `stage.<key>`.
    name
        Name of the stage, or of the filière, for the labels.
    is_total
        Whether an establishment of several stages counts once.
    sources
        Keys of the provenances counted.
    placed_threshold
        Score from which an establishment is counted.
    """

    prefix: str
    name: str
    is_total: bool
    sources: Sequence[str]
    placed_threshold: float


def add_count_figures(
    book: FigureBook, counts: Counts, scope: CountScope, bands: Mapping[str, BandLike]
) -> dict[str, str]:
    """Add the figures of one scope and return their identifiers by short name."""
    made = [
        _establishments(counts, scope),
        _ess(counts, scope, "published"),
        _ess(counts, scope, "deduced"),
        _ess(counts, scope, "declared"),
        _employers(counts, scope),
        _workforce(counts, scope, bands),
        _to_check(counts, scope),
        _hidden(counts, scope),
    ]
    return {figure.id.rpartition(".")[2]: book.add(figure) for figure in made}


def _establishments(counts: Counts, scope: CountScope) -> Figure:
    coverage = counts.coverage
    caveats = [
        _("Un établissement n’est pas une entreprise ; organisations distinctes : {count}.").format(
            count=format_number(counts.legal_units)
        )
    ]
    if scope.is_total:
        caveats.append(
            _("Ce total n’est pas la somme des maillons : un établissement présent à plusieurs "
              "maillons compte une fois.")
        )  # fmt: skip
    return Figure(
        id=f"{scope.prefix}.establishments",
        label=_("Établissements placés – {name}").format(name=scope.name),
        value=counts.establishments,
        unit=_("établissements"),
        formula_key="placement",
        formula=_(
            "Nombre d’établissements distincts du territoire dont le score atteint {threshold} : "
            "poids du code d’activité, plus mot du nom ou de l’objet, plus déclaration ; une "
            "décision humaine l’emporte."
        ).format(threshold=format_number(scope.placed_threshold)),
        inputs=[
            FigureInput(label=_("par le code d’activité seul"), value=coverage.naf_only),
            FigureInput(
                label=_("par le code et un mot du nom ou de l’objet"), value=coverage.keyword
            ),
            FigureInput(label=_("par une déclaration"), value=coverage.declared),
            FigureInput(label=_("par une décision humaine"), value=coverage.confirmed),
        ],
        sources=scope.sources,
        assumptions=[_("Les poids du placement sont un choix de départ, non calibré.")],
        caveats=caveats,
    )


def _ess(counts: Counts, scope: CountScope, status: str) -> Figure:
    labels = {
        "published": (
            _("ESS publiée – {name}"),
            counts.ess_published,
            _("Établissements placés dont un registre publie l’appartenance à l’ESS : indicateur "
              "de l’Insee, liste d’ESS France, Annuaire des entreprises, répertoire des "
              "fondations."),
            _("Une absence de publication n’est pas un non : l’indicateur est vide pour la plupart "
              "des unités légales."),
        ),
        "deduced": (
            _("ESS déduite de la forme juridique – {name}"),
            counts.ess_deduced,
            _("Établissements placés dont la forme juridique relève de l’ESS au sens de la loi du "
              "31 juillet 2014, sans qu’aucun registre ne l’ait publié, hors activités exclues."),
            _("Déduction de notre part, à confirmer ; elle ne s’ajoute jamais à l’ESS publiée."),
        ),
        "declared": (
            _("ESS déclarée – {name}"),
            counts.ess_declared,
            _(
                "Établissements placés qu’une liste, un document publié ou une décision dit de "
                "l’ESS."
            ),
            _("Déclaration, non vérifiée dans un registre."),
        ),
    }  # fmt: skip
    label, value, formula, caveat = labels[status]
    return Figure(
        id=f"{scope.prefix}.ess_{status}",
        label=label.format(name=scope.name),
        value=value,
        unit=_("établissements"),
        formula_key="qualification-ess",
        formula=formula,
        inputs=[
            FigureInput(
                label=_("établissements placés"),
                value=counts.establishments,
                figure=f"{scope.prefix}.establishments",
            )
        ],
        sources=scope.sources,
        caveats=[caveat],
    )


def _employers(counts: Counts, scope: CountScope) -> Figure:
    caveats = []
    if counts.employers_derived:
        caveats.append(
            _("Pour {count} d’entre eux, déduit de la tranche d’effectif faute de mieux.").format(
                count=format_number(counts.employers_derived)
            )
        )
    if counts.employers_unknown:
        caveats.append(
            _("Inconnu pour {count} établissements, comptés comme non employeurs.").format(
                count=format_number(counts.employers_unknown)
            )
        )
    return Figure(
        id=f"{scope.prefix}.employers",
        label=_("Établissements employeurs – {name}").format(name=scope.name),
        value=counts.employers,
        unit=_("établissements"),
        formula_key="effectifs",
        formula=_("Établissements placés que le registre ou la liste donne comme employeurs."),
        inputs=[
            FigureInput(
                label=_("établissements placés"),
                value=counts.establishments,
                figure=f"{scope.prefix}.establishments",
            )
        ],
        sources=scope.sources,
        caveats=caveats,
    )


def _workforce(counts: Counts, scope: CountScope, bands: Mapping[str, BandLike]) -> Figure:
    workforce = counts.workforce
    inputs = [
        FigureInput(
            label=_("tranche {code} ({interval})").format(
                code=code,
                interval=format_interval(bands[code].low, bands[code].high, _("salariés")),
            ),
            value=count,
            unit=_("établissements"),
        )
        for code, count in workforce.band_counts.items()
    ]
    inputs.append(
        FigureInput(
            label=_("sans tranche connue"), value=workforce.unknown_count, unit=_("établissements")
        )
    )
    return Figure(
        id=f"{scope.prefix}.workforce",
        label=_("Effectif salarié – {name}").format(name=scope.name),
        value=workforce.central,
        unit=_("salariés"),
        formula_key="effectifs",
        formula=_(
            "Somme des milieux de tranche ; l’intervalle est la somme des bornes basses et la "
            "somme "
            "des bornes hautes."
        ),
        inputs=inputs,
        sources=scope.sources,
        assumptions=[_("Le milieu de tranche est une convention, non une mesure.")],
        low=workforce.low,
        high=workforce.high,
        caveats=_workforce_caveats(counts, bands),
    )


def _workforce_caveats(counts: Counts, bands: Mapping[str, BandLike]) -> list[str]:
    workforce = counts.workforce
    caveats = []
    if workforce.central is None:
        caveats.append(_("Aucun effectif n’est publié pour ces établissements."))
    if workforce.unknown_count and workforce.known_count:
        caveats.append(
            _("{count} établissements sans effectif publié ne sont pas dans la somme.").format(
                count=format_number(workforce.unknown_count)
            )
        )
    if workforce.is_open_ended:
        caveats.append(_("Une tranche est sans borne haute : le maximum n’est pas connu."))
    likely = estimate_workforce(workforce, bands)
    if likely is not None and workforce.known_count > 1:
        caveats.append(
            _("Écart type vraisemblable : {spread} salariés ; l’écart au milieu de tranche est "
              "commun aux établissements d’une tranche : il ne se compense pas avec leur "
              "nombre.").format(
                spread=format_number(round(likely.standard_deviation))
            )
        )  # fmt: skip
    caveats.append(_("Effectifs au 31 décembre d’une année ancienne de deux ans en général."))
    return caveats


def _to_check(counts: Counts, scope: CountScope) -> Figure:
    return Figure(
        id=f"{scope.prefix}.to_check",
        label=_("Établissements à vérifier – {name}").format(name=scope.name),
        value=counts.to_check,
        unit=_("établissements"),
        formula_key="placement",
        formula=_(
            "Établissements qui portent un indice (code d’activité, mot du nom) trop faible pour "
            "compter : seule une personne peut trancher."
        ),
        sources=scope.sources,
        caveats=[_("Ils ne sont comptés nulle part ailleurs.")],
    )


def _hidden(counts: Counts, scope: CountScope) -> Figure:
    return Figure(
        id=f"{scope.prefix}.hidden",
        label=_("Établissements comptés mais non montrés – {name}").format(name=scope.name),
        value=counts.hidden,
        unit=_("établissements"),
        formula_key="secret",
        formula=_(
            "Établissements placés qui se sont opposés à la diffusion de leurs données dans le "
            "répertoire Sirene (statut de diffusion partielle)."
        ),
        sources=scope.sources,
        caveats=[_("Comptés dans les totaux ; ni leur nom ni leur adresse ne sont montrés.")],
    )
