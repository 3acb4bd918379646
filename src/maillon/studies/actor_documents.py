"""Write the actors of a result: identity, ESS with its rule, stages with their reasons, sources."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from maillon.diagnosis.workforce import read_sizes
from maillon.domain.language import LANGUAGES, get_language
from maillon.domain.language import translate as _
from maillon.reference.cases import list_cases
from maillon.reference.nomenclatures import WorkforceBand, list_workforce_bands, load_naf_labels
from maillon.reference.parameters import get_ess_rule
from maillon.studies.speaking import speaking

__all__ = [
    "describe_evidence",
    "describe_placement_reason",
    "find_commune_names",
    "iter_whole_actors",
    "write_actors",
]

CONFIDENCE_ORDER = ("confirmed", "declared", "placed", "to_check")
_BATCH = 5_000
# What the whole list tells beside the document.
_MORE = (
    "other_names",
    "departement_code",
    "post_code",
    "address",
    "legal_category_code",
    "qpv_code",
    "is_head_office",
    "is_natural_person",
    "declared_activity",
)


def write_actors(
    establishments: pa.Table,
    placements: pa.Table,
    qualifications: pa.Table,
    *,
    stage_keys: Sequence[str],
    limit: int | None = None,
) -> list[dict[str, Any]]:
    """
    Return the actors that may be shown, placed ones first, largest first.

    Parameters
    ----------
    establishments, placements, qualifications
        Tables of the same study.
    stage_keys
        Stages to tell, in order.
    limit
        Most actors returned; `None` for all.
    """
    chosen = _choose(establishments, placements, stage_keys)
    if limit is not None:
        chosen = replace(chosen, shown=chosen.shown.slice(0, limit))
    return [actor for actor, _row in _write_rows(chosen, qualifications)]


def iter_whole_actors(
    establishments: pa.Table,
    placements: pa.Table,
    qualifications: pa.Table,
    *,
    stage_keys: Sequence[str],
    language: str,
) -> Iterator[dict[str, Any]]:
    """
    Yield the same actors, all of them, with the columns that the document leaves out.

    Notes
    -----
    Beside its `reasons` in words, each stage has its `reason_codes`: who keeps them words them at
    reading, in the language of the reader (`describe_placement_reason`).
    They are written by batches: a filière of 50,000 actors is never whole in memory.
    """
    chosen = _choose(establishments, placements, stage_keys)
    for start in range(0, len(chosen.shown), _BATCH):
        part = replace(chosen, shown=chosen.shown.slice(start, _BATCH))
        with speaking(language):
            written = _write_rows(part, qualifications, with_codes=True)
        for actor, row in written:
            actor |= {name: row[name] for name in _MORE}
            if row["is_natural_person"]:
                actor["address"] = None
            actor["created_date"] = row["created_date"] and row["created_date"].isoformat()
            yield actor


@dataclass(frozen=True, kw_only=True, slots=True)
class _Chosen:
    """Actors to write, in order, and their placements."""

    shown: pa.Table
    placements: pa.Table
    stage_keys: Sequence[str]


def _choose(establishments: pa.Table, placements: pa.Table, stage_keys: Sequence[str]) -> _Chosen:
    wanted = placements.filter(
        pc.is_in(placements["stage_key"], value_set=pa.array(stage_keys, pa.string()))
    )
    shown = establishments.filter(
        pc.and_(
            establishments["is_diffusible"],
            pc.is_in(establishments["actor_id"], value_set=wanted["actor_id"].combine_chunks()),
        )
    )
    return _Chosen(shown=_sort(shown, wanted), placements=wanted, stage_keys=stage_keys)


def _write_rows(
    chosen: _Chosen, qualifications: pa.Table, *, with_codes: bool = False
) -> list[tuple[dict[str, Any], Mapping[str, Any]]]:
    actor_ids = chosen.shown["actor_id"].combine_chunks()
    stages = _group_stages(chosen.placements, actor_ids, chosen.stage_keys, with_codes=with_codes)
    status = _qualifications_by_actor(qualifications, actor_ids)
    names = find_commune_names(set(chosen.shown["commune_code"].to_pylist()))
    return [
        (_write_actor(row, stages[row["actor_id"]], status[row["actor_id"]], names), row)
        for row in chosen.shown.to_pylist()
    ]


def find_commune_names(codes: set[str | None]) -> dict[str | None, str]:
    """Return the name of each commune code; the code itself when it is not known."""
    known = _commune_names()
    return {code: known.get(code) or _name_abroad(code) if code else "" for code in codes}


@cache
def _commune_points() -> dict[str, tuple[float, float]]:
    from maillon.reference.territories import load_communes

    table = load_communes().select(["code", "lat", "lon"]).to_pylist()
    return {row["code"]: (row["lat"], row["lon"]) for row in table if row["lat"] is not None}


def _find_position(row: Mapping[str, Any]) -> tuple[float | None, float | None, str | None]:
    """Return where to draw an actor: its position, or the point of its commune, said as such."""
    if row["lat"] is not None:
        return row["lat"], row["lon"], row["position_quality"]
    if row["is_natural_person"]:
        return None, None, None
    point = _commune_points().get(row["commune_code"] or "")
    return (*point, "commune") if point else (None, None, None)


def _name_abroad(code: str) -> str:
    from maillon.reference.territories.foreign import find_place

    kind, _sign, identifier = code.partition(":")
    town = find_place(int(identifier)) if kind == "geonames" and identifier.isdigit() else None
    return str(town["name"]) if town else code


@cache
def _commune_names() -> dict[str, str]:
    from maillon.reference.territories import load_communes

    communes = load_communes()
    return dict(zip(communes["code"].to_pylist(), communes["name"].to_pylist(), strict=True))


def _sort(establishments: pa.Table, placements: pa.Table) -> pa.Table:
    counted = placements.filter(pc.not_equal(placements["confidence"], "to_check"))["actor_id"]
    is_placed = pc.is_in(establishments["actor_id"], value_set=counted.combine_chunks())
    sizes = read_sizes(establishments["band_code"].combine_chunks(), list_workforce_bands())
    keyed = establishments.append_column("_placed", pc.cast(is_placed, pa.int8())).append_column(
        "_size", pc.fill_null(pa.array(sizes, from_pandas=True), -1.0)
    )
    order = [("_placed", "descending"), ("_size", "descending"), ("name", "ascending")]
    return keyed.sort_by([*order, ("actor_id", "ascending")]).drop_columns(["_placed", "_size"])


def _group_stages(
    placements: pa.Table,
    actor_ids: pa.Array,
    stage_keys: Sequence[str],
    *,
    with_codes: bool,
) -> dict[str, list[dict[str, Any]]]:
    kept = placements.filter(pc.is_in(placements["actor_id"], value_set=actor_ids))
    order = {key: number for number, key in enumerate(stage_keys)}
    grouped: dict[str, list[dict[str, Any]]] = {}
    language = get_language()
    for row in kept.to_pylist():
        codes = _split(row["reasons"])
        entry = {
            "key": row["stage_key"],
            "confidence": row["confidence"],
            "score": row["score"],
            "reasons": [_describe_reason(code, language) for code in codes],
        }
        if with_codes:
            entry["reason_codes"] = codes
        grouped.setdefault(row["actor_id"], []).append(entry)
    for entries in grouped.values():
        entries.sort(
            key=lambda entry: (CONFIDENCE_ORDER.index(entry["confidence"]), order[entry["key"]])
        )
    return grouped


@lru_cache(maxsize=4096)
def _describe_reason(code: str, _language: str) -> str:
    """Describe a reason once in each language: thousands of actors share it."""
    return describe_placement_reason(code)


def describe_placement_reason(code: str) -> str:
    """Return the sentence of a reason of placement (`reference/tables/placements.csv`)."""
    kind, _sign, word = code.partition(":")
    sentences = {
        "decision": _("décision humaine"),
        "declared": _("déclaré à ce maillon"),
        "naf_forte": _("son code d’activité suffit à le dire"),
        "naf_moyenne": _("son code d’activité le suggère"),
        "naf_faible": _("son code d’activité ne l’exclut pas"),
        "keyword_name": _("mot « {word} » dans le nom"),
        "keyword_object": _("mot « {word} » dans l’objet de l’association"),
        "keyword_activity": _("mot « {word} » dans l’activité déclarée"),
    }
    return sentences.get(kind, kind).format(word=word.lower())


def describe_evidence(text: str) -> str:
    """Return the passage that tells of an actor, its reference in the language in use."""
    return _citations(get_language()).get(text, text)


def _qualifications_by_actor(
    qualifications: pa.Table, actor_ids: pa.Array
) -> dict[str, Mapping[str, Any]]:
    kept = qualifications.filter(pc.is_in(qualifications["actor_id"], value_set=actor_ids))
    return {row["actor_id"]: row for row in kept.to_pylist()}


def _split(text: str | None) -> list[str]:
    return [part for part in (text or "").split(";") if part]


def _band_label(code: str | None, bands: Mapping[str, WorkforceBand]) -> str:
    return bands[code].label if code is not None and code in bands else ""


@cache
def _citations(language: str) -> Mapping[str, str]:
    """Return the reference of each passage of a case, by the same in any language."""
    found = {}
    for case in list_cases():
        for actor in case.actors:
            with speaking(language):
                here = case.cite(actor.passage)
            for other in LANGUAGES:
                with speaking(other):
                    found[case.cite(actor.passage)] = here
    return found


def _write_actor(
    row: Mapping[str, Any],
    stages: list[dict[str, Any]],
    status: Mapping[str, Any],
    names: Mapping[str | None, str],
) -> dict[str, Any]:
    lat, lon, quality = _find_position(row)
    actor = {
        "id": row["actor_id"],
        "name": row["name"] or row["other_names"] or _("Nom non publié"),
        "siret": row["siret"],
        "siren": row["siren"],
        "commune_code": row["commune_code"],
        "commune_name": names.get(row["commune_code"], ""),
        "lat": lat,
        "lon": lon,
        "position_quality": quality,
        "naf_code": row["naf_code"],
        "naf_label": load_naf_labels().get(row["naf_code"], "") if row["naf_code"] else "",
        "band_code": row["band_code"],
        "band_label": _band_label(row["band_code"], list_workforce_bands()),
        "is_employer": row["is_employer"],
        "ess": {
            "status": status["ess_status"],
            "family": status["ess_family"],
            "rule": status["ess_rule"],
            "rule_text": get_ess_rule(status["ess_rule"]).text,
            "sources": _split(status["ess_sources"]),
            "inclusive_kinds": _split(status["inclusive_kinds"]),
            "reserved_articles": _split(status["reserved_articles"]),
        },
        "stages": stages,
        "sources": _split(row["source_keys"]),
        "visibility": row["visibility"],
    }
    if row["evidence"]:
        actor["evidence"] = describe_evidence(row["evidence"])
    return actor
