"""Keep the index of the search true: it can be thrown away and made again at any time."""

from collections.abc import Collection, Iterator
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from filelock import FileLock

from maillon.domain.sheets import build_sheet
from maillon.domain.visibility import Visibility
from maillon.studies.searching import Entry, compute_fingerprint, list_lasting_entries
from maillon_web.accounts.models import User
from maillon_web.jobs.models import Job
from maillon_web.jobs.services import enqueue
from maillon_web.library.models import Contribution
from maillon_web.library.selectors.shelves import get_library

__all__ = [
    "INDEX",
    "SERVER",
    "ask_index",
    "ensure_index",
    "get_library",
    "refresh_contributions",
    "refresh_on_commit",
]

INDEX = "library.index"
SERVER = "server"
# A change written while the index is made may have begun a little before.
_MARGIN = timedelta(minutes=1)


def ensure_index() -> bool:
    """
    Make the index hold the bundled sheets, the imported aids and what people published.

    Several processes may ask at once: one makes it, the others wait for it; readers see the former
    index until the new one is whole.

    Returns
    -------
    bool
        Whether it was made again; otherwise only the sheets of people were brought in line.
    """
    library = get_library()
    with FileLock(settings.HOME / "library" / "index.lock"):
        started_at = timezone.now()
        lasting = list_lasting_entries(settings.HOME)
        fingerprint = compute_fingerprint(lasting)
        is_stale = fingerprint != library.fingerprint
        if is_stale:
            library.rebuild([*lasting, *_iter_published()], fingerprint)
        # What was published or withdrawn meanwhile; all of it when nothing was made again.
        changed = Contribution.objects.all()
        if is_stale:
            changed = changed.filter(updated_at__gte=started_at - _MARGIN)
        refresh_contributions(set(changed.values_list("pk", flat=True)))
    return is_stale


def _iter_published() -> Iterator[Entry]:
    published = Contribution.objects.exclude(published_visibility="")
    for contribution in published.iterator(chunk_size=500):
        yield _make_entry(contribution)


def _make_entry(contribution: Contribution) -> Entry:
    """Return what is searched of a published contribution: never its draft."""
    values = {
        **contribution.published,
        "key": contribution.key,
        "visibility": Visibility(contribution.published_visibility),
    }
    return Entry(sheet=build_sheet(values), owner=f"contribution:{contribution.pk}")


def refresh_contributions(numbers: Collection[int]) -> None:
    """Bring the index in line with these contributions as the base now has them."""
    library = get_library()
    held = Contribution.objects.filter(pk__in=numbers)
    library.put([_make_entry(kept) for kept in held.exclude(published_visibility="")])
    library.remove(list(held.filter(published_visibility="").values_list("key", flat=True)))


def refresh_on_commit(contribution: Contribution) -> None:
    """
    Bring the index in line once the change is written for good.

    Should it fail then, the sheet is published all the same and the daily work mends the index.
    """
    transaction.on_commit(partial(refresh_contributions, [contribution.pk]), robust=True)


def ask_index(author: User | None = None) -> Job:
    """Put in the queue the making of the index, for example after an import of aids."""
    return enqueue(
        INDEX,
        label=_("Mise à jour de la bibliothèque"),
        scope=SERVER,
        started_by=author,
        is_unique=True,
    )
