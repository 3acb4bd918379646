"""Registration of the application."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """Application `home`."""

    name = "maillon_web.home"
    label = "home"

    def ready(self) -> None:
        """Make the long works known, and say to filières what waits for their readers."""
        from maillon_web.filieres.waiting import register_waiting
        from maillon_web.home import works  # noqa: F401 - registers its works
        from maillon_web.home.selectors.waiting import list_waiting_in

        register_waiting("home", list_waiting_in)
