"""Registration of the application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilieresConfig(AppConfig):
    """Application `filieres`."""

    name = "maillon_web.filieres"
    label = "filieres"

    def ready(self) -> None:
        """Name the changes in the history, and say what is held on people."""
        from maillon_web.accounts.personal_data import register
        from maillon_web.filieres import holdings, wording

        wording.register_all()
        register(
            "filieres",
            label=_("Filières et invitations"),
            collect=holdings.collect,
            erase=holdings.erase,
        )
