"""What the gisements and the accounts of the stages show, as evidence of the levers."""

from django.utils.translation import ngettext

from maillon.studies.advancing import Known
from maillon_web.economics.models import StageAccount
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.selectors.records import list_records
from maillon_web.gisements.models import Gisement
from maillon_web.method.addresses import find_address
from maillon_web.method.selectors.work_seen import Seen
from maillon_web.ui.formatting import format_number

__all__ = ["see_quantities"]


def see_quantities(opened: Opened) -> Seen:
    """See the gisements that have a quantity, and the stages whose account is described."""
    gisements = list_records(opened, Gisement).filter(quantity__isnull=False).count()
    yield (
        "gisement",
        Known(
            count=gisements,
            sentence=ngettext(
                "{count} gisement chiffré.", "{count} gisements chiffrés.", gisements
            ).format(count=format_number(gisements)),
            address=find_address(opened.filiere, "gisements:list"),
        ),
    )
    described = list_records(opened, StageAccount).filter(lines__isnull=False)
    stages = described.order_by().values("node_key").distinct().count()
    yield (
        "economic_model",
        Known(
            count=stages,
            sentence=ngettext(
                "Les dépenses de {count} maillon sont décrites.",
                "Les dépenses de {count} maillons sont décrites.",
                stages,
            ).format(count=format_number(stages)),
            address=find_address(opened.filiere, "economics:accounts"),
        ),
    )
