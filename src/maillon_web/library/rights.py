"""Who may write a contributed sheet, and who may say that it is published."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from maillon_web.accounts.models import User
from maillon_web.filieres.models import Filiere
from maillon_web.filieres.rights import CAPABILITIES, Access, Capability
from maillon_web.filieres.selectors import find_access
from maillon_web.library.models import Contribution, ContributionState, SheetVisibility

__all__ = ["Power", "find_power", "is_writable"]

_WRITABLE = frozenset(ContributionState) - {ContributionState.PROPOSED}


@dataclass(frozen=True, kw_only=True, slots=True)
class Power:
    """
    What a person may do with a contribution.

    Attributes
    ----------
    can_see
        Know that it exists, before it is published.
    can_write
        Write it, propose it, take it back, withdraw it.
    can_review
        Publish it, send it back, refuse it.
    is_server
        Run the server: publish to everyone, review one's own sheets.
    """

    can_see: bool
    can_write: bool
    can_review: bool
    is_server: bool

    @property
    def audiences(self) -> tuple[SheetVisibility, ...]:
        """For whom the person may publish."""
        if not self.can_review:
            return ()
        return tuple(SheetVisibility) if self.is_server else (SheetVisibility.MEMBERS,)


def find_power(person: User | AnonymousUser, contribution: Contribution) -> Power:
    """
    Return what a person may do with a contribution.

    Its author and the people who write in its filière write it. Who leads that filière reviews it
    for the people who have an account; who runs the server reviews everything, and alone opens a
    sheet to everyone. Nobody else reviews what it wrote itself.
    """
    if not isinstance(person, User):
        return Power(can_see=False, can_write=False, can_review=False, is_server=False)
    is_author = contribution.author_id == person.pk
    capabilities = _find_capabilities(person, contribution.filiere)
    can_write = is_author or Capability.CONTRIBUTE in capabilities
    can_review = person.is_staff or (Capability.LEAD in capabilities and not is_author)
    # Drafts are for who writes them; who runs the server sees them once they are proposed.
    is_draft = contribution.state == ContributionState.DRAFT and not contribution.is_published
    return Power(
        can_see=can_write or (can_review and not is_draft),
        can_write=can_write,
        can_review=can_review,
        is_server=person.is_staff,
    )


def _find_capabilities(person: User, filiere: Filiere | None) -> frozenset[Capability]:
    access = find_access(person, filiere) if filiere is not None else None
    if access is None or access is Access.STRANGER:
        return frozenset()
    return CAPABILITIES[access]


def is_writable(contribution: Contribution) -> bool:
    """Tell whether its text may change: not while somebody reviews it."""
    return contribution.state in _WRITABLE
