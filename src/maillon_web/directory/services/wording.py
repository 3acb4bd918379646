"""The sentences of the history about sheets, and what an undone change puts back in the lists."""

from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from maillon_web.directory.models import (
    Actor,
    Decision,
    FieldOrigin,
    Presence,
    Statement,
)
from maillon_web.directory.services.presences import resync
from maillon_web.filieres.models import Filiere
from maillon_web.filieres.services import ask_refresh
from maillon_web.filieres.signals import change_undone
from maillon_web.history.models import ChangeSet
from maillon_web.history.services import name_model
from maillon_web.history.wording import register_fields, register_wording

__all__ = ["register_sentences"]

_BY_SHEET = (name_model(Presence), name_model(Decision), name_model(FieldOrigin))


def register_sentences() -> None:
    """Name the kinds of change of sheets, decisions and statements."""
    register_wording(
        {
            "actor.add": _("« {name} » ajoutée à l’annuaire"),
            "actor.edit": _("Fiche « {name} » modifiée"),
            "actor.answer": _("Fiche « {name} » mise à jour par l’acteur lui-même"),
            "actor.confirm": _("Fiche « {name} » vérifiée : tout est exact"),
            "actor.place": _("« {name} » placé au maillon « {stage} »"),
            "actor.remove": _("« {name} » retiré du maillon « {stage} »"),
            "actor.move": _("« {name} » déplacé de « {origin} » à « {stage} »"),
            "actor.ess_declared": _("« {name} » : relève de l’ESS"),
            "actor.ess_refused": _("« {name} » : ne relève pas de l’ESS"),
            "actor.undecide": _("Décision retirée sur « {name} »"),
            "actor.unlist": _("« {name} » retirée des listes"),
            "actor.relist": _("« {name} » remise dans les listes"),
        },
        group=_("Fiches des acteurs"),
    )
    register_wording(
        {
            "statement.add": _("Parole ajoutée sur « {name} »"),
            "statement.edit": _("Parole modifiée sur « {name} »"),
            "statement.remove": _("Parole retirée de « {name} »"),
        },
        group=_("Besoins, savoir-faire, freins"),
    )
    register_wording(
        {
            "keeper.join": _("« {name} » : une personne tient désormais la fiche"),
            "keeper.leave": _("« {name} » : une personne ne tient plus la fiche"),
        },
        group=_("Fiches des acteurs"),
    )
    register_wording(
        {
            "directory.taken_in": _(
                "Annuaire mis à jour depuis les registres (fiches nouvelles : {new}, modifiées : "
                "{updated}, absentes : {gone}, fermées : {closed})"
            )
        },
        group=_("Registres"),
        is_open=True,
        lasting=_(
            "Une mise à jour des registres ne s’annule pas : vos décisions et ce que vous avez "
            "écrit l’emportent sur elle."
        ),
    )
    register_fields(
        name_model(Presence),
        {"is_listed": _("Dans les listes"), "declared_stages": _("Maillons déclarés")},
    )
    register_fields(name_model(Decision), {"kind": _("Décision"), "stage_key": _("Maillon")})
    register_fields(
        name_model(FieldOrigin),
        {"field": _("Champ"), "source": _("Source"), "visibility": _("Visibilité")},
    )


@receiver(change_undone, dispatch_uid="directory.put_lists_in_step")
def put_lists_in_step(
    sender: object,
    *,
    filiere: Filiere,
    change_set: ChangeSet,
    undoing: ChangeSet,
    **_others: Any,  # noqa: ANN401 - Django's signature
) -> None:
    """Recompute what lists read of the actors of an undone change, and ask for the diagnostic."""
    changes = change_set.changes.filter(model__startswith="directory.")
    touched: set[int] = set()
    for model, number, before, after in changes.values_list(
        "model", "object_id", "before", "after"
    ):
        if model == name_model(Actor):
            touched.add(int(number))
        elif model in _BY_SHEET:
            touched |= _find_actor(model, number, after or before or {})
    touched = set(Actor.objects.filter(pk__in=touched).values_list("pk", flat=True))
    if not touched and not changes.exclude(model=name_model(Statement)).exists():
        return
    for workspace in Filiere.objects.filter(presences__actor__in=touched).distinct():
        resync(workspace, touched)
    ask_refresh(filiere, author=undoing.author)


def _find_actor(model: str, number: str, values: dict[str, Any]) -> set[int]:
    """Return the actor that a record hangs on: told in its line, or by the record itself."""
    if "actor_id" in values:
        return {int(values["actor_id"])}
    by_name = {name_model(kind): kind for kind in (Presence, Decision, FieldOrigin)}
    rows = by_name[model]._default_manager.filter(pk=number)  # noqa: SLF001 - Django's documented model API
    return set(rows.values_list("actor_id", flat=True))
