"""Registration of the application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WeighingsConfig(AppConfig):
    """Application `weighings`."""

    name = "maillon_web.weighings"
    label = "weighings"

    def ready(self) -> None:
        """Register the sentences of the history, what is held on people, what is not lost."""
        from maillon_web.accounts.personal_data import register
        from maillon_web.history.wording import register_fields, register_wording
        from maillon_web.weighings import holdings, keeping

        register_wording(
            {
                "weighing.add": _("Pesée inscrite : {name}"),
                "weighing.correct": _("Pesée corrigée : {name}"),
                "weighing.import": _("{count} pesées importées de « {name} »"),
                "weighingsite.add": _("Site de pesée ajouté : {name}"),
                "weighingsite.edit": _("Site de pesée modifié : {name}"),
                "weighingsite.remove": _("Site de pesée supprimé : {name}"),
                "weighingtarget.add": _("Objectif de pesée ajouté : {name}"),
                "weighingtarget.edit": _("Objectif de pesée modifié : {name}"),
                "weighingtarget.remove": _("Objectif de pesée supprimé : {name}"),
                "closedbilan.add": _("Bilan des pesées clos : {name}"),
                "closedbilan.remove": _("Bilan clos retiré : {name}"),
            }
        )
        register_fields("weighings.weighing", {"is_replaced": _("remplacée par une correction")})
        register(
            "weighings",
            label=_("Pesées, imports, objectifs et bilans que j’ai saisis"),
            collect=holdings.collect,
            erase=holdings.erase,
        )
        keeping.watch()
