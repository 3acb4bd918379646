"""Registration of the application."""

from django.apps import AppConfig


class HistoryConfig(AppConfig):
    """Application `history`."""

    name = "maillon_web.history"
    label = "history"
