"""A workspace in the words of the library: its territory and its chain, as studies take them."""

from collections.abc import Mapping, Sequence
from typing import Any

from maillon.domain.errors import MaillonError
from maillon.domain.filiere import ActivityCode
from maillon.domain.filiere import Filiere as ReferenceFiliere
from maillon.domain.filiere import Stage as ReferenceStage
from maillon.domain.territory import Territory
from maillon.reference.filieres import get_filiere as get_template
from maillon.studies.asking import find_territory
from maillon.studies.chains import build_own_filiere
from maillon.studies.territories import make_territory
from maillon_web.filieres.models import Filiere
from maillon_web.filieres.words import SOURCE_LANGUAGE, say, say_chains, say_outputs

__all__ = [
    "build_chain",
    "describe_chains",
    "describe_definition",
    "describe_stages",
    "find_template",
    "get_chain",
    "get_territory",
    "keep_definition",
    "list_stage_values",
]

Values = Mapping[str, Any]


def get_territory(filiere: Filiere) -> Territory:
    """Return the territory: known by its key, or made of the communes that people picked."""
    if filiere.territory_key:
        return find_territory(filiere.territory_key)
    return make_territory(
        filiere.territory_name, filiere.commune_codes, vintage=filiere.territory_vintage
    )


def get_chain(filiere: Filiere) -> ReferenceFiliere:
    """Return the chain as its stages say it; it keeps the key and the name of its template."""
    return build_chain(filiere, list_stage_values(filiere), filiere.chains)


def build_chain(
    filiere: Filiere, stages: Sequence[Values], chains: Sequence[Values]
) -> ReferenceFiliere:
    """
    Return the chain that these stages make, before they are written or after.

    Raises
    ------
    InvalidInput
        If they do not make a chain; every problem is in the details.
    """
    template = find_template(filiere.template_key)
    return build_own_filiere(
        key=filiere.template_key or f"propre-{filiere.pk}",
        label=template.label if template else filiere.name,
        description=filiere.description or (template.description if template else ""),
        kind=filiere.kind,
        version=f"{filiere.updated_at:%Y-%m-%d}",
        source=template.source if template else "",
        stages=stages,
        chains=chains,
    )


def list_stage_values(filiere: Filiere) -> list[dict[str, Any]]:
    """Return the stages of a workspace as plain values, in order."""
    return [
        {"key": stage.key, "label": stage.label, "description": stage.description}
        | stage.definition
        for stage in filiere.stages.all()
    ]


def describe_stages(template: ReferenceFiliere) -> list[dict[str, Any]]:
    """Return the stages of a reference filière with the fields of a `Stage`."""

    def keep(text: str) -> str:
        return say(template.key, text, language=SOURCE_LANGUAGE)

    return [
        {
            "key": stage.key,
            "label": keep(stage.label),
            "description": keep(stage.description),
            "definition": keep_definition(template.key, describe_definition(stage)),
        }
        for stage in template.stages
    ]


def describe_chains(template: ReferenceFiliere) -> list[dict[str, Any]]:
    """Return the chains of a reference ecosystem as the values that a workspace keeps."""
    chains = [
        {"key": chain.key, "label": chain.label, "stages": list(chain.stage_keys)}
        for chain in template.chains
    ]
    return say_chains(template.key, chains, language=SOURCE_LANGUAGE)


def find_template(key: str) -> ReferenceFiliere | None:
    """Return a reference filière, `None` for an own chain or a template that is not here."""
    if not key:
        return None
    try:
        return get_template(key)
    except MaillonError:
        # A workspace opened from another server may name a template that this one does not hold.
        return None


def describe_definition(stage: ReferenceStage) -> dict[str, Any]:
    """Return what tells a stage in the registers, as a workspace keeps it."""
    return {
        "activities": [_describe_activity(activity) for activity in stage.activities],
        "keywords": list(stage.keywords),
        "outputs": [
            {"matter": output.matter, "to_stage": output.to_stage} for output in stage.outputs
        ],
        "cpv_codes": list(stage.cpv_codes),
    }


def keep_definition(template_key: str, definition: Values) -> dict[str, Any]:
    """Return what tells a stage, its matters as a workspace keeps them."""
    outputs = say_outputs(template_key, definition.get("outputs", ()), language=SOURCE_LANGUAGE)
    return {**definition, "outputs": outputs}


def _describe_activity(activity: ActivityCode) -> dict[str, Any]:
    return {
        "naf_code": activity.naf_code,
        "specificity": activity.specificity.value,
        "keywords": list(activity.keywords),
    }
