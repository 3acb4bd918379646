"""Registration of the application."""

from importlib import import_module

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Application `config`: it has no table, only pages and works of the server."""

    name = "maillon_web.config"
    label = "config"

    def ready(self) -> None:
        """Register the works of the server."""
        import_module("maillon_web.config.periodic")
