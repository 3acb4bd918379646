"""The command as a process of its own: it starts at once, and speaks on the right stream."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

SOURCES = Path(__file__).resolve().parents[2] / "src"
HEAVY = ("duckdb", "pyarrow", "typst", "httpx", "scipy", "numpy")


def _run(*words: str, home: Path, code: str = "") -> subprocess.CompletedProcess[str]:
    program = code or "from maillon.cli.main import main; main()"
    return subprocess.run(
        [sys.executable, "-c", program, *words],
        env={**os.environ, "PYTHONPATH": str(SOURCES), "MAILLON_HOME": str(home), "COLUMNS": "200"},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def test_the_help_comes_at_once_and_reads_no_heavy_library(home: Path) -> None:
    code = (
        "import sys, atexit\n"
        f"heavy = {HEAVY}\n"
        "say = lambda: sys.stderr.write(','.join(m for m in heavy if m in sys.modules))\n"
        "atexit.register(say)\n"
        "from maillon.cli.main import main; main()"
    )
    _run("--help", home=home)  # the first time, bytecode is written
    begin = time.perf_counter()
    answer = _run("--help", home=home, code=code)
    assert time.perf_counter() - begin < 2
    assert (answer.returncode, answer.stderr) == (0, "")
    assert "diagnose" in answer.stdout
    assert "Montrer cette aide" in answer.stdout


def test_the_help_speaks_english_when_asked(home: Path) -> None:
    french = _run("diagnose", "--help", home=home).stdout
    english = _run("--lang", "en", "diagnose", "--help", home=home).stdout
    assert "Forme du résultat" in french
    assert english
    assert "Forme du résultat" not in english


def test_a_result_goes_to_the_output_and_words_to_the_error_stream(home: Path) -> None:
    answer = _run("territory", "show", "Lile", home=home)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert "Lille" in answer.stderr


def test_a_reader_that_leaves_early_is_no_error(home: Path) -> None:
    program = (
        f"{sys.executable} -c 'from maillon.cli.main import main; main()' filieres list | head -n 1"
    )
    answer = subprocess.run(
        ["bash", "-o", "pipefail", "-c", program],
        env={**os.environ, "PYTHONPATH": str(SOURCES), "MAILLON_HOME": str(home)},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert "Traceback" not in answer.stderr
    assert answer.stdout


@pytest.mark.parametrize("language", ["de", ""])
def test_an_unknown_language_of_the_environment_is_told(
    home: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setenv("MAILLON_LANG", language)
    answer = _run("filieres", "list", home=home)
    assert answer.returncode == (2 if language else 0)
    assert ("fr, en" in answer.stderr) is bool(language)
