"""Rank the filières for a territory, with criteria that show and weights that can be changed."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from maillon.diagnosis.ranking import CRITERIA, FiliereProfile, RankedFiliere, rank_filieres
from maillon.domain.language import get_language
from maillon.domain.language import translate as _
from maillon.domain.territory import Territory
from maillon.domain.visibility import Audience
from maillon.reference.parameters import get_parameter
from maillon.studies.profiling import profile_filieres
from maillon.studies.ranking_figures import write_ranking_figures

__all__ = ["profile_filieres", "rank_for_territory", "rerank"]


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
        and for each criterion its value, its score among filières, its points and the identifier
        of its figure), `figures` (every value explained), `vintages`, `warnings`.

    Raises
    ------
    InvalidInput
        If the territory is unknown, or a weight is not one.
    """
    # Weights that mean nothing are told before anything is counted.
    rank_filieres([], _choose_weights(weights))
    return rerank(profile_filieres(territory, home=home, audience=audience), weights)


def rerank(
    profiles: Mapping[str, Any], weights: Mapping[str, float] | None = None
) -> dict[str, Any]:
    """
    Rank filières already measured: what `rank_for_territory` gives, in milliseconds.

    Parameters
    ----------
    profiles
        Answer of `profile_filieres`, be it read back from JSON.
    weights
        Replace the default weights, criterion by criterion; 0 takes a criterion out.

    Raises
    ------
    InvalidInput
        If a weight is not one.
    """
    chosen = _choose_weights(weights)
    ranked = rank_filieres(
        [
            FiliereProfile(
                key=entry["key"],
                values={name: entry["criteria"][name]["value"] for name in CRITERIA},
            )
            for entry in profiles["filieres"]
        ],
        chosen,
    )
    language = get_language()
    labels = {entry["key"]: entry["labels"][language] for entry in profiles["filieres"]}
    described = _describe_criteria()
    return {
        "territory": profiles["territory"],
        "criteria": [
            {"key": key, "label": label, "weight": chosen[key], "meaning": meaning}
            for key, (label, meaning) in described.items()
        ],
        "filieres": [_write_ranked(entry, labels[entry.key]) for entry in ranked],
        "figures": write_ranking_figures(profiles, described),
        "vintages": profiles["vintages"],
        "warnings": _list_warnings(is_covered=profiles["is_covered"]),
    }


def _choose_weights(weights: Mapping[str, float] | None) -> dict[str, float]:
    usual = {criterion: get_parameter(f"ranking.{criterion}").value for criterion in CRITERIA}
    return usual | dict(weights or {})


def _describe_criteria() -> dict[str, tuple[str, str]]:
    return {
        "ess_presence": (
            _("présence de l’ESS"),
            _("Établissements de la filière que l’ESS publiée ou déclarée compte."),
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
                "figure": f"ranking.{entry.key}.{part.criterion}",
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
                "d’un territoire à l’autre. L’ESS déduite n’y entre pas."
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
