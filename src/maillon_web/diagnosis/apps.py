"""Registration of the application."""

from django.apps import AppConfig


class DiagnosisConfig(AppConfig):
    """Application `diagnosis`."""

    name = "maillon_web.diagnosis"
    label = "diagnosis"

    def ready(self) -> None:
        """Make the long works and the words of the history known."""
        try:
            import maillon_web.diagnosis.jobs  # registers the works
        except ImportError:  # TEMPORARY while its neighbours are being written; the lead removes it
            pass
        from maillon_web.diagnosis.wording import add_wording

        add_wording()
