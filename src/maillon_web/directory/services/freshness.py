"""Ask those who keep a sheet whether it is still right, at the rhythm that they chose."""

import logging
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from smtplib import SMTPException

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillon_web.accounts.mails import send, write_address
from maillon_web.accounts.models import User
from maillon_web.directory.models import Actor, Keeper, Presence, Reminder
from maillon_web.jobs.registry import JobContext, register

__all__ = ["Reminded", "add_months", "is_due", "remind_owners"]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reminded:
    """How many people were written to, about how many sheets, and how many messages failed."""

    people: int
    sheets: int
    failed: int


@dataclass(frozen=True, kw_only=True, slots=True)
class _Sheet:
    keeper: Keeper
    filiere_id: int

    @property
    def name(self) -> str:
        return self.keeper.actor.name

    @property
    def checked_on(self) -> date | None:
        return self.keeper.actor.checked_on

    @property
    def address(self) -> str:
        path = reverse("directory:own_sheet", args=(self.filiere_id, self.keeper.actor_id))
        return write_address(path)


@register("directory.remind")
def do_remind(context: JobContext) -> dict[str, object]:
    """Remind everybody whose rhythm says so today."""
    context.progress.start(_("Rappels aux personnes qui tiennent une fiche"))
    done = remind_owners(timezone.localdate())
    return {"people": done.people, "sheets": done.sheets, "failed": done.failed}


def remind_owners(today: date) -> Reminded:
    """
    Write to each person whose sheets are to be looked at again: one message for all of them.

    Nobody is written to twice about one period: the day is kept before the message leaves, and
    given back when it could not leave.
    """
    people = sheets = failed = 0
    for user, due in _iter_people(today):
        claimed = [sheet for sheet in due if _claim(sheet.keeper, today)]
        if not claimed:
            continue
        try:
            _write(user, claimed)
        except (SMTPException, OSError):
            _log.exception("reminder to person %s failed", user.pk)
            failed += 1
            for sheet in claimed:
                Keeper.objects.filter(pk=sheet.keeper.pk).update(
                    reminded_on=sheet.keeper.reminded_on
                )
            continue
        people += 1
        sheets += len(claimed)
    return Reminded(people=people, sheets=sheets, failed=failed)


def is_due(keeper: Keeper, today: date) -> bool:
    """Tell whether the chosen time has passed since the sheet was last checked or asked about."""
    months = keeper.actor.reminder_months
    if months == Reminder.NEVER:
        return False
    since = timezone.localdate(keeper.since)
    last = max(day for day in (keeper.actor.checked_on, keeper.reminded_on, since) if day)
    return add_months(last, months) <= today


def add_months(day: date, months: int) -> date:
    """Return the same day so many months later, or the last of a shorter month."""
    count = day.month - 1 + months
    year, month = day.year + count // 12, count % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _iter_people(today: date) -> Iterator[tuple[User, list[_Sheet]]]:
    keepers = (
        Keeper.objects.filter(
            user__is_active=True,
            user__anonymised_at=None,
            actor__merged_into=None,
            actor__closed_on=None,
        )
        .exclude(actor__reminder_months=Reminder.NEVER)
        .select_related("user", "actor")
        .order_by("user_id", "actor__sort_name")
    )
    by_person: dict[User, list[_Sheet]] = {}
    for keeper in keepers.iterator(chunk_size=500):
        if not is_due(keeper, today):
            continue
        filiere_id = _find_filiere(keeper.actor, keeper.user)
        if filiere_id is not None:
            sheet = _Sheet(keeper=keeper, filiere_id=filiere_id)
            by_person.setdefault(keeper.user, []).append(sheet)
    yield from by_person.items()


def _find_filiere(actor: Actor, user: User) -> int | None:
    """Return a filière in use where the person may open the sheet."""
    return (
        Presence.objects.filter(actor=actor, filiere__archived_at=None, filiere__members__user=user)
        .order_by("filiere_id")
        .values_list("filiere_id", flat=True)
        .first()
    )


def _claim(keeper: Keeper, today: date) -> bool:
    """Write that the person is reminded today; of two workers, one does."""
    same = Keeper.objects.filter(pk=keeper.pk, reminded_on=keeper.reminded_on)
    return same.update(reminded_on=today) == 1


def _write(user: User, sheets: Sequence[_Sheet]) -> None:
    send(
        "directory/mail_reminder.txt",
        to=user.email,
        language=user.language,
        context={"user": user, "sheets": sheets},
    )
