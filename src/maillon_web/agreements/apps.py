"""Registration of the application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgreementsConfig(AppConfig):
    """Application `agreements`."""

    name = "maillon_web.agreements"
    label = "agreements"

    def ready(self) -> None:
        """Register the sentences of the history, what waits, and what is held on people."""
        from maillon_web.accounts.personal_data import register
        from maillon_web.agreements import holdings
        from maillon_web.agreements.waiting import list_due
        from maillon_web.filieres.waiting import register_waiting
        from maillon_web.history.wording import register_wording

        register_wording(
            {
                "charter.add": _("Charte commencée : « {name} »"),
                "charter.edit": _("Charte modifiée : « {name} »"),
                "charter.remove": _("Charte supprimée : « {name} »"),
                "charter.version": _("Texte de la charte « {name} » écrit"),
                "charter.adopt": _("Version de la charte « {name} » adoptée"),
                "contract.add": _("Contrat inscrit : « {name} »"),
                "contract.edit": _("Contrat modifié : « {name} »"),
                "contract.remove": _("Contrat supprimé : « {name} »"),
                "party.add": _("Partie ajoutée à « {text} » : {name}"),
                "party.edit": _("Partie modifiée dans « {text} » : {name}"),
                "party.remove": _("Partie retirée de « {text} » : {name}"),
                "signature.add": _("Signature ajoutée à « {text} » : {name}"),
                "signature.edit": _("Signature modifiée dans « {text} » : {name}"),
                "signature.remove": _("Signature supprimée de « {text} » : {name}"),
                "commitment.add": _("Engagement ajouté à « {text} » : {name}"),
                "commitment.edit": _("Engagement modifié dans « {text} » : {name}"),
                "commitment.remove": _("Engagement supprimé de « {text} » : {name}"),
                "commitment.check": _("Engagement de « {text} » vérifié : {name}"),
                "annex.add": _("Annexe ajoutée à « {text} » : {name}"),
                "annex.edit": _("Annexe modifiée dans « {text} » : {name}"),
                "annex.remove": _("Annexe supprimée de « {text} » : {name}"),
                "deadline.add": _("Échéance ajoutée à « {text} » : {name}"),
                "deadline.edit": _("Échéance modifiée dans « {text} » : {name}"),
                "deadline.remove": _("Échéance supprimée de « {text} » : {name}"),
            }
        )
        register_waiting("agreements", list_due)
        register(
            "agreements",
            label=_("Chartes, contrats et vérifications que j’ai écrits"),
            collect=holdings.collect,
            erase=holdings.erase,
        )
