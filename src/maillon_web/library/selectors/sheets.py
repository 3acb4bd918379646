"""One sheet, and everything that its page says of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillon.domain.errors import InvalidInput
from maillon.domain.provenance import Provenance
from maillon.domain.sheets import Sheet, SheetKind
from maillon.reference.experiences import SheetField, list_documents, list_fields
from maillon.reference.sources import list_source_sheets
from maillon.studies.aids import AidState
from maillon.studies.searching import SimilarSheet, StoredSheet
from maillon_web.accounts.mails import write_address
from maillon_web.accounts.models import User
from maillon_web.filieres.models import Filiere
from maillon_web.filieres.rights import CAPABILITIES, Capability
from maillon_web.filieres.selectors import find_accesses
from maillon_web.filieres.selectors.lists import list_own
from maillon_web.library import words
from maillon_web.library.models import Contribution
from maillon_web.library.selectors.finding import name_state, say_state
from maillon_web.library.selectors.readers import get_reader
from maillon_web.library.selectors.shelves import get_library
from maillon_web.ui.formatting import format_day

__all__ = [
    "Detail",
    "SheetPage",
    "describe_sheet",
    "find_sheet",
    "get_sheet",
    "list_like",
    "list_places_of_use",
]

Person = User | AnonymousUser
_MOST_LIKE = 4
_MOST_PLACES = 8
# Said apart, in words of their own.
_OWN_PLACES = frozenset({"answer", "warning", "as_of", "description", "credit", "eligibility"})
_OWN_PLACES_OF_AIDS = frozenset(
    {
        "funders",
        "opens_on",
        "deadline",
        "recurrence",
        "is_call",
        "is_suspended",
        "address",
        "application_address",
        "updated_on",
        "data_date",
        "audience_kinds",
        "is_audience_closed",
        "step_kinds",
        "perimeter_keys",
        "perimeter_unread",
        "employees_min",
        "employees_max",
        "naf_sections",
        "excludes_micro",
    }
)


_OWN_LINKS = {
    "address": gettext_lazy("Page de l’aide"),
    "application_address": gettext_lazy("Demander l’aide"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownLink:
    """A link to a web page, and the site that it leads to."""

    label: str
    address: str

    @property
    def site(self) -> str:
        """Name of the site."""
        return urlsplit(self.address).netloc.removeprefix("www.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Detail:
    """What only a kind of sheet has: a label, and one or several things said."""

    key: str
    label: str
    items: Sequence[str]
    is_list: bool


@dataclass(frozen=True, kw_only=True)
class SheetPage:
    """
    A sheet in the words of its page.

    Attributes
    ----------
    document
        Document that it was drawn from, when it comes with Maillon.
    contribution
        What a person wrote, when it does not.
    """

    sheet: Sheet
    kind: str
    details: Sequence[Detail]
    links: Sequence[ShownLink]
    filieres: Sequence[words.Named]
    stages: Sequence[words.Named]
    steps: Sequence[words.Named]
    levers: Sequence[words.Named]
    territory_kind: str
    country: str
    resource_type: str
    document: Provenance | None
    contribution: Contribution | None
    state: AidState | None

    @property
    def state_label(self) -> str:
        """Whether an aid is open, in a word."""
        return name_state(self.state)

    @property
    def has_facts(self) -> bool:
        """Whether something is said in brief."""
        sheet = self.sheet
        told = (self.country, self.territory_kind, self.resource_type, sheet.place, sheet.contact)
        keys = (*self.filieres, *self.stages, *self.steps, *self.levers, *sheet.keywords)
        return any(told) or bool(keys) or sheet.year is not None

    @property
    def answer(self) -> str:
        """What a question of law is answered."""
        return self._read("answer")

    @property
    def warning(self) -> str:
        """What the answer does not say; the page itself says to have it checked."""
        text = self._read("warning")
        return text.removeprefix("À valider par votre service juridique.").strip()

    @property
    def as_of(self) -> str:
        """When the law was so."""
        text = self._read("as_of") or self._read("date")
        return format_day(text) if text else ""

    @property
    def description(self) -> str:
        """What an aid consists of."""
        return self._read("description")

    @property
    def credit(self) -> str:
        """The mention that a source asks for."""
        return self._read("credit")

    @property
    def eligibility(self) -> Sequence[str]:
        """The conditions of an aid, as its source says them."""
        return [str(line) for line in self.sheet.details.get("eligibility") or ()]

    @property
    def source_label(self) -> str:
        """Name of the register that it was imported from."""
        return _sources().get(self.sheet.provenance, self.sheet.provenance)

    @property
    def action_query(self) -> str:
        """What the page of a new action is filled in with."""
        sheet = self.sheet
        address = write_address(reverse("library:sheet", args=(sheet.key,)))
        title = _("D’après : {title}").format(title=sheet.title)
        pairs = [
            ("title", title[:200]),
            ("description", f"{sheet.summary}\n\n{address}".strip()),
            *(("lever", lever) for lever in sheet.levers),
            ("fiche", sheet.key),
        ]
        return urlencode(pairs)

    def _read(self, name: str) -> str:
        value = self.sheet.details.get(name)
        return "" if value is None else str(value)


def get_sheet(person: Person, key: str) -> StoredSheet:
    """
    Return a sheet.

    Raises
    ------
    Http404
        If it does not exist, or if this person may not know that it does.
    """
    found = find_sheet(person, key)
    if found is None:
        raise Http404
    return found


def find_sheet(person: Person, key: str) -> StoredSheet | None:
    """Return a sheet, `None` when it does not exist or is not for this person."""
    try:
        return get_library().get(key, reader=get_reader(person))
    except InvalidInput:
        return None


def list_like(person: Person, key: str) -> Sequence[SimilarSheet]:
    """Return the sheets most like one, of those that this person may read."""
    return get_library().like(key, reader=get_reader(person), limit=_MOST_LIKE)


def list_places_of_use(person: Person) -> list[Filiere]:
    """Return the filières where a person writes: where a case may serve."""
    if not isinstance(person, User):
        return []
    filieres = list(list_own(person)[:50])
    accesses = find_accesses(person, filieres)
    return [
        filiere
        for filiere in filieres
        if Capability.CONTRIBUTE in CAPABILITIES[accesses[filiere.pk]]
    ][:_MOST_PLACES]


def describe_sheet(stored: StoredSheet, *, today: date) -> SheetPage:
    """Return what the page of a sheet says."""
    return _describe(stored.sheet, contribution=_find_contribution(stored.owner), today=today)


def describe_draft(contribution: Contribution, sheet: Sheet, *, today: date) -> SheetPage:
    """Return what the page of a contribution would say once published."""
    return _describe(sheet, contribution=contribution, today=today)


def _describe(sheet: Sheet, *, contribution: Contribution | None, today: date) -> SheetPage:
    return SheetPage(
        sheet=sheet,
        kind=words.name_kind(sheet.kind),
        details=list_details(sheet),
        links=list_safe_links(sheet),
        filieres=words.name_filieres(sheet),
        stages=words.name_stages(sheet),
        steps=words.name_steps(sheet),
        levers=words.name_levers(sheet),
        territory_kind=words.name_territory_kind(sheet.territory_kind),
        country=words.name_country(sheet.country),
        resource_type=words.name_resource_type(sheet.resource_type),
        document=_documents().get(sheet.provenance),
        contribution=contribution,
        state=say_state(sheet, today),
    )


def list_details(sheet: Sheet) -> list[Detail]:
    """Return what only this kind of sheet has, in the order of its fields."""
    given = {name: value for name, value in sheet.details.items() if value not in ("", None, [])}
    apart = _OWN_PLACES | (_OWN_PLACES_OF_AIDS if sheet.kind is SheetKind.AID else frozenset())
    return [
        _read_detail(field, given[field.key])
        for field in list_fields(sheet.kind)
        if field.key in given and field.key not in apart
    ]


def _read_detail(field: SheetField, value: Any) -> Detail:  # noqa: ANN401 - a value of JSON
    is_list = isinstance(value, Sequence) and not isinstance(value, str)
    items = [str(item) for item in value] if is_list else [str(value)]
    return Detail(key=field.key, label=field.label, items=items, is_list=is_list)


def list_safe_links(sheet: Sheet) -> list[ShownLink]:
    """Return the links that lead to a web page; anything else is no link."""
    given = {link.address: link.label for link in sheet.links}
    for name, label in _OWN_LINKS.items():
        given.setdefault(str(sheet.details.get(name, "")), str(label))
    return [
        ShownLink(label=label or address, address=address)
        for address, label in given.items()
        if is_web_address(address)
    ]


def is_web_address(address: str) -> bool:
    """Tell whether an address leads to a web page."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


@cache
def _sources() -> Mapping[str, str]:
    return {source.key: source.label for source in list_source_sheets()}


@cache
def _documents() -> Mapping[str, Provenance]:
    return {document.key: document for document in list_documents()}


def _find_contribution(owner: str) -> Contribution | None:
    kind, _colon, number = owner.partition(":")
    if kind != "contribution" or not number.isdigit():
        return None
    return (
        Contribution.objects.select_related("organisation", "filiere")
        .filter(pk=int(number))
        .first()
    )
