"""
Keep the English catalogue complete.

    python scripts/catalogue.py update   # new French sentences enter the catalogue, untranslated
    python scripts/catalogue.py check    # fails when a sentence has no English, or is out of date
"""

import io
import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "maillon"
CATALOGUE = PACKAGE / "locale" / "en" / "LC_MESSAGES" / "maillon.po"
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
KEYWORDS = {"_": None, "mark": None, "translate": None, "translate_plural": (1, 2), "ngettext": (1, 2)}
PLACEHOLDER = re.compile(r"\{[a-z_]*(?::[^}]*)?\}")


def extract() -> Catalog:
    """Return every French sentence of the package."""
    catalogue = Catalog(project="maillon", locale="en", fuzzy=False)
    found = extract_from_dir(str(PACKAGE), METHODS, keywords=KEYWORDS, comment_tags=("Note:",))
    for filename, _line, message, comments, context in found:
        catalogue.add(message, locations=[(filename, 0)], auto_comments=comments, context=context)
    return catalogue


def read_catalogue() -> Catalog:
    """Return the English catalogue as it stands."""
    if not CATALOGUE.exists():
        return Catalog(locale="en")
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


def update() -> None:
    """Write the catalogue with the sentences of today, keeping the translations that hold."""
    catalogue = read_catalogue()
    catalogue.update(extract(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.fuzzy = False
    buffer = io.BytesIO()
    write_po(buffer, catalogue, omit_header=False, sort_output=True, width=100, include_lineno=False)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    text = re.sub(r'^"(POT-Creation|PO-Revision)-Date:.*\n', "", buffer.getvalue().decode(), flags=re.M)
    CATALOGUE.write_text(text, encoding="utf-8")


def _forms(value: str | tuple[str, ...] | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def _defects(message: Message) -> list[str]:
    english = _forms(message.string)
    if not all(english):
        return ["sans traduction"]
    wanted = set(PLACEHOLDER.findall(_forms(message.id)[-1]))
    return ["champs différents"] if any(set(PLACEHOLDER.findall(form)) - wanted for form in english) else []


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
        print(f"{len(problems)} phrases à traduire (make catalogue, puis {CATALOGUE.relative_to(ROOT)}) :")
        print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    action = sys.argv[1] if len(sys.argv) > 1 else "check"
    if action == "update":
        update()
    sys.exit(check() if action == "check" else 0)
