"""The trained numbers of the linkage, with the record of their training."""

import json
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["load_identity_parameters"]

_FILE = Path(__file__).with_name("identity_model.json")


@cache
def load_identity_parameters() -> dict[str, Any]:
    """Return the model as plain values; `maillon.identity.read_model` makes it usable."""
    loaded: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return loaded
