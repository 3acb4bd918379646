"""The error family: each error says what happened and what to do next, in one French sentence."""

from collections.abc import Sequence

__all__ = [
    "InconsistentData",
    "InvalidInput",
    "MaillonError",
    "NoSolution",
    "SourceChanged",
    "SourceError",
    "SourceRefused",
    "SourceUnavailable",
]


class MaillonError(Exception):
    """
    Anything that a person can understand and act upon.

    Parameters
    ----------
    message
        For developers, in English.
    user
        One sentence for the person in front of the screen, already translated: what happened,
        what to do next.
    details
        Further sentences, one problem each, when an input had several.
    """

    exit_code = 2

    def __init__(self, message: str, *, user: str, details: Sequence[str] = ()) -> None:
        super().__init__(message)
        self._user = user
        self.details = tuple(details)

    def for_user(self) -> str:
        """Return the sentence to show."""
        return self._user


class InvalidInput(MaillonError):
    """The person can mend it."""


class InconsistentData(MaillonError):
    """The data contradict each other; someone must choose."""


class NoSolution(MaillonError):
    """Nothing satisfies the constraints."""


class SourceError(MaillonError):
    """A register or a file of a third party does not answer as expected."""

    exit_code = 3


class SourceUnavailable(SourceError):
    """The source does not answer: try later, or bring the file by hand."""


class SourceRefused(SourceError):
    """The source answers no: the request or the right to make it is at fault."""


class SourceChanged(SourceError):
    """The source answers something else than what its sheet describes."""
