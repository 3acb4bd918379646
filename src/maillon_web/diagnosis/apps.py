"""Registration of the application."""

from django.apps import AppConfig


class DiagnosisConfig(AppConfig):
    """Application `diagnosis`."""

    name = "maillon_web.diagnosis"
    label = "diagnosis"
