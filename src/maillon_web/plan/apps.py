"""Registration of the application."""

from django.apps import AppConfig


class PlanConfig(AppConfig):
    """Application `plan`."""

    name = "maillon_web.plan"
    label = "plan"
