"""Compile the translation catalogues when the package is built or installed."""

import importlib.util
from collections.abc import Callable
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
    """Write the `.mo` of every `.po`, and the French of the workbench as it is shown."""
    for source in sorted(root.glob("src/*/locale/en/LC_MESSAGES/*.po")):
        english = _read(source)
        _write(english, source.with_suffix(".mo"))
        if source.name == "django.po":
            french = source.parents[2] / "fr" / "LC_MESSAGES" / "django.po"
            typeset = _load_typeset()
            catalogue = _typeset(english, typeset)
            if french.exists():
                _add_all(catalogue, _read(french), typeset)
            _write(catalogue, french.with_suffix(".mo"))


def _read(path: Path) -> Catalog:
    with path.open("rb") as po_file:
        return read_po(po_file, locale=path.parts[-3])


def _load_typeset() -> Callable[[str], str]:
    """Return the function that sets French typography; the package may not be installed yet."""
    root = Path(__file__).resolve().parent.parent
    path = root / "src" / "maillon" / "domain" / "typography.py"
    spec = importlib.util.spec_from_file_location("maillon_typography", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    typeset: Callable[[str], str] = module.typeset_french
    return typeset


def _typeset(english: Catalog, typeset: Callable[[str], str]) -> Catalog:
    """
    Return the French sentences that are shown otherwise than they are written.

    They are written with plain spaces. Those that have two forms are all there: without a
    catalogue, Django counts as in English and would write "0 acteurs".
    """
    french = Catalog(locale="fr", fuzzy=False)
    for message in english:
        if not message.id:
            continue
        if not isinstance(message.id, str):
            forms = tuple(typeset(form) for form in message.id)
            french.add(message.id, string=forms, context=message.context)
        elif (shown := typeset(message.id)) != message.id:
            french.add(message.id, string=shown, context=message.context)
    return french


def _add_all(catalogue: Catalog, others: Catalog, typeset: Callable[[str], str]) -> None:
    """Add the sentences of other packages that we say in our words."""
    for message in others:
        if message.id and isinstance(message.string, str):
            catalogue.add(message.id, string=typeset(message.string), context=message.context)


def _write(catalogue: Catalog, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_mo(file, catalogue)
