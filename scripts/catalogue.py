"""
Keep the English catalogues complete: the library's and the workbench's.

    python scripts/catalogue.py update    # new French sentences enter, untranslated
    python scripts/catalogue.py check     # fails when a sentence has no English, or is out of date,
                                          # or when a French one has a straight apostrophe
    python scripts/catalogue.py compile   # writes the .mo files that the programs read
"""

import ast
import io
import re
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.pofile import read_po, write_po

import build_catalogue
from template_sentences import iter_sentences

ROOT = Path(__file__).resolve().parent.parent
LIBRARY = ROOT / "src" / "maillon"
WORKBENCH = ROOT / "src" / "maillon_web"
LIBRARY_WORDS: Mapping[str, Any] = {
    "_": None,
    "mark": None,
    "translate": None,
    "translate_plural": (1, 2),
    "ngettext": (1, 2),
}
WORKBENCH_WORDS: Mapping[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
HEADER = """\
# English sentences of Maillon. French is the source, written in place in the code.
# Copyright (C) Maillon contributors.
# This file is distributed under the same licence as Maillon."""
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[a-z]|\{[a-z_]*(?::[^}]*)?\}")
STRAIGHT_APOSTROPHE = re.compile(r"[^\W\d_]'(?=[\w«<{%(])")
# A module of the workbench that must speak without Django uses the words of the library.
_SPEAKS_AS_LIBRARY = re.compile(r"^from maillon\.domain\.language import .*\btranslate\b", re.M)


@dataclass(frozen=True, kw_only=True)
class Found:
    """A sentence in the code: itself (or its two forms), and where."""

    sentence: str | tuple[str, ...]
    place: str
    context: str | None = None


@dataclass(frozen=True, kw_only=True)
class Domain:
    """A catalogue and the sentences that it must hold."""

    path: Path
    find: Callable[[], Iterator[Found]]


def find_library_sentences() -> Iterator[Found]:
    """Yield the sentences that the library's own gettext looks up."""
    methods = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
    found = extract_from_dir(str(LIBRARY), methods, keywords=dict(LIBRARY_WORDS))
    for name, _line, sentence, _comments, context in found:
        yield Found(sentence=sentence, place=name, context=context)
    for path in sorted(LIBRARY.rglob("*.py")):
        yield from _find_in_fstrings(path, LIBRARY_WORDS, root=LIBRARY)
    for path in _list_modules(as_library=True):
        yield from _find_in_module(path, LIBRARY_WORDS)


def find_workbench_sentences() -> Iterator[Found]:
    """Yield the sentences that Django looks up: in the modules and in the templates."""
    for path in _list_modules(as_library=False):
        yield from _find_in_module(path, WORKBENCH_WORDS)
    for suffix in ("html", "txt"):
        for path in sorted(WORKBENCH.rglob(f"templates/**/*.{suffix}")):
            place = path.relative_to(WORKBENCH).as_posix()
            for sentence, context in iter_sentences(path.read_text(encoding="utf-8")):
                yield Found(sentence=sentence, place=place, context=context)


def _list_modules(*, as_library: bool) -> list[Path]:
    return [
        path
        for path in sorted(WORKBENCH.rglob("*.py"))
        if bool(_SPEAKS_AS_LIBRARY.search(path.read_text(encoding="utf-8"))) is as_library
    ]


def _find_in_module(path: Path, words: Mapping[str, Any]) -> Iterator[Found]:
    place = path.relative_to(WORKBENCH).as_posix()
    for _line, sentence, _comments, context in extract_from_file(
        "python", path, keywords=dict(words)
    ):
        yield Found(sentence=sentence, place=place, context=context)
    yield from _find_in_fstrings(path, words, root=WORKBENCH)


