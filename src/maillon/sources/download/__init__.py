"""Download the file of a source: resumable, checked, with its birth certificate beside it."""

from maillon.sources.download.fetching import fetch_source
from maillon.sources.download.manifest import FetchedFile, Manifest, read_manifest

__all__ = ["FetchedFile", "Manifest", "fetch_source", "read_manifest"]
