"""Registration of the application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Application `accounts`."""

    name = "maillon_web.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Listen to sign-in, and say what is held on people."""
        from maillon_web.accounts import holdings, signals  # noqa: F401 - connects its receivers
        from maillon_web.accounts.personal_data import register

        register(
            "account",
            label=_("Compte"),
            collect=holdings.collect_account,
            erase=holdings.erase_account,
        )
        register(
            "organisations",
            label=_("Organisations"),
            collect=holdings.collect_organisations,
            erase=holdings.erase_organisations,
        )
