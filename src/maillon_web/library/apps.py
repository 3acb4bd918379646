"""Registration of the application."""

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    """Application `library`."""

    name = "maillon_web.library"
    label = "library"
