"""What the record kept says once another is merged into it: chosen, completed, added up."""

from collections.abc import Collection, Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from maillon.domain.text import fold
from maillon_web.directory.models import Actor, EssStatus, FieldOrigin
from maillon_web.directory.selectors.merge_fields import MERGE_FIELDS, MergeField, read_value
from maillon_web.filieres.models import Visibility

__all__ = ["choose_values", "strictest", "unite"]

_NAME_SEPARATOR = " | "
_LONGEST_NAMES = 600
# From what everybody may see to what only the team sees.
_OPENNESS = (Visibility.PUBLIC, Visibility.MEMBERS, Visibility.PRIVATE)
_ESS_STRENGTH = (EssStatus.NONE, EssStatus.DECLARED, EssStatus.DEDUCED, EssStatus.PUBLISHED)
_ESS_FIELDS = ("ess_status", "ess_family", "ess_rule")
# What belongs to the record itself, and comes from nowhere else.
_OWN = frozenset({"kind", "visibility", "siret"})
# Written beside the value that a person reads, and explained with it.
_DERIVED = frozenset(
    (
        *("sort_name", "commune_name", "naf_label", "size_rank", "siren"),
        *("lon", "position_quality", "qpv_code"),
    )
)


def choose_values(
    kept: Actor, merged: Actor, taken: Collection[str]
) -> tuple[dict[str, Any], list[FieldOrigin]]:
    """Return what the kept record must say, and where each value that it receives comes from."""
    values: dict[str, Any] = {}
    received: list[str] = []
    for field in MERGE_FIELDS:
        if field.key != "other_names" and _comes_from_merged(kept, merged, field, taken):
            values |= {name: getattr(merged, name) for name in field.attributes}
            received += [name for name in field.attributes if name not in _DERIVED]
    names = _join_names(values.get("name", kept.name), (kept, merged))
    if names != kept.other_names:
        values["other_names"] = names
        received.append("other_names")
    values |= _add_up(kept, merged)
    stated = [name for name in received if name not in _OWN]
    return values, _list_origins(merged, stated)


def _comes_from_merged(
    kept: Actor, merged: Actor, field: MergeField, taken: Collection[str]
) -> bool:
    ours, theirs = read_value(kept, field), read_value(merged, field)
    if not theirs or ours == theirs:
        return False
    return not ours or (field.is_choice and field.key in taken)


def _add_up(kept: Actor, merged: Actor) -> dict[str, Any]:
    """Return what is joined rather than chosen: sources, kinds, passages, signs of ESS."""
    values: dict[str, Any] = {
        name: unite(getattr(kept, name), getattr(merged, name))
        for name in ("sources", "inclusive_kinds", "ess_sources")
    }
    passages = dict.fromkeys(filter(None, (kept.evidence, merged.evidence)))
    values["evidence"] = "\n\n".join(passages)
    if _ess_rank(merged) > _ess_rank(kept) and kept.ess_status != EssStatus.REFUSED:
        values |= {name: getattr(merged, name) for name in _ESS_FIELDS}
    days = [day for day in (kept.checked_on, merged.checked_on) if day]
    values["checked_on"] = max(days, default=None)
    return values


def _ess_rank(actor: Actor) -> int:
    known = [status.value for status in _ESS_STRENGTH]
    return known.index(actor.ess_status) if actor.ess_status in known else -1


def unite(first: Iterable[Any], second: Iterable[Any]) -> list[Any]:
    """Return both lists, each entry once, in the order in which they came."""
    united = list(first)
    return united + [entry for entry in second if entry not in united]


def _join_names(name: str, actors: Iterable[Actor]) -> str:
    by_folded: dict[str, str] = {}
    for actor in actors:
        for part in (actor.name, *actor.other_names.split("|")):
            if fold(part):
                by_folded.setdefault(fold(part), part.strip())
    by_folded.pop(fold(name), None)
    joined = ""
    for part in by_folded.values():
        longer = f"{joined}{_NAME_SEPARATOR}{part}" if joined else part
        joined = longer if len(longer) <= _LONGEST_NAMES else joined
    return joined


def _list_origins(merged: Actor, fields: Iterable[str]) -> list[FieldOrigin]:
    """Return where received values come from; none becomes more visible than it was."""
    known = {origin.field: origin for origin in merged.origins.all()}
    source = _("Fiche fusionnée « {name} »").format(name=merged.name)[:200]
    today = timezone.localdate()
    return [
        FieldOrigin(
            field=field,
            source=known[field].source if field in known else source,
            dated=known[field].dated if field in known else today,
            visibility=strictest(
                merged.visibility, known[field].visibility if field in known else merged.visibility
            ),
        )
        for field in fields
    ]


def strictest(*levels: str) -> str:
    """Return the level that shows the least."""
    return max(levels, key=lambda level: _OPENNESS.index(Visibility(level)))
