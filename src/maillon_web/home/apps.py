"""Registration of the application."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """Application `home`."""

    name = "maillon_web.home"
    label = "home"
