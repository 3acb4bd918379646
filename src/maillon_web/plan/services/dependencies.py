"""Write what waits for what."""

from django.utils.translation import gettext as _

from maillon.domain.errors import InconsistentData, InvalidInput
from maillon_web.accounts.models import User
from maillon_web.filieres.models import Filiere
from maillon_web.filieres.services.records import record_change
from maillon_web.plan.models import Action, Dependency
from maillon_web.plan.selectors.dependencies import find_circle

__all__ = ["add_dependency", "check_dependency", "read_needs", "remove_dependency"]


def add_dependency(before: Action, after: Action, *, author: User) -> Dependency:
    """
    Say that an action begins once another is done.

    Raises
    ------
    InvalidInput
        If both are one, of two filières, or one a part of the other.
    InconsistentData
        If each would wait for the other in the end.
    """
    with record_change(after, "dependency", author) as recorder:
        # Two people at once could each write half of a circle.
        Filiere.objects.select_for_update().get(pk=after.filiere_id)
        check_dependency(before, after, read_needs(after.filiere))
        tie = Dependency(before=before, after=after)
        recorder.create(tie)
    return tie


def remove_dependency(tie: Dependency, *, author: User) -> None:
    """Let an action begin whatever becomes of the other."""
    with record_change(tie.after, "dependency", author) as recorder:
        recorder.delete(tie)


def read_needs(filiere: Filiere) -> dict[int, set[int]]:
    """Return the numbers of the actions that each action of a filière waits for."""
    needs: dict[int, set[int]] = {}
    found = Dependency.objects.filter(after__filiere=filiere).values_list("after_id", "before_id")
    for after, before in found:
        needs.setdefault(after, set()).add(before)
    return needs


def check_dependency(before: Action, after: Action, needs: dict[int, set[int]]) -> None:
    """Check that an action may wait for another; see `add_dependency`."""
    if before.filiere_id != after.filiere_id:
        raise InvalidInput(
            "actions of two filieres",
            user=_("Les deux actions doivent être de la même filière."),
        )
    if before.pk == after.pk:
        raise InvalidInput(
            "an action before itself", user=_("Une action ne peut pas s’attendre elle-même.")
        )
    if before.parent_id == after.pk or after.parent_id == before.pk:
        raise InvalidInput(
            "an action and its part",
            user=_(
                "« {before} » et « {after} » sont l’une dans l’autre : aucune n’attend l’autre."
            ).format(before=before, after=after),
        )
    if before.pk in needs.get(after.pk, ()):
        raise InvalidInput(
            "dependency is there already",
            user=_("« {after} » attend déjà « {before} ».").format(before=before, after=after),
        )
    circle = find_circle(needs, before=before.pk, after=after.pk)
    if circle:
        titles = dict(Action.objects.filter(pk__in=circle).values_list("pk", "title"))
        way = [after.pk, *circle]
        raise InconsistentData(
            f"circle {way}",
            user=_("Les actions tourneraient en rond : {way}.").format(
                way=_(" attend ").join(f"« {titles[number]} »" for number in way)
            ),
        )
