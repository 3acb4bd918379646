"""Fields that the forms of the directory share."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillon_web.directory.models import Actor
from maillon_web.directory.services.sheets import NARROW_FIELDS, first_level
from maillon_web.filieres.models import Visibility
from maillon_web.history.conflicts import VersionedForm

__all__ = ["Day", "LevelsForm", "WebAddress", "choose", "level_name", "make_level"]

_LEVEL_LABELS: Mapping[str, str | Promise] = {
    "address": gettext_lazy("Qui voit l’adresse, et la place sur la carte"),
    "declared_activity": gettext_lazy("Qui voit l’activité en clair"),
    "website": gettext_lazy("Qui voit le site internet"),
    "phone": gettext_lazy("Qui voit le téléphone"),
    "email": gettext_lazy("Qui voit l’e-mail"),
}


class WebAddress(forms.URLField):
    """The address of a site, which people write without its beginning."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        super().__init__(**{"assume_scheme": "https"} | kwargs)


class Day(forms.DateInput):
    """A day, chosen in the calendar of the browser."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def choose(
    label: str | Promise,
    choices: Iterable[tuple[str, str]],
    *,
    empty: str | Promise = "",
    required: bool = False,
) -> forms.ChoiceField:
    """Return a choice among values, one of which may be « not said »."""
    listed = list(choices)
    if not required:
        listed.insert(0, ("", str(empty or _("Non précisé"))))
    return forms.ChoiceField(label=label, choices=listed, required=required)  # type: ignore[arg-type]  # the published types know one kind of lazy text only


def level_name(name: str) -> str:
    """Return the name of the field that says who sees another."""
    return f"level_{name}"


def make_level(label: str | Promise) -> forms.ChoiceField:
    """Return a choice of who sees something."""
    # Not required: a list always has a choice, and saying so eight times tells nobody anything.
    return forms.ChoiceField(label=label, choices=Visibility.choices, required=False)  # type: ignore[arg-type]  # as above


class LevelsForm(VersionedForm):
    """A sheet of which some fields have their own readers."""

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        instance: Actor,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        origins = instance.origins.values_list("field", "visibility") if instance.pk else ()
        levels = dict(origins)
        given = {
            level_name(name): levels.get(name) or _find_level(instance, name)
            for name in NARROW_FIELDS
        }
        super().__init__(data, instance=instance, initial=given | dict(initial or {}))

    def add_fields(self) -> None:
        """Add who sees each field."""
        for name in NARROW_FIELDS:
            self.fields[level_name(name)] = make_level(_LEVEL_LABELS[name])

    def read_levels(self) -> dict[str, str]:
        """Return who sees each field, for those whose value or readers changed."""
        return {
            name: self.cleaned_data[level_name(name)]
            for name in NARROW_FIELDS
            if self.cleaned_data[level_name(name)]
            and (self.has_changed_field(name) or self.has_changed_field(level_name(name)))
        }

    @property
    def level_fields(self) -> list[forms.BoundField]:
        """The choices of readers, to show together."""
        return [self[level_name(name)] for name in NARROW_FIELDS]


def _find_level(actor: Actor, name: str) -> str:
    """Return who sees a field that nobody restricted: everybody, unless it is yet to be filled."""
    return Visibility.PUBLIC.value if getattr(actor, name) else first_level(name)
