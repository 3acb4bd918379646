"""
Nothing is lost silently.

Undoing an import takes its lines away: not those that somebody corrected since. Undoing the
writing of a site takes the site away: not with what was weighed there. An import that was undone
comes back from its file, not from the history, which does not hold its lines.
"""

from django.db.models.signals import pre_delete
from django.utils.translation import gettext as _

from maillon.domain.errors import InconsistentData
from maillon_web.filieres.models import Filiere
from maillon_web.filieres.signals import change_undone
from maillon_web.history.models import ChangeSet
from maillon_web.weighings.models import WeighingImport, WeighingSite

__all__ = ["watch"]


def watch() -> None:
    """Begin to refuse."""
    pre_delete.connect(_keep_corrections, sender=WeighingImport, dispatch_uid="weighings.import")
    pre_delete.connect(_keep_lines, sender=WeighingSite, dispatch_uid="weighings.site")
    change_undone.connect(_refuse_empty_import, dispatch_uid="weighings.undone")


def _keep_corrections(
    sender: type[WeighingImport], instance: WeighingImport, origin: object, **_more: object
) -> None:
    if origin is instance and instance.lines.filter(is_replaced=True).exists():
        raise InconsistentData(
            f"{instance!r} has corrected lines",
            user=_(
                "Des pesées de « {name} » ont été corrigées depuis : annulez d’abord ces "
                "corrections dans l’historique."
            ).format(name=instance),
        )


def _keep_lines(
    sender: type[WeighingSite], instance: WeighingSite, origin: object, **_more: object
) -> None:
    if origin is instance and instance.lines.exists():
        raise InconsistentData(
            f"{instance!r} has lines",
            user=_("« {name} » a des pesées au journal : ce site ne peut pas disparaître.").format(
                name=instance
            ),
        )


def _refuse_empty_import(sender: type[Filiere], undoing: ChangeSet, **_more: object) -> None:
    restored = undoing.changes.filter(model="weighings.weighingimport", before__isnull=True)
    if restored.exists():
        raise InconsistentData(
            "an undone import does not come back",
            user=_(
                "Les pesées d’un import annulé ne sont pas gardées : importez de nouveau le "
                "fichier."
            ),
        )
