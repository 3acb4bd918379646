"""The first way in: a link that serves once, drawn on the server, where no e-mail is needed."""

import hashlib
import secrets

from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from maillon.domain.errors import InvalidInput
from maillon_web.accounts.models import User

__all__ = ["create_administrator", "create_confirmed", "make_link", "take_person"]

_VALID_S = 24 * 3600


def create_administrator(email: str) -> User:
    """
    Return the person of that e-mail, new or not, who runs the server from now on.

    Raises
    ------
    InvalidInput
        If this is no e-mail address.
    """
    try:
        validate_email(email)
    except ValidationError as error:
        raise InvalidInput(
            f"{email!r} is no e-mail address",
            user=_("« {email} » n’est pas une adresse e-mail.").format(email=email),
        ) from error
    person = create_confirmed(email)
    person.is_active = person.is_staff = person.is_superuser = True
    person.save(update_fields=["is_active", "is_staff", "is_superuser"])
    return person


def create_confirmed(email: str, *, name: str = "") -> User:
    """Return the person of that e-mail, which counts as confirmed: the server vouches for it."""
    address = email.lower()
    with transaction.atomic():
        person = User.objects.filter(email=address).first()
        if person is None:
            person = User.objects.create_user(address, name=name)
        EmailAddress.objects.update_or_create(
            user=person, email=address, defaults={"verified": True, "primary": True}
        )
    return person


def make_link(person: User, *, address: str) -> str:
    """Return a link that opens a session of this person, once, within a day."""
    token = secrets.token_urlsafe(32)
    cache.set(_key(token), person.pk, _VALID_S)
    return address.rstrip("/") + reverse("enter", args=[token])


def take_person(token: str) -> User | None:
    """Return the person of a link and make the link useless; `None` when it opens nothing."""
    key = _key(token)
    number = cache.get(key)
    # Of two visits at the same moment, one removes the key.
    if number is None or not cache.delete(key):
        return None
    return User.objects.filter(pk=number, is_active=True).first()


def _key(token: str) -> str:
    return f"workbench:link:{hashlib.sha256(token.encode()).hexdigest()}"
