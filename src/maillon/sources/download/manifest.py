"""What is written beside a downloaded file: where it came from, when, and its fingerprint."""

import json
from dataclasses import asdict, dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path

__all__ = ["FetchedFile", "Manifest", "manifest_path", "read_manifest", "write_manifest"]


@dataclass(frozen=True, kw_only=True, slots=True)
class FetchedFile:
    """
    A file that was downloaded.

    Attributes
    ----------
    path
        Where it is.
    sha256, size
        Fingerprint and number of bytes.
    vintage
        Day of its last modification at the publisher's, ISO; empty when unknown.
    address
        Public address that leads to it.
    """

    path: Path
    sha256: str
    size: int
    vintage: str
    address: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Manifest:
    """
    The same facts as kept on disk, with what lets a transfer resume or be skipped.

    Attributes
    ----------
    source_key
        Key of the sheet.
    address
        Public address asked for.
    etag, last_modified
        Headers of the answer; empty when absent.
    sha256
        Empty while the transfer is not finished.
    size
        Bytes expected while the transfer is not finished (0: unknown), then bytes received.
    fetched_on
        Day of the end of the transfer, ISO.
    """

    source_key: str
    address: str
    etag: str = ""
    last_modified: str = ""
    sha256: str = ""
    size: int = 0
    fetched_on: str = ""

    @property
    def vintage(self) -> str:
        """Return the day of `last_modified`, empty when unknown."""
        try:
            return parsedate_to_datetime(self.last_modified).date().isoformat()
        except ValueError:
            return ""

    @property
    def validator(self) -> str:
        """Return what proves that a resumed transfer is still of the same file."""
        return "" if self.etag.startswith("W/") else self.etag or self.last_modified


def manifest_path(file: Path) -> Path:
    """Return the place of the manifest of a file."""
    return file.with_name(file.name + ".json")


def read_manifest(file: Path) -> Manifest | None:
    """Return the manifest of a file, `None` when there is none that can be read."""
    try:
        raw = json.loads(manifest_path(file).read_text(encoding="utf-8"))
        return Manifest(**raw)
    except (FileNotFoundError, ValueError, TypeError):
        return None


def write_manifest(file: Path, manifest: Manifest) -> None:
    """Write the manifest of a file."""
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1)
    manifest_path(file).write_text(text + "\n", encoding="utf-8")
