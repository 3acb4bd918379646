"""Registration of the application."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Application `jobs`."""

    name = "maillon_web.jobs"
    label = "jobs"
