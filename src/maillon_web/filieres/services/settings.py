"""Change what a filière is: its name, its territory, who holds it, whether it is in use."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from maillon.domain.errors import InvalidInput
from maillon.domain.territory import Territory
from maillon_web.accounts.models import Organisation, User
from maillon_web.filieres.models import Filiere
from maillon_web.filieres.services.creating import describe_territory
from maillon_web.filieres.signals import filiere_transferred
from maillon_web.history.conflicts import check_version
from maillon_web.history.services import record
from maillon_web.jobs.models import JobState
from maillon_web.jobs.selectors import list_active_jobs

__all__ = ["archive", "change_territory", "edit", "restore", "transfer"]


def edit(filiere: Filiere, *, changes: Mapping[str, Any], author: User) -> bool:
    """
    Change the name, the description or the visibility; return whether anything differs.

    Raises
    ------
    InconsistentData
        If somebody changed the filière since it was read.
    """
    return _write(filiere, "filiere.edit", changes, author=author)


def archive(filiere: Filiere, *, author: User) -> None:
    """Close a filière: it stays readable, nothing in it changes any more."""
    _write(filiere, "filiere.archive", {"archived_at": timezone.now()}, author=author)


def restore(filiere: Filiere, *, author: User) -> None:
    """Take a filière out of the archive."""
    _write(filiere, "filiere.restore", {"archived_at": None}, author=author)


def change_territory(filiere: Filiere, territory: Territory, *, author: User) -> bool:
    """Move a filière to another territory; return whether it is another one."""
    return _write(
        filiere,
        "filiere.territory",
        describe_territory(territory),
        author=author,
        params={"name": territory.name},
    )


def transfer(filiere: Filiere, organisation: Organisation, *, author: User) -> None:
    """
    Entrust a filière to another organisation.

    Raises
    ------
    InvalidInput
        If that organisation holds it already, or if a work is writing in it.
    """
    former = filiere.organisation
    if organisation.pk == former.pk:
        raise InvalidInput(
            "the filière is held by that organisation already",
            user=_("« {name} » porte déjà cette filière.").format(name=former.name),
        )
    # A work that began before would go on writing in the directory of the former organisation.
    if list_active_jobs(filiere.scope).filter(state=JobState.RUNNING).exists():
        raise InvalidInput(
            "a work is under way in the filière",
            user=_(
                "Un travail est en cours dans cette filière : confiez-la quand il sera terminé."
            ),
        )
    with record(
        "filiere.transfer",
        scope=filiere.scope,
        author=author,
        params={"name": organisation.name},
    ) as recorder:
        recorder.update(filiere, {"organisation_id": organisation.pk})
        filiere.partnerships.filter(organisation=organisation).delete()
        filiere_transferred.send(
            Filiere, filiere=filiere, former_organisation=former, recorder=recorder
        )


def _write(
    filiere: Filiere,
    kind: str,
    changes: Mapping[str, Any],
    *,
    author: User,
    params: dict[str, Any] | None = None,
) -> bool:
    if all(getattr(filiere, name) == value for name, value in changes.items()):
        return False
    with record(kind, scope=filiere.scope, author=author, params=params) as recorder:
        held = Filiere.objects.select_for_update().get(pk=filiere.pk)
        check_version(held, filiere.version)
        return recorder.update(filiere, changes)
