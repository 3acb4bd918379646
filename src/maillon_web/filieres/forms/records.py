"""What the forms of the records of a filière share."""

from typing import Any

from django import forms
from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.selectors.chain import list_stage_labels
from maillon_web.history.conflicts import VersionedForm

__all__ = ["DayInput", "RecordForm", "TimeInput"]


class DayInput(forms.DateInput):
    """A day, with the calendar of the browser."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class TimeInput(forms.DateTimeInput):
    """A day and an hour, with the calendar of the browser."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class RecordForm(VersionedForm):
    """
    A form of a record of a filière: its stages, the levels that the reader may give.

    Many-to-many fields are read by `list_joins`, the others by `list_changes`; when two people
    write the same record, `find_conflict` says where they differ.
    """

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        opened: Opened,
        instance: models.Model,
        **kwargs: Any,  # noqa: ANN401 - Django’s own signature
    ) -> None:
        self.opened = opened
        super().__init__(data, instance=instance, **kwargs)

    def add_fields(self) -> None:
        """Offer the stages of the filière and the levels that the reader may give."""
        if "stage_key" in self.fields:
            stages = list_stage_labels(self.opened.filiere)
            self.fields["stage_key"] = forms.ChoiceField(
                label=_("Maillon"),
                required=False,
                choices=[("", _("Aucun en particulier")), *stages.items()],
            )
        if "visibility" in self.fields:
            levels = set(self.opened.levels)
            field: Any = self.fields["visibility"]
            field.choices = [(value, label) for value, label in field.choices if value in levels]

    def list_joins(self) -> dict[str, list[Any]]:
        """Return what the many-to-many fields name; call once valid."""
        names = {field.name for field in self.stored._meta.many_to_many}  # noqa: SLF001 - Django's model API
        return {
            name: list(self.cleaned_data[name])
            for name in names & set(self.cleaned_data)
            if self.stored.pk is None or self.has_changed_field(name)
        }
