"""Registration of the application."""

from django.apps import AppConfig


class GatheringsConfig(AppConfig):
    """Application `gatherings`."""

    name = "maillon_web.gatherings"
    label = "gatherings"
