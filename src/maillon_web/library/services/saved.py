"""Keep searches, and stop their messages from a link that asks for no account."""

from django.core import signing

from maillon_web.accounts.models import User
from maillon_web.library.models import Rhythm, SavedSearch
from maillon_web.library.selectors.asking import Asked, read_filters
from maillon_web.library.selectors.finding import list_keys
from maillon_web.library.selectors.readers import MEMBER

__all__ = ["ask_again", "find_by_token", "keep_search", "make_token", "stop"]

_SALT = "maillon.library.saved-search"


def keep_search(made: SavedSearch, asked: Asked, *, owner: User) -> SavedSearch:
    """Keep a search: what it finds now is known already, only what comes later is news."""
    made.owner = owner
    made.query = asked.words
    made.filters = {name: list(values) for name, values in asked.filters.items()}
    made.seen_keys = sorted(list_keys(asked, MEMBER))
    made.save()
    return made


def ask_again(saved: SavedSearch) -> Asked:
    """Return the search that was kept."""
    return Asked(words=saved.query, chosen=read_filters(saved.filters))


def make_token(saved: SavedSearch) -> str:
    """Return the secret of the link that stops its messages."""
    return signing.dumps([saved.pk, saved.owner_id], salt=_SALT)


def find_by_token(token: str) -> SavedSearch | None:
    """Return the search that a link stops, `None` when the link is false or the search is gone."""
    try:
        number, owner = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return SavedSearch.objects.filter(pk=number, owner_id=owner).first()


def stop(saved: SavedSearch) -> None:
    """Write no more about a search; it stays in the list of its owner."""
    saved.rhythm = Rhythm.NEVER
    saved.save(update_fields=["rhythm"])
