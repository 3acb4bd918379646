"""Write the sheets of the directory by hand: each field with its source, its date, its readers."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import uuid4

from django.utils import timezone
from django.utils.translation import gettext as _

from maillon.domain.errors import InvalidInput
from maillon_web.accounts.models import User
from maillon_web.directory.models import Actor, FieldOrigin, Presence
from maillon_web.directory.services.places import complete_values
from maillon_web.directory.services.presences import complete, make_presence, resync
from maillon_web.filieres.models import Filiere, Visibility
from maillon_web.filieres.services import ask_refresh
from maillon_web.history.conflicts import check_version
from maillon_web.history.services import Recorder, record

__all__ = [
    "BY_HAND",
    "NARROW_FIELDS",
    "add_actor",
    "edit_actor",
    "first_level",
    "relist",
    "resync_everywhere",
    "unlist",
    "write_fields",
]

BY_HAND = "hand"
NARROW_FIELDS = ("address", "declared_activity", "website", "phone", "email")
"""Fields whose readers are chosen one by one."""
# A number or an address of a person is not published because somebody typed it.
_FIRST_LEVELS = {"phone": Visibility.MEMBERS, "email": Visibility.MEMBERS}
# Fields that no computation reads.
_UNSTUDIED = frozenset({"phone", "email", "website", "reminder_months"})
# Fields of the sheet that are not a fact about the actor.
_PLAIN = frozenset({"kind", "parent_id", "reminder_months", "checked_on"})


def add_actor(
    filiere: Filiere,
    values: Mapping[str, Any],
    *,
    author: User,
    source: str,
    levels: Mapping[str, str] | None = None,
    stages: Sequence[str] = (),
) -> Actor:
    """
    Write a new sheet, or complete the one that the organisation holds under the same SIRET.

    Raises
    ------
    InvalidInput
        If the filière has a sheet of that SIRET already.
    """
    known = _find_known(filiere, str(values.get("siret", "")))
    with record(
        "actor.add", scope=filiere.scope, author=author, params={"name": values["name"]}
    ) as recorder:
        actor = known or _create(filiere, values, recorder)
        if known:
            recorder.update(actor, complete_values(actor, _keep_missing(actor, values)))
        write_fields(
            recorder, actor, [name for name in values if values[name]], source=source, levels=levels
        )
        presence = make_presence(filiere, actor, origin=BY_HAND, declared_stages=list(stages))
        complete(presence)
        recorder.create(presence)
        resync_everywhere(actor)
    ask_refresh(filiere, author=author)
    return actor


def edit_actor(  # noqa: PLR0913 - what, by whom, after which version, from which source, for whom
    filiere: Filiere,
    actor: Actor,
    changes: Mapping[str, Any],
    *,
    author: User,
    version: int,
    source: str,
    levels: Mapping[str, str] | None = None,
    kind: str = "actor.edit",
) -> Actor:
    """
    Write what a person changed on a sheet.

    Parameters
    ----------
    version
        Of the sheet that the person saw.
    levels
        Who sees each of `NARROW_FIELDS`, for those that are said.

    Raises
    ------
    InconsistentData
        If somebody wrote the sheet meanwhile.
    """
    with record(kind, scope=filiere.scope, author=author, params={"name": actor.name}) as recorder:
        held = Actor.objects.select_for_update().get(pk=actor.pk)
        check_version(held, version)
        recorder.update(held, complete_values(held, changes))
        write_fields(recorder, held, changes, source=source, levels=levels)
        resync_everywhere(held)
    if set(changes) - _UNSTUDIED:
        ask_refresh(filiere, author=author)
    return held


def write_fields(
    recorder: Recorder,
    actor: Actor,
    written: Collection[str],
    *,
    source: str,
    levels: Mapping[str, str] | None = None,
) -> None:
    """Write where fields come from, and who sees them."""
    chosen = dict(levels or {})
    known = {origin.field: origin for origin in actor.origins.all()}
    for name in sorted({*written, *chosen} - _PLAIN):
        origin = known.get(name)
        level = chosen.get(name) or (origin.visibility if origin else first_level(name))
        changes: dict[str, Any] = {"visibility": level}
        if name in written:
            changes |= {"source": source, "dated": timezone.localdate(), "is_written": True}
        if origin:
            recorder.update(origin, changes)
        elif name in written or level != Visibility.PUBLIC:
            made = {
                "source": ";".join(actor.sources)[:200],
                "dated": timezone.localdate(),
                "is_written": False,
            } | changes
            recorder.create(FieldOrigin(actor=actor, field=name, **made))


def unlist(filiere: Filiere, actor: Actor, *, author: User) -> None:
    """
    Take out of the lists an actor that people had put there; its sheet stays.

    Raises
    ------
    InvalidInput
        If the registers give it: it is removed from its stages instead.
    """
    with record(
        "actor.unlist", scope=filiere.scope, author=author, params={"name": actor.name}
    ) as recorder:
        presence = Presence.objects.select_for_update().get(filiere=filiere, actor=actor)
        if presence.origin in {"register", "unit"}:
            raise InvalidInput(
                f"actor {actor.pk} comes from a register",
                user=_(
                    "Cet acteur vient des registres : retirez-le plutôt des maillons où il n’est "
                    "pas."
                ),
            )
        recorder.update(presence, {"is_listed": False})
    ask_refresh(filiere, author=author)


def relist(filiere: Filiere, actor: Actor, *, author: User) -> None:
    """Put an actor back in the lists."""
    with record(
        "actor.relist", scope=filiere.scope, author=author, params={"name": actor.name}
    ) as recorder:
        presence = Presence.objects.select_for_update().get(filiere=filiere, actor=actor)
        recorder.update(presence, {"is_listed": True})
    ask_refresh(filiere, author=author)


def resync_everywhere(actor: Actor) -> None:
    """Put the lists of every filière where the actor is in step with its sheet."""
    for presence in Presence.objects.filter(actor=actor).select_related("filiere"):
        resync(presence.filiere, {actor.pk})


def _create(filiere: Filiere, values: Mapping[str, Any], recorder: Recorder) -> Actor:
    actor = Actor(
        organisation_id=filiere.organisation_id,
        external_id=values.get("siret") or f"web:{uuid4().hex}",
        checked_on=timezone.localdate(),
    )
    if Actor.objects.filter(
        organisation_id=filiere.organisation_id, external_id=actor.external_id
    ).exists():
        # Another filière holds that SIRET for its team only: this one keeps a sheet of its own.
        actor.external_id = f"web:{uuid4().hex}"
    for name, value in complete_values(actor, values).items():
        setattr(actor, name, value)
    recorder.create(actor)
    return actor


def _find_known(filiere: Filiere, siret: str) -> Actor | None:
    """Return the sheet of that SIRET which the organisation shares and the filière lacks."""
    if not siret:
        return None
    same = Actor.objects.filter(
        organisation_id=filiere.organisation_id, siret=siret, merged_into=None
    )
    here = same.filter(presences__filiere=filiere).first()
    if here:
        raise InvalidInput(
            f"SIRET {siret} is actor {here.pk}",
            user=_("« {name} » a déjà ce SIRET dans cette filière : ouvrez sa fiche.").format(
                name=here.name
            ),
        )
    return same.filter(visibility=Visibility.PUBLIC).first()


def _keep_missing(actor: Actor, values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value
        for name, value in values.items()
        if value and not getattr(actor, name) and name != "visibility"
    }


def first_level(name: str) -> str:
    """Return who sees a field before anybody says."""
    return _FIRST_LEVELS.get(name, Visibility.PUBLIC).value
