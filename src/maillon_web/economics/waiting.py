"""What waits in the value: years of a promise that have passed and that nobody settled."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from maillon_web.accounts.models import User
from maillon_web.economics.models import CommitmentYear, PriceCommitment
from maillon_web.economics.selectors.rows import list_rows
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.waiting import Waiting

__all__ = ["list_unsettled"]


def list_unsettled(opened: Opened, _reader: User) -> Iterator[Waiting]:
    """Yield how many years of a promise have passed without what was delivered, for who writes."""
    if not opened.can_contribute:
        return
    count = CommitmentYear.objects.filter(
        commitment__in=list_rows(opened, PriceCommitment),
        year__lt=timezone.localdate().year,
        taken__isnull=True,
    ).count()
    if count:
        yield Waiting(
            sentence=ngettext(
                "{count} année d’un engagement de prix est passée : dites ce qui a été livré.",
                "{count} années d’engagements de prix sont passées : dites ce qui a été livré.",
                count,
            ).format(count=count),
            url=reverse("economics:commitments", args=[opened.filiere.pk]),
        )
