"""Official lists with their vintage, each described in `manifest.yaml`."""

from maillon.reference.nomenclatures.activities import (
    NAF_2025,
    NAF_REV2,
    detect_naf_version,
    load_naf25_targets,
    load_naf_labels,
    normalize_naf,
)
from maillon.reference.nomenclatures.files import find_caveat, list_nomenclatures
from maillon.reference.nomenclatures.legal import (
    EssExclusion,
    InclusiveKind,
    LegalCategory,
    load_ess_exclusions,
    load_inclusive_kinds,
    load_legal_categories,
)
from maillon.reference.nomenclatures.vocabularies import (
    NameToken,
    RepFamily,
    load_cpv_labels,
    load_name_tokens,
    load_rep_families,
    load_street_words,
    load_waste_labels,
)
from maillon.reference.nomenclatures.workforce import (
    WorkforceBand,
    find_band_code,
    list_workforce_bands,
)

__all__ = [
    "NAF_2025",
    "NAF_REV2",
    "EssExclusion",
    "InclusiveKind",
    "LegalCategory",
    "NameToken",
    "RepFamily",
    "WorkforceBand",
    "detect_naf_version",
    "find_band_code",
    "find_caveat",
    "list_nomenclatures",
    "list_workforce_bands",
    "load_cpv_labels",
    "load_ess_exclusions",
    "load_inclusive_kinds",
    "load_legal_categories",
    "load_naf25_targets",
    "load_naf_labels",
    "load_name_tokens",
    "load_rep_families",
    "load_street_words",
    "load_waste_labels",
    "normalize_naf",
]
