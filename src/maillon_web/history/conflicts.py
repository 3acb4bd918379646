"""
Two people edit one record: the second sees both versions, field by field, and chooses.

A form that inherits from `VersionedForm` carries the version that its reader saw. In the view:

    form = SheetForm(request.POST, instance=actor)
    if form.is_valid():
        conflict = form.find_conflict()
        if conflict:
            return show_conflict(request, conflict, cancel=..., context=...)
        services.edit(actor, form.list_changes(), version=form.stored.version)

The service locks the record, calls `check_version`, and writes `list_changes()` only: what the
person did not touch is never written over with what the page showed.
"""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.db import models
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from maillon_web.history.services import ChangedMeanwhile
from maillon_web.ui.formatting import format_day

__all__ = [
    "Conflict",
    "ConflictField",
    "VersionedForm",
    "check_version",
    "show_conflict",
]

MINE, THEIRS = "mine", "theirs"
_CHOICE = "keep-"
_OWN_FIELDS = ("version", "seen")
_HTTP_CONFLICT = 409

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Any]
else:
    ModelForm = forms.ModelForm


@dataclass(frozen=True, kw_only=True, slots=True)
class ConflictField:
    """One field whose two values differ; `chosen` is the one proposed."""

    name: str
    label: str
    mine: str
    theirs: str
    chosen: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Conflict:
    """
    What differs between the record and what a person sent.

    Attributes
    ----------
    version
        Of the record as it now stands.
    posted
        Names and values of the form, to be sent again with the choices.
    """

    record: models.Model
    version: int
    fields: Sequence[ConflictField]
    posted: Sequence[tuple[str, str]]


class VersionedForm(ModelForm):
    """A form of a record that several people edit."""

    APART: ClassVar[tuple[str, ...]] = ()
    """Fields that say how the change is made and are no part of the record."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    seen = forms.JSONField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        instance: models.Model,
        **kwargs: Any,  # noqa: ANN401 - Django's own signature
    ) -> None:
        self.stored = instance
        # Validation writes into its instance: the record itself must keep what is stored.
        super().__init__(data, instance=copy(instance), **kwargs)
        self.add_fields()
        self.initial["version"] = self._get_stored_version()
        self.initial["seen"] = {name: self._read_stored(name) for name in self._list_names()}

    def add_fields(self) -> None:
        """Add or change the fields that depend on the record; forms that have some override it."""

    def find_conflict(self) -> Conflict | None:
        """Return what differs if the record changed since the person opened it; call once valid."""
        if self.cleaned_data.get("version") == self._get_stored_version():
            return None
        rows = [row for name in self._list_names() if (row := self._compare(name))]
        if not rows:
            return None
        return Conflict(
            record=self.stored,
            version=self._get_stored_version(),
            fields=rows,
            posted=list(self._iter_posted()),
        )

    def list_changes(self) -> dict[str, Any]:
        """Return what the person changed, by attribute of the model; call once valid."""
        names = {field.name: field.attname for field in _list_concrete(self.stored)}
        return {
            names[name]: _to_attribute(self.cleaned_data[name])
            for name in self._list_names()
            if name in names and self._is_mine(name)
        }

    def has_changed_field(self, name: str) -> bool:
        """Tell whether the person changed a field that the model does not hold."""
        return self._is_mine(name)

    def _is_mine(self, name: str) -> bool:
        choice = self.data.get(f"{_CHOICE}{name}")
        if choice in {MINE, THEIRS}:
            return bool(choice == MINE)
        seen = self.cleaned_data.get("seen")
        before = seen.get(name) if isinstance(seen, dict) else self._read_stored(name)
        return bool(_to_plain(self.cleaned_data[name]) != before)

    def _compare(self, name: str) -> ConflictField | None:
        mine, theirs = _to_plain(self.cleaned_data[name]), self._read_stored(name)
        if mine == theirs:
            return None
        field = self.fields[name]
        return ConflictField(
            name=f"{_CHOICE}{name}",
            label=str(field.label or name),
            mine=_show(field, mine),
            theirs=_show(field, theirs),
            chosen=MINE if self._is_mine(name) else THEIRS,
        )

    def _iter_posted(self) -> Iterable[tuple[str, str]]:
        apart = {self.add_prefix("version"), "csrfmiddlewaretoken"}
        posted = self.data.lists() if isinstance(self.data, QueryDict) else ()
        for name, values in posted:
            if name not in apart and not name.startswith(_CHOICE):
                yield from ((name, value) for value in values)

    def _list_names(self) -> list[str]:
        return [name for name in self.fields if name not in (*_OWN_FIELDS, *self.APART)]

    def _read_stored(self, name: str) -> Any:  # noqa: ANN401 - a value of JSON
        return _to_plain(self.get_initial_for_field(self.fields[name], name))

    def _get_stored_version(self) -> int:
        return int(getattr(self.stored, "version", 0))


def check_version(record: models.Model, expected: int) -> None:
    """
    Check, once the record is locked, that nobody wrote it since it was shown.

    Raises
    ------
    ChangedMeanwhile
        If somebody did: the page shows the two versions when the form is sent again.
    """
    if getattr(record, "version", expected) != expected:
        raise ChangedMeanwhile(
            f"{record!r} was changed since version {expected}",
            user=_(
                "Quelqu’un vient d’enregistrer la même fiche. Envoyez de nouveau votre "
                "formulaire : vous verrez les deux versions et choisirez."
            ),
        )


def show_conflict(
    request: HttpRequest,
    conflict: Conflict,
    *,
    cancel: str,
    context: Mapping[str, object] | None = None,
) -> HttpResponse:
    """
    Show both versions field by field.

    Parameters
    ----------
    cancel
        Address to go to when the person gives up its own version.
    context
        What the page needs around it; `layout` names the template that it extends.
    """
    shown = {"conflict": conflict, "cancel": cancel} | dict(context or {})
    return render(request, "ui/conflict.html", shown, status=_HTTP_CONFLICT)


def _list_concrete(record: models.Model) -> Sequence["models.Field[Any, Any]"]:
    return record._meta.concrete_fields  # noqa: SLF001 - Django's documented model API


def _to_attribute(value: Any) -> Any:  # noqa: ANN401 - a value of a form
    if isinstance(value, str):
        return _unify_lines(value)
    return value.pk if isinstance(value, models.Model) else value


def _unify_lines(text: str) -> str:
    # Browsers end the lines of a text area with two characters, the base with one.
    return text.replace("\r\n", "\n")


def _to_plain(value: Any) -> Any:  # noqa: ANN401 - a value of a form
    """Return a value as JSON keeps it, so that two readings of it compare."""
    match value:
        case None:
            return ""
        case models.Model():
            return value.pk
        case str():
            return _unify_lines(value)
        case bool() | int() | float():
            return value
        case _ if isinstance(value, Iterable):
            return [_to_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else str(value)


def _show(field: forms.Field, value: Any) -> str:  # noqa: ANN401 - a value of JSON
    if value in ("", []):
        return _("(vide)")
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if isinstance(field, forms.ChoiceField):
        labels = {str(key): str(label) for key, label in field.widget.choices}
        items = value if isinstance(value, list) else [value]
        return ", ".join(labels.get(str(item), str(item)) for item in items)
    if isinstance(field, forms.DateField):
        return format_day(str(value))
    return str(value)
