"""Logs that a machine can read: one JSON object a line, no personal data."""

import json
import logging
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime

__all__ = ["StructuredFormatter", "request_id"]

# The last calls say where it broke; a page in pages has dozens before them.
_FRAMES = 12
request_id: ContextVar[str] = ContextVar("maillon_request_id", default="")


class StructuredFormatter(logging.Formatter):
    """Write time, level, logger, message, the request, and the traceback if there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line of JSON."""
        entry: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        number = request_id.get()
        if number:
            entry["request"] = number
        entry |= getattr(record, "fields", {})
        status = getattr(record, "status_code", None)
        if status is not None:
            entry["status"] = status
        if record.exc_info:
            lines = traceback.format_exception(*record.exc_info, limit=-_FRAMES)
            entry["trace"] = "".join(lines).rstrip()
        return json.dumps(entry, ensure_ascii=False, default=str)
