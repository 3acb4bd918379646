"""Make one record of two: nothing that either says is lost, and one click undoes it."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import uuid4

from django.utils import timezone
from django.utils.translation import gettext as _

from maillon.domain.errors import InconsistentData, InvalidInput
from maillon_web.accounts.models import User
from maillon_web.directory.models import (
    Actor,
    Confidence,
    DuplicatePair,
    FieldOrigin,
    PairState,
    Placement,
    Presence,
)
from maillon_web.directory.services.merge_values import choose_values, strictest, unite
from maillon_web.directory.services.moving import move_links
from maillon_web.directory.services.presences import resync
from maillon_web.filieres.models import Filiere
from maillon_web.filieres.services import ask_refresh
from maillon_web.history.models import ChangeSet
from maillon_web.history.services import Recorder, record

__all__ = ["check_parent", "keep_apart", "merge", "put_off", "take_back_stages"]

_SIRET_LENGTH = 14
# Stages that nobody declared or decided: the next diagnostic gives them again.
_COMPUTED = (Confidence.PLACED, Confidence.TO_CHECK)


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
        values, origins = choose_values(kept, merged, taken)
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


def put_off(pair: DuplicatePair, *, author: User) -> None:
    """Leave a pair for later: it goes to the end of the list; nothing is known that was not."""
    waiting = DuplicatePair.objects.filter(pk=pair.pk, state__in=(PairState.OPEN, PairState.LATER))
    waiting.update(**_settled(PairState.LATER, author))


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
            user=_("L’une de ces fiches vient d’être fusionnée : rouvrez la liste des doublons."),
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
            visibility = strictest(visibility, known.visibility)
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
        stages = unite(ours[presence.filiere_id].declared_stages, presence.declared_stages)
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
