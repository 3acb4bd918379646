"""What is known of files of funded projects beyond their columns."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from maillon.domain.text import fold

__all__ = ["FundedFile", "find_funded_file", "is_person", "is_refused"]


@dataclass(frozen=True, kw_only=True, slots=True)
class FundedFile:
    """
    A published file, or a published format, whose columns leave something unsaid.

    Attributes
    ----------
    columns
        Headers that only this file has together.
    source
        Where the rest is read, in French.
    funder, programme
        Of every row, when no column says it; empty otherwise.
    granted_column
        Header of an amount that is the one granted, though its name does not say so.
    """

    key: str
    columns: tuple[str, ...]
    source: str
    funder: str = ""
    programme: str = ""
    granted_column: str = ""


@cache
def _load() -> dict[str, Any]:
    file = resources.files("maillon.reference.aids") / "funded_files.yaml"
    content: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return content


def find_funded_file(headers: Iterable[str]) -> FundedFile | None:
    """Return the published file that has these headers, `None` when it is not a known one."""
    known = {fold(header) for header in headers}
    for entry in _load()["files"]:
        if all(fold(column) in known for column in entry["columns"]):
            return FundedFile(**{**entry, "columns": tuple(entry["columns"])})
    return None


def is_refused(status: str) -> bool:
    """Tell whether the status of a case says that nothing was granted."""
    return fold(status) in _folded("refused_words")


def is_person(*, kind: str, name: str) -> bool:
    """Tell whether a beneficiary is a natural person, by its kind or by the title of its name."""
    title, _space, rest = name.strip().partition(" ")
    # « M.E.L. » is no title: a title stands alone, and a name of some letters follows it.
    has_title = title.rstrip(".").isalpha() and fold(title) in _folded("person_titles")
    return fold(kind) in _folded("person_words") or (has_title and rest.strip()[:2].isalpha())


@cache
def _folded(name: str) -> frozenset[str]:
    return frozenset(fold(word) for word in _load()[name])
