"""Registration of the application."""

from django.apps import AppConfig


class SignalsConfig(AppConfig):
    """Application `signals`."""

    name = "maillon_web.signals"
    label = "signals"
