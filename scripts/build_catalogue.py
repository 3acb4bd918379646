"""Compile the translation catalogues when the package is built or installed."""

from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ModuleNotFoundError:  # run by scripts/catalogue.py, outside of a build
    BuildHookInterface = object


class CatalogueBuildHook(BuildHookInterface):
    """Write each `.mo` beside its `.po`, so that the language works from a plain install."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile every catalogue of the packages."""
        compile_catalogues(Path(self.root))


def compile_catalogues(root: Path) -> None:
    """Write the `.mo` of every `.po`, and the French plurals of the workbench."""
    for source in sorted(root.glob("src/*/locale/*/LC_MESSAGES/*.po")):
        with source.open("rb") as po_file:
            catalogue = read_po(po_file, locale=source.parts[-3])
        _write(catalogue, source.with_suffix(".mo"))
        if source.name == "django.po" and source.parts[-3] == "en":
            french = source.parents[2] / "fr" / "LC_MESSAGES" / "django.mo"
            _write(_keep_plurals(catalogue), french)


def _keep_plurals(english: Catalog) -> Catalog:
    """
    Return the sentences that have two forms, as they are.

    French is the source and needs no catalogue, but for this: without one, Django counts as in
    English and would write "0 acteurs".
    """
    french = Catalog(locale="fr", fuzzy=False)
    for message in english:
        if message.id and not isinstance(message.id, str):
            french.add(message.id, string=tuple(message.id), context=message.context)
    return french


def _write(catalogue: Catalog, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_mo(file, catalogue)
