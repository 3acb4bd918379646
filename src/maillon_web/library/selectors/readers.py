"""What a person may read in the library."""

from django.contrib.auth.models import AnonymousUser

from maillon.domain.visibility import Visibility
from maillon.studies.searching import Reader
from maillon_web.accounts.models import User

__all__ = ["MEMBER", "STRANGER", "get_reader"]

STRANGER = Reader()
MEMBER = Reader(levels=frozenset({Visibility.PUBLIC, Visibility.MEMBERS}))


def get_reader(user: User | AnonymousUser) -> Reader:
    """Return what a person reads: public sheets, and those for members once signed in."""
    return MEMBER if isinstance(user, User) else STRANGER
