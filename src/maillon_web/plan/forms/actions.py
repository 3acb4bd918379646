"""Forms of actions."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maillon_web.accounts.models import User
from maillon_web.directory.forms.actor_choice import offer_actors
from maillon_web.filieres.forms.records import DayInput, RecordForm
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.selectors.records import list_records
from maillon_web.plan.models import Action, Objective
from maillon_web.plan.selectors.levers import list_lever_groups
from maillon_web.signals.models import Obstacle, Project

__all__ = ["ActionForm", "list_carriers"]


def list_carriers(opened: Opened) -> Any:  # noqa: ANN401 - a QuerySet of people
    """Return the people who may carry an action: the members."""
    return (
        User.objects.filter(memberships__filiere=opened.filiere).distinct().order_by("name", "pk")
    )


class ActionForm(RecordForm):
    """An action: what everybody fills first, the rest on demand."""

    FIRST: ClassVar[tuple[str, ...]] = (
        "title",
        "objective",
        "owner",
        "owner_name",
        "starts_on",
        "ends_on",
        "status",
        "priority",
        "next_step",
    )
    GROUPS: ClassVar[tuple[tuple[Any, tuple[str, ...]], ...]] = (
        (
            _("Description, partenaires, temps de travail"),
            ("description", "referent", "departments", "partners", "fte", "outcome"),
        ),
        (
            _("Ce à quoi elle se rattache"),
            ("parent", "stage_key", "project", "obstacles", "actors"),
        ),
        (_("Leviers de la démarche"), ("lever_keys",)),
        (_("Qui la voit"), ("visibility",)),
    )

    class Meta:
        model = Action
        fields = (
            "title",
            "objective",
            "owner",
            "owner_name",
            "starts_on",
            "ends_on",
            "status",
            "priority",
            "next_step",
            "description",
            "referent",
            "departments",
            "partners",
            "fte",
            "outcome",
            "parent",
            "stage_key",
            "project",
            "obstacles",
            "actors",
            "lever_keys",
            "visibility",
        )
        widgets: ClassVar = {
            "starts_on": DayInput(),
            "ends_on": DayInput(),
            "description": forms.Textarea(attrs={"rows": 4}),
            "outcome": forms.Textarea(attrs={"rows": 3}),
        }
        labels: ClassVar = {"owner_name": _("Pilote sans compte")}
        help_texts: ClassVar = {
            "owner": _("Une personne qui a un compte ici."),
            "owner_name": _("Une fonction ou une organisation."),
            "departments": _("Par exemple : économie circulaire, achats, urbanisme."),
            "fte": _("En équivalent temps plein sur l’année : 0,2 pour un jour par semaine."),
            "parent": _("Pour en faire une partie d’une action plus large."),
        }

    def add_fields(self) -> None:
        """Offer what the filière has: people, objectives, projects, obstacles, actors, levers."""
        super().add_fields()
        fields: dict[str, Any] = self.fields
        fields["owner"].queryset = self._list_owners()
        fields["owner"].empty_label = _("Personne encore")
        fields["objective"].queryset = list_records(self.opened, Objective)
        fields["objective"].empty_label = _("Aucun en particulier")
        fields["project"].queryset = list_records(self.opened, Project)
        fields["project"].empty_label = _("Aucun")
        fields["parent"].queryset = self._list_parents()
        fields["parent"].empty_label = _("D’aucune : c’est une action entière")
        fields["obstacles"].queryset = list_records(self.opened, Obstacle)
        fields["obstacles"].label = _("Freins qu’elle doit lever")
        fields["obstacles"].required = False
        fields["actors"].label = _("Acteurs concernés")
        offer_actors(fields["actors"], self.opened, chosen=self._list_chosen("actors"))
        fields["lever_keys"] = forms.MultipleChoiceField(
            label=_("Leviers"),
            required=False,
            choices=self._list_levers(),
            widget=forms.CheckboxSelectMultiple,
        )
        fields["fte"].min_value = 0

    def list_first(self) -> list[Any]:
        """Return the fields that are always open."""
        return [self[name] for name in self.FIRST]

    def list_groups(self) -> list[tuple[str, list[Any], bool]]:
        """Return the folded fields: title, fields, whether the group is open at first."""
        return [
            (str(title), [self[name] for name in names], self._is_filled(names))
            for title, names in self.GROUPS
        ]

    def clean(self) -> dict[str, Any]:
        """Check the dates, and that one name says who carries the action."""
        cleaned = super().clean() or self.cleaned_data
        start, end = cleaned.get("starts_on"), cleaned.get("ends_on")
        if start and end and end < start:
            self.add_error(
                "ends_on", gettext("La fin est avant le début : corrigez l’une des deux dates.")
            )
        if cleaned.get("owner") and cleaned.get("owner_name"):
            self.add_error(
                "owner_name",
                gettext("Choisissez une personne ou écrivez une fonction, pas les deux."),
            )
        fte = cleaned.get("fte")
        if fte is not None and fte < 0:
            self.add_error("fte", gettext("Écrivez un nombre positif."))
        return cleaned

    def _is_filled(self, names: tuple[str, ...]) -> bool:
        if any(self.errors.get(name) for name in names):
            return True
        apart = {"visibility"}
        return any(name not in apart and self._has_value(name) for name in names)

    def _has_value(self, name: str) -> bool:
        value = self[name].value()
        return bool(value) and value != "None"

    def _list_owners(self) -> Any:  # noqa: ANN401 - a QuerySet of people
        found = list_carriers(self.opened)
        owner_id = self.stored.owner_id  # type: ignore[attr-defined]  # an action
        return found | User.objects.filter(pk=owner_id).distinct() if owner_id else found

    def _list_parents(self) -> Any:  # noqa: ANN401 - a QuerySet of actions
        found = list_records(self.opened, Action).filter(parent=None).order_by("title", "pk")
        action: Any = self.stored
        if action.pk is None:
            return found
        return found.none() if action.parts.exists() else found.exclude(pk=action.pk)

    def _list_chosen(self, name: str) -> set[int]:
        if self.stored.pk is None:
            given = self.initial.get(name) or ()
            return {int(number) for number in given}
        return set(getattr(self.stored, name).values_list("pk", flat=True))

    def _list_levers(self) -> list[Any]:
        groups: list[Any] = list(list_lever_groups())
        known = {key for _title, levers in groups for key, _label in levers}
        gone = [
            key
            for key in self.stored.lever_keys  # type: ignore[attr-defined]  # an action
            if key not in known
        ]
        return [*groups, *((key, key) for key in gone)]
