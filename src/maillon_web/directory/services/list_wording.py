"""The sentences of the history about lists and duplicates, and what an undone merge puts back."""

from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from maillon_web.directory.models import Actor
from maillon_web.directory.services.merging import take_back_stages
from maillon_web.directory.services.presences import resync
from maillon_web.filieres.models import Filiere
from maillon_web.filieres.signals import change_undone
from maillon_web.history.models import ChangeSet
from maillon_web.history.services import name_model
from maillon_web.history.wording import register_fields, register_wording

__all__ = ["register_sentences"]


def register_sentences() -> None:
    """Name the kinds of change of this part of the directory."""
    register_wording(
        {
            "list.import": _(
                "Liste « {label} » importée (fiches créées : {created}, complétées : {updated})"
            ),
            "list.undo": _("Import de la liste « {label} » annulé (fiches retirées : {removed})"),
        },
        group=_("Listes importées"),
        lasting=_(
            "Un import s’annule depuis sa propre page, dans « Listes importées » : ce qui a été "
            "modifié depuis y est gardé."
        ),
    )
    register_wording({"actor.merge": _("« {merged} » fusionnée dans « {kept} »")})
    register_wording(
        {"pair.different": _("« {first} » et « {second} » : bien distinctes")},
        group=_("Doublons"),
    )
    register_fields(
        "directory.actor",
        {"merged_into_id": _("Fusionnée dans"), "parent_id": _("Fiche au-dessus")},
    )


@receiver(change_undone, dispatch_uid="directory.undo_merge")
def _forget_lent_stages(
    sender: object,
    *,
    filiere: Filiere,
    change_set: ChangeSet,
    **_others: Any,  # noqa: ANN401, ARG001, RUF100 - Django's signature
) -> None:
    """Take away the stages that a merge had lent, and put the lists back in step."""
    if change_set.kind != "actor.merge":
        return
    take_back_stages(change_set)
    named = change_set.changes.filter(model=name_model(Actor)).values_list("object_id", flat=True)
    actors = {int(text) for text in named}
    touched = Filiere.objects.filter(
        organisation_id=filiere.organisation_id, presences__actor__in=actors
    )
    for workspace in touched.distinct():
        resync(workspace, actors)
