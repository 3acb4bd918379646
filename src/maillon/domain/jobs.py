"""Long work that says how far it is and can be stopped."""

from typing import Protocol

__all__ = ["Progress", "SilentProgress"]


class Progress(Protocol):
    """Receives the advance of a long work; raises `KeyboardInterrupt` to stop it."""

    def start(self, label: str, total: float | None = None) -> None:
        """Open a step; `total` is in the step's own unit, `None` when unknown."""

    def advance(self, amount: float) -> None:
        """Say that this much more of the step is done."""

    def finish(self) -> None:
        """Close the step."""


class SilentProgress:
    """Says nothing: for scripts and tests."""

    def start(self, label: str, total: float | None = None) -> None:
        """Open a step."""

    def advance(self, amount: float) -> None:
        """Say that this much more of the step is done."""

    def finish(self) -> None:
        """Close the step."""
