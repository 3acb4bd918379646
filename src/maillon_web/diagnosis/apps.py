"""Registration of the application."""

from django.apps import AppConfig


class DiagnosisConfig(AppConfig):
    """Application `diagnosis`."""

    name = "maillon_web.diagnosis"
    label = "diagnosis"

    def ready(self) -> None:
        """Make the long works and the words of the history known."""
        import maillon_web.diagnosis.jobs  # noqa: F401 - to import it registers the works
        from maillon_web.diagnosis.wording import add_wording

        add_wording()
