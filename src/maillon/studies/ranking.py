"""Rank the filières for a territory, with criteria that show and weights that can be changed."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from maillon.diagnosis.counting import FiliereCounts, count_filiere
from maillon.diagnosis.placement import candidate_filter, place
from maillon.diagnosis.qualification import qualify
from maillon.diagnosis.ranking import CRITERIA, FiliereProfile, RankedFiliere, rank_filieres
from maillon.domain.decisions import Decision
from maillon.domain.filiere import Filiere
from maillon.domain.language import translate as _
from maillon.domain.territory import Territory
from maillon.domain.visibility import Audience
from maillon.reference.filieres import list_filieres
from maillon.reference.parameters import get_parameter
from maillon.studies.asking import find_territory
from maillon.studies.comparing import ActivityTable, list_shortlist, list_telling_codes
from maillon.studies.decisions import list_decisions
from maillon.studies.documents import write_territory
from maillon.studies.gathering import Gathered, Gatherer, open_store
from maillon.studies.home import custom_filieres_folder
from maillon.studies.knowledge import load_knowledge

__all__ = ["rank_for_territory"]


def rank_for_territory(
    territory: Territory | str,
    *,
    weights: Mapping[str, float] | None = None,
    home: Path | None = None,
    audience: Audience = Audience.MEMBERS,
) -> dict[str, Any]:
    """
    Rank every filière for a territory.

    Parameters
    ----------
    weights
        Replace the default weights, criterion by criterion; 0 takes a criterion out.

    Returns
    -------
    dict
        `territory`, `criteria` (key, label, weight), `filieres` best first (key, label, score,
        and for each criterion its value, its score among filières and its points), `warnings`.

    Raises
    ------
    InvalidInput
        If the territory is unknown, or a weight is not one.
    """
    where = find_territory(territory, home)
    chosen = {criterion: get_parameter(f"ranking.{criterion}").value for criterion in CRITERIA}
    chosen |= dict(weights or {})
    filieres = list_filieres(custom_filieres_folder(home))
    gatherer = Gatherer(open_store(home), audience=audience)
    profiles = _profile_all(where, filieres, gatherer, list_decisions(home))
    ranked = rank_filieres(profiles, chosen)
    labels = {filiere.key: filiere.label for filiere in filieres}
    return {
        "territory": write_territory(where),
        "criteria": [
            {"key": key, "label": label, "weight": chosen[key], "meaning": meaning}
            for key, (label, meaning) in _describe_criteria().items()
        ],
        "filieres": [_write_ranked(entry, labels[entry.key]) for entry in ranked],
        "warnings": _list_warnings(is_covered=gatherer.covers(where)),
    }


def _describe_criteria() -> dict[str, tuple[str, str]]:
    return {
        "ess_presence": (
            _("présence de l'ESS"),
            _("Établissements de la filière que l'ESS publiée ou déclarée compte."),
        ),
        "coverage": (
            _("maillons tenus"),
            _("Part des maillons observables où un établissement au moins est placé."),
        ),
        "specialisation": (
            _("spécialisation"),
            _("Moyenne des quotients de localisation publiables, ramenés entre −1 et 1."),
        ),
        "gaps": (
            _("maillons à bâtir"),
            _(
                "Part des maillons observables sans établissement, ou tenus par une seule "
                "organisation."
            ),
        ),
        "employment": (_("emploi"), _("Effectif estimé des établissements de la filière.")),
    }


def _profile_all(
    territory: Territory,
    filieres: Sequence[Filiere],
    gatherer: Gatherer,
    decisions: Sequence[Decision],
) -> list[FiliereProfile]:
    filters = [candidate_filter(filiere) for filiere in filieres]
    patterns = [wanted.name_pattern for wanted in filters if wanted.name_pattern]
    gathered = gatherer.gather(
        territory,
        naf_codes={code for wanted in filters for code in wanted.naf_codes},
        name_pattern="|".join(f"(?:{pattern})" for pattern in patterns) or None,
        decided={entry.actor_id for entry in decisions},
    )
    knowledge = load_knowledge()
    qualifications = qualify(
        gathered.table,
        legal_levels=knowledge.legal_levels,
        excluded_naf=knowledge.excluded_naf,
        reserved_articles=knowledge.reserved_articles,
        decisions=decisions,
    )
    activity = None
    if gathered.has_register and territory.population:
        activity = ActivityTable(gatherer.store, [territory, *list_shortlist(territory)])
    profiles = []
    for filiere in filieres:
        placements = place(gathered.table, filiere, weights=knowledge.weights, decisions=decisions)
        counts = count_filiere(
            gathered.table,
            placements,
            qualifications,
            bands=knowledge.bands,
            stage_keys=[stage.key for stage in filiere.stages],
        )
        profiles.append(_profile(territory, filiere, counts, activity, gathered))
    return profiles


def _profile(
    territory: Territory,
    filiere: Filiere,
    counts: FiliereCounts,
    activity: ActivityTable | None,
    gathered: Gathered,
) -> FiliereProfile:
    observable = [
        counts.stages[stage.key]
        for stage in filiere.stages
        if stage.keywords or stage.activities or counts.stages[stage.key].establishments
    ]
    held = sum(bool(stage.establishments) for stage in observable)
    weak = sum(stage.legal_units <= 1 for stage in observable)
    return FiliereProfile(
        key=filiere.key,
        values={
            "ess_presence": float(counts.total.ess_published + counts.total.ess_declared),
            "coverage": held / len(observable) if observable else None,
            "specialisation": _specialisation(territory, filiere, activity),
            "gaps": weak / len(observable) if observable and gathered.has_register else None,
            "employment": counts.total.workforce.central,
        },
    )


def _specialisation(
    territory: Territory, filiere: Filiere, activity: ActivityTable | None
) -> float | None:
    if activity is None:
        return None
    shares = []
    for stage in filiere.stages:
        codes = list_telling_codes(stage)
        quotient = activity.quotient(territory, codes, peers=()).quotient if codes else None
        if quotient is not None and quotient.is_published and quotient.value is not None:
            shares.append((quotient.value - 1) / (quotient.value + 1))
    return float(np.mean(shares)) if shares else None


def _write_ranked(entry: RankedFiliere, label: str) -> dict[str, Any]:
    return {
        "key": entry.key,
        "label": label,
        "score": round(entry.score, 4),
        "criteria": {
            part.criterion: {
                "value": round(part.value, 4),
                "score": round(part.score, 4),
                "points": round(part.points, 4),
            }
            for part in entry.contributions
        },
        "unknown": list(entry.unknown),
    }


def _list_warnings(*, is_covered: bool) -> list[dict[str, str]]:
    warnings = [
        {
            "code": "relative",
            "text": _(
                "Un score compare les filières entre elles sur ce territoire ; il ne se compare "
                "pas "
                "d'un territoire à l'autre. L'ESS déduite n'y entre pas."
            ),
        }
    ]
    if not is_covered:
        warnings.append(
            {
                "code": "no_register",
                "text": _(
                    "Aucun registre importé ne couvre ce territoire : le classement ne repose que "
                    "sur vos listes et les cas fournis."
                ),
            }
        )
    return warnings
