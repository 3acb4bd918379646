"""What people wrote in the directory, as the studies take it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from maillon.domain.decisions import Decision as SettledDecision
from maillon.domain.decisions import DecisionKind as SettledKind
from maillon.domain.provenance import Provenance
from maillon.domain.visibility import Audience
from maillon_web.directory.models import (
    Actor,
    ActorKind,
    Decision,
    DecisionKind,
    EssStatus,
    FieldOrigin,
    ListImport,
    Presence,
)
from maillon_web.directory.selectors.sources import provenance_of_team, team_key
from maillon_web.directory.selectors.visible import HIDDEN_TOGETHER
from maillon_web.filieres.models import Filiere, Visibility

__all__ = ["list_decisions", "list_declared", "list_merged", "list_provenances"]

_BATCH = 2000
_LIST = "liste-"
_REGISTER, _UNIT = "register", "unit"
_TEXTS = (
    "siret",
    "name",
    "other_names",
    "commune_code",
    "post_code",
    "address",
    "naf_code",
    "band_code",
    "legal_category_code",
    "rna_id",
    "declared_activity",
    "qpv_code",
)
_ESS_WORDS = {EssStatus.DECLARED: "oui", EssStatus.REFUSED: "non"}
# Fields that a study reads: a phone number that a person typed changes no diagnostic.
_STUDIED = (*_TEXTS, "lat", "ess_status", "inclusive_kinds")


def list_declared(filiere: Filiere, audience: Audience) -> list[dict[str, Any]]:
    """
    Return the actors that people wrote, or completed, in the columns of `establishments`.

    Of an actor that comes from a register, only what people wrote is said: the register says the
    rest better, and its next edition may say otherwise.
    """
    levels = _list_levels(audience)
    rows = []
    for presence, origins in _iter_written(filiere, levels):
        row = _write_row(filiere, presence, origins, levels)
        rows.append({key: value for key, value in row.items() if value not in ("", None)})
    return rows


def list_provenances(filiere: Filiere, rows: Iterable[Mapping[str, Any]]) -> list[Provenance]:
    """Return the birth certificates of the sources that rows of `list_declared` quote."""
    quoted = {key for row in rows for key in row["source_keys"].split(";")}
    lists = ListImport.objects.filter(filiere__organisation_id=filiere.organisation_id)
    known = [
        Provenance(
            key=entry.source_key,
            label=entry.label,
            vintage=entry.dated.isoformat(),
            licence=entry.licence,
            address=entry.file_name,
        )
        for entry in lists
        if entry.source_key in quoted
    ]
    named = {entry.key for entry in known}
    # A list whose record is gone still has actors: they say where they came from.
    lost = sorted(quoted - named - {team_key(filiere)})
    return [
        provenance_of_team(filiere),
        *known,
        *(Provenance(key=key, label=key) for key in lost),
    ]


def list_decisions(filiere: Filiere) -> list[SettledDecision]:
    """Return the decisions in force, oldest first: of two about one thing, the later."""
    key = filiere.template_key or f"propre-{filiere.pk}"
    settled: dict[tuple[int, str, str], SettledDecision] = {}
    decisions = Decision.objects.filter(filiere=filiere).select_related("actor")
    for decision in decisions.order_by("decided_at", "pk"):
        is_place = decision.kind in {DecisionKind.PLACE, DecisionKind.REMOVE}
        subject = (decision.actor_id, "place" if is_place else "ess", decision.stage_key)
        settled.pop(subject, None)
        settled[subject] = SettledDecision(
            kind=SettledKind(decision.kind),
            actor_id=decision.actor.external_id,
            filiere_key=key if is_place else "",
            stage_key=decision.stage_key,
            reason=decision.reason,
            decided_by=filiere.organisation.name,
            decided_on=timezone.localdate(decision.decided_at).isoformat(),
        )
    return list(settled.values())


def list_merged(filiere: Filiere) -> dict[str, str]:
    """Return the identifier of the record kept, by identifier of the one merged into it."""
    merged = Actor.objects.filter(presences__filiere=filiere).exclude(merged_into=None)
    pairs = dict(merged.values_list("external_id", "merged_into__external_id"))
    return {gone: _follow(kept, pairs) for gone, kept in pairs.items()}


def _follow(kept: str, pairs: Mapping[str, str]) -> str:
    seen = {kept}
    while kept in pairs and pairs[kept] not in seen:
        kept = pairs[kept]
        seen.add(kept)
    return kept


def _list_levels(audience: Audience) -> tuple[str, ...]:
    public, members = Visibility.PUBLIC.value, Visibility.MEMBERS.value
    return (public,) if audience is Audience.PUBLIC else (public, members)


def _iter_written(
    filiere: Filiere, levels: tuple[str, ...]
) -> Iterator[tuple[Presence, list[FieldOrigin]]]:
    presences = list(_select(filiere, levels).select_related("actor").order_by("pk"))
    for start in range(0, len(presences), _BATCH):
        part = presences[start : start + _BATCH]
        origins: dict[int, list[FieldOrigin]] = {}
        for origin in FieldOrigin.objects.filter(actor_id__in=[row.actor_id for row in part]):
            origins.setdefault(origin.actor_id, []).append(origin)
        for presence in part:
            yield presence, origins.get(presence.actor_id, [])


def _select(filiere: Filiere, levels: tuple[str, ...]) -> QuerySet[Presence]:
    written = FieldOrigin.objects.filter(
        actor_id=OuterRef("actor_id"), is_written=True, field__in=_STUDIED
    )
    found = Presence.objects.filter(filiere=filiere, is_listed=True, actor__merged_into=None)
    found = found.exclude(actor__kind=ActorKind.BRAND).exclude(origin=_UNIT)
    found = found.filter(Q(Exists(written)) | ~Q(origin=_REGISTER) | ~Q(declared_stages=[]))
    if levels == (Visibility.PUBLIC.value,):
        return found.filter(visibility=Visibility.PUBLIC)
    return found


def _write_row(
    filiere: Filiere, presence: Presence, origins: list[FieldOrigin], levels: tuple[str, ...]
) -> dict[str, Any]:
    actor = presence.actor
    hidden = {
        name
        for origin in origins
        # A private record is named to nobody: what it says then only serves to count it.
        if origin.visibility not in (*levels, actor.visibility)
        for name in (origin.field, *HIDDEN_TOGETHER.get(origin.field, ()))
    }
    written = {origin.field for origin in origins if origin.is_written}
    is_register = presence.origin == _REGISTER
    told = (written if is_register else {*_STUDIED}) - hidden
    row: dict[str, Any] = {name: getattr(actor, name) for name in _TEXTS if name in told}
    row |= {
        "actor_id": actor.external_id,
        "siret": actor.siret,
        "visibility": actor.visibility,
        "source_keys": _write_sources(filiere, actor),
        "declared_stages": ";".join(presence.declared_stages),
        "declared_ess": _ESS_WORDS.get(EssStatus(actor.ess_status))
        if "ess_status" in written - hidden
        else None,
    }
    if "inclusive_kinds" in told:
        row["inclusive_kinds"] = ";".join(sorted(actor.inclusive_kinds))
    if "lat" in told and actor.lat is not None:
        row |= {
            "lat": actor.lat,
            "lon": actor.lon,
            "position_quality": actor.position_quality or "doubtful",
        }
    return row


def _write_sources(filiere: Filiere, actor: Actor) -> str:
    lists = sorted(key for key in actor.sources if key.startswith(_LIST))
    return ";".join(lists) or team_key(filiere)
