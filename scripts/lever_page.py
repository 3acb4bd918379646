"""
Write the page that says which page of the workbench serves each lever of the method.

    python scripts/lever_page.py            # writes docs/reference/leviers.md
    python scripts/lever_page.py --check    # fails when the page is out of date
"""

import os
import sys
import tempfile
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "leviers.md"


def main() -> int:
    """Write the page, or compare it."""
    text = _write()
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(text, encoding="utf-8")
        return 0
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == text:
        return 0
    print(f"{PAGE.name} is out of date: run `make docs`.")
    return 1


def _write() -> str:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillon_web.config.settings")
    os.environ.setdefault("MAILLON_MODE", "development")
    with tempfile.TemporaryDirectory() as home:
        # The settings must not write in anybody's home.
        os.environ["MAILLON_HOME"] = home
        import django
        from django.utils.translation import override

        django.setup()
        from maillon.reference.method import get_method
        from maillon_web.method.serving import write_lever_table

        with override("fr"):
            return write_lever_table(get_method())


if __name__ == "__main__":
    sys.exit(main())
