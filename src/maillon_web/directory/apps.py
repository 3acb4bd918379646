"""Registration of the application."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Application `directory`."""

    name = "maillon_web.directory"
    label = "directory"

    def ready(self) -> None:
        """Register the long works and the sentences of the history."""
        from maillon_web.directory.services import (
            list_jobs,  # noqa: F401 - registers its works
            list_wording,
        )

        list_wording.register_sentences()
