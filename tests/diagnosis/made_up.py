"""Made-up establishments and filières, one line each: nothing here exists."""

from typing import Any, NamedTuple

import pyarrow as pa

from maillon.diagnosis.placement import PlacementWeights
from maillon.domain.filiere import ActivityCode, Filiere, Output, Specificity, Stage

TEXTS = (
    "actor_id",
    "siren",
    "name",
    "other_names",
    "naf_code",
    "naf25_code",
    "band_code",
    "legal_category_code",
    "ess_flag",
    "inclusive_kinds",
    "rna_id",
    "rna_object",
    "declared_activity",
    "declared_filiere",
    "declared_stages",
    "declared_ess",
    "source_keys",
)
FLAGS = ("is_employer", "in_ess_list", "in_annuaire_ess", "in_foundations", "is_diffusible")
DEFAULTS = {
    "in_ess_list": False,
    "in_annuaire_ess": False,
    "in_foundations": False,
    "is_diffusible": True,
    "source_keys": "liste-fictive",
}
SCHEMA = pa.schema([(key, pa.string()) for key in TEXTS] + [(key, pa.bool_()) for key in FLAGS])


class Band(NamedTuple):
    low: int
    high: int | None
    midpoint: float


BANDS = {
    "NN": Band(0, 0, 0.0),
    "01": Band(1, 2, 1.5),
    "11": Band(10, 19, 14.5),
    "53": Band(10_000, None, 10_000.0),
}
WEIGHTS = PlacementWeights(
    strong=3,
    medium=2,
    weak=0.5,
    keyword=2,
    declared=4,
    placed_threshold=3,
    to_check_threshold=2,
)


def establishments(*rows: dict[str, Any]) -> pa.Table:
    """Return a table of establishments; what a row does not say is unknown."""
    full = [
        {"actor_id": f"fictif-{number}", "name": f"Exemple fictif {number}", **DEFAULTS, **row}
        for number, row in enumerate(rows, start=1)
    ]
    return pa.Table.from_pylist(full, schema=SCHEMA)


def activity(
    code: str, specificity: str = "forte", *keywords: str, naf25: str = ""
) -> ActivityCode:
    """Return an activity code of a stage."""
    return ActivityCode(
        naf_code=code,
        specificity=Specificity(specificity),
        keywords=keywords,
        naf25_codes=[naf25] if naf25 else [],
    )


def stage(key: str, *activities: ActivityCode, keywords: str = "", to: str = "") -> Stage:
    """Return a stage; `to` is where its matter goes."""
    return Stage(
        key=key,
        label=key.capitalize(),
        activities=activities,
        keywords=keywords.split(),
        outputs=[Output(matter="matière fictive", to_stage=to)] if to else [],
    )


def filiere(*stages: Stage) -> Filiere:
    """Return a made-up filière."""
    return Filiere(key="fictive", label="Filière fictive", version="0", stages=stages)
