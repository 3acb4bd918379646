"""Registration of the application."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FlowsConfig(AppConfig):
    """Application `flows`."""

    name = "maillon_web.flows"
    label = "flows"

    def ready(self) -> None:
        """Register the long works, the sentences of the history, and what is held on people."""
        from maillon_web.accounts.personal_data import register
        from maillon_web.flows import holdings
        from maillon_web.history.wording import register_wording

        import_module("maillon_web.flows.works")
        register_wording(
            {
                "matterflow.add": _("Flux ajouté : {name}"),
                "matterflow.edit": _("Flux modifié : {name}"),
                "matterflow.remove": _("Flux supprimé : {name}"),
            },
            group=_("Flux"),
        )
        register_wording(
            {
                "flowplace.add": _("Lieu ajouté : « {name} »"),
                "flowplace.edit": _("Lieu modifié : « {name} »"),
                "flowplace.remove": _("Lieu supprimé : « {name} »"),
            },
            group=_("Lieux des flux"),
        )
        register_wording(
            {
                "transferyield.add": _("Rendement ajouté : {name}"),
                "transferyield.edit": _("Rendement modifié : {name}"),
                "transferyield.remove": _("Rendement supprimé : {name}"),
            },
            group=_("Rendements"),
        )
        register_wording(
            {
                "stockmove.add": _("Variation de stock ajoutée : {name}"),
                "stockmove.edit": _("Variation de stock modifiée : {name}"),
                "stockmove.remove": _("Variation de stock supprimée : {name}"),
            },
            group=_("Variations de stock"),
        )
        register_wording(
            {
                "flows.import": _("Flux importés : « {name} »"),
                "flows.start": _("Flux inscrits depuis la chaîne de la filière"),
                "flows.year": _("Flux repris pour l’année {name}"),
                "flows.example": _("Flux inscrits depuis l’exemple « {name} »"),
            },
            group=_("Flux pris d’ailleurs"),
        )
        register(
            "flows",
            label=_("Flux, lieux, rendements et stocks que j’ai écrits"),
            collect=holdings.collect,
            erase=holdings.erase,
        )
