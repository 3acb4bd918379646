"""
Keep the English catalogue complete.

    python scripts/catalogue.py update   # new French sentences enter the catalogue, untranslated
    python scripts/catalogue.py check    # fails when a sentence has no English, or is out of date
"""

import ast
import io
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "maillon"
CATALOGUE = PACKAGE / "locale" / "en" / "LC_MESSAGES" / "maillon.po"
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
KEYWORDS = {
    "_": None,
    "mark": None,
    "translate": None,
    "translate_plural": (1, 2),
    "ngettext": (1, 2),
}
HEADER = """\
# English sentences of Maillon. French is the source, written in place in the code.
# Copyright (C) Maillon contributors.
# This file is distributed under the same licence as Maillon."""
PLACEHOLDER = re.compile(r"\{[a-z_]*(?::[^}]*)?\}")


def extract() -> Catalog:
    """Return every French sentence of the package."""
    catalogue = Catalog(project="maillon", locale="en", fuzzy=False)
    found = extract_from_dir(str(PACKAGE), METHODS, keywords=KEYWORDS, comment_tags=("Note:",))
    for filename, _line, message, comments, context in found:
        catalogue.add(message, locations=[(filename, 0)], auto_comments=comments, context=context)
    for filename, sentence in _extract_from_fstrings():
        catalogue.add(sentence, locations=[(filename, 0)])
    return catalogue


def _extract_from_fstrings() -> Iterator[tuple[str, str]]:
    """Yield the sentences marked inside an f-string: Babel misses them before Python 3.12."""
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        outer = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
        for node in (inner for text in outer for inner in ast.walk(text)):
            match node:
                case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(sentence))]):
                    if name in KEYWORDS:
                        yield path.relative_to(PACKAGE).as_posix(), sentence


def read_catalogue() -> Catalog:
    """Return the English catalogue as it stands."""
    if not CATALOGUE.exists():
        return Catalog(locale="en")
    with CATALOGUE.open("rb") as file:
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


def update() -> None:
    """Write the catalogue with the sentences of today, keeping the translations that hold."""
    catalogue = read_catalogue()
    catalogue.update(extract(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    _write_header(catalogue)
    buffer = io.BytesIO()
    write_po(
        buffer, catalogue, omit_header=False, sort_output=True, width=100, include_lineno=False
    )
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    text = re.sub(
        r'^"(POT-Creation|PO-Revision)-Date:.*\n', "", buffer.getvalue().decode(), flags=re.M
    )
    CATALOGUE.write_text(text, encoding="utf-8")


def _forms(value: str | tuple[str, ...] | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def _defects(message: Message) -> list[str]:
    english = _forms(message.string or "")
    if not all(english):
        return ["sans traduction"]
    wanted = set(PLACEHOLDER.findall(_forms(message.id)[-1]))
    strangers = set().union(*map(PLACEHOLDER.findall, english)) - wanted
    return ["champs différents"] if strangers else []


def check() -> int:
    """Return 1 and say which sentences lack their English, 0 when none does."""
    catalogue = read_catalogue()
    problems = []
    for message in extract():
        if not message.id:
            continue
        known = catalogue.get(message.id, message.context)
        defects = _defects(known) if known is not None else ["absente du catalogue"]
        problems += [f"  {defect} : {_forms(message.id)[0]!r}" for defect in defects]
    if problems:
        place = CATALOGUE.relative_to(ROOT)
        print(f"{len(problems)} phrases à traduire (make catalogue, puis {place}) :")
        print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    action = sys.argv[1] if len(sys.argv) > 1 else "check"
    if action == "update":
        update()
    sys.exit(check() if action == "check" else 0)
