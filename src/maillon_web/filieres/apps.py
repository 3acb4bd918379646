"""Registration of the application."""

from django.apps import AppConfig


class FilieresConfig(AppConfig):
    """Application `filieres`."""

    name = "maillon_web.filieres"
    label = "filieres"
