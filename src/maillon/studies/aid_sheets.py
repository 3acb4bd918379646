"""One imported aid as a sheet of the library."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from maillon.domain.formatting import format_number, format_quantity
from maillon.domain.language import translate as _
from maillon.domain.provenance import Provenance
from maillon.domain.sheets import Sheet, SheetKind, SheetLink, TerritoryKind
from maillon.reference.aids import find_perimeter_keys, find_word
from maillon.reference.aids.words import Subject

__all__ = ["STEP", "build_aid_sheet"]

STEP = "financement"
_CALL_LEVER = "financement.appels"
_LONGEST_SUMMARY = 300
_KINDS = {
    "reg": TerritoryKind.REGION,
    "dep": TerritoryKind.DEPARTEMENT,
    "epci": TerritoryKind.EPCI,
    "fr": TerritoryKind.NATIONAL,
    "mainland": TerritoryKind.NATIONAL,
}
_LISTS = {
    "funders": "funders",
    "operators": "operators",
    "programmes": "programmes",
    "instruments": "instruments",
    "audience": "audiences",
    "eligible_steps": "project_steps",
    "expenses": "expenses",
    "eligibility": "eligibility",
    "how_to": "how_to",
    "naf_sections": "naf_sections",
}
_PLAIN = (
    *("description", "perimeter", "recurrence", "cost", "duration", "address"),
    *("application_address", "credit", "is_call", "is_suspended", "employees_min"),
    *("employees_max", "excludes_micro", "has_variants"),
)
_DAYS = ("opens_on", "deadline", "updated_on")


def build_aid_sheet(row: Mapping[str, Any], provenance: Provenance) -> Sheet:
    """
    Return an aid as a sheet.

    Parameters
    ----------
    row
        A row of `reference/tables/aids.csv`.
    provenance
        Of the import; its date is that of every aid that has none of its own.
    """
    details = _list_details(row, provenance)
    keys = details.get("perimeter_keys", [])
    organisations = [*details.get("funders", []), *details.get("operators", [])]
    return Sheet(
        key=f"aid-{provenance.key}-{row['aid_id']}",
        kind=SheetKind.AID,
        title=row["title"],
        summary=row["summary"] or _shorten(row["description"] or ""),
        place=_say_place(row),
        territory_kind=_find_kind(keys),
        steps=(STEP,),
        levers=_find_levers(row),
        actors=tuple(dict.fromkeys(organisations)),
        budget=" ; ".join(details[name] for name in ("amount", "rate") if name in details),
        contact=organisations[0] if organisations else "",
        links=_list_links(row),
        keywords=tuple(details.get("categories", ())),
        details=details,
        provenance=provenance.key,
        doubt=_say_doubt(row),
        written_on=details.get("updated_on") or provenance.vintage,
    )


def _list_details(row: Mapping[str, Any], provenance: Provenance) -> dict[str, Any]:
    names = _lines(row, "perimeter_names")
    scale = row["perimeter_scale"] or ""
    keys = {name: find_perimeter_keys(name, scale) for name in names}
    told: dict[str, Any] = {
        "funder": " ; ".join(_lines(row, "funders")),
        **{name: _lines(row, column) for name, column in _LISTS.items()},
        **{name: row[name] for name in _PLAIN},
        **{name: _iso(row[name]) for name in _DAYS},
        "categories": [_label_theme(text) for text in _lines(row, "categories")],
        "rate": _say_rate(row),
        "amount": _say_amount(row),
        "data_date": provenance.vintage,
        "instrument_kinds": _find_keys("instruments", _lines(row, "instruments")),
        "audience_kinds": _find_keys("audiences", _lines(row, "audiences")),
        "step_kinds": _find_keys("project_steps", _lines(row, "project_steps")),
        "recurrence_kind": next(iter(_find_keys("recurrences", [row["recurrence"] or ""])), ""),
        "perimeter_keys": list(dict.fromkeys(key for found in keys.values() for key in found)),
        "perimeter_unread": [name for name, found in keys.items() if not found],
    }
    known = {name: value for name, value in told.items() if value not in (None, "", [])}
    return known | {"is_audience_closed": _is_closed(row)}


def _is_closed(row: Mapping[str, Any]) -> bool:
    """Tell whether the list of publics is whole, and every word of it understood."""
    words = _lines(row, "audiences")
    return bool(row["is_audience_closed"]) and all(find_word("audiences", text) for text in words)


def _lines(row: Mapping[str, Any], column: str) -> list[str]:
    return (row[column] or "").split("\n") if row[column] else []


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _find_keys(subject: Subject, words: Iterable[str]) -> list[str]:
    found = (find_word(subject, word) for word in words if word)
    return list(dict.fromkeys(word.key for word in found if word))


def _label_theme(text: str) -> str:
    word = find_word("themes", text)
    return word.label if word else text


def _find_levers(row: Mapping[str, Any]) -> tuple[str, ...]:
    words = (find_word("instruments", text) for text in _lines(row, "instruments"))
    levers = [word.lever for word in words if word and word.lever]
    return tuple(dict.fromkeys([*levers, *([_CALL_LEVER] if row["is_call"] else [])]))


def _find_kind(keys: list[str]) -> TerritoryKind:
    if len(keys) != 1:
        return TerritoryKind.UNKNOWN
    return _KINDS.get(keys[0].partition(":")[0], TerritoryKind.UNKNOWN)


def _say_place(row: Mapping[str, Any]) -> str:
    names = _lines(row, "perimeter_names")
    return ", ".join(names) if names else row["perimeter"] or ""


def _say_rate(row: Mapping[str, Any]) -> str:
    low, high, note = row["rate_low"], row["rate_high"], row["rate_note"] or ""
    if low is not None and high is not None and low != high:
        rate = _("de {low} à {high} %").format(low=format_number(low), high=format_number(high))
    elif high is not None:
        rate = _("jusqu’à {high} %").format(high=format_number(high))
    elif low is not None:
        rate = _("à partir de {low} %").format(low=format_number(low))
    else:
        return note
    return f"{rate} ({note})" if note else rate


def _say_amount(row: Mapping[str, Any]) -> str:
    parts = [row["amount"] or ""]
    if row["loan_eur"] is not None:
        parts.append(_("prêt : {sum}").format(sum=format_quantity(row["loan_eur"], "€")))
    if row["advance_eur"] is not None:
        amount = format_quantity(row["advance_eur"], "€")
        parts.append(_("avance récupérable : {sum}").format(sum=amount))
    return " ; ".join(part for part in parts if part)


def _say_doubt(row: Mapping[str, Any]) -> str:
    if not row["has_variants"]:
        return ""
    return _(
        "Le montant, l’opérateur ou les conditions changent selon la taille ou la région : voyez "
        "la page de l’aide."
    )


def _list_links(row: Mapping[str, Any]) -> tuple[SheetLink, ...]:
    labels = {"address": _("Page de l’aide"), "application_address": _("Déposer une demande")}
    return tuple(
        SheetLink(label=label, address=row[name]) for name, label in labels.items() if row[name]
    )


def _shorten(text: str) -> str:
    """Return the beginning of a text, cut between two words."""
    flat = " ".join(text.split())
    if len(flat) <= _LONGEST_SUMMARY:
        return flat
    return flat[:_LONGEST_SUMMARY].rpartition(" ")[0].rstrip(" ,;:.") + "…"
