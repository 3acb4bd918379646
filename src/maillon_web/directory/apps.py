"""Registration of the application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DirectoryConfig(AppConfig):
    """Application `directory`."""

    name = "maillon_web.directory"
    label = "directory"

    def ready(self) -> None:
        """Register the long works, the sentences of the history and what is held on people."""
        from maillon_web.accounts.personal_data import register
        from maillon_web.directory.services import (
            freshness,  # noqa: F401 - registers its work
            holdings,
            keepers,  # noqa: F401 - listens to accepted invitations
            list_holdings,
            list_jobs,  # noqa: F401 - registers its works
            list_wording,
            transferring,  # noqa: F401 - listens to filières that change hands
            wording,
            workbooks,  # noqa: F401 - registers its work
        )

        list_holdings.register_holdings()
        list_wording.register_sentences()
        wording.register_sentences()
        register(
            "kept_sheets",
            label=_("Fiches d’acteurs tenues"),
            collect=holdings.collect_sheets,
            erase=holdings.erase_links,
        )
        register(
            "decisions",
            label=_("Décisions prises sur des acteurs"),
            collect=holdings.collect_decisions,
            erase=holdings.forget_author,
        )
        register(
            "statements",
            label=_("Paroles d’acteurs saisies"),
            collect=holdings.collect_statements,
            erase=holdings.forget_author,
        )
