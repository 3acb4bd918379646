"""Something said by or of an actor."""

from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from maillon_web.directory.forms.fields import Day, choose
from maillon_web.directory.models import Statement
from maillon_web.directory.selectors.words import list_stage_names
from maillon_web.filieres.selectors import Opened
from maillon_web.history.conflicts import VersionedForm

__all__ = ["StatementForm"]


class StatementForm(VersionedForm):
    """A need, a know-how, a resource, an obstacle, a project."""

    class Meta:
        model = Statement
        fields = ("kind", "text", "stage_key", "source", "stated_on", "visibility")
        widgets: ClassVar = {"stated_on": Day(), "text": forms.Textarea(attrs={"rows": 3})}
        help_texts: ClassVar = {
            "source": gettext_lazy("Qui l’a dit, où : une fonction ou une occasion, pas un nom."),
            "visibility": gettext_lazy("Par défaut, les membres de la filière."),
        }

    def __init__(
        self, data: QueryDict | None = None, *, instance: Statement, opened: Opened
    ) -> None:
        self.opened = opened
        super().__init__(data, instance=instance)

    def add_fields(self) -> None:
        """Add the stages of the chain."""
        stages = list_stage_names(self.opened.filiere).values()
        self.fields["stage_key"] = choose(
            gettext_lazy("Maillon"),
            [(stage.key, stage.label) for stage in stages],
            empty=gettext_lazy("Aucun en particulier"),
        )
        self.order_fields(("kind", "text", "stage_key", "source", "stated_on", "visibility"))

    def read_values(self) -> dict[str, Any]:
        """Return what is said, by field of the model."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
