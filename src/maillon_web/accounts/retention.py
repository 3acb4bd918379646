"""Do not keep people who no longer come: warn them, then take their name away."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from maillon_web.accounts.mails import send, write_address
from maillon_web.accounts.models import User
from maillon_web.accounts.services import erase_person

__all__ = ["apply_retention"]

_DAYS_A_MONTH = 30.44
_DAYS_OF_NOTICE = 30


def apply_retention(now: datetime) -> dict[str, int]:
    """
    Warn those who have not come for the time set, and make anonymous those warned a month ago.

    Returns
    -------
    dict
        How many were `warned` and `anonymised`.
    """
    limit = now - timedelta(days=settings.RETENTION_MONTHS * _DAYS_A_MONTH)
    away = User.objects.filter(anonymised_at__isnull=True).filter(
        Q(last_seen_at__lt=limit) | Q(last_seen_at__isnull=True, date_joined__lt=limit)
    )
    due = away.filter(warned_at__lt=now - timedelta(days=_DAYS_OF_NOTICE))
    anonymised = 0
    for user in due:
        erase_person(user)
        anonymised += 1
    warned = 0
    for user in away.filter(warned_at__isnull=True):
        send(
            "accounts/mail_retention.txt",
            to=user.email,
            language=user.language,
            context={
                "days": _DAYS_OF_NOTICE,
                "months": settings.RETENTION_MONTHS,
                "address": write_address(reverse("account_login")),
            },
        )
        user.warned_at = now
        user.save(update_fields=["warned_at"])
        warned += 1
    return {"warned": warned, "anonymised": anonymised}
