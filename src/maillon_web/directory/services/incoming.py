"""Read the actors of a diagnosis as the values of a sheet."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from sys import intern
from typing import Any

from maillon.domain.text import fold
from maillon.reference.nomenclatures import list_workforce_bands
from maillon_web.directory.models import Actor
from maillon_web.directory.services.settling import Ess, StagePlace

__all__ = [
    "REGISTER_FIELDS",
    "Incoming",
    "apply_values",
    "make_sort_name",
    "rank_band",
    "read_incoming",
]

# What follows a field: when a person wrote the first, the registers no longer feed the others.
_FOLLOWERS: Mapping[str, tuple[str, ...]] = {
    "name": ("sort_name",),
    "band_code": ("size_rank",),
    "naf_code": ("naf_label",),
    "lat": ("lon", "position_quality", "qpv_code"),
    "address": ("lat", "lon", "position_quality", "qpv_code"),
    "commune_code": (
        "commune_name",
        "post_code",
        "address",
        "lat",
        "lon",
        "position_quality",
        "qpv_code",
    ),
    "ess_status": ("ess_family", "ess_rule", "ess_sources"),
}
REGISTER_FIELDS = (
    "name",
    "sort_name",
    "other_names",
    "siret",
    "siren",
    "address",
    "post_code",
    "commune_code",
    "commune_name",
    "lat",
    "lon",
    "position_quality",
    "qpv_code",
    "naf_code",
    "naf_label",
    "legal_category_code",
    "band_code",
    "size_rank",
    "declared_activity",
    "ess_status",
    "ess_family",
    "ess_rule",
    "ess_sources",
    "inclusive_kinds",
    "evidence",
    "sources",
    "visibility",
    "closed_on",
)
_OWN_SOURCES = ("liste-", "equipe-")


@dataclass(frozen=True, slots=True)
class Incoming:
    """An actor as a diagnosis tells it: `values` by field of the sheet."""

    external_id: str
    siret: str
    is_head_office: bool
    ess: Ess
    stages: list[StagePlace]
    values: dict[str, Any]

    @property
    def has_own_words(self) -> bool:
        """Whether what the team holds may have told part of a public record."""
        is_public = self.values["visibility"] == "public"
        is_listed = any(key.startswith(_OWN_SOURCES) for key in self.values["sources"])
        return is_public and is_listed and bool(self.values["declared_activity"])


def read_incoming(actor: Mapping[str, Any]) -> Incoming:
    """Return an actor of `document["actors"]`, with the further columns where they are given."""
    ess = actor["ess"]
    values = {field: (actor.get(field) or "")[:length] for field, length in _text_lengths().items()}
    values |= {
        "sort_name": make_sort_name(values["name"]),
        "size_rank": rank_band(values["band_code"]),
        "lat": actor["lat"],
        "lon": actor["lon"],
        "inclusive_kinds": ess["inclusive_kinds"],
        "sources": actor["sources"],
        "closed_on": None,
    }
    for field in ("commune_code", "commune_name", "naf_code", "naf_label", "legal_category_code"):
        values[field] = intern(values[field])
    found = Ess(status=ess["status"], family=ess["family"] or "", rule=ess["rule"] or "")
    if not found.rule.startswith("decision_"):
        # What a person settled here stays with the filière; the sheet says what registers say.
        values |= {
            "ess_status": found.status,
            "ess_family": found.family,
            "ess_rule": found.rule,
            "ess_sources": ess["sources"],
        }
    return Incoming(
        external_id=actor["id"],
        siret=actor["siret"] or "",
        is_head_office=bool(actor.get("is_head_office")),
        ess=found,
        stages=[
            StagePlace(
                key=place["key"],
                confidence=place["confidence"],
                score=float(place["score"] or 0),
                reasons=tuple(place.get("reason_codes") or place["reasons"]),
            )
            for place in actor["stages"]
        ],
        values=values,
    )


def apply_values(actor: Actor, values: Mapping[str, Any], written: Collection[str]) -> bool:
    """Set what the registers say, but for what people wrote; tell whether anything differs."""
    kept = {*written, *(name for field in written for name in _FOLLOWERS.get(field, ()))}
    changed = False
    for field, value in values.items():
        if field not in kept and getattr(actor, field) != value:
            setattr(actor, field, value)
            changed = True
    return changed


def make_sort_name(name: str) -> str:
    """Return the name under which lists sort an actor; names without a letter come last."""
    return fold(name).lower()[:300] or "~"


def rank_band(code: str) -> int:
    """Return the rank of a workforce band, from the smallest; -1 when it is not known."""
    return _band_ranks().get(code, -1)


@cache
def _band_ranks() -> dict[str, int]:
    return {code: rank for rank, code in enumerate(list_workforce_bands())}


@cache
def _text_lengths() -> dict[str, int | None]:
    """Return the texts that come as they are, with the longest that a sheet takes."""
    apart = {"sort_name", "size_rank", "lat", "lon", "inclusive_kinds", "sources", "closed_on"}
    derived = {"ess_status", "ess_family", "ess_rule", "ess_sources"}
    fields = {field.attname: field for field in Actor._meta.concrete_fields}  # noqa: SLF001 - Django's documented model API
    return {
        name: fields[name].max_length for name in REGISTER_FIELDS if name not in apart | derived
    }
