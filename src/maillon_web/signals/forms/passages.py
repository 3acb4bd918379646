"""Form that codes a passage."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillon_web.directory.models import Actor
from maillon_web.filieres.selectors import Opened
from maillon_web.signals.models import PassageCode
from maillon_web.signals.selectors.records import list_nearest_actors, list_stages

__all__ = ["PassageForm"]

_MOST_ACTORS_LISTED = 500


class PassageForm(forms.Form):
    """What some sentences of a note tell."""

    first = forms.IntegerField(label=_("De la phrase"), min_value=1)
    last = forms.IntegerField(label=_("à la phrase"), min_value=1)
    code = forms.ChoiceField(label=_("Nature du passage"), choices=PassageCode.choices)
    stage_key = forms.ChoiceField(label=_("Maillon"), required=False)
    actor = forms.ModelChoiceField(
        Actor.objects.none(),
        label=_("Acteur concerné"),
        required=False,
        empty_label=_("Aucun en particulier"),
    )

    def __init__(self, *args: Any, opened: Opened, **kwargs: Any) -> None:  # noqa: ANN401 - passed on
        super().__init__(*args, **kwargs)
        stages = list_stages(opened.filiere)
        self.fields["stage_key"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", _("Aucun en particulier")),
            *stages.items(),
        ]
        nearest = list_nearest_actors(opened, most=_MOST_ACTORS_LISTED)
        found = Actor.objects.filter(pk__in=nearest).only("pk", "name", "sort_name")
        self.fields["actor"].queryset = found.order_by("sort_name", "pk")  # type: ignore[attr-defined]  # a ModelChoiceField
