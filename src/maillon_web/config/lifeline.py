"""A child process ends with its parent, even when the parent had no time to say so."""

import os
import signal
import threading

__all__ = ["LIFELINE", "follow_parent"]

# Environment variable: number of the end of a pipe that the parent holds by the other end.
LIFELINE = "MAILLON_LIFELINE"


def follow_parent() -> None:
    """Stop this process gracefully as soon as its parent is gone."""
    number = os.environ.pop(LIFELINE, "")
    if number:
        threading.Thread(target=_wait, args=(int(number),), daemon=True).start()


def _wait(descriptor: int) -> None:
    # Nothing is ever written: reading ends when the parent's end is closed.
    os.read(descriptor, 1)
    os.kill(os.getpid(), signal.SIGTERM)
