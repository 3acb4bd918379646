"""Close the bilan of a period: what it said that day stays as it was published."""

from maillon_web.accounts.models import User
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.services.records import add_record
from maillon_web.weighings.models import ClosedBilan
from maillon_web.weighings.selectors.closed import list_sites_shown
from maillon_web.weighings.selectors.totals import total_by

__all__ = ["close_bilan"]


def close_bilan(opened: Opened, made: ClosedBilan, *, author: User) -> None:
    """Freeze the totals of the period, over the sites that every reader of the bilan may see."""
    sites = list_sites_shown(opened, made.visibility)
    bilan = total_by(opened, made.starts_on, made.ends_on, sites=sites)
    made.totals = bilan.to_document()
    add_record(made, filiere=opened.filiere, author=author)
