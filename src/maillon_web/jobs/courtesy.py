"""Long writings leave room for the short ones of the pages."""

import time

from django.db import connection

__all__ = ["give_way"]

# Who waits for SQLite's only lock looks every tenth of a second: shorter would let nobody in.
_PAUSE_S = 0.12


def give_way() -> None:
    """Let those who wait to write do it, between two parts of a long writing."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        time.sleep(_PAUSE_S)
