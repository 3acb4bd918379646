"""The sheets that people write, before and after their review."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, QuerySet
from django.http import Http404

from maillon_web.accounts.models import User
from maillon_web.filieres.rights import Access
from maillon_web.filieres.selectors import Opened, find_accesses
from maillon_web.filieres.selectors.lists import list_own
from maillon_web.library.models import Contribution, ContributionState, SheetVisibility
from maillon_web.library.rights import Power, find_power

__all__ = [
    "count_to_review",
    "get_contribution",
    "list_in_filiere",
    "list_mine",
    "list_to_open",
    "list_to_review",
]


def get_contribution(person: User | AnonymousUser, number: int) -> tuple[Contribution, Power]:
    """
    Return a contribution and what the person may do with it.

    Raises
    ------
    Http404
        If it does not exist, or if the person may not know that it does.
    """
    kept = _list_all().filter(pk=number).first()
    if kept is None:
        raise Http404
    power = find_power(person, kept)
    if not power.can_see:
        raise Http404
    return kept, power


def list_mine(person: User) -> QuerySet[Contribution]:
    """Return the sheets that a person wrote, the latest first."""
    return _list_all().filter(author=person).defer("sheet", "published")


def list_in_filiere(opened: Opened) -> QuerySet[Contribution]:
    """Return the sheets written for a filière, for who writes in it."""
    if not opened.can_contribute:
        return Contribution.objects.none()
    return _list_all().filter(filiere=opened.filiere).defer("sheet", "published")


def list_to_review(person: User) -> QuerySet[Contribution]:
    """Return the proposed sheets that a person may review, the oldest first."""
    proposed = _list_all().filter(state=ContributionState.PROPOSED).order_by("proposed_at", "pk")
    if person.is_staff:
        return proposed
    filieres = list(list_own(person))
    accesses = find_accesses(person, filieres)
    led = [filiere.pk for filiere in filieres if accesses[filiere.pk] is Access.LEAD]
    return proposed.filter(filiere__in=led).exclude(author=person)


def list_to_open(person: User) -> QuerySet[Contribution]:
    """Return the sheets published for members whose authors asked for everyone."""
    if not person.is_staff:
        return Contribution.objects.none()
    return (
        _list_all()
        .filter(
            published_visibility=SheetVisibility.MEMBERS,
            visibility=SheetVisibility.PUBLIC,
        )
        .order_by(F("published_at").asc(nulls_last=True), "pk")
    )


def count_to_review(person: User | AnonymousUser) -> int:
    """Return how many sheets wait for a person."""
    if not isinstance(person, User):
        return 0
    waiting = list_to_review(person).count()
    return waiting + (list_to_open(person).count() if person.is_staff else 0)


def _list_all() -> QuerySet[Contribution]:
    return Contribution.objects.select_related("author", "organisation", "filiere", "reviewed_by")
