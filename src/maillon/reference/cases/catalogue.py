"""The cases that come with Maillon."""

from functools import cache
from pathlib import Path

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _
from maillon.domain.provenance import Provenance
from maillon.domain.text import find_nearest
from maillon.reference.cases.model import Case
from maillon.reference.cases.reading import load_case_file

__all__ = ["get_case", "list_cases", "list_provenances"]

_FOLDER = Path(__file__).parent


def list_cases() -> list[Case]:
    """Return the bundled cases, in the order of their keys."""
    return [_read(key) for key in _list_keys()]


def get_case(key: str) -> Case:
    """
    Return the case of that key.

    Raises
    ------
    InvalidInput
        If no case has that key; the sentence names the nearest ones.
    """
    known = _list_keys()
    if key not in known:
        near = find_nearest(key, known) or known
        raise InvalidInput(
            f"no case {key!r}",
            user=_("Aucun cas ne s’appelle « {key} ». Essayez : {near}.").format(
                key=key, near=", ".join(near)
            ),
        )
    return _read(key)


def list_provenances() -> list[Provenance]:
    """Return where each case comes from, in the order of the cases."""
    return [
        Provenance(
            key=case.provenance_key,
            label=f"{case.source.document}. {case.title}",
            publisher=case.source.publisher,
            vintage=case.source.date,
            address=case.source.address,
            row_count=len(case.actors),
        )
        for case in list_cases()
    ]


@cache
def _list_keys() -> list[str]:
    return sorted(path.stem for path in _FOLDER.glob("*.yaml"))


@cache
def _read(key: str) -> Case:
    return load_case_file(_FOLDER / f"{key}.yaml")
