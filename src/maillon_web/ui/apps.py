"""Registration of the application."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Application `ui`."""

    name = "maillon_web.ui"
    label = "ui"
