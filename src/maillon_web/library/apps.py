"""Registration of the application."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LibraryConfig(AppConfig):
    """Application `library`."""

    name = "maillon_web.library"
    label = "library"

    def ready(self) -> None:
        """Register the sentences of the history, what is held on people and the long works."""
        from maillon_web.accounts.personal_data import register
        from maillon_web.filieres.waiting import register_waiting
        from maillon_web.history.wording import register_wording
        from maillon_web.library import holdings
        from maillon_web.library.selectors.waiting import list_waiting_in

        import_module("maillon_web.library.works")
        register_wording(
            {
                "contribution.add": _("Fiche commencée : « {name} »"),
                "contribution.edit": _("Fiche modifiée : « {name} »"),
                "contribution.propose": _("Fiche proposée : « {name} »"),
                "contribution.take_back": _("Fiche reprise : « {name} »"),
                "contribution.publish": _("Fiche publiée : « {name} »"),
                "contribution.open": _("Fiche ouverte à tout le monde : « {name} »"),
                "contribution.return": _("Fiche renvoyée à compléter : « {name} »"),
                "contribution.refuse": _("Fiche refusée : « {name} »"),
                "contribution.withdraw": _("Fiche retirée : « {name} »"),
            },
            group=_("Fiches de la bibliothèque"),
            lasting=_("Une fiche se corrige, se propose ou se retire depuis sa page."),
        )
        register(
            "library",
            label=_("Fiches que j’ai écrites ou relues, recherches que je garde"),
            collect=holdings.collect,
            erase=holdings.erase,
        )
        register_waiting("library", list_waiting_in)
