"""When a member was here last."""

import logging
from collections.abc import MutableMapping
from datetime import datetime, timedelta
from typing import Any

from django.db import OperationalError
from django.utils import timezone

from maillon_web.accounts.models import User
from maillon_web.filieres.models import Member
from maillon_web.filieres.selectors.opening import Opened

__all__ = ["find_last_visit"]

_log = logging.getLogger(__name__)
_FIRST_LOOK = timedelta(days=30)


def find_last_visit(
    opened: Opened, reader: User, session: MutableMapping[str, Any]
) -> tuple[datetime, bool]:
    """
    Return since when things are new to a reader, and whether it is a true visit.

    Notes
    -----
    The first page of a session notes the visit; the session keeps the one before, so that what is
    new does not vanish when the page is opened twice. Someone who reads through its organisation
    has no membership of its own: the last month is then new.
    """
    key = f"visit:{opened.filiere.pk}"
    kept = session.get(key)
    if kept:
        return datetime.fromisoformat(kept), True
    member = Member.objects.filter(filiere=opened.filiere, user=reader).first()
    if member is None or member.last_visit_at is None:
        former, is_visit = timezone.now() - _FIRST_LOOK, False
    else:
        former, is_visit = member.last_visit_at, True
        session[key] = former.isoformat()
    if member is not None:
        _note(member)
    return former, is_visit


def _note(member: Member) -> None:
    """Note the visit, if the base can be written: a full disk does not keep from reading."""
    try:
        Member.objects.filter(pk=member.pk).update(last_visit_at=timezone.now())
    except OperationalError:
        _log.warning("visit not noted", exc_info=True)
