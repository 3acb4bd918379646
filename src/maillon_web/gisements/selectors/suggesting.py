"""What the ratios that come with the tool say of the filière, before anybody asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from maillon.domain.errors import MaillonError
from maillon.reference.ratios import list_ratio_tables
from maillon.studies.gisements.estimating import MatterEstimate, estimate_gisements
from maillon.studies.gisements.figures import name_scope
from maillon_web.filieres.library import get_chain, get_territory
from maillon_web.filieres.selectors import Opened
from maillon_web.gisements.selectors.bars import Quantity, say_quantity
from maillon_web.gisements.selectors.ratios import SHIPPED

__all__ = ["Suggestion", "list_suggestions"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Suggestion:
    """A matter of the filière, what a published ratio gives for it here, and where it opens."""

    matter: str
    scope: str
    text: str
    source: str
    url: str


def list_suggestions(opened: Opened) -> Sequence[Suggestion]:
    """Return what the shipped ratios of the filière give for its territory."""
    try:
        answer = estimate_gisements(
            get_territory(opened.filiere), get_chain(opened.filiere), home=settings.HOME
        )
    except MaillonError:
        # A chain or a territory that is no longer known: the tables can still be chosen.
        return ()
    tables = {ratio.key: table.key for table in list_ratio_tables() for ratio in table.ratios}
    return [
        _suggest(opened, found, tables[found.ratios[0].key])
        for found in answer.matters
        if not found.is_protected and found.ratios[0].key in tables
    ]


def _suggest(opened: Opened, found: MatterEstimate, table: str) -> Suggestion:
    ratio, total = found.ratios[0], found.theoretical
    query = urlencode({"table": f"{SHIPPED}{table}", "ratio": ratio.key, "territory": "1"})
    return Suggestion(
        matter=ratio.matter,
        scope=name_scope(found.scope),
        text=say_quantity(
            Quantity(
                label=ratio.matter,
                value=total.value,
                unit=found.unit,
                low=total.low,
                high=total.high,
            )
        ),
        source=f"{ratio.source} ({ratio.period or ratio.year})",
        url=f"{reverse('gisements:estimate', args=[opened.filiere.pk])}?{query}",
    )
