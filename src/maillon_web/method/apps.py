"""Registration of the application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MethodConfig(AppConfig):
    """Application `method`."""

    name = "maillon_web.method"
    label = "method"

    def ready(self) -> None:
        """Register the history, what waits, what is held on people, and the gate of projects."""
        from maillon_web.accounts.personal_data import register
        from maillon_web.filieres.waiting import register_waiting
        from maillon_web.history.wording import register_fields, register_wording
        from maillon_web.method import holdings
        from maillon_web.method.services.gate import guard_launch
        from maillon_web.method.waiting import list_due
        from maillon_web.signals.services.guards import register_guard

        for group, sentences in {
            _("Démarche"): {
                "leverprogress.edit": _("Levier « {name} » : {state}"),
                "evidence.add": _("Preuve ajoutée à « {lever} » : {name}"),
                "evidence.edit": _("Preuve modifiée pour « {lever} » : {name}"),
                "evidence.remove": _("Preuve retirée de « {lever} » : {name}"),
            },
            _("Rôle de la collectivité"): {
                "scenario.edit": _("Rôle de la collectivité écrit : {name}"),
                "exitcondition.add": _("Condition de sortie ajoutée : {name}"),
                "exitcondition.edit": _("Condition de sortie modifiée : {name}"),
                "exitcondition.move": _("Condition de sortie déplacée : {name}"),
                "exitcondition.remove": _("Condition de sortie supprimée : {name}"),
            },
            _("Facteurs de succès"): {
                "factoranswer.edit": _("Facteur de succès de « {project} » : {name}"),
            },
            _("Moyens d’animation"): {
                "means.add": _("Moyens d’animation ajoutés : {year}"),
                "means.edit": _("Moyens d’animation modifiés : {year}"),
                "means.remove": _("Moyens d’animation supprimés : {year}"),
            },
        }.items():
            # Open: every member reads these pages, so every member reads how they came about.
            is_open = "factoranswer.edit" not in sentences
            register_wording(sentences, group=group, is_open=is_open)
        register_fields("method.exitcondition", {"position": _("rang")})
        register_guard("method", guard_launch)
        register_waiting("method", list_due)
        register(
            "method",
            label=_("États de leviers, preuves et réponses que j’ai écrits"),
            collect=holdings.collect,
            erase=holdings.erase,
        )
