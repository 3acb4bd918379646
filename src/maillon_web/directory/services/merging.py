"""Make one record of two: nothing that either says is lost, and one click undoes it."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import uuid4

from django.utils import timezone
from django.utils.translation import gettext as _

from maillon.domain.errors import InconsistentData, InvalidInput
from maillon.domain.text import fold
from maillon_web.accounts.models import User
from maillon_web.directory.models import (
    Actor,
    Confidence,
    DuplicatePair,
    EssStatus,
    FieldOrigin,
    PairState,
    Placement,
    Presence,
)
from maillon_web.directory.selectors.merge_fields import MERGE_FIELDS, MergeField, read_value
from maillon_web.directory.services.moving import move_links
from maillon_web.directory.services.presences import resync
from maillon_web.filieres.models import Filiere, Visibility
from maillon_web.filieres.services import ask_refresh
from maillon_web.history.models import ChangeSet
from maillon_web.history.services import Recorder, record

__all__ = ["check_parent", "keep_apart", "merge", "put_off", "take_back_stages"]

_SIRET_LENGTH = 14
_NAME_SEPARATOR = " | "
_LONGEST_NAMES = 600
# From what everybody may see to what only the team sees.
_OPENNESS = (Visibility.PUBLIC, Visibility.MEMBERS, Visibility.PRIVATE)
_ESS_STRENGTH = (EssStatus.NONE, EssStatus.DECLARED, EssStatus.DEDUCED, EssStatus.PUBLISHED)
# Stages that nobody declared or decided: the next diagnostic gives them again.
_COMPUTED = (Confidence.PLACED, Confidence.TO_CHECK)
_ESS_FIELDS = ("ess_status", "ess_family", "ess_rule")
# Written beside the value that a person reads, and explained with it.
_DERIVED = frozenset({"sort_name", "commune_name", "naf_label", "size_rank", "siren"})


def merge(
    *,
    filiere: Filiere,
    kept: Actor,
    merged: Actor,
    author: User,
    taken: Collection[str] = (),
    is_new_parent: bool = False,
) -> Actor:
    """
    Merge a record into another and return the one that stays in the lists.

    Parameters
    ----------
    kept, merged
        Two records of the organisation of the filière, both present in it.
    taken
        Keys of `MERGE_FIELDS` for which the value of `merged` wins.
    is_new_parent
        Make a third record that gathers both, rather than completing the first.

    Raises
    ------
    InvalidInput
        If the two records are one, or not of the same organisation.
    InconsistentData
        If one of them was merged meanwhile.
    """
    with record(
        "actor.merge",
        scope=filiere.scope,
        author=author,
        params={"kept": kept.name, "merged": merged.name},
    ) as recorder:
        kept, merged = _take_hold(filiere, kept, merged)
        touched = list(
            Filiere.objects.filter(presences__actor__in=(kept, merged)).distinct().order_by("pk")
        )
        values, origins = _choose_values(kept, merged, taken)
        if is_new_parent:
            parent = _make_parent(recorder, kept)
            _absorb(recorder, parent, kept)
        else:
            parent = kept
        recorder.update(parent, values)
        _write_origins(recorder, parent, origins)
        _absorb(recorder, parent, merged)
        _settle_pair(recorder, filiere, (kept, merged), author)
        for workspace in touched:
            resync(workspace, [parent.pk, kept.pk, merged.pk])
    for workspace in touched:
        ask_refresh(workspace, author=author)
    return parent


def keep_apart(pair: DuplicatePair, *, author: User) -> None:
    """Say that two records are two actors: the pair does not come back."""
    with record(
        "pair.different",
        scope=pair.filiere.scope,
        author=author,
        params={"first": pair.first.name, "second": pair.second.name},
    ) as recorder:
        recorder.update(pair, _settled(PairState.DIFFERENT, author))


def put_off(pair: DuplicatePair) -> None:
    """Leave a pair for later: it goes to the end of the list; nothing is known that was not."""
    DuplicatePair.objects.filter(pk=pair.pk, state=PairState.OPEN).update(state=PairState.LATER)


def check_parent(actor: Actor, parent: Actor | None) -> None:
    """
    Refuse a parent that would make the tree loop, or that belongs to somebody else.

    Raises
    ------
    InvalidInput
        If the parent is the actor itself, one of those below it, merged, or elsewhere.
    """
    if parent is None:
        return
    if parent.organisation_id != actor.organisation_id or parent.merged_into_id:
        raise InvalidInput(
            "foreign or merged parent", user=_("Choisissez une fiche de votre annuaire.")
        )
    seen: set[int] = set()
    above: Actor | None = parent
    while above is not None and above.pk not in seen:
        if above.pk == actor.pk:
            raise InvalidInput(
                f"actor {actor.pk} would be above itself",
                user=_(
                    "« {name} » est déjà au-dessus de cette fiche : choisissez-en une autre."
                ).format(name=actor.name),
            )
        seen.add(above.pk)
        above = above.parent


def _take_hold(filiere: Filiere, kept: Actor, merged: Actor) -> tuple[Actor, Actor]:
    """Return both records as they stand now, held until the end of the writing."""
    held = {
        actor.pk: actor
        for actor in Actor.objects.select_for_update()
        .filter(
            pk__in=(kept.pk, merged.pk),
            organisation_id=filiere.organisation_id,
            presences__filiere=filiere,
        )
        .order_by("pk")
    }
    if kept.pk == merged.pk or len(held) != len({kept.pk, merged.pk}):
        raise InvalidInput(
            f"actors {kept.pk} and {merged.pk} cannot be merged",
            user=_("Choisissez deux fiches différentes de cette filière."),
        )
    if any(actor.merged_into_id for actor in held.values()):
        raise InconsistentData(
            "one of the records is merged already",
            user=_("L'une de ces fiches vient d'être fusionnée : rouvrez la liste des doublons."),
        )
    return held[kept.pk], held[merged.pk]


def _make_parent(recorder: Recorder, model: Actor) -> Actor:
    parent = Actor.objects.get(pk=model.pk)
    parent.pk = None
    parent._state.adding = True  # noqa: SLF001 - Django's documented way to copy a record
    parent.external_id = f"web:{uuid4().hex}"
    parent.version = 1
    recorder.create(parent)
    return parent


def _choose_values(
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
    stated = [name for name in received if name not in {"kind", "visibility", "siret"}]
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
        name: _unite(getattr(kept, name), getattr(merged, name))
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


def _unite(first: Iterable[Any], second: Iterable[Any]) -> list[Any]:
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
            visibility=_strictest(
                merged.visibility, known[field].visibility if field in known else merged.visibility
            ),
        )
        for field in fields
    ]


def _strictest(*levels: str) -> str:
    return max(levels, key=lambda level: _OPENNESS.index(Visibility(level)))


def _write_origins(recorder: Recorder, parent: Actor, origins: Iterable[FieldOrigin]) -> None:
    present = {origin.field: origin for origin in parent.origins.all()}
    for origin in origins:
        if origin.field not in present:
            origin.actor = parent
            recorder.create(origin)
            continue
        known = present[origin.field]
        visibility = origin.visibility
        if origin.field == "other_names":
            visibility = _strictest(visibility, known.visibility)
        recorder.update(
            known, {"source": origin.source, "dated": origin.dated, "visibility": visibility}
        )


def _absorb(recorder: Recorder, parent: Actor, child: Actor) -> None:
    """Bring under the parent all that hangs on the child, then take the child out of the lists."""
    _take_identifier(recorder, parent, child)
    move_links(recorder, child=child, parent=parent)
    if parent.parent_id == child.pk:
        above = child.parent_id if child.parent_id != parent.pk else None
        recorder.update(parent, {"parent_id": above})
    for below in child.children.exclude(pk=parent.pk):
        recorder.update(below, {"parent_id": parent.pk})
    for former in child.merged.all():
        recorder.update(former, {"merged_into_id": parent.pk})
    _leave_lists(recorder, parent, child)
    recorder.update(child, {"merged_into_id": parent.pk})


def _leave_lists(recorder: Recorder, parent: Actor, child: Actor) -> None:
    """Take out of the lists the presences that could not move, and bring their stages over."""
    ours = {presence.filiere_id: presence for presence in parent.presences.all()}
    for presence in Presence.objects.filter(actor=child):
        stages = _unite(ours[presence.filiere_id].declared_stages, presence.declared_stages)
        recorder.update(ours[presence.filiere_id], {"declared_stages": stages})
        recorder.update(presence, {"is_listed": False})
    _lend_placements(recorder, parent, child)


def _lend_placements(recorder: Recorder, parent: Actor, child: Actor) -> None:
    """
    Show the parent at once at the stages of the child, until the next diagnostic places it.

    What is computed is not history: `take_back_stages` undoes this part.
    """
    known = set(parent.placements.values_list("filiere_id", "stage_key"))
    copies = [
        Placement(
            filiere_id=placement.filiere_id,
            actor=parent,
            stage_key=placement.stage_key,
            confidence=placement.confidence,
            score=placement.score,
            reasons=placement.reasons,
        )
        for placement in child.placements.filter(confidence__in=_COMPUTED)
        if (placement.filiere_id, placement.stage_key) not in known
    ]
    Placement.objects.bulk_create(copies)
    params = recorder.change_set.params
    lent = [[parent.pk, copy.filiere_id, copy.stage_key] for copy in copies]
    params["lent"] = params.get("lent", []) + lent
    recorder.change_set.save(update_fields=["params"])


def take_back_stages(change_set: ChangeSet) -> None:
    """Take away, once a merge is undone, the stages that it had lent to the record kept."""
    for actor_id, filiere_id, stage_key in change_set.params.get("lent", []):
        Placement.objects.filter(
            actor_id=actor_id,
            filiere_id=filiere_id,
            stage_key=stage_key,
            confidence__in=_COMPUTED,
        ).delete()
        presence = Presence.objects.filter(actor_id=actor_id, filiere_id=filiere_id).first()
        if presence is not None and presence.computed:
            stages = presence.computed["stages"]
            presence.computed["stages"] = [row for row in stages if row["key"] != stage_key]
            presence.save(update_fields=["computed"])


def _take_identifier(recorder: Recorder, parent: Actor, child: Actor) -> None:
    """
    Give the parent the SIRET under which registers name the child, when it has none of its own.

    Otherwise the next diagnostic would look for the child and not find it in the lists.
    """
    is_named = len(parent.external_id) == _SIRET_LENGTH and parent.external_id.isdigit()
    if is_named or not child.siret or child.external_id != child.siret:
        return
    if parent.siret != child.siret:
        return
    taken = child.external_id
    recorder.update(child, {"external_id": f"merged:{child.pk}"})
    recorder.update(parent, {"external_id": taken})


def _settle_pair(
    recorder: Recorder, filiere: Filiere, actors: tuple[Actor, Actor], author: User
) -> None:
    first, second = sorted(actor.pk for actor in actors)
    pair = DuplicatePair.objects.filter(filiere=filiere, first_id=first, second_id=second).first()
    if pair is not None:
        recorder.update(pair, _settled(PairState.MERGED, author))


def _settled(state: PairState, author: User) -> dict[str, Any]:
    return {"state": state, "settled_by_id": author.pk, "settled_at": timezone.now()}
