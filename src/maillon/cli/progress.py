"""Show how far a long work is."""

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

__all__ = ["ProgressBar"]


class ProgressBar:
    """A `domain.jobs.Progress` drawn on the error stream; silent when that is not a terminal."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %"),
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
            transient=True,
        )
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def start(self, label: str, total: float | None = None) -> None:
        """Open a step."""
        self._task = self._bar.add_task(label, total=total)

    def advance(self, amount: float) -> None:
        """Say that this much more of the step is done."""
        if self._task is not None:
            self._bar.advance(self._task, amount)

    def finish(self) -> None:
        """Close the step."""
        if self._task is not None:
            self._bar.remove_task(self._task)
            self._task = None
