"""The mails that the workbench sent during a journey."""

import re

from django.core import mail

__all__ = ["read_link"]


def read_link(address: str) -> str:
    """Return the link of the last mail that somebody received."""
    sent = next(letter for letter in reversed(mail.outbox) if letter.to == [address])
    found = re.search(r"https?://\S+", str(sent.body))
    assert found is not None, sent.body
    return found[0]
