"""Write to people what their saved searches find that they have not been told of."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from smtplib import SMTPException

from django.urls import reverse
from django.utils import timezone

from maillon.domain.sheets import Sheet
from maillon_web.accounts.mails import send, write_address
from maillon_web.accounts.models import User
from maillon_web.library.models import Rhythm, SavedSearch
from maillon_web.library.selectors.finding import list_keys, say_state
from maillon_web.library.selectors.readers import MEMBER
from maillon_web.library.services.saved import ask_again, make_token

__all__ = ["ALERT", "Alerted", "News", "send_alerts"]

_log = logging.getLogger(__name__)
ALERT = "library.alert"
# A little less than the rhythm, since the works of a day do not begin at the same minute each day.
_RHYTHMS = {Rhythm.DAILY: timedelta(hours=20), Rhythm.WEEKLY: timedelta(days=6, hours=20)}
_MOST_NAMED = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Alerted:
    """How many people were written to, about how many sheets, and how many messages failed."""

    people: int
    sheets: int
    failed: int


@dataclass(frozen=True, kw_only=True, slots=True)
class News:
    """What one saved search finds for the first time; `keys` are all that it finds now."""

    saved: SavedSearch
    sheets: Sequence[Sheet]
    keys: Sequence[str]

    @property
    def named(self) -> list[tuple[str, str]]:
        """Title and address of the first sheets."""
        return [
            (sheet.title, write_address(reverse("library:sheet", args=(sheet.key,))))
            for sheet in self.sheets[:_MOST_NAMED]
        ]

    @property
    def more_count(self) -> int:
        """How many are not named."""
        return max(0, len(self.sheets) - _MOST_NAMED)

    @property
    def address(self) -> str:
        """Where the search is opened again."""
        path = f"{reverse('library:search')}?{ask_again(self.saved).to_query(sort='year')}"
        return write_address(path)

    @property
    def stop_address(self) -> str:
        """Where its messages are stopped."""
        return write_address(reverse("library:stop", args=(make_token(self.saved),)))


def send_alerts(now: datetime) -> Alerted:
    """
    Write to each person once, about all its searches that find something new; never about nothing.

    Nobody is told twice of one sheet: what is told is kept before the message leaves, and given
    back when it could not leave.
    """
    people = sheets = failed = 0
    for owner, due in _iter_people(now):
        claimed = [news for news in map(_look, due) if news.sheets and _claim(news, now)]
        if not claimed:
            continue
        try:
            _write(owner, claimed)
        except (SMTPException, OSError):
            _log.exception("alert to person %s failed", owner.pk)
            failed += 1
            for news in claimed:
                _give_back(news)
            continue
        people += 1
        sheets += len({sheet.key for news in claimed for sheet in news.sheets})
    return Alerted(people=people, sheets=sheets, failed=failed)


def _iter_people(now: datetime) -> Iterator[tuple[User, list[SavedSearch]]]:
    kept = (
        SavedSearch.objects.exclude(rhythm=Rhythm.NEVER)
        .filter(owner__is_active=True, owner__anonymised_at=None)
        .select_related("owner")
        .order_by("owner_id", "name", "pk")
    )
    by_person: dict[User, list[SavedSearch]] = {}
    for saved in kept.iterator(chunk_size=500):
        if saved.written_at is None or saved.written_at <= now - _RHYTHMS[Rhythm(saved.rhythm)]:
            by_person.setdefault(saved.owner, []).append(saved)
    yield from by_person.items()


def _look(saved: SavedSearch) -> News:
    today = timezone.localdate()
    found = list_keys(ask_again(saved), MEMBER)
    seen = set(saved.seen_keys)
    new = [sheet for key, sheet in found.items() if key not in seen and not _is_over(sheet, today)]
    return News(saved=saved, sheets=new, keys=sorted(seen | set(found)))


def _is_over(sheet: Sheet, today: date) -> bool:
    state = say_state(sheet, today)
    return state is not None and state.is_closed


def _claim(news: News, now: datetime) -> bool:
    """Write that the person is told; of two workers, one does."""
    saved = news.saved
    same = SavedSearch.objects.filter(pk=saved.pk, written_at=saved.written_at)
    return same.update(written_at=now, seen_keys=news.keys) == 1


def _give_back(news: News) -> None:
    saved = news.saved
    SavedSearch.objects.filter(pk=saved.pk).update(
        written_at=saved.written_at, seen_keys=saved.seen_keys
    )


def _write(owner: User, found: Sequence[News]) -> None:
    send(
        "library/mail_alert.txt",
        to=owner.email,
        language=owner.language,
        context={"found": found, "total": sum(len(news.sheets) for news in found)},
    )
