"""How sign-in behaves here."""

import os

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

__all__ = ["AccountAdapter"]


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth publishes no types
    """Closed by default: people come by invitation; the server's setting opens sign-up to all."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Tell whether anyone may make an account."""
        return os.environ.get("MAILLON_OPEN_SIGN_UP", "") == "1"
