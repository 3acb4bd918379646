"""Forms of the records themselves."""

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from maillon_web.accounts.models import User
from maillon_web.directory.models import Actor
from maillon_web.filieres.selectors import Opened
from maillon_web.signals.models import Note, Obstacle, Project, Signal
from maillon_web.signals.selectors.records import list_nearest_actors, list_stages

__all__ = ["FollowForm", "NoteForm", "ObstacleForm", "ProjectForm", "SignalForm"]

_MOST_ACTORS_LISTED = 500


class _Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class _RecordForm(forms.ModelForm[Any]):
    """What the forms share: the stages and the actors of the filière, the version read."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, opened: Opened, **kwargs: Any) -> None:  # noqa: ANN401 - passed on
        super().__init__(*args, **kwargs)
        self.opened = opened
        self.fields["version"].initial = self.instance.version
        if "stage_key" in self.fields:
            stages = list_stages(opened.filiere)
            self.fields["stage_key"] = forms.ChoiceField(
                label=_("Maillon"),
                required=False,
                choices=[("", _("Aucun en particulier")), *stages.items()],
            )
        for name in {"actor", "actors"} & set(self.fields):
            self.fields[name].queryset = self._list_actors(name)  # type: ignore[attr-defined]  # a ModelChoiceField
            self.fields[name].required = False
        levels = set(opened.levels)
        field = self.fields["visibility"]
        field.choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (value, label)
            for value, label in field.choices  # type: ignore[attr-defined]  # a ChoiceField
            if value in levels
        ]

    def _list_actors(self, name: str) -> QuerySet[Actor]:
        """
        Return the actors to choose from: those placed with some certainty, and those tied already.

        A list of fifty thousand names is no choice: the others are tied from their own sheet.
        """
        wanted = set(list_nearest_actors(self.opened, most=_MOST_ACTORS_LISTED))
        if self.instance.pk and name == "actors":
            wanted |= set(self.instance.actors.values_list("pk", flat=True))
        elif self.instance.pk and self.instance.actor_id:
            wanted.add(self.instance.actor_id)
        found = Actor.objects.filter(pk__in=wanted, visibility__in=self.opened.levels)
        return found.only("pk", "name", "sort_name").order_by("sort_name", "pk")

    def list_changes(self) -> dict[str, Any]:
        """Return the values given, by attribute name, ties to several actors left out."""
        changes = {}
        for name, value in self.cleaned_data.items():
            if name in {"version", "actors"}:
                continue
            is_link = name in {"actor", "owner"}
            changes[f"{name}_id" if is_link else name] = value.pk if is_link and value else value
        return changes


class SignalForm(_RecordForm):
    """A weak signal."""

    class Meta:
        model = Signal
        fields = (
            "text",
            "said_by",
            "heard_on",
            "heard_at",
            "commune_name",
            "stage_key",
            "theme",
            "actor",
            "state",
            "state_reason",
            "visibility",
        )
        widgets: ClassVar = {"heard_on": _Day(), "text": forms.Textarea(attrs={"rows": 4})}
        labels: ClassVar = {"actor": _("Acteur concerné, s’il est dans l’annuaire")}
        help_texts: ClassVar = {
            "said_by": _("Une organisation ou une fonction, pas un nom de personne.")
        }


class ProjectForm(_RecordForm):
    """A project."""

    class Meta:
        model = Project
        fields = (
            "title",
            "description",
            "stage_key",
            "state",
            "next_step",
            "due_on",
            "actors",
            "visibility",
        )
        widgets: ClassVar = {"due_on": _Day(), "description": forms.Textarea(attrs={"rows": 4})}
        labels: ClassVar = {"actors": _("Acteurs du projet")}


class NoteForm(_RecordForm):
    """Notes of an interview or a workshop."""

    class Meta:
        model = Note
        fields = ("title", "kind", "held_on", "participants", "actor", "text", "visibility")
        widgets: ClassVar = {"held_on": _Day(), "text": forms.Textarea(attrs={"rows": 16})}
        labels: ClassVar = {"actor": _("Acteur rencontré, s’il est dans l’annuaire")}
        help_texts: ClassVar = {
            "participants": _("Des organisations, pas des noms de personnes."),
            "text": _("Écrivez au fil de l’échange : vous coderez les passages ensuite."),
        }


class ObstacleForm(_RecordForm):
    """An obstacle."""

    class Meta:
        model = Obstacle
        fields = (
            "title",
            "family",
            "description",
            "stage_key",
            "owner",
            "next_step",
            "due_on",
            "state",
            "outcome",
            "actors",
            "visibility",
        )
        widgets: ClassVar = {
            "due_on": _Day(),
            "description": forms.Textarea(attrs={"rows": 4}),
            "outcome": forms.Textarea(attrs={"rows": 3}),
        }
        labels: ClassVar = {"actors": _("Acteurs concernés")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - passed on
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = User.objects.filter(  # type: ignore[attr-defined]  # a ModelChoiceField
            memberships__filiere=self.opened.filiere
        ).distinct()
        self.fields["owner"].empty_label = _("Personne encore")  # type: ignore[attr-defined]  # a ModelChoiceField


class FollowForm(forms.Form):
    """Which project a signal becomes: a new one, or one that is there."""

    project = forms.ModelChoiceField(
        Project.objects.none(),
        label=_("Projet existant"),
        required=False,
        empty_label=_("Un nouveau projet"),
    )
    title = forms.CharField(label=_("Titre du nouveau projet"), max_length=200, required=False)

    def __init__(self, *args: Any, opened: Opened, **kwargs: Any) -> None:  # noqa: ANN401 - passed on
        super().__init__(*args, **kwargs)
        self.fields["project"].queryset = Project.objects.filter(  # type: ignore[attr-defined]  # a ModelChoiceField
            filiere=opened.filiere, visibility__in=opened.levels
        )

    def clean(self) -> dict[str, Any]:
        """Ask for one or the other."""
        given = super().clean() or self.cleaned_data
        if not given.get("project") and not given.get("title", "").strip():
            self.add_error("title", _("Choisissez un projet, ou donnez un titre au nouveau."))
        return given
