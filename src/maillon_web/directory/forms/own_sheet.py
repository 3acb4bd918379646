"""What an actor says of itself, in three minutes."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from maillon_web.directory.forms.fields import LevelsForm, WebAddress, level_name, make_level
from maillon_web.directory.models import Actor, Statement, StatementKind
from maillon_web.directory.selectors.sources import ACTOR
from maillon_web.directory.selectors.words import StageName
from maillon_web.directory.services.keepers import Answer
from maillon_web.filieres.models import Filiere, Visibility

__all__ = ["OwnSheetForm"]

_LABELS = {
    StatementKind.NEED: (gettext_lazy("Vos besoins"), gettext_lazy("Qui voit vos besoins")),
    StatementKind.KNOW_HOW: (
        gettext_lazy("Vos savoir-faire"),
        gettext_lazy("Qui voit vos savoir-faire"),
    ),
    StatementKind.RESOURCE: (
        gettext_lazy("Ce que vous pouvez partager"),
        gettext_lazy("Qui voit ce que vous pouvez partager"),
    ),
}


class OwnSheetForm(LevelsForm):
    """The sheet, its stages, and what the actor needs, knows and shares."""

    stages = forms.MultipleChoiceField(
        label=gettext_lazy("Ce que vous faites dans la filière"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Actor
        fields = (
            "name",
            "declared_activity",
            "address",
            "website",
            "phone",
            "email",
            "reminder_months",
        )
        field_classes: ClassVar = {"website": WebAddress}
        widgets: ClassVar = {"declared_activity": forms.Textarea(attrs={"rows": 4})}
        labels: ClassVar = {
            "name": gettext_lazy("Nom de votre structure"),
            "declared_activity": gettext_lazy("Votre activité, avec vos mots"),
            "address": gettext_lazy("Votre adresse (numéro et rue)"),
            "reminder_months": gettext_lazy("Nous vous redemandons si tout est encore juste"),
        }

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        instance: Actor,
        filiere: Filiere,
        stages: Iterable[StageName],
        declared: Iterable[str],
    ) -> None:
        self._stages = [(stage.key, stage.label) for stage in stages]
        known = dict(self._stages)
        given: dict[str, Any] = {"stages": [key for key in declared if key in known]}
        said = _read_own(filiere, instance)
        for kind in _LABELS:
            lines, level = said.get(kind.value, ([], Visibility.MEMBERS.value))
            given |= {kind.value: "\n".join(lines), level_name(kind.value): level}
        super().__init__(data, instance=instance, initial=given)

    def add_fields(self) -> None:
        """Add the stages of the chain, and what the actor says with its own words."""
        super().add_fields()
        self.fields["stages"].choices = self._stages  # type: ignore[attr-defined]  # a field of choices
        for kind, (label, level_label) in _LABELS.items():
            self.fields[kind.value] = forms.CharField(
                label=label,
                required=False,
                max_length=4000,
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text=gettext_lazy("Un par ligne."),
            )
            self.fields[level_name(kind.value)] = make_level(level_label)

    def read_answer(self) -> Answer:
        """Return what the actor says; what it left as it was is not written again."""
        return Answer(
            changes=self.list_changes(),
            levels=self.read_levels(),
            stages=self.cleaned_data["stages"],
            statements={
                kind: (
                    str(self.cleaned_data[kind.value]).splitlines(),
                    self.cleaned_data[level_name(kind.value)] or Visibility.MEMBERS.value,
                )
                for kind in _LABELS
                if self.has_changed_field(kind.value)
                or self.has_changed_field(level_name(kind.value))
            },
        )

    @property
    def identity_fields(self) -> list[forms.BoundField]:
        """Who it is and what it does."""
        return [self[name] for name in ("name", "stages", "declared_activity")]

    @property
    def said_fields(self) -> list[forms.BoundField]:
        """What it needs, knows and shares."""
        return [self[kind.value] for kind in _LABELS]

    @property
    def contact_fields(self) -> list[forms.BoundField]:
        """How to reach it."""
        return [self[name] for name in ("address", "website", "phone", "email")]

    @property
    def reader_fields(self) -> list[forms.BoundField]:
        """Who sees what."""
        return [*self.level_fields, *(self[level_name(kind.value)] for kind in _LABELS)]


def _read_own(filiere: Filiere, actor: Actor) -> dict[str, tuple[list[str], str]]:
    """Return what the actor said of itself, by kind, and who sees it."""
    said: dict[str, tuple[list[str], str]] = {}
    own = Statement.objects.filter(filiere=filiere, actor=actor, source=ACTOR).order_by("pk")
    for statement in own:
        lines, _level = said.setdefault(statement.kind, ([], statement.visibility))
        lines.append(statement.text)
    return said
