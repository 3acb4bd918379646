"""The command, run as a person would, and the tree of a home before and after."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from maillon.cli.main import main
from maillon.domain.language import use_language


@dataclass(frozen=True)
class Answer:
    """What the command left with, and what it wrote."""

    code: int
    out: str
    err: str


Run = Callable[..., Answer]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], home: Path) -> Iterator[Run]:
    """Run the command with words; the home is the one of the test."""
    assert home

    def call(*words: object) -> Answer:
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main([str(word) for word in words])
        written = capsys.readouterr()
        assert isinstance(left.value.code, int)
        assert "Traceback" not in written.err
        return Answer(left.value.code, written.out, written.err)

    yield call
    use_language("fr")


def list_files(home: Path) -> dict[str, str]:
    """Return the fingerprint of every file of a home but the lock, by relative path."""
    return {
        path.relative_to(home).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(home.rglob("*"))
        if path.is_file() and path.name != "import.lock"
    }
