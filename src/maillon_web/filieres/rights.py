"""Who may do what in a filière: one table, read by every page and by the tests of rights."""

from collections.abc import Mapping
from enum import StrEnum

from maillon.domain.visibility import Audience
from maillon_web.filieres.models import Role, Visibility

__all__ = ["CAPABILITIES", "Access", "Capability", "get_audience", "visible_levels"]


class Capability(StrEnum):
    """What a page asks for."""

    READ = "read"
    """See what the reader's level shows."""
    TAKE_PART = "take_part"
    """Be a member: see what members see, keep one's own sheet."""
    CONTRIBUTE = "contribute"
    """Write: actors, decisions, imports, signals, notes, obstacles."""
    LEAD = "lead"
    """Settings, chain, members, visibility, archive."""


class Access(StrEnum):
    """What a reader is to a filière: a role, or a stranger to a public one."""

    STRANGER = "stranger"
    READER = Role.READER.value
    ACTOR = Role.ACTOR.value
    CONTRIBUTOR = Role.CONTRIBUTOR.value
    LEAD = Role.LEAD.value


CAPABILITIES: Mapping[Access, frozenset[Capability]] = {
    Access.STRANGER: frozenset({Capability.READ}),
    Access.READER: frozenset({Capability.READ, Capability.TAKE_PART}),
    Access.ACTOR: frozenset({Capability.READ, Capability.TAKE_PART}),
    Access.CONTRIBUTOR: frozenset({Capability.READ, Capability.TAKE_PART, Capability.CONTRIBUTE}),
    Access.LEAD: frozenset(Capability),
}

_LEVELS: Mapping[Access, tuple[Visibility, ...]] = {
    Access.STRANGER: (Visibility.PUBLIC,),
    Access.READER: (Visibility.PUBLIC, Visibility.MEMBERS),
    Access.ACTOR: (Visibility.PUBLIC, Visibility.MEMBERS),
    Access.CONTRIBUTOR: tuple(Visibility),
    Access.LEAD: tuple(Visibility),
}

# Roles from the weakest to the strongest: a person who has several has the strongest.
STRENGTH = (Access.STRANGER, Access.ACTOR, Access.READER, Access.CONTRIBUTOR, Access.LEAD)


def visible_levels(access: Access) -> tuple[Visibility, ...]:
    """Return the levels of visibility that this access sees."""
    return _LEVELS[access]


def get_audience(access: Access) -> Audience:
    """Return for whom results are made."""
    return Audience.PUBLIC if access is Access.STRANGER else Audience.MEMBERS
