"""What a row of a list would write on a sheet: what is missing, never over what is known."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maillon.domain.formatting import format_siret
from maillon.domain.text import fold
from maillon.reference.nomenclatures import list_workforce_bands
from maillon_web.directory.models import Actor, EssStatus, FieldOrigin, ListImport

__all__ = [
    "SHEET_FIELDS",
    "STATED_FIELDS",
    "RowChange",
    "describe_changes",
    "describe_values",
    "list_renewable",
    "plan_changes",
]

Values = Mapping[str, Any]

# Fields of a sheet that a list fills, as a person reads them; each with what is written beside it.
SHEET_FIELDS: Mapping[str, tuple[str | Promise, tuple[str, ...]]] = {
    "name": (_("Nom"), ("sort_name",)),
    "other_names": (_("Autres noms"), ()),
    "siret": (_("SIRET"), ("siren",)),
    "siren": (_("SIREN"), ()),
    "rna_id": (_("Numéro RNA"), ()),
    "address": (_("Adresse"), ()),
    "post_code": (_("Code postal"), ()),
    "commune_code": (_("Commune"), ("commune_name",)),
    "lat": (_("Position"), ("lon",)),
    "naf_code": (_("Activité (NAF)"), ("naf_label",)),
    "legal_category_code": (_("Catégorie juridique"), ()),
    "band_code": (_("Effectif"), ("size_rank",)),
    "declared_activity": (_("Activité, en clair"), ()),
    "website": (_("Site internet"), ()),
    "ess_status": (_("ESS"), ()),
    "inclusive_kinds": (_("Structure inclusive"), ()),
}
# Whose source and date are written down, field by field.
STATED_FIELDS = tuple(name for name in SHEET_FIELDS if name not in {"siret", "siren"})
_LISTS = frozenset({"inclusive_kinds"})
# An address taken without its commune would be nowhere.
_PLACE = ("address", "post_code", "commune_code", "lat")
_NAME_SEPARATOR = " | "
_LONGEST_NAMES = 600


@dataclass(frozen=True, kw_only=True, slots=True)
class RowChange:
    """One line of the comparison of a row and a sheet."""

    label: str
    present: str
    given: str
    is_written: bool

    @property
    def is_left(self) -> bool:
        """Whether the sheet says otherwise, and keeps what it says."""
        return bool(self.given) and not self.is_written and self.given != self.present


def plan_changes(actor: Actor, values: Values, renewable: Collection[str] = ()) -> dict[str, Any]:
    """
    Return what a row writes on a known sheet, by field.

    Parameters
    ----------
    values
        What the row says, by field of the sheet.
    renewable
        Fields that an earlier edition of the same list had written: this one replaces them.
    """
    changes: dict[str, Any] = {}
    keeps_place = bool(actor.commune_code) and actor.commune_code != values.get("commune_code")
    for field, (_label, beside) in SHEET_FIELDS.items():
        given, present = values.get(field), getattr(actor, field)
        if given in (None, "", []) or field in {"name", "other_names"}:
            continue
        if field in _LISTS:
            united = [*present, *(entry for entry in given if entry not in present)]
            changes |= {field: united} if united != present else {}
            continue
        if given == present or not _is_open(field, present, renewable):
            continue
        if field in _PLACE and keeps_place and field not in renewable:
            continue
        changes |= {name: values[name] for name in (field, *beside) if name in values}
    changes |= _plan_names(actor, values)
    return changes


def _is_open(field: str, present: Any, renewable: Collection[str]) -> bool:  # noqa: ANN401 - value of any field
    is_blank = present in (None, "") or (field == "ess_status" and present == EssStatus.NONE)
    return is_blank or field in renewable


def _plan_names(actor: Actor, values: Values) -> dict[str, Any]:
    """Return the other names completed by those of the row; the name of the sheet stays."""
    said = [values.get("name") or "", *(values.get("other_names") or "").split("|")]
    known = {fold(part) for part in (actor.name, *actor.other_names.split("|"))}
    joined = actor.other_names
    for part in said:
        if not fold(part) or fold(part) in known:
            continue
        known.add(fold(part))
        longer = f"{joined}{_NAME_SEPARATOR}{part.strip()}" if joined else part.strip()
        joined = longer if len(longer) <= _LONGEST_NAMES else joined
    return {"other_names": joined} if joined != actor.other_names else {}


def list_renewable(origins: Sequence[FieldOrigin], list_import: ListImport) -> set[str]:
    """Return the fields that the same list wrote, on the same day or before."""
    dated = list_import.dated
    return {
        origin.field
        for origin in origins
        if origin.source == list_import.label and _as_day(origin.dated) <= _as_day(dated)
    }


def _as_day(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


def describe_changes(
    actor: Actor, values: Values, renewable: Collection[str] = ()
) -> list[RowChange]:
    """Return, field by field, what the sheet says, what the row says, and which of them stays."""
    changes = plan_changes(actor, values, renewable)
    present = {field: getattr(actor, field) for field in _told_fields()}
    if "other_names" in changes:
        added = changes["other_names"].removeprefix(actor.other_names).removeprefix(_NAME_SEPARATOR)
        values = {**values, "other_names": added}
    lines = []
    for field, (label, _beside) in SHEET_FIELDS.items():
        ours, theirs = _say(field, present), _say(field, values)
        if (ours or theirs) and not (field == "siren" and (actor.siret or values.get("siret"))):
            lines.append(
                RowChange(label=str(label), present=ours, given=theirs, is_written=field in changes)
            )
    return lines


def describe_values(values: Values) -> list[tuple[str, str]]:
    """Return what a row says, in words."""
    return [
        (str(label), said)
        for field, (label, _beside) in SHEET_FIELDS.items()
        if (said := _say(field, values)) and not (field == "siren" and values.get("siret"))
    ]


def _told_fields() -> list[str]:
    return [name for field, (_label, beside) in SHEET_FIELDS.items() for name in (field, *beside)]


def _say(field: str, values: Values) -> str:
    value = values.get(field)
    if value in (None, "", []) or value == EssStatus.NONE:
        return ""
    said = _SAID.get(field)
    return said(values) if said else str(value)


def _say_band(values: Values) -> str:
    band = list_workforce_bands().get(values["band_code"])
    return band.label if band else str(values["band_code"])


def _say_activity(values: Values) -> str:
    label = values.get("naf_label")
    return f"{values['naf_code']} – {label}" if label else str(values["naf_code"])


_SAID: Mapping[str, Callable[[Values], str]] = {
    "siret": lambda values: format_siret(values["siret"]),
    "commune_code": lambda values: str(values.get("commune_name") or values["commune_code"]),
    "lat": lambda values: f"{values['lat']:.5f} ; {values['lon']:.5f}",
    "naf_code": _say_activity,
    "band_code": _say_band,
    "ess_status": lambda values: str(EssStatus(values["ess_status"]).label),
    "inclusive_kinds": lambda values: ", ".join(values["inclusive_kinds"]),
}
