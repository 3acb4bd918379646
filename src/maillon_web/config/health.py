"""Is everything well? What a probe asks every minute, and what a person reads."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import Error, connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maillon import __version__
from maillon_web.config.pulse import read_silence_s

__all__ = ["Check", "check_health", "read_version"]

_LONGEST_SILENCE_S = 60
_LEAST_FREE_BYTES = 200 * 1024**2


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """One thing that must be well."""

    key: str
    label: str | Promise
    is_well: bool


def read_version() -> str:
    """Return the version that is running."""
    return __version__


def check_health() -> list[Check]:
    """Look at the database, the workers and the disk."""
    looks: tuple[tuple[str, str | Promise, Callable[[], bool]], ...] = (
        ("database", _("La base de données répond"), _is_base_well),
        ("workers", _("Les travaux longs avancent"), _are_workers_well),
        ("disk", _("Il reste de la place sur le disque"), _is_disk_well),
    )
    return [Check(key=key, label=label, is_well=look()) for key, label, look in looks]


def _is_base_well() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone())
    except Error:
        return False


def _are_workers_well() -> bool:
    if settings.TASKS["default"]["BACKEND"].endswith("ImmediateBackend"):
        return True
    try:
        silence_s = read_silence_s()
    except Error:
        return False
    return silence_s is not None and silence_s < _LONGEST_SILENCE_S


def _is_disk_well() -> bool:
    try:
        return shutil.disk_usage(settings.HOME).free >= _LEAST_FREE_BYTES
    except OSError:
        return False
