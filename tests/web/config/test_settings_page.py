"""The page of settings names every variable that the code reads, and no other."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
# What one process of the server tells another: nobody sets it.
INSIDE = {"MAILLON_ADDRESS", "MAILLON_LIFELINE", "MAILLON_WORKER_NAME"}
NAME = re.compile(r"MAILLON_[A-Z_]+")


def test_every_setting_has_its_line() -> None:
    page = (ROOT / "docs/reference/reglages.md").read_text("utf-8")
    code = "\n".join(
        path.read_text("utf-8")
        for folder in ("src", "scripts")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".sh"}
    )
    assert set(NAME.findall(page)) == set(NAME.findall(code)) - INSIDE
