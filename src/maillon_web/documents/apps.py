"""Registration of the application."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Application `documents`."""

    name = "maillon_web.documents"
    label = "documents"
