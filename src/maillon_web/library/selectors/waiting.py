"""What waits for a reader of a filière in the library."""

from collections.abc import Iterable

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillon_web.accounts.models import User
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.waiting import Waiting
from maillon_web.library.models import Contribution, ContributionState

__all__ = ["list_waiting_in"]


def list_waiting_in(opened: Opened, reader: User) -> Iterable[Waiting]:
    """Return the sheets to review, for who leads; those to complete, for who wrote them."""
    if not opened.can_contribute:
        return
    counts = Contribution.objects.filter(filiere=opened.filiere).aggregate(
        proposed=Count("pk", filter=Q(state=ContributionState.PROPOSED) & ~Q(author=reader)),
        returned=Count("pk", filter=Q(state=ContributionState.RETURNED, author=reader)),
    )
    if counts["proposed"] and opened.can_lead:
        sentence = ngettext(
            "{count} fiche de la bibliothèque à relire",
            "{count} fiches de la bibliothèque à relire",
            counts["proposed"],
        ).format(count=counts["proposed"])
        yield Waiting(sentence=sentence, url=reverse("library:queue"))
    if counts["returned"]:
        yield Waiting(
            sentence=_("Une de vos fiches est à compléter avant sa publication"),
            url=reverse("library:drafts"),
        )
