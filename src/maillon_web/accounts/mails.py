"""E-mails: plain text, in the language of who reads them."""

from collections.abc import Mapping

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation

__all__ = ["send", "write_address"]


def write_address(path: str) -> str:
    """Return the whole address of a page, for a message that no page asked for."""
    return f"{settings.SITE_ADDRESS}{path}"


def send(template: str, *, to: str, language: str, context: Mapping[str, object]) -> None:
    """
    Send the message of a template.

    Parameters
    ----------
    template
        Path of a text template; its first line is the subject.
    """
    with translation.override(language):
        text = render_to_string(template, dict(context)).strip()
    subject, _break, body = text.partition("\n")
    send_mail(subject.strip(), body.strip() + "\n", None, [to])
