"""Registration of the application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    """Application `documents`."""

    name = "maillon_web.documents"
    label = "documents"

    def ready(self) -> None:
        """Register the sentences of the history and what is held on people."""
        from maillon_web.accounts.personal_data import register
        from maillon_web.documents import holdings
        from maillon_web.history.wording import register_wording

        register_wording(
            {
                "owntemplate.add": _("Modèle de document ajouté : « {name} »"),
                "owntemplate.edit": _("Modèle de document « {name} » renommé « {to} »"),
                "owntemplate.remove": _("Modèle de document supprimé : « {name} »"),
            },
            group=_("Modèles de documents"),
            is_open=True,
            lasting=_(
                "Les fichiers des modèles ne sont pas gardés dans l’historique : ajoutez ou "
                "supprimez le modèle à la page des modèles."
            ),
        )
        register(
            "documents",
            label=_("Modèles de documents que j’ai ajoutés"),
            collect=holdings.collect,
            erase=holdings.erase,
        )
