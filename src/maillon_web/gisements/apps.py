"""Registration of the application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GisementsConfig(AppConfig):
    """Application `gisements`."""

    name = "maillon_web.gisements"
    label = "gisements"

    def ready(self) -> None:
        """Register the sentences of the history and what is held on people."""
        from maillon_web.accounts.personal_data import register
        from maillon_web.gisements import holdings
        from maillon_web.history.wording import register_wording

        register_wording(
            {
                "gisement.add": _("Gisement inscrit : « {name} »"),
                "gisement.edit": _("Gisement modifié : « {name} »"),
                "gisement.remove": _("Gisement supprimé : « {name} »"),
            },
            group=_("Gisements"),
        )
        register_wording(
            {
                "capture.add": _("Part captée inscrite : {name}"),
                "capture.edit": _("Part captée modifiée : {name}"),
                "capture.remove": _("Part captée supprimée : {name}"),
            },
            group=_("Parts captées"),
        )
        register_wording(
            {
                "ratiotable.add": _("Table de ratios importée : « {name} »"),
                "ratiotable.remove": _("Table de ratios supprimée : « {name} »"),
            },
            group=_("Tables de ratios"),
        )
        register_wording(
            {
                "knowntotal.add": _("Total connu inscrit : {name}"),
                "knowntotal.edit": _("Total connu modifié : {name}"),
                "knowntotal.apply": _("Gisements estimés calés sur un total : {name}"),
                "knowntotal.remove": _("Total connu supprimé : {name}"),
            },
            group=_("Totaux connus"),
        )
        register(
            "gisements",
            label=_("Gisements, parts captées et tables de ratios que j’ai écrits"),
            collect=holdings.collect,
            erase=holdings.erase,
        )
