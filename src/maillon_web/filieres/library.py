"""A workspace in the words of the library: its territory and its chain, as the studies take them."""

from maillon.domain.filiere import Filiere as ReferenceFiliere
from maillon.domain.territory import Territory
from maillon_web.filieres.models import Filiere

__all__ = ["get_chain", "get_territory"]


def get_territory(filiere: Filiere) -> Territory:
    """Return the territory: known by its key, or made of the communes that people picked."""
    from maillon.studies.diagnosing import find_territory
    from maillon.studies.territories import make_territory

    if filiere.territory_key:
        return find_territory(filiere.territory_key)
    return make_territory(
        filiere.territory_name, filiere.commune_codes, vintage=filiere.territory_vintage
    )


def get_chain(filiere: Filiere) -> ReferenceFiliere:
    """Return the chain as its stages say it; it keeps the key of its template, if it has one."""
    from maillon.studies.chains import build_own_filiere

    return build_own_filiere(
        key=filiere.template_key or f"propre-{filiere.pk}",
        label=filiere.name,
        description=filiere.description,
        kind=filiere.kind,
        stages=[
            {"key": stage.key, "label": stage.label, "description": stage.description}
            | stage.definition
            for stage in filiere.stages.all()
        ],
        chains=filiere.chains,
    )
