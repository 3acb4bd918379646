"""Registration of the application."""

from django.apps import AppConfig


class FilieresConfig(AppConfig):
    """Application `filieres`."""

    name = "maillon_web.filieres"
    label = "filieres"

    def ready(self) -> None:
        """Name the changes of this application in the history."""
        from maillon_web.filieres.wording import register_all

        register_all()
