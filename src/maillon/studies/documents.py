"""Write findings as plain values, section by section of the result document."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from maillon.diagnosis.comparison import describe_comparable
from maillon.diagnosis.counting import Counts
from maillon.diagnosis.stages import StageAssessment, StateReason, describe_state_reason
from maillon.domain.filiere import Filiere, Stage
from maillon.domain.language import translate as _
from maillon.domain.provenance import Provenance
from maillon.domain.territory import Territory
from maillon.reference.cases import Case
from maillon.reference.territories.provenances import (
    list_provenances as list_territory_provenances,
)
from maillon.studies.actor_documents import find_commune_names
from maillon.studies.comparing import Comparison
from maillon.studies.stage_figures import Identifiers
from maillon.studies.vicinity import Nearby, Vicinity

__all__ = [
    "StageFindings",
    "write_comparison",
    "write_facts",
    "write_filiere",
    "write_stage",
    "write_territory",
    "write_vintages",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class StageFindings:
    """What was found of one stage; `figures` are identifiers by short name, see `Findings`."""

    stage: Stage
    counts: Counts
    assessment: StageAssessment
    vicinity: Vicinity
    figures: Mapping[str, str]
    stated: tuple[str, Sequence[str]] | None = None


def write_territory(territory: Territory) -> dict[str, Any]:
    """Return the section `territory`."""
    return {
        "key": territory.key,
        "code": territory.code,
        "kind": str(territory.kind),
        "name": territory.name,
        "vintage": territory.vintage,
        "population": territory.population,
        "area_km2": territory.area_km2,
        "density_per_km2": territory.density_per_km2,
        "commune_count": len(territory.places),
        "commune_codes": territory.commune_codes,
    }


def write_filiere(filiere: Filiere) -> dict[str, Any]:
    """Return the section `filiere`."""
    return {
        "key": filiere.key,
        "label": filiere.label,
        "description": filiere.description,
        "kind": str(filiere.kind),
        "version": filiere.version,
        "source": filiere.source,
        "stages": [
            {"key": stage.key, "label": stage.label, "description": stage.description}
            for stage in filiere.stages
        ],
        "chains": [
            {"key": chain.key, "label": chain.label, "stages": list(chain.stage_keys)}
            for chain in filiere.chains
        ],
        "links": [
            {"from": stage.key, "to": output.to_stage, "matter": output.matter}
            for stage in filiere.stages
            for output in stage.outputs
        ],
    }


def write_vintages(
    provenances: Mapping[str, Provenance], territory: Territory, comparison: Comparison
) -> list[dict[str, Any]]:
    """Return the section `vintages`: every source used, the division of the country included."""
    known = dict(provenances)
    known.update({entry.key: entry for entry in comparison.provenances})
    if territory.key.startswith("geonames:"):
        division = [entry for entry in list_territory_provenances() if "geonames" in entry.key]
    else:
        division = [entry for entry in list_territory_provenances() if "geonames" not in entry.key]
    known.update({entry.key: entry for entry in division})
    return [entry.to_dict() for entry in known.values()]


def _describe_reasons(findings: StageFindings) -> list[dict[str, str]]:
    reasons = [
        _describe_reason(reason)
        for reason in findings.assessment.reasons
        if reason.code != "stated_need"
    ]
    if findings.stated is None:
        return reasons
    code, sentences = findings.stated
    lead = {
        "stated_need": _("Un document publié y signale un manque : {text}"),
        "stated": _("Un document publié y signale : {text}"),
    }[code]
    return [*({"code": code, "text": lead.format(text=text)} for text in sentences), *reasons]


def _describe_reason(reason: StateReason) -> dict[str, str]:
    if reason.code == "no_register":
        text = _(
            "Aucun acteur connu, et aucun registre importé ne couvre ce territoire : personne n’a "
            "encore regardé."
        )
        return {"code": reason.code, "text": text}
    return {"code": reason.code, "text": describe_state_reason(reason)}


def write_stage(findings: StageFindings, *, table: pa.Table) -> dict[str, Any]:
    """Return one entry of the section `stages`."""
    counts = findings.counts
    return {
        "key": findings.stage.key,
        "label": findings.stage.label,
        "state": str(findings.assessment.state),
        "state_reasons": _describe_reasons(findings),
        "figures": dict(findings.figures),
        "coverage": asdict(counts.coverage),
        "dependence": _write_dependence(findings, table),
        "top_actors": list(counts.top_actor_ids),
        "nearest_outside": [_write_nearby(nearby) for nearby in findings.vicinity.nearest],
        "neighbours": [
            {"key": territory.key, "name": territory.name, "establishment_count": count}
            for territory, count in findings.vicinity.neighbours
        ],
    }


def _write_dependence(findings: StageFindings, table: pa.Table) -> dict[str, str] | None:
    dependence = findings.counts.dependence
    if dependence is None or not dependence.is_diffusible or "dependence" not in findings.figures:
        return None
    row = table.filter(pc.equal(table["actor_id"], dependence.actor_id))
    name = row["name"][0].as_py() if len(row) else None
    return {
        "actor_id": dependence.actor_id,
        "name": name or _("Nom non publié"),
        "figure": findings.figures["dependence"],
    }


def _write_nearby(nearby: Nearby) -> dict[str, Any]:
    row = nearby.row
    code = str(row["commune_code"]) if row["commune_code"] else ""
    return {
        "actor_id": str(row["actor_id"]),
        "name": str(row["name"] or row["other_names"] or _("Nom non publié")),
        "commune_code": code,
        "commune_name": find_commune_names({code})[code],
        "distance_km": nearby.distance_km,
        "ess_status": nearby.ess_status,
    }


def write_comparison(comparison: Comparison, identifiers: Identifiers) -> dict[str, Any] | None:
    """Return the section `comparison`, `None` when no territory is comparable."""
    if not comparison.territories:
        return None
    return {
        "territories": [
            {
                "key": other.territory.key,
                "name": other.territory.name,
                "population": other.territory.population,
                "density_per_km2": other.territory.density_per_km2,
                "reason": describe_comparable(other.likeness)
                if other.likeness
                else _("Territoire choisi pour cette comparaison."),
            }
            for other in comparison.territories
        ],
        "rows": [
            {
                "stage": key,
                "figure": identifiers.stages[key]["per_10000"],
                "median_figure": identifiers.stages[key]["per_10000_median"],
                "values": [rate.value for rate in rates],
            }
            for key, rates in comparison.peer_rates.items()
            if "per_10000" in identifiers.stages[key]
        ],
    }


def write_facts(cases: Sequence[Case], filiere_key: str) -> list[dict[str, Any]]:
    """Return the section `facts`: what published documents say, with the passage."""
    return [
        {
            "text": fact.text,
            "value": fact.value,
            "unit": fact.unit,
            "year": fact.year,
            "source": case.provenance_key,
            "passage": case.cite(fact.passage),
        }
        for case in cases
        for fact in case.facts
        if fact.filiere_key in {None, filiere_key}
    ]
