"""Bring a register from its publisher to the disk."""

from pathlib import Path

import httpx

from maillon.domain.jobs import Progress
from maillon.reference.sources import get_source_sheet
from maillon.sources.download import FetchedFile, fetch_source
from maillon.studies.home import find_home

__all__ = ["fetch_register"]


def fetch_register(
    key: str,
    *,
    folder: Path | None = None,
    home: Path | None = None,
    client: httpx.Client | None = None,
    progress: Progress | None = None,
) -> FetchedFile:
    """
    Download a source, resuming what an earlier attempt left.

    Raises
    ------
    InvalidInput
        If the source is unknown or the disk full.
    SourceError
        If the publisher does not answer, refuses, or sends something else; the sentence says
        which file to bring by hand.
    """
    sheet = get_source_sheet(key)
    return fetch_source(
        sheet, folder or find_home(home) / "downloads", client=client, progress=progress
    )
