"""The facts of a sheet, one by one: what is known, from whom, since when, who sees it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maillon.domain.formatting import format_siret
from maillon.reference.nomenclatures import load_inclusive_kinds
from maillon_web.directory.models import Actor, FieldOrigin
from maillon_web.directory.selectors.sources import NamedSource, describe_source
from maillon_web.directory.selectors.words import (
    SITE_OF_COMPANIES,
    describe_band,
    describe_legal_form,
)
from maillon_web.filieres.models import Visibility

__all__ = ["SheetField", "write_fields"]

_FIELDS: Sequence[tuple[str, str | Promise]] = (
    ("name", _("Nom")),
    ("other_names", _("Autres noms")),
    ("siret", _("SIRET")),
    ("siren", _("SIREN")),
    ("rna_id", _("Numéro RNA")),
    ("legal_category_code", _("Forme juridique")),
    ("address", _("Adresse")),
    ("post_code", _("Code postal")),
    ("commune_code", _("Commune")),
    ("qpv_code", _("Quartier prioritaire")),
    ("naf_code", _("Activité (NAF)")),
    ("declared_activity", _("Activité, en clair")),
    ("band_code", _("Effectif")),
    ("inclusive_kinds", _("Structure inclusive")),
    ("website", _("Site internet")),
    ("phone", _("Téléphone")),
    ("email", _("E-mail")),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class SheetField:
    """One fact: what is known, from whom, since when, who sees it."""

    name: str
    label: str
    value: str
    source: str
    dated: date | None
    visibility: str
    url: str = ""

    @property
    def is_narrow(self) -> bool:
        """Whether not everybody sees it."""
        return self.visibility != Visibility.PUBLIC

    @property
    def visibility_label(self) -> str:
        """Who sees it, in words."""
        return str(Visibility(self.visibility).label)


def write_fields(
    actor: Actor,
    origins: Mapping[str, FieldOrigin],
    hidden: Collection[str],
    names: Mapping[str, NamedSource],
) -> Sequence[SheetField]:
    """Return what the reader may see of a sheet, field by field; what is not known is left out."""
    shared = describe_source(";".join(sorted(actor.sources)), names)
    fields = []
    for name, label in _FIELDS:
        value = _write_value(actor, name)
        if not value or name in hidden:
            continue
        origin = origins.get(name)
        is_written = origin is not None and origin.is_written
        fields.append(
            SheetField(
                name=name,
                label=str(label),
                value=value,
                source=describe_source(origin.source, names) if origin and is_written else shared,
                dated=origin.dated if origin and is_written else None,
                visibility=_narrowest(actor, origin),
                url=_find_address(actor, name),
            )
        )
    return fields


def _narrowest(actor: Actor, origin: FieldOrigin | None) -> str:
    levels = [level.value for level in Visibility]
    given = [actor.visibility, origin.visibility if origin else actor.visibility]
    return max(given, key=levels.index)


def _write_value(actor: Actor, name: str) -> str:
    value = getattr(actor, name)
    written: dict[str, Callable[[], str]] = {
        "siret": lambda: format_siret(value),
        "commune_code": lambda: str(actor.commune_name or value),
        "naf_code": f"{value} {actor.naf_label}".strip,
        "legal_category_code": lambda: describe_legal_form(value),
        "band_code": lambda: describe_band(value),
        "inclusive_kinds": lambda: _name_kinds(value),
    }
    return written[name]() if name in written else str(value)


def _name_kinds(keys: Sequence[str]) -> str:
    kinds = load_inclusive_kinds()
    return ", ".join(kinds[key].label if key in kinds else key for key in keys)


def _find_address(actor: Actor, name: str) -> str:
    if name == "siret" and len(actor.siret) == 14:
        return f"{SITE_OF_COMPANIES}/etablissement/{actor.siret}"
    if name == "siren" and len(actor.siren) == 9:
        return f"{SITE_OF_COMPANIES}/entreprise/{actor.siren}"
    if name == "website" and actor.website.startswith(("http://", "https://")):
        return actor.website
    return f"mailto:{actor.email}" if name == "email" and actor.email else ""
