"""Write a sheet, propose it, review it: what readers find changes only when it is reviewed."""

import logging
import secrets
from collections.abc import Mapping
from contextlib import AbstractContextManager
from smtplib import SMTPException
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillon.domain.errors import InvalidInput
from maillon.domain.sheets import Sheet, build_sheet
from maillon.reference.experiences import list_fields
from maillon_web.accounts.mails import send, write_address
from maillon_web.accounts.models import User
from maillon_web.history.services import Recorder, record
from maillon_web.library.models import Contribution, ContributionState, SheetVisibility
from maillon_web.library.rights import is_writable
from maillon_web.library.services.indexing import refresh_on_commit

__all__ = [
    "SCOPE",
    "add_contribution",
    "edit_contribution",
    "list_missing",
    "open_to_all",
    "propose",
    "publish",
    "read_sheet",
    "refuse",
    "send_back",
    "take_back",
    "withdraw",
]

_log = logging.getLogger(__name__)
SCOPE = "library"
_KEY_LENGTH = 90
_NAMES = {"summary": gettext_lazy("Résumé"), "passage": gettext_lazy("D’où vient l’information")}


def read_sheet(contribution: Contribution) -> Sheet:
    """Return the sheet as its author now writes it."""
    return build_sheet({**contribution.sheet, "key": contribution.key})


def add_contribution(made: Contribution, sheet: Mapping[str, Any], *, author: User) -> Contribution:
    """Write the first draft of a sheet."""
    made.author = author
    made.key = f"{slugify(made.title)[:_KEY_LENGTH] or 'fiche'}-{secrets.token_hex(4)}"
    made.sheet = _complete(made, sheet)
    with _record(made, "add", author) as recorder:
        recorder.create(made)
    return made


def edit_contribution(
    kept: Contribution, changes: Mapping[str, Any], sheet: Mapping[str, Any], *, author: User
) -> None:
    """
    Change the draft of a sheet; what readers find stays as it was reviewed.

    Raises
    ------
    InvalidInput
        If somebody is reviewing it.
    """
    if not is_writable(kept):
        raise InvalidInput(
            f"contribution {kept.pk} is under review",
            user=_(
                "Cette fiche est proposée : reprenez-la d’abord, et la relecture attendra la "
                "nouvelle version."
            ),
        )
    written = {"title": kept.title, "visibility": kept.visibility, **changes}
    values = {
        **changes,
        "sheet": _complete(kept, {**kept.sheet, **sheet}, **written),
        "state": ContributionState.DRAFT,
    }
    with _record(kept, "edit", author) as recorder:
        recorder.update(kept, values)


def list_missing(contribution: Contribution) -> list[str]:
    """Return the names of what a sheet must still say before it is proposed."""
    sheet = read_sheet(contribution)
    missing = [str(label) for name, label in _NAMES.items() if not getattr(sheet, name)]
    missing += [
        field.label
        for field in list_fields(sheet.kind)
        if field.is_required and not sheet.details.get(field.key)
    ]
    return missing


def propose(kept: Contribution, *, author: User) -> None:
    """
    Ask for a review.

    Raises
    ------
    InvalidInput
        If something is missing; each thing is in the details.
    """
    missing = list_missing(kept)
    if missing:
        raise InvalidInput(
            f"contribution {kept.pk} lacks {missing}",
            user=_("Il manque encore : {missing}.").format(missing=", ".join(missing)),
            details=missing,
        )
    _move(kept, "propose", author, state=ContributionState.PROPOSED, proposed_at=timezone.now())


def take_back(kept: Contribution, *, author: User) -> None:
    """Take back a sheet that waits for its review, to write on."""
    _check_state(kept, ContributionState.PROPOSED)
    _move(kept, "take_back", author, state=ContributionState.DRAFT)


def withdraw(kept: Contribution, *, author: User) -> None:
    """Take a sheet out of the library; its draft stays with who wrote it."""
    _move(
        kept,
        "withdraw",
        author,
        state=ContributionState.WITHDRAWN,
        published={},
        published_visibility="",
        published_at=None,
    )
    refresh_on_commit(kept)


