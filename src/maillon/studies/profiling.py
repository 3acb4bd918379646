"""Measure every filière on a territory once: weights then move without counting again."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from maillon.diagnosis.counting import FiliereCounts, count_filiere
from maillon.diagnosis.keywords import fold_texts
from maillon.diagnosis.placement import candidate_filter, place
from maillon.diagnosis.qualification import qualify
from maillon.domain.decisions import Decision
from maillon.domain.filiere import Filiere
from maillon.domain.territory import Territory
from maillon.domain.visibility import Audience
from maillon.reference.filieres import list_filieres
from maillon.studies.asking import find_territory, list_wordings
from maillon.studies.comparing import (
    REGISTER,
    ActivityTable,
    list_shortlist,
    list_telling_codes,
)
from maillon.studies.decisions import list_decisions
from maillon.studies.declaring import DeclaredActors
from maillon.studies.documents import write_territory
from maillon.studies.gathering import Gathered, Gatherer, open_store
from maillon.studies.home import custom_filieres_folder
from maillon.studies.knowledge import load_knowledge

__all__ = ["profile_filieres"]

SCHEMA = "maillon/ranking-profiles/1"


def profile_filieres(  # noqa: PLR0913 - what a person may hand to the question, item by item
    territory: Territory | str,
    *,
    home: Path | None = None,
    audience: Audience = Audience.MEMBERS,
    filieres: Sequence[Filiere] | None = None,
    decisions: Sequence[Decision] | None = None,
    declared: DeclaredActors | None = None,
    merged: Mapping[str, str] | None = None,
    include_lists: bool = True,
) -> dict[str, Any]:
    """
    Measure the criteria of the ranking for every filière.

    Parameters
    ----------
    filieres
        Candidates; by default all that are known.
    decisions, declared, merged, include_lists
        As in `diagnose`.

    Returns
    -------
    dict
        Plain values that JSON keeps whole, without any sentence: `rerank` makes a ranking of it.

    Raises
    ------
    InvalidInput
        If the territory is unknown.
    """
    where = find_territory(territory, home)
    candidates = list_filieres(custom_filieres_folder(home)) if filieres is None else filieres
    gatherer = Gatherer(
        open_store(home),
        audience=audience,
        declared=declared,
        merged=merged,
        include_lists=include_lists,
    )
    settled = list_decisions(home) if decisions is None else decisions
    gathered, counts = _count_all(where, candidates, gatherer, settled)
    activity = None
    if gathered.has_register and where.population:
        activity = ActivityTable(gatherer.store, [where, *list_shortlist(where)])
    provenances = dict(gathered.provenances)
    if activity is not None:
        provenances |= {entry.key: entry for entry in gatherer.list_provenances(REGISTER)}
    profiles = []
    for filiere in candidates:
        wordings = list_wordings(filiere, home)
        measured = {
            **_measure(filiere, counts[filiere.key], has_register=gathered.has_register),
            "specialisation": _measure_specialisation(where, filiere, wordings, activity),
        }
        profiles.append(
            {
                "key": filiere.key,
                "labels": {language: words.label for language, words in wordings.items()},
                "criteria": measured,
            }
        )
    return {
        "schema": SCHEMA,
        "territory": write_territory(where),
        "is_covered": gatherer.covers(where),
        "register": REGISTER if activity is not None else "",
        "vintages": [entry.to_dict() for entry in provenances.values()],
        "filieres": profiles,
    }


def _count_all(
    territory: Territory,
    filieres: Sequence[Filiere],
    gatherer: Gatherer,
    decisions: Sequence[Decision],
) -> tuple[Gathered, dict[str, FiliereCounts]]:
    settled = gatherer.resolve_decisions(decisions)
    filters = [candidate_filter(filiere) for filiere in filieres]
    patterns = [wanted.name_pattern for wanted in filters if wanted.name_pattern]
    gathered = gatherer.gather(
        territory,
        naf_codes={code for wanted in filters for code in wanted.naf_codes},
        name_pattern="|".join(f"(?:{pattern})" for pattern in patterns) or None,
        decided={entry.actor_id for entry in settled},
    )
    knowledge = load_knowledge()
    qualifications = qualify(
        gathered.table,
        legal_levels=knowledge.legal_levels,
        excluded_naf=knowledge.excluded_naf,
        reserved_articles=knowledge.reserved_articles,
        decisions=settled,
    )
    texts = fold_texts(gathered.table)
    counts = {}
    for filiere in filieres:
        placements = place(
            gathered.table, filiere, weights=knowledge.weights, decisions=settled, texts=texts
        )
        counts[filiere.key] = count_filiere(
            gathered.table,
            placements,
            qualifications,
            bands=knowledge.bands,
            stage_keys=[stage.key for stage in filiere.stages],
        )
    return gathered, counts


def _measure(
    filiere: Filiere, counts: FiliereCounts, *, has_register: bool
) -> dict[str, dict[str, Any]]:
    observable = [
        counts.stages[stage.key]
        for stage in filiere.stages
        if stage.keywords or stage.activities or counts.stages[stage.key].establishments
    ]
    held = sum(bool(stage.establishments) for stage in observable)
    weak = sum(stage.legal_units <= 1 for stage in observable)
    total = counts.total
    return {
        "ess_presence": {
            "value": float(total.ess_published + total.ess_declared),
            "published": total.ess_published,
            "declared": total.ess_declared,
        },
        "coverage": {
            "value": held / len(observable) if observable else None,
            "held": held,
            "observable": len(observable),
        },
        "gaps": {
            "value": weak / len(observable) if observable and has_register else None,
            "weak": weak,
            "observable": len(observable),
        },
        "employment": {
            "value": total.workforce.central,
            "low": total.workforce.low,
            "high": total.workforce.high,
            "establishments": total.establishments,
            "unknown": total.workforce.unknown_count,
        },
    }


def _measure_specialisation(
    territory: Territory,
    filiere: Filiere,
    wordings: Mapping[str, Filiere],
    activity: ActivityTable | None,
) -> dict[str, Any]:
    """Return the mean of the quotients that may be published, each brought between -1 and 1."""
    told: list[dict[str, Any]] = []
    for stage in filiere.stages if activity is not None else ():
        codes = list_telling_codes(stage)
        if not codes or activity is None:
            continue
        quotient = activity.quotient(territory, codes, peers=()).quotient
        if quotient.is_published and quotient.value is not None:
            labels = {
                language: words.get_stage(stage.key).label for language, words in wordings.items()
            }
            told.append({"stage": stage.key, "labels": labels, "quotient": quotient.value})
    shares = [(entry["quotient"] - 1) / (entry["quotient"] + 1) for entry in told]
    return {"value": float(np.mean(shares)) if shares else None, "quotients": told}
