"""
The process that answers browsers: gunicorn, set by our settings.

Each worker loads the application by itself. Loaded before they are made, it would leave them the
threads of Arrow and DuckDB by name only: these do not survive a fork, and the worker then ends with
an abort.
"""

import gc
import logging
import os
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication

from maillon_web.config.lifeline import follow_parent

__all__ = ["ADDRESS", "main"]

# Environment variable: where to answer, `host:port`.
ADDRESS = "MAILLON_ADDRESS"
_MEMORY = Path("/dev/shm")  # noqa: S108 - gunicorn's own advice for the pulse of its workers


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn publishes no types
    def load_config(self) -> None:
        from django.conf import settings

        values: dict[str, Any] = {
            "bind": os.environ[ADDRESS],
            "workers": settings.WEB_WORKERS,
            "threads": settings.WEB_THREADS,
            "worker_class": "gthread",
            "timeout": 90,
            "graceful_timeout": 15,
            "keepalive": 5,
            "max_requests": 5000,
            "max_requests_jitter": 500,
            "worker_tmp_dir": str(_MEMORY) if _MEMORY.is_dir() else None,
            "proc_name": "maillon",
            "worker_exit": _leave,
            # A door for commands that nobody uses here, in the home of who starts the server.
            "control_socket_disable": True,
            "loglevel": settings.LOG_LEVEL.lower(),
            "logconfig_dict": {
                **settings.LOGGING,
                "loggers": {
                    "gunicorn.error": {"level": settings.LOG_LEVEL, "propagate": True},
                    "gunicorn.access": {"level": "WARNING", "propagate": True},
                },
            },
        }
        for name, value in values.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:  # noqa: ANN401 - gunicorn's signature
        from maillon_web.config.wsgi import application
        from maillon_web.filieres.territories import warm_up

        warm_up()
        # What is loaded stays: without this, the collector looks through all of it now and then,
        # and everybody waits a third of a second.
        gc.collect()
        gc.freeze()
        return application


def _leave(_server: object, worker: Any) -> None:  # noqa: ANN401 - gunicorn publishes no types
    """
    End a worker at once: by now it has answered everybody.

    Python would take seconds to take hundreds of thousands of objects apart, one by one. A worker
    that never started ends as it does, which gunicorn must see.
    """
    if not worker.booted or worker.pid != os.getpid():
        return
    from django.db import connections

    connections.close_all()
    logging.shutdown()
    os._exit(0)


def main() -> None:
    """Answer until told to stop."""
    follow_parent()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillon_web.config.settings")
    _Server().run()


if __name__ == "__main__":
    main()
