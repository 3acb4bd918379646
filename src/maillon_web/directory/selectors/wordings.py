"""The choices of the filters, in words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maillon_web.directory.selectors.filters import UNKNOWN_SIZE

__all__ = ["FRESHNESS_WORDS", "QPV_WORDS", "SIZE_WORDS", "SORT_WORDS"]

Words = Mapping[str, str | Promise]

SIZE_WORDS: Words = {
    "0": _("Sans salarié"),
    "1-9": _("1 à 9 salariés"),
    "10-49": _("10 à 49 salariés"),
    "50-249": _("50 à 249 salariés"),
    "250": _("250 salariés et plus"),
    UNKNOWN_SIZE: _("Effectif inconnu"),
}
FRESHNESS_WORDS: Words = {
    "3": _("Vérifiée depuis moins de 3 mois"),
    "6": _("Vérifiée depuis moins de 6 mois"),
    "12": _("Vérifiée depuis moins d’un an"),
    "old": _("Vérifiée il y a plus d’un an"),
    "never": _("Jamais vérifiée"),
    "closed": _("Établissement fermé"),
    "gone": _("Absente des derniers registres"),
}
QPV_WORDS: Words = {"oui": _("Dans un quartier prioritaire"), "non": _("Ailleurs")}
SORT_WORDS: Words = {
    "name": _("Nom"),
    "-name": _("Nom, de Z à A"),
    "commune": _("Commune"),
    "-size": _("Effectif, le plus grand d’abord"),
    "size": _("Effectif, le plus petit d’abord"),
    "stage": _("Maillon"),
    "ess": _("Statut ESS"),
    "-checked": _("Vérifiée récemment d’abord"),
    "checked": _("Jamais vérifiée d’abord"),
}
