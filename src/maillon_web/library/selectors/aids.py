"""Aids and calls, kept by who asks, for what, where, and open or not."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from maillon.domain.errors import InvalidInput
from maillon.domain.sheets import Sheet, SheetKind
from maillon.domain.territory import Territory
from maillon.reference.experiences import list_sheets
from maillon.studies.aids import AidMatch, Coverage, filter_aids
from maillon.studies.searching import Piece, Reader
from maillon_web.library.models import Contribution
from maillon_web.library.selectors.asking import Asked
from maillon_web.library.selectors.finding import PAGE, Found, FoundSheet, find
from maillon_web.library.selectors.shelves import AIDS, get_library
from maillon_web.library.words import name_kind

__all__ = ["Wish", "find_aids"]

_KINDS = (SheetKind.AID, SheetKind.CALL)
_MOST_NEAREST = 300


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """What a person says of itself to find an aid; empty when it does not say."""

    territory: Territory | None = None
    audience: str = ""
    project_step: str = ""
    instrument: str = ""
    hide_closed: bool = False


def find_aids(asked: Asked, reader: Reader, wish: Wish, *, number: int, today: date) -> Found:
    """Return one page of the aids that fit, or might: the open ones first, the closed ones last."""
    found = find(asked, reader, number=1, today=today)
    sheets = _list_nearest(asked, reader) if _is_narrow(asked) else _list_all(reader)
    matches = filter_aids(
        sheets,
        on=today,
        territory=wish.territory,
        audience=wish.audience,
        project_step=wish.project_step,
        instrument=wish.instrument,
        hide_closed=wish.hide_closed,
    )
    page = Paginator(matches, PAGE).get_page(number)
    return replace(
        found,
        total=len(matches),
        rows=[_show(match) for match in page.object_list],
        page=page,
    )


def _is_narrow(asked: Asked) -> bool:
    return not asked.is_empty


def _list_nearest(asked: Asked, reader: Reader) -> list[Sheet]:
    """Return the sheets that answer best: those that answer least are of no use here."""
    found = get_library().search(
        asked.words, filters=asked.filters, reader=reader, limit=_MOST_NEAREST
    )
    return [hit.sheet for hit in found.hits]


def _list_all(reader: Reader) -> list[Sheet]:
    """Return every aid and call that the reader may see."""
    library = get_library()
    own = Contribution.objects.exclude(published_visibility="").filter(kind__in=_KINDS)
    sheets = [sheet for sheet in list_sheets() if sheet.kind in _KINDS]
    sheets = [sheet for sheet in sheets if sheet.visibility in reader.levels]
    for key in own.values_list("key", flat=True):
        with suppress(InvalidInput):  # not for this reader, or withdrawn a moment ago
            sheets.append(library.get(key, reader=reader).sheet)
    return [*sheets, *_list_imported(library.fingerprint)]


@lru_cache(maxsize=1)
def _list_imported(_fingerprint: str) -> tuple[Sheet, ...]:
    """Return the imported aids, public all of them; read again when the index was made again."""
    library = get_library()
    found = library.search("", filters={"kind": ["aid"]}, limit=library.count())
    return tuple(hit.sheet for hit in found.hits if hit.owner == AIDS)


def _show(match: AidMatch) -> FoundSheet:
    sheet = match.sheet
    return FoundSheet(
        sheet=sheet,
        title=(Piece(sheet.title, is_hit=False),),
        excerpt=(Piece(sheet.summary, is_hit=False),),
        reasons=_say_coverage(match),
        kind=name_kind(sheet.kind),
        details=sheet.place,
        state=match.state,
    )


def _say_coverage(match: AidMatch) -> Sequence[str]:
    sentences = {
        Coverage.COVERED: _("Son périmètre couvre ce territoire."),
        Coverage.PARTLY: _("Son périmètre couvre une partie de ce territoire."),
        Coverage.UNKNOWN: _("Sa source ne permet pas de dire si ce territoire en fait partie."),
    }
    return [sentences[match.coverage]] if match.coverage in sentences else []
