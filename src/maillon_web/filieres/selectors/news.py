"""What was done in a filière, as far as a reader may know."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from maillon_web.accounts.models import User
from maillon_web.filieres.models import Visibility
from maillon_web.filieres.selectors.opening import Opened
from maillon_web.history.models import ChangeSet
from maillon_web.history.selectors import list_sets
from maillon_web.history.wording import describe, list_open_kinds

__all__ = ["News", "find_readable_kinds", "list_news"]

MOST_NEWS = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class News:
    """One change, in a sentence."""

    change_set: ChangeSet
    sentence: str


def find_readable_kinds(opened: Opened) -> Sequence[str] | None:
    """Return the kinds of change that a reader may know of; `None` for all of them."""
    return None if Visibility.PRIVATE in opened.levels else list_open_kinds()


def list_news(opened: Opened, *, since: datetime, reader: User) -> list[News]:
    """Return what the others did lately, latest first; one more than is shown says that more is."""
    found = list_sets(opened.filiere.scope, kinds=find_readable_kinds(opened), since=since).exclude(
        author=reader
    )
    return [News(change_set=entry, sentence=describe(entry)) for entry in found[: MOST_NEWS + 1]]
