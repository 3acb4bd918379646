"""The process that does the long works."""

import os

from maillon_web.config.launching import load_applications
from maillon_web.config.lifeline import follow_parent

__all__ = ["WORKER_NAME", "main"]

# Environment variable: name of this worker, the same after a restart.
WORKER_NAME = "MAILLON_WORKER_NAME"
# Pages come first: a long work takes what they leave.
_COURTESY = 10


def main() -> None:
    """Work until told to stop."""
    follow_parent()
    if hasattr(os, "nice"):
        os.nice(_COURTESY)
    load_applications(mode="production")
    from maillon_web.config.working import name_worker, work

    work(os.environ.get(WORKER_NAME) or name_worker("work"))


if __name__ == "__main__":
    main()
