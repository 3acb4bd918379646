"""What waits: meetings that are over and of which nobody has said what came of them."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillon_web.accounts.models import User
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.waiting import Waiting
from maillon_web.gatherings.selectors.meetings import list_to_close

__all__ = ["list_waiting_meetings"]

_MOST = 5


def list_waiting_meetings(opened: Opened, _reader: User) -> Iterator[Waiting]:
    """Yield the meetings to close, for those who write."""
    if not opened.can_contribute:
        return
    for meeting in list_to_close(opened, now=timezone.now())[:_MOST]:
        yield Waiting(
            sentence=_("« {title} » a-t-elle eu lieu ? Écrivez-en le bilan.").format(
                title=meeting.title
            ),
            url=reverse("gatherings:follow_up", args=[opened.filiere.pk, meeting.pk]),
        )
