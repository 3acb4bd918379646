"""Compile the translation catalogues when the package is built or installed."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueBuildHook(BuildHookInterface):
    """Write each `.mo` beside its `.po`, so that the language works from a plain install."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile every catalogue of the package."""
        for source in Path(self.root, "src/maillon/locale").glob("*/LC_MESSAGES/*.po"):
            with source.open("rb") as po_file:
                catalogue = read_po(po_file)
            with source.with_suffix(".mo").open("wb") as mo_file:
                write_mo(mo_file, catalogue)
