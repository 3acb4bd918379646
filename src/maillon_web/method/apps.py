"""Registration of the application."""

from django.apps import AppConfig


class MethodConfig(AppConfig):
    """Application `method`."""

    name = "maillon_web.method"
    label = "method"
