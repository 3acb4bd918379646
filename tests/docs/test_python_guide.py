import inspect
import re
from pathlib import Path

import maillon

PAGE = Path(__file__).resolve().parents[2] / "docs/guide/python.md"


def test_every_public_name_is_in_the_guide() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for name in maillon.__all__:
        assert f"`{name}`" in page or f"`{name}(" in page, name


def test_every_signature_of_the_guide_is_the_one_of_the_code() -> None:
    found = re.findall(r"^\| `(\w+)\(([^)]*)\)`", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    functions = [name for name in maillon.__all__ if inspect.isfunction(getattr(maillon, name))]
    assert sorted(name for name, _ in found) == sorted(functions)
    for name, parameters in found:
        assert parameters.split(", ") == list(inspect.signature(getattr(maillon, name)).parameters)
