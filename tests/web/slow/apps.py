"""Registration of the work."""

import time

from django.apps import AppConfig


class SlowConfig(AppConfig):
    """Application of the tests."""

    name = "tests.web.slow"
    label = "slow"

    def ready(self) -> None:
        """Register a work of one minute."""
        from maillon_web.jobs.registry import JobContext, register

        @register("fictif.lent")
        def last(context: JobContext) -> None:
            context.progress.start("Exemple fictif", total=600)
            for _step in range(600):
                time.sleep(0.1)
                context.progress.advance(1)
