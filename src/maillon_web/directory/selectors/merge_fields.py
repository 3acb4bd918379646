"""What two records of one actor say, side by side."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maillon.domain.formatting import format_siret
from maillon.reference.nomenclatures import list_workforce_bands, load_legal_categories
from maillon_web.directory.models import Actor

__all__ = [
    "MERGE_FIELDS",
    "FieldPair",
    "MergeField",
    "bear_two_numbers",
    "compare",
    "read_value",
    "suggest_kept",
]

_SIREN_LENGTH = 9


@dataclass(frozen=True, kw_only=True, slots=True)
class MergeField:
    """
    What one line of the comparison speaks of.

    Attributes
    ----------
    attributes
        Fields of the record that are taken together: half of one address and half of another
        would be nowhere.
    is_choice
        Whether a person may take the value of the other record; an identifier belongs to its own.
    """

    key: str
    label: str | Promise
    attributes: tuple[str, ...]
    is_choice: bool = True


MERGE_FIELDS: Sequence[MergeField] = (
    MergeField(key="name", label=_("Nom"), attributes=("name", "sort_name")),
    MergeField(key="other_names", label=_("Autres noms"), attributes=("other_names",)),
    MergeField(key="kind", label=_("Nature"), attributes=("kind",)),
    MergeField(key="siret", label=_("SIRET"), attributes=("siret", "siren"), is_choice=False),
    MergeField(key="rna", label=_("Numéro RNA"), attributes=("rna_id",)),
    MergeField(
        key="place",
        label=_("Adresse"),
        attributes=(
            *("address", "post_code", "commune_code", "commune_name"),
            *("lat", "lon", "position_quality", "qpv_code"),
        ),
    ),
    MergeField(key="activity", label=_("Activité (NAF)"), attributes=("naf_code", "naf_label")),
    MergeField(key="legal", label=_("Catégorie juridique"), attributes=("legal_category_code",)),
    MergeField(key="workforce", label=_("Effectif"), attributes=("band_code", "size_rank")),
    MergeField(
        key="declared_activity", label=_("Activité, en clair"), attributes=("declared_activity",)
    ),
    MergeField(key="website", label=_("Site internet"), attributes=("website",)),
    MergeField(key="phone", label=_("Téléphone"), attributes=("phone",)),
    MergeField(key="email", label=_("E-mail"), attributes=("email",)),
    MergeField(key="visibility", label=_("Visibilité"), attributes=("visibility",)),
)
# Lines that a person reads but that add up instead of being chosen.
_ADDED = frozenset({"other_names"})


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldPair:
    """One line: what each record says, in words."""

    field: MergeField
    first: str
    second: str

    @property
    def differs(self) -> bool:
        """Whether the two records do not say the same."""
        return self.first != self.second

    @property
    def is_completion(self) -> bool:
        """Whether only one of the two says something: it is then kept."""
        return bool(self.first) != bool(self.second)

    @property
    def is_choice(self) -> bool:
        """Whether somebody must say which of the two holds."""
        both = bool(self.first) and bool(self.second)
        return self.differs and both and self.field.is_choice and self.field.key not in _ADDED


def compare(first: Actor, second: Actor) -> list[FieldPair]:
    """Return every line on which at least one of the two says something."""
    pairs = [
        FieldPair(field=field, first=read_value(first, field), second=read_value(second, field))
        for field in MERGE_FIELDS
    ]
    return [pair for pair in pairs if pair.first or pair.second]


def bear_two_numbers(first: Actor, second: Actor) -> bool:
    """Tell whether official numbers say that two records are two places, or two organisations."""
    numbers = (
        (actor.siret, actor.siren or actor.siret[:_SIREN_LENGTH]) for actor in (first, second)
    )
    return any(one and other and one != other for one, other in zip(*numbers, strict=True))


def suggest_kept(first: Actor, second: Actor) -> Actor:
    """Return the record to keep: the one that a register names, else the one that says the most."""
    return max(first, second, key=_rank)


def _rank(actor: Actor) -> tuple[bool, int, int]:
    is_named = actor.external_id == actor.siret != ""
    return is_named, sum(bool(read_value(actor, field)) for field in MERGE_FIELDS), -actor.pk


def read_value(actor: Actor, field: MergeField) -> str:
    """Return what a record says, in words; empty when it says nothing."""
    said = _SAID.get(field.key)
    return said(actor) if said else str(getattr(actor, field.attributes[0]))


def _say_place(actor: Actor) -> str:
    city = " ".join(filter(None, (actor.post_code, actor.commune_name)))
    return ", ".join(filter(None, (actor.address, city or actor.commune_code)))


def _say_legal_category(actor: Actor) -> str:
    category = load_legal_categories().get(actor.legal_category_code)
    return _join_label(actor.legal_category_code, category.label if category else "")


def _say_workforce(actor: Actor) -> str:
    band = list_workforce_bands().get(actor.band_code)
    return band.label if band else actor.band_code


def _join_label(code: str, label: str) -> str:
    return f"{code} – {label}" if code and label else code


_SAID: Mapping[str, Callable[[Actor], str]] = {
    "siret": lambda actor: format_siret(actor.siret) if actor.siret else actor.siren,
    "place": _say_place,
    "activity": lambda actor: _join_label(actor.naf_code, actor.naf_label),
    "legal": _say_legal_category,
    "workforce": _say_workforce,
    "kind": lambda actor: str(actor.get_kind_display()),
    "visibility": lambda actor: str(actor.get_visibility_display()),
}
