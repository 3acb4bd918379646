"""What happens when a person signs in."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.utils import timezone

from maillon_web.accounts.models import User

__all__ = ["note_visit"]


@receiver(user_logged_in)
def note_visit(sender: object, user: User, **_kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
    """Keep the day of the last visit: a person who comes is not warned nor made anonymous."""
    User.objects.filter(pk=user.pk).update(last_seen_at=timezone.now(), warned_at=None)
