"""Registration of the application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EconomicsConfig(AppConfig):
    """Application `economics`."""

    name = "maillon_web.economics"
    label = "economics"

    def ready(self) -> None:
        """Register the sentences of the history, what waits, and what is held on people."""
        from maillon_web.accounts.personal_data import register
        from maillon_web.economics import holdings
        from maillon_web.economics.waiting import list_unsettled
        from maillon_web.filieres.waiting import register_waiting
        from maillon_web.history.wording import register_wording

        register_wording(
            {
                "stageaccount.add": _("Compte du maillon « {name} » écrit"),
                "stageaccount.edit": _("Compte du maillon « {name} » modifié"),
                "stageaccount.remove": _("Compte du maillon « {name} » supprimé"),
            },
            group=_("Comptes des maillons"),
        )
        register_wording(
            {
                "flowprice.write": _("Prix écrits dans le tableau : {count}"),
                "flowprice.edit": _("Prix modifié : « {name} »"),
                "flowprice.remove": _("Prix supprimé : « {name} »"),
            },
            group=_("Prix"),
        )
        register_wording(
            {
                "valueexample.take": _(
                    "Repris de l’exemple « {name} » : ce qu’il dit de la valeur"
                ),
                "valuescenario.add": _("Scénario de valeur écrit : « {name} »"),
                "valuescenario.edit": _("Scénario de valeur modifié : « {name} »"),
                "valuescenario.remove": _("Scénario de valeur supprimé : « {name} »"),
                "causegroup.add": _("Causes liées : « {name} »"),
                "causegroup.edit": _("Lien entre causes modifié : « {name} »"),
                "causegroup.remove": _("Lien entre causes supprimé : « {name} »"),
                "pricecommitment.add": _("Engagement de prix inscrit : « {name} »"),
                "pricecommitment.edit": _("Engagement de prix modifié : « {name} »"),
                "pricecommitment.remove": _("Engagement de prix supprimé : « {name} »"),
                "localspending.add": _("Dépense locale observée : « {name} »"),
                "localspending.edit": _("Dépense locale modifiée : « {name} »"),
                "localspending.remove": _("Dépense locale supprimée : « {name} »"),
                "inputoutputtable.add": _("Tableau entrées-sorties apporté : « {name} »"),
                "inputoutputtable.edit": _("Tableau entrées-sorties modifié : « {name} »"),
                "inputoutputtable.remove": _("Tableau entrées-sorties supprimé : « {name} »"),
            }
        )
        register_waiting("economics", list_unsettled)
        register(
            "economics",
            label=_("Comptes, prix et engagements que j’ai écrits"),
            collect=holdings.collect,
            erase=holdings.erase,
        )
