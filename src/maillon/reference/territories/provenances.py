"""Where the division of the country, the contours and the towns abroad come from."""

from functools import cache
from pathlib import Path

import yaml

from maillon.domain.provenance import Provenance

__all__ = ["list_provenances"]

_MANIFEST = Path(__file__).parent / "data" / "manifest.yaml"


@cache
def list_provenances() -> tuple[Provenance, ...]:
    """Return one provenance per package that the reference files were made from."""
    manifest = yaml.safe_load(_MANIFEST.read_text(encoding="utf-8"))
    found: dict[str, Provenance] = {}
    for file in manifest["files"]:
        for source in file["sources"]:
            package = source["package"]
            key = "territoires-" + package.split(" ")[0].strip("@,").replace("/", "-")
            found[key] = Provenance(
                key=key,
                label=source["producer"],
                publisher=source["producer"],
                vintage=source["vintage"],
                licence=source["licence"],
                address=package,
                retrieved_on=str(manifest["built_on"]),
            )
    return tuple(found.values())
