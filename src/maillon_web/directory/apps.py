"""Registration of the application."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Application `directory`."""

    name = "maillon_web.directory"
    label = "directory"
