"""Who may see a record or a sensitive field."""

from enum import StrEnum

__all__ = ["Audience", "Visibility"]


class Visibility(StrEnum):
    """Where a record may be shown."""

    PUBLIC = "public"
    MEMBERS = "members"
    PRIVATE = "private"


class Audience(StrEnum):
    """For whom a result is made: `PUBLIC` results hold nothing that is not public or protected."""

    PUBLIC = "public"
    MEMBERS = "members"
