"""Words of the library's values, in the language of the reader."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maillon.domain.gisements import ActivityKind

__all__ = ["ACTIVITIES", "COUNTED"]

ACTIVITIES: Mapping[ActivityKind, Promise] = {
    ActivityKind.EMPLOYEE: _("salarié"),
    ActivityKind.INHABITANT: _("habitant"),
    ActivityKind.MEAL: _("repas"),
    ActivityKind.HEAD: _("tête de bétail"),
    ActivityKind.SQUARE_METRE: _("m²"),
    ActivityKind.TURNOVER: _("k€ de chiffre d’affaires"),
    ActivityKind.UNIT: _("unité"),
}
"""What a ratio is multiplied by."""
COUNTED: Mapping[ActivityKind, Promise] = {
    ActivityKind.EMPLOYEE: _("Nombre de salariés (ETP ou effectif)"),
    ActivityKind.INHABITANT: _("Nombre d’habitants"),
    ActivityKind.MEAL: _("Nombre de repas par an"),
    ActivityKind.HEAD: _("Nombre de têtes"),
    ActivityKind.SQUARE_METRE: _("Surface (m²)"),
    ActivityKind.TURNOVER: _("Chiffre d’affaires (k€)"),
    ActivityKind.UNIT: _("Nombre d’unités"),
}
"""What to ask for."""
