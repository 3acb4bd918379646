"""Write the versions of a charter; remove charters and contracts with what hangs on them."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from maillon.domain.errors import InconsistentData
from maillon_web.accounts.models import User
from maillon_web.agreements.models import (
    Charter,
    CharterVersion,
    VersionState,
)
from maillon_web.filieres.services.records import record_change

__all__ = [
    "adopt_version",
    "open_version",
    "rewrite_version",
]

Sections = Sequence[dict[str, str]]


def open_version(charter: Charter, sections: Sections, *, author: User) -> CharterVersion:
    """
    Open the next version of a charter.

    Raises
    ------
    InconsistentData
        If one is under discussion already: it is the one to write.
    """
    last = charter.versions.order_by("-number").first()
    if last is not None and last.state == VersionState.DRAFT:
        raise InconsistentData(
            f"version {last.number} is a draft",
            user=_("La version {number} est encore en discussion : modifiez-la.").format(
                number=last.number
            ),
        )
    made = CharterVersion(
        charter=charter, number=(last.number if last else 0) + 1, sections=list(sections)
    )
    with record_change(charter, "version", author) as recorder:
        recorder.create(made)
    return made


def rewrite_version(kept: CharterVersion, sections: Sections, *, author: User) -> None:
    """
    Rewrite a version that is under discussion.

    Raises
    ------
    InconsistentData
        If it was adopted: those who signed it signed these words.
    """
    if kept.state != VersionState.DRAFT:
        raise InconsistentData(
            f"version {kept.number} is {kept.state}",
            user=_(
                "Cette version a été adoptée et ne se modifie plus : ouvrez la version suivante."
            ),
        )
    with record_change(kept.charter, "version", author) as recorder:
        recorder.update(kept, {"sections": list(sections)})


def adopt_version(kept: CharterVersion, *, adopted_on: date, author: User) -> None:
    """Adopt a version; the one that was in force is replaced, with its signatures kept."""
    with record_change(kept.charter, "adopt", author) as recorder:
        for former in kept.charter.versions.filter(state=VersionState.ADOPTED):
            recorder.update(former, {"state": VersionState.REPLACED})
        recorder.update(kept, {"state": VersionState.ADOPTED, "adopted_on": adopted_on})
