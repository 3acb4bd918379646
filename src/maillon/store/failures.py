"""Turn what stops an import into a sentence that says what to do."""

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _

__all__ = ["check_free_space", "disk_full", "import_failures"]

_GIGABYTE = 1e9
_FULL_DISK_WORDS = ("no space left", "disk full", "not enough space", "max_temp_directory_size")


_DAMAGES = (duckdb.IOException, duckdb.InvalidInputException, pa.ArrowInvalid)


@contextmanager
def import_failures(name: str, *, needed: int) -> Iterator[None]:
    """
    Translate the failures of the engine and of the disk.

    Parameters
    ----------
    name
        File being read, as the person knows it.
    needed
        Bytes that the import needs, to say them when the disk is full.
    """
    try:
        yield
    except duckdb.InterruptException as error:
        raise KeyboardInterrupt from error
    except (duckdb.Error, pa.ArrowInvalid, OSError) as error:
        if _is_full_disk(error):
            raise disk_full(needed) from error
        # The engine has no class of its own for a file damaged in its middle: the bare one.
        is_bare = type(error) is duckdb.Error
        if is_bare or isinstance(error, _DAMAGES):
            raise _damaged(name, error) from error
        raise


def check_free_space(home: Path, *, needed: int) -> None:
    """Refuse to start what cannot end."""
    if shutil.disk_usage(home).free < needed:
        raise disk_full(needed)


def disk_full(needed: int) -> InvalidInput:
    """Return the error to raise when the disk is, or would be, full."""
    return InvalidInput(
        f"disk full: about {needed} bytes needed",
        user=_(
            "Il n’y a pas assez de place sur le disque : cet import demande environ {size} Go"
            " libres. Faites de la place et recommencez ; rien n’a été changé."
        ).format(size=f"{max(needed / _GIGABYTE, 0.1):.1f}".replace(".", ",")),
    )


def _is_full_disk(error: Exception) -> bool:
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return True
    return any(words in str(error).lower() for words in _FULL_DISK_WORDS)


def _damaged(name: str, error: Exception) -> InvalidInput:
    return InvalidInput(
        f"cannot read {name}: {error}",
        user=_(
            "« {name} » ne se lit pas jusqu’au bout : le fichier est incomplet ou abîmé."
            " Téléchargez-le à nouveau ; rien n’a été changé."
        ).format(name=name),
    )
