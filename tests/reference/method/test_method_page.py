"""The reference page says what the data of the method say."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from maillon.reference.method import get_method

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("method_page", ROOT / "scripts/method_page.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_up_to_date(script: ModuleType) -> None:
    assert script.main(["--check"]) == 0, "run: python scripts/method_page.py"


def test_every_lever_and_factor_is_on_the_page(script: ModuleType) -> None:
    page = script.PAGE.read_text(encoding="utf-8")
    method = get_method()
    keys = [lever.key for lever in method.levers]
    keys += [factor.key for factor in method.success_factors]
    keys += [kind.key for kind in method.evidence_kinds]
    assert [key for key in keys if f"| `{key}` |" not in page] == []


def test_a_page_changed_by_hand_is_noticed_and_rewritten(
    script: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(script, "PAGE", tmp_path / "demarche.md")
    assert script.main(["--check"]) == 1
    assert "method_page.py" in capsys.readouterr().out
    assert script.main([]) == 0
    assert script.main(["--check"]) == 0
