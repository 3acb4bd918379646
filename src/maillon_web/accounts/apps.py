"""Registration of the application."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Application `accounts`."""

    name = "maillon_web.accounts"
    label = "accounts"
