"""Full disk, busy or absent database: not defects of ours, and they pass. Say so, kindly."""

import errno
import logging
from collections.abc import Iterator

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

__all__ = ["answer_fault", "describe_fault"]

_log = logging.getLogger(__name__)
_FULL_DISK = (errno.ENOSPC, errno.EDQUOT)
_RETRY_AFTER_S = 15
# What the databases say, in their own words.
_FULL_DISK_WORDS = ("database or disk is full", "no space left on device", "disk i/o error")
_BUSY_WORDS = ("database is locked", "database table is locked", "too many clients", "deadlock")


def describe_fault(error: BaseException) -> str | None:
    """Return the sentence for a fault of the machine, `None` when the error is another one."""
    for cause in _iter_causes(error):
        if isinstance(cause, OSError) and cause.errno in _FULL_DISK:
            return _full_disk()
        if isinstance(cause, OperationalError | InterfaceError):
            said = str(cause).lower()
            if any(words in said for words in _FULL_DISK_WORDS):
                return _full_disk()
            if any(words in said for words in _BUSY_WORDS):
                return _(
                    "La base est occupée par un autre travail : rien n’a été enregistré. "
                    "Réessayez dans quelques secondes."
                )
            return _(
                "La base de données ne répond pas : rien n’a été enregistré. Réessayez dans un "
                "instant ; si cela dure, prévenez la personne qui administre Maillon."
            )
    return None


def answer_fault(request: HttpRequest, error: BaseException) -> HttpResponse | None:
    """Return the page of a fault, which asks nothing of the database; `None` for another error."""
    sentence = describe_fault(error)
    if sentence is None:
        return None
    _log.error("fault", exc_info=error)
    response = render(request, "config/unavailable.html", {"sentence": sentence}, status=503)
    response.headers["Retry-After"] = str(_RETRY_AFTER_S)
    return response


def _full_disk() -> str:
    return _(
        "Le disque du serveur est plein : rien n’a été enregistré. Prévenez la personne qui "
        "administre Maillon, puis recommencez."
    )


def _iter_causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__
