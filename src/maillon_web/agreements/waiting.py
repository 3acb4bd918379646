"""What falls due: promises past their date, dates of contracts, renewals to decide."""

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillon_web.accounts.models import User
from maillon_web.agreements.models import Contract, ContractState
from maillon_web.agreements.selectors.texts import (
    count_promises,
    list_commitments,
    list_open_deadlines,
)
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.selectors.records import list_records
from maillon_web.filieres.waiting import Waiting
from maillon_web.ui.formatting import format_day

__all__ = ["list_due"]

_SOON = timedelta(days=30)


def list_due(opened: Opened, _reader: User) -> Iterator[Waiting]:
    """Yield what falls due within thirty days, for those who write."""
    if not opened.can_contribute:
        return
    today = timezone.localdate()
    home = reverse("agreements:list", args=[opened.filiere.pk])
    late = count_promises(list_commitments(opened), today=today).late
    if late:
        yield Waiting(
            sentence=ngettext(
                "{count} engagement a passé sa date : vérifiez-le.",
                "{count} engagements ont passé leur date : vérifiez-les.",
                late,
            ).format(count=late),
            url=f"{reverse('agreements:commitments', args=[opened.filiere.pk])}?state=late",
        )
    due = list_open_deadlines(opened).filter(due_on__lte=today + _SOON).count()
    if due:
        yield Waiting(
            sentence=ngettext(
                "{count} échéance de contrat arrive sous trente jours.",
                "{count} échéances de contrats arrivent sous trente jours.",
                due,
            ).format(count=due),
            url=home,
        )
    ending = list_records(opened, Contract).filter(
        state=ContractState.SIGNED, decide_by__lte=today + _SOON, decide_by__gte=today
    )
    for contract in ending:
        yield Waiting(
            sentence=_("Décidez du renouvellement de « {title} » avant le {day}.").format(
                title=contract.title, day=format_day(str(contract.decide_by))
            ),
            url=reverse("agreements:contract", args=[opened.filiere.pk, contract.pk]),
        )