def publish(kept: Contribution, *, visibility: str, note: str, author: User) -> None:
    """
    Let readers find a proposed sheet.

    Parameters
    ----------
    visibility
        For whom; the caller has checked that the reviewer may. Never wider than the author asked.

    Raises
    ------
    InvalidInput
        If nobody proposed it.
    """
    _check_state(kept, ContributionState.PROPOSED)
    now = timezone.now()
    is_open = visibility == kept.visibility == SheetVisibility.PUBLIC
    _move(
        kept,
        "publish",
        author,
        state=ContributionState.PUBLISHED,
        published={**kept.sheet, "written_on": timezone.localdate(now).isoformat()},
        published_visibility=SheetVisibility.PUBLIC if is_open else SheetVisibility.MEMBERS,
        published_at=now,
        **_sign(author, note),
    )
    refresh_on_commit(kept)
    _tell_author(kept, author)


def open_to_all(kept: Contribution, *, author: User) -> None:
    """
    Let everyone find a sheet published for members, as its author asked.

    Raises
    ------
    InvalidInput
        If its author did not ask, or if it is not published.
    """
    if not kept.is_waiting_to_open:
        raise InvalidInput(
            f"contribution {kept.pk} is not waiting to be opened",
            user=_("Cette fiche n’attend pas d’être ouverte à tout le monde."),
        )
    _move(kept, "open", author, published_visibility=SheetVisibility.PUBLIC)
    refresh_on_commit(kept)


def send_back(kept: Contribution, *, note: str, author: User) -> None:
    """Ask the author to complete a proposed sheet."""
    _check_state(kept, ContributionState.PROPOSED)
    _move(kept, "return", author, state=ContributionState.RETURNED, **_sign(author, note))
    _tell_author(kept, author)


def refuse(kept: Contribution, *, note: str, author: User) -> None:
    """Say that a proposed sheet will not be published; a version published before stays."""
    _check_state(kept, ContributionState.PROPOSED)
    _move(kept, "refuse", author, state=ContributionState.REFUSED, **_sign(author, note))
    _tell_author(kept, author)


def _check_state(kept: Contribution, wanted: ContributionState) -> None:
    if kept.state != wanted:
        raise InvalidInput(
            f"contribution {kept.pk} is {kept.state}, not {wanted}",
            user=_("Cette fiche n’attend plus de relecture : elle est « {state} ».").format(
                state=ContributionState(kept.state).label
            ),
        )


def _sign(author: User, note: str) -> dict[str, Any]:
    return {
        "review_note": note.strip(),
        "reviewed_by_id": author.pk,
        "reviewed_at": timezone.now(),
    }


def _complete(kept: Contribution, sheet: Mapping[str, Any], **written: Any) -> dict[str, Any]:  # noqa: ANN401 - values of fields
    """Return the sheet with what stands beside it for lists, checked once more as a sheet."""
    beside = {"title": kept.title, "visibility": kept.visibility, **written}
    values = {**sheet, "key": kept.key, "kind": kept.kind}
    values |= {name: beside[name] for name in ("title", "visibility")}
    plain: dict[str, Any] = _to_plain(build_sheet(values).to_dict())
    return plain


def _to_plain(value: Any) -> Any:  # noqa: ANN401 - a value of JSON
    match value:
        case Mapping():
            return {str(name): _to_plain(item) for name, item in value.items()}
        case list() | tuple():
            return [_to_plain(item) for item in value]
        case str():
            return str(value)
    return value


def _move(kept: Contribution, verb: str, author: User, **values: Any) -> None:  # noqa: ANN401 - values of fields
    with _record(kept, verb, author) as recorder:
        recorder.update(kept, values)


def _record(kept: Contribution, verb: str, author: User) -> AbstractContextManager[Recorder]:
    kind = f"contribution.{verb}"
    return record(kind, scope=SCOPE, author=author, params={"name": kept.title})


def _tell_author(kept: Contribution, reviewer: User) -> None:
    """Write to the author what became of the sheet; a message that cannot leave stops nothing."""
    to = kept.author
    if to is None or to == reviewer or not to.is_active:
        return
    transaction.on_commit(lambda: _write(kept, to))


def _write(kept: Contribution, to: User) -> None:
    try:
        send(
            "library/mail_reviewed.txt",
            to=to.email,
            language=to.language,
            context={
                "contribution": kept,
                "address": write_address(reverse("library:contribution", args=(kept.pk,))),
            },
        )
    except (SMTPException, OSError):
        _log.exception("message on contribution %s failed", kept.pk)
