"""The commands of the workbench: found by name, light until one is run, clear when it cannot be."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from maillon.domain.errors import InvalidInput
from maillon_web.config import launching
from maillon_web.config.launching import choose_demo_home, load_applications

HELP = """
import sys, json
from maillon.cli.main import main
try:
    main(["--help"])
except SystemExit:
    pass
heavy = ("django", "gunicorn", "httpx", "duckdb")
print(json.dumps([name for name in heavy if name in sys.modules]))
"""


def test_the_help_lists_the_commands_of_the_workbench_without_loading_it() -> None:
    done = subprocess.run(
        [sys.executable, "-c", HELP], capture_output=True, text=True, check=True, timeout=60
    )
    for name in ("serve", "work", "backup", "restore", "admin", "diagnose"):
        assert f" {name} " in done.stdout
    assert json.loads(done.stdout.splitlines()[-1]) == []


def test_without_the_web_extra_a_sentence_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real: Callable[[str], object] = launching.find_spec
    monkeypatch.setattr(
        launching, "find_spec", lambda name: None if name == "django" else real(name)
    )
    with pytest.raises(InvalidInput) as refused:
        load_applications(mode="demo")
    assert "pip install 'maillon[web]'" in refused.value.for_user()


def test_the_demonstration_never_writes_in_what_is_yours(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MAILLON_HOME", "/a/moi")
    monkeypatch.setenv("MAILLON_DATABASE_URL", "postgresql://a.moi/base")
    monkeypatch.setenv("MAILLON_MODE", "production")
    choose_demo_home(tmp_path / "demo")
    import os

    assert os.environ["MAILLON_HOME"] == str(tmp_path / "demo")
    assert os.environ["MAILLON_MODE"] == "demo"
    assert "MAILLON_DATABASE_URL" not in os.environ
