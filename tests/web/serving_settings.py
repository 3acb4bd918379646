"""Settings of the programs that the tests start for real: the workbench's own, and a slow work."""

from maillon_web.config.settings import *  # noqa: F403
from maillon_web.config.settings import INSTALLED_APPS


class _NoMigrations(dict[str, None]):
    """Tables are made from the models: the migrations have their own check."""

    def __contains__(self, application: object) -> bool:
        return True

    def __getitem__(self, application: str) -> None:
        return None

    def get(self, application: str, default: object = None) -> None:  # type: ignore[override]  # as above
        return None


INSTALLED_APPS = [*INSTALLED_APPS, "tests.web.slow"]
MIGRATION_MODULES = _NoMigrations()
