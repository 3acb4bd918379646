"""Registration of the application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlanConfig(AppConfig):
    """Application `plan`."""

    name = "maillon_web.plan"
    label = "plan"

    def ready(self) -> None:
        """Register the sentences of the history, what waits for people and what is held on them."""
        from maillon_web.accounts.personal_data import register
        from maillon_web.filieres.waiting import register_waiting
        from maillon_web.history.wording import register_wording
        from maillon_web.plan import holdings, keeping
        from maillon_web.plan.selectors.waiting import list_waiting_in

        keeping.watch()
        register_wording(
            {
                "action.add": _("Action inscrite au plan : « {name} »"),
                "action.edit": _("Action modifiée : « {name} »"),
                "action.move": _("Action « {name} » : {status}"),
                "action.remove": _("Action supprimée : « {name} »"),
                "action.budget": _("Budget modifié : « {name} »"),
                "action.funding": _("Financement modifié : « {name} »"),
                "action.dependency": _("Enchaînement modifié : « {name} »"),
                "action.report": _("Avancement de « {name} » écrit depuis « {filiere} »"),
            },
            group=_("Actions"),
        )
        register_wording(
            {
                "objective.add": _("Objectif inscrit au plan : « {name} »"),
                "objective.edit": _("Objectif modifié : « {name} »"),
                "objective.move": _("Objectif déplacé : « {name} »"),
                "objective.remove": _("Objectif supprimé : « {name} »"),
            },
            group=_("Objectifs"),
        )
        register_wording(
            {
                "indicator.add": _("Indicateur créé : « {name} »"),
                "indicator.edit": _("Indicateur modifié : « {name} »"),
                "indicator.value": _("Mesure modifiée : « {name} »"),
                "indicator.remove": _("Indicateur supprimé : « {name} »"),
            },
            group=_("Indicateurs"),
        )
        register_wording(
            {
                "share.offer": _("Action « {name} » proposée à « {filiere} »"),
                "share.change": _("Partage de « {name} » avec « {filiere} » modifié"),
                "share.revoke": _("Partage de « {name} » avec « {filiere} » repris"),
            },
            group=_("Partages d’actions"),
        )
        register_wording(
            {
                "share.accept": _("Action « {name} » de « {filiere} » acceptée"),
                "share.leave": _("Action « {name} » de « {filiere} » quittée"),
            },
            group=_("Partages d’actions"),
            lasting=_(
                "Un partage se fait à deux : pour revenir dessus, passez par la page de l’action, "
                "ou demandez à l’autre filière de la proposer de nouveau."
            ),
        )
        register_wording(
            {"plan.import": _("Plan importé depuis « {name} »")}, group=_("Imports de plans")
        )
        register_waiting("plan", list_waiting_in)
        register(
            "plan",
            label=_("Actions, objectifs et indicateurs que j’ai écrits ou que je porte"),
            collect=holdings.collect,
            erase=holdings.erase,
        )
