"""Registration of the application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    """Application `exchange`."""

    name = "maillon_web.exchange"
    label = "exchange"

    def ready(self) -> None:
        """Register the long works and the sentences of the history."""
        from maillon_web.exchange import works  # noqa: F401 - registers its works
        from maillon_web.history.wording import register_wording

        register_wording(
            {
                "filiere.opened": _("Filière ouverte depuis un export de {from} du {made_at}"),
                "filiere.copied": _("Chaîne copiée de la filière « {from} »"),
            }
        )
