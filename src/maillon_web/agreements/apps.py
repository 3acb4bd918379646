"""Registration of the application."""

from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    """Application `agreements`."""

    name = "maillon_web.agreements"
    label = "agreements"