def _find_in_fstrings(path: Path, words: Mapping[str, Any], *, root: Path) -> Iterator[Found]:
    """Yield the sentences marked inside an f-string: Babel misses them before Python 3.12."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    outer = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    for node in (inner for text in outer for inner in ast.walk(text)):
        match node:
            case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(sentence))]):
                if name in words:
                    yield Found(sentence=sentence, place=path.relative_to(root).as_posix())


DOMAINS = (
    Domain(path=LIBRARY / "locale/en/LC_MESSAGES/maillon.po", find=find_library_sentences),
    Domain(path=WORKBENCH / "locale/en/LC_MESSAGES/django.po", find=find_workbench_sentences),
)


def extract(domain: Domain) -> Catalog:
    """Return every French sentence of a domain."""
    catalogue = Catalog(project="maillon", locale="en", fuzzy=False)
    for found in domain.find():
        catalogue.add(found.sentence, locations=[(found.place, 0)], context=found.context)
    return catalogue


def read_catalogue(domain: Domain) -> Catalog:
    """Return the English catalogue as it stands."""
    if not domain.path.exists():
        return Catalog(locale="en")
    with domain.path.open("rb") as file:
        return read_po(file, locale="en")


def _write_header(catalogue: Catalog) -> None:
    """Say whose catalogue this is, without the placeholders that Babel would leave."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    catalogue.project = "Maillon"
    catalogue.version = project["version"]
    catalogue.copyright_holder = "Maillon contributors"
    catalogue.header_comment = HEADER
    catalogue.msgid_bugs_address = ""
    catalogue.last_translator = ""
    catalogue.language_team = "en"
    catalogue.fuzzy = False


def update(domain: Domain) -> None:
    """Write the catalogue with the sentences of today, keeping the translations that hold."""
    catalogue = read_catalogue(domain)
    catalogue.update(extract(domain), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    _write_header(catalogue)
    buffer = io.BytesIO()
    write_po(
        buffer, catalogue, omit_header=False, sort_output=True, width=100, include_lineno=False
    )
    domain.path.parent.mkdir(parents=True, exist_ok=True)
    text = re.sub(
        r'^"(POT-Creation|PO-Revision)-Date:.*\n', "", buffer.getvalue().decode(), flags=re.M
    )
    domain.path.write_text(text, encoding="utf-8")


def _forms(value: str | tuple[str, ...] | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def _defects(message: Message) -> list[str]:
    english = _forms(message.string or "")
    if not all(english):
        return ["sans traduction"]
    wanted: set[str] = set().union(*map(PLACEHOLDER.findall, _forms(message.id)))
    strangers = set().union(*map(PLACEHOLDER.findall, english)) - wanted
    if strangers:
        return ["champs différents"]
    return ["apostrophe droite (écrire ’)"] if has_straight_apostrophe(message.id) else []


def has_straight_apostrophe(sentence: str | tuple[str, ...] | list[str]) -> bool:
    """Tell whether a French sentence has `'` where it should have `’`."""
    return any(STRAIGHT_APOSTROPHE.search(form) for form in _forms(sentence))


def check(domain: Domain) -> int:
    """Return 1 and say which sentences lack their English or are ill written, 0 when none does."""
    catalogue = read_catalogue(domain)
    problems = []
    for message in extract(domain):
        if not message.id:
            continue
        known = catalogue.get(message.id, message.context)
        defects = _defects(known) if known is not None else ["absente du catalogue"]
        problems += [f"  {defect} : {_forms(message.id)[0]!r}" for defect in defects]
    if problems:
        place = domain.path.relative_to(ROOT)
        print(f"{len(problems)} phrases à revoir (make catalogue, puis {place}) :")
        print("\n".join(problems))
    return 1 if problems else 0


def main(action: str) -> int:
    """Do what was asked for every catalogue and return the exit code."""
    if action == "update":
        for domain in DOMAINS:
            update(domain)
    if action in {"update", "compile"}:
        build_catalogue.compile_catalogues(ROOT)
        return 0
    return max([check(domain) for domain in DOMAINS])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "check"))
