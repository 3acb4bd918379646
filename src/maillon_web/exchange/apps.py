"""Registration of the application."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Application `exchange`."""

    name = "maillon_web.exchange"
    label = "exchange"
