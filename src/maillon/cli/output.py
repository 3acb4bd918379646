"""Write a result where the person asked: the screen or a file, never half a file."""

import sys
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["make_console", "read_text", "say", "write_result"]


def make_console() -> "Console":
    """Return the console of the terminal; plain text when the output is a pipe."""
    from rich.console import Console

    return Console(highlight=False)


def say(text: str) -> None:
    """Tell the person something that is not the result: on the error stream."""
    sys.stderr.write(text + "\n")


def write_result(content: str | bytes, out: Path | None) -> None:
    """
    Write a result to a file, or to the screen when no file is named.

    Raises
    ------
    InvalidInput
        If the file cannot be written; whatever stood there before is untouched.
    """
    data = content.encode() if isinstance(content, str) else content
    if out is None:
        sys.stdout.buffer.write(data)
        if isinstance(content, str) and not content.endswith("\n"):
            sys.stdout.buffer.write(b"\n")
        sys.stdout.flush()
        return
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        _replace(out, data)
    except OSError as error:
        raise InvalidInput(
            f"cannot write {out}: {error!r}",
            user=_(
                "Le fichier {name} ne peut pas être écrit ({reason}) : choisissez un autre "
                "emplacement avec --out."
            ).format(name=out, reason=error.strerror or error),
        ) from error


def _replace(out: Path, data: bytes) -> None:
    with NamedTemporaryFile(dir=out.parent, delete=False) as file:
        draft = Path(file.name)
        try:
            file.write(data)
            file.close()
            draft.chmod(0o644)
            draft.replace(out)
        finally:
            draft.unlink(missing_ok=True)


def read_text(path: Path) -> str:
    """
    Return the text of a file that the person named.

    Raises
    ------
    InvalidInput
        If it is absent or is not text.
    """
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(
            f"cannot read {path}: {error!r}",
            user=_("Le fichier {name} ne se lit pas : vérifiez son nom et son contenu.").format(
                name=path
            ),
        ) from error
