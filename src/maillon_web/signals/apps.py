"""Registration of the application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SignalsConfig(AppConfig):
    """Application `signals`."""

    name = "maillon_web.signals"
    label = "signals"

    def ready(self) -> None:
        """Register the sentences of the history and what is held on people."""
        from maillon_web.accounts.personal_data import register
        from maillon_web.history.wording import register_wording
        from maillon_web.signals import holdings

        register_wording(
            {
                "signal.add": _("Signal noté : « {name} »"),
                "signal.edit": _("Signal modifié : « {name} »"),
                "signal.remove": _("Signal supprimé : « {name} »"),
                "signal.project": _("Signal devenu un projet : « {name} »"),
                "project.add": _("Projet créé : « {name} »"),
                "project.edit": _("Projet modifié : « {name} »"),
                "project.remove": _("Projet supprimé : « {name} »"),
                "note.add": _("Notes prises : « {name} »"),
                "note.edit": _("Notes modifiées : « {name} »"),
                "note.remove": _("Notes supprimées : « {name} »"),
                "passage.add": _("Passage codé dans « {name} »"),
                "passage.remove": _("Code retiré dans « {name} »"),
                "obstacle.add": _("Frein inscrit : « {name} »"),
                "obstacle.edit": _("Frein modifié : « {name} »"),
                "obstacle.remove": _("Frein supprimé : « {name} »"),
            }
        )
        register(
            "signals",
            label=_("Signaux, notes, freins et projets que j’ai écrits"),
            collect=holdings.collect,
            erase=holdings.erase,
        )
