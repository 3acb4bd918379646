"""Read the aids of Aides-territoires, as JSON of its API or as CSV of its site."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _
from maillon.domain.text import fold
from maillon.sources.aid_rows import AidBook, join_lines, read_day
from maillon.sources.plain_text import (
    read_address,
    remove_contacts,
    to_plain_lines,
    to_plain_text,
)
from maillon.sources.register_files import check_columns, open_register, unreadable
from maillon.sources.rejects import RegisterReading

__all__ = ["read_aides_territoires"]

_SITE = "https://aides-territoires.beta.gouv.fr"
_SLUG = re.compile(r"/aides/(?P<slug>[\w-]+)/?$")
_NEEDED = ("slug", "name", "financers", "targeted_audiences", "aid_types", "submission_deadline")
_COLUMNS = (
    *("Nom", "Lien", "Financeurs", "Bénéficiaire", "Types d'aides", "AAP/AMI", "Récurrence"),
    *("Descriptif", "Date Clôture"),
)


def read_aides_territoires(path: Path) -> RegisterReading:
    """
    Return the aids of a file drawn from Aides-territoires.

    Parameters
    ----------
    path
        JSON of the API (`{"results": [...]}` or the bare list), or CSV with the columns Nom,
        Lien, Financeurs, Bénéficiaire, Types d'aides, AAP/AMI, Récurrence, Descriptif, Date
        Clôture. The CSV gives no perimeter and no opening date.

    Returns
    -------
    RegisterReading
        Table `reference/tables/aids.csv`. Rejects: aids without title, published twice or no
        longer published; unreadable dates, the aid being kept.

    Raises
    ------
    InvalidInput
        If the file cannot be read or lacks a column.
    """
    try:
        with path.open("rb") as file:
            start = file.read(64).lstrip(b"\xef\xbb\xbf \r\n\t")
    except OSError as error:
        raise unreadable(path) from error
    return _read_json(path) if start.startswith((b"{", b"[")) else _read_csv(path)


def _read_json(path: Path) -> RegisterReading:
    try:
        payload = json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise unreadable(path) from error
    items = payload.get("results") if isinstance(payload, dict) else payload
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise InvalidInput(
            f"no results in {path.name}",
            user=_(
                "« {name} » ne contient pas la liste « results » d’Aides-territoires : vérifiez "
                "que c’est le bon fichier."
            ).format(name=path.name),
        )
    if items:
        check_columns(path, list(dict.fromkeys(name for item in items for name in item)), _NEEDED)
    book = AidBook()
    for number, item in enumerate(items, start=1):
        row = _read_item(book, number, item)
        if item.get("is_live") is False:
            book.refuse(number, _("Aide qui n’est plus publiée : non reprise."), row)
        else:
            book.add(number, row)
    return book.to_reading(path)


def _read_item(book: AidBook, number: int, item: Mapping[str, Any]) -> dict[str, Any]:
    name = _text(item, "name")
    return {
        "aid_id": _text(item, "slug") or _text(item, "id"),
        "title": remove_contacts(name),
        "programmes": join_lines(_list(item, "programs")),
        "funders": join_lines(_list(item, "financers")),
        "operators": join_lines(_list(item, "instructors")),
        "instruments": join_lines(_list(item, "aid_types")),
        "audiences": join_lines(_list(item, "targeted_audiences")),
        "project_steps": join_lines(_list(item, "mobilization_steps")),
        "expenses": join_lines(_list(item, "destinations")),
        "categories": join_lines(_list(item, "categories")),
        "description": to_plain_text(_text(item, "description")),
        "eligibility": join_lines(to_plain_lines(_text(item, "eligibility"))),
        "perimeter": _text(item, "perimeter"),
        "perimeter_names": join_lines([_text(item, "perimeter")]),
        "perimeter_scale": _text(item, "perimeter_scale"),
        "recurrence": _text(item, "recurrence"),
        "is_call": _flag(item, "is_call_for_project"),
        "opens_on": read_day(book, number, column="start_date", text=_text(item, "start_date")),
        "deadline": read_day(
            book, number, column="submission_deadline", text=_text(item, "submission_deadline")
        ),
        "rate_low": _number(item, "subvention_rate_lower_bound"),
        "rate_high": _number(item, "subvention_rate_upper_bound"),
        "rate_note": to_plain_text(_text(item, "subvention_comment")),
        "loan_eur": _number(item, "loan_amount"),
        "advance_eur": _number(item, "recoverable_advance_amount"),
        "address": _read_page(_text(item, "url")),
        "application_address": read_address(_text(item, "application_url")),
        "credit": to_plain_text(_text(item, "import_data_mention")),
        "updated_on": read_day(
            book, number, column="date_updated", text=_text(item, "date_updated")
        ),
    }


def _read_csv(path: Path) -> RegisterReading:
    book = AidBook()
    with open_register(path, _COLUMNS) as register:
        for number, values in register.rows:
            cells = dict(zip(_COLUMNS, values, strict=True))
            book.add(number, _read_cells(book, number, cells))
    note = _(
        "Ce fichier ne donne ni le périmètre ni la date d’ouverture des aides : le territoire "
        "reste à vérifier sur la page de chacune."
    )
    return book.to_reading(path, [*register.notes, note])


def _read_cells(book: AidBook, number: int, cells: Mapping[str, str]) -> dict[str, Any]:
    page = _SLUG.search(cells["Lien"])
    call = fold(cells["AAP/AMI"])
    return {
        "aid_id": page["slug"] if page else "",
        "title": remove_contacts(cells["Nom"]),
        "funders": join_lines(_split(cells["Financeurs"])),
        "instruments": join_lines(_split(cells["Types d'aides"])),
        "audiences": join_lines(_split(cells["Bénéficiaire"])),
        "description": to_plain_text(cells["Descriptif"]),
        "recurrence": cells["Récurrence"],
        # The export writes « Oui » or nothing: nothing is no answer.
        "is_call": True if call == "OUI" else None,
        "deadline": read_day(book, number, column="Date Clôture", text=cells["Date Clôture"]),
        "address": read_address(cells["Lien"]),
    }


def _read_page(url: str) -> str | None:
    return read_address(_SITE + url if url.startswith("/") else url)


def _split(text: str) -> Iterator[str]:
    return (part.strip() for part in text.split(";"))


def _text(item: Mapping[str, Any], name: str) -> str:
    value = item.get(name)
    return "" if value is None or isinstance(value, dict | list) else str(value).strip()


def _list(item: Mapping[str, Any], name: str) -> Iterable[str]:
    value = item.get(name)
    values = value if isinstance(value, list) else [value]
    return (text for text in values if isinstance(text, str))


def _flag(item: Mapping[str, Any], name: str) -> bool | None:
    value = item.get(name)
    return value if isinstance(value, bool) else None


def _number(item: Mapping[str, Any], name: str) -> float | None:
    value = item.get(name)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and value is not None else None
