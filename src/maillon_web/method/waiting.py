"""What falls due: a hand-over that comes near while conditions are not met."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from maillon_web.accounts.models import User
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.waiting import Waiting
from maillon_web.method.addresses import find_address
from maillon_web.method.models import Scenario, ScenarioKind
from maillon_web.method.selectors.scenario import list_conditions, read_readiness
from maillon_web.ui.formatting import format_day

__all__ = ["list_due"]

_SOON = timedelta(days=90)


def list_due(opened: Opened, _reader: User) -> Iterator[Waiting]:
    """Say, to those who write, that the hand-over is within three months and not ready."""
    if not opened.can_contribute:
        return
    planned = (
        Scenario.objects.filter(
            filiere=opened.filiere,
            kind=ScenarioKind.INITIATOR,
            hand_over_on__lte=timezone.localdate() + _SOON,
        )
        .values_list("hand_over_on", flat=True)
        .first()
    )
    readiness = read_readiness(list(list_conditions(opened)))
    if planned is None or not readiness.missing:
        return
    yield Waiting(
        sentence=_("Passation visée pour le {day} : {readiness}").format(
            day=format_day(str(planned)), readiness=readiness.sentence
        ),
        url=find_address(opened.filiere, "method:scenario"),
    )
