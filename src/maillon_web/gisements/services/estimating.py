"""Keep an estimate as a gisement, with all that it was computed from."""

from django.utils.translation import gettext as _

from maillon.domain.gisements import Ratio, RatioScope
from maillon.studies.gisements.figures import name_scope
from maillon_web.accounts.models import User
from maillon_web.filieres.models import Filiere
from maillon_web.filieres.services.records import add_record
from maillon_web.gisements.models import Gisement, Origin
from maillon_web.gisements.selectors.estimating import EstimateView

__all__ = ["keep_estimate"]

_LONGEST = 400
_LONGEST_MATTER = 120


def keep_estimate(  # noqa: PLR0913 - what an estimate rests on
    view: EstimateView,
    ratio: Ratio,
    *,
    table: str,
    count: float,
    shares: dict[str, float | None],
    filiere: Filiere,
    author: User,
) -> Gisement:
    """
    Write a gisement from an estimate.

    Parameters
    ----------
    table
        Word of the table: gisements that share a ratio share its error.
    count
        What the ratio was multiplied by.
    shares
        Shares and their errors, by field of the record.
    """
    theoretical = view.found.theoretical
    made = Gisement(
        matter=_name_matter(ratio)[:_LONGEST_MATTER],
        quantity=theoretical.value,
        unit=view.found.unit,
        variation=theoretical.cv,
        origin=Origin.ESTIMATED,
        reference=f"{ratio.source} ({ratio.period or ratio.year})"[:_LONGEST],
        place_name=filiere.territory_name,
        estimate={
            "ratio_key": f"{table}:{ratio.key}",
            "ratio": ratio.to_dict(),
            "count": count,
            "sentences": list(view.sentences),
        },
        **shares,
    )
    add_record(made, filiere=filiere, author=author)
    return made


def _name_matter(ratio: Ratio) -> str:
    """Return the matter, with the moment of its life: two moments are never added together."""
    if ratio.scope is RatioScope.GENERATED:
        return ratio.matter
    return _("{matter} ({scope})").format(matter=ratio.matter, scope=name_scope(ratio.scope))
