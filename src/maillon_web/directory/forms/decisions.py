"""Forms of what people settle about an actor, and of those who keep its sheet."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillon_web.directory.forms.fields import choose
from maillon_web.directory.selectors.words import StageLine, StageName

__all__ = ["EssForm", "InviteKeeperForm", "StageForm"]

PLACE, REMOVE, MOVE = "place", "remove", "move"


def _reason() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Pourquoi ?"),
        required=True,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Une phrase suffit ; elle reste dans l’historique."),
    )


class StageForm(forms.Form):
    """Where an actor is, or is not."""

    action = forms.ChoiceField(
        label=gettext_lazy("Ce que vous savez"),
        choices=(
            (PLACE, gettext_lazy("Il est à ce maillon")),
            (REMOVE, gettext_lazy("Il n’est pas à ce maillon")),
            (MOVE, gettext_lazy("Il est à ce maillon plutôt qu’à un autre")),
        ),
        initial=PLACE,
    )
    stage = forms.ChoiceField(label=gettext_lazy("Maillon"))
    origin = forms.ChoiceField(
        label=gettext_lazy("Plutôt qu’à"),
        required=False,
        help_text=gettext_lazy("Seulement pour le déplacer."),
    )
    reason = _reason()

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        stages: Iterable[StageName],
        present: Iterable[StageLine],
    ) -> None:
        super().__init__(data, auto_id="maillon-%s")
        self.fields["stage"].choices = [(stage.key, stage.label) for stage in stages]  # type: ignore[attr-defined]  # a field of choices
        held = [(line.stage.key, line.stage.label) for line in present]
        self.fields["origin"] = choose(
            gettext_lazy("Plutôt qu’à"), held, empty=gettext_lazy("Aucun")
        )
        self.fields["origin"].help_text = gettext_lazy("Seulement pour le déplacer.")
        self.order_fields(("action", "stage", "origin", "reason"))
        if not held:
            del self.fields["origin"]
            self.fields["action"].choices = self.fields["action"].choices[:2]  # type: ignore[attr-defined]  # a field of choices

    def clean(self) -> dict[str, Any]:
        """Ask from where, when it moves."""
        cleaned = super().clean() or {}
        if cleaned.get("action") == MOVE and not cleaned.get("origin"):
            self.add_error("origin", _("Dites de quel maillon il vient."))
        return cleaned


class EssForm(forms.Form):
    """Whether an actor is of the ESS."""

    is_ess = forms.ChoiceField(
        label=gettext_lazy("Cet acteur"),
        choices=(
            ("oui", gettext_lazy("relève de l’ESS")),
            ("non", gettext_lazy("ne relève pas de l’ESS")),
        ),
    )
    reason = _reason()

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id="ess-%s")


class InviteKeeperForm(forms.Form):
    """Who should keep a sheet."""

    email = forms.EmailField(
        label=gettext_lazy("Adresse e-mail de la personne"),
        max_length=254,
        help_text=gettext_lazy(
            "Elle reçoit un lien pour tenir cette fiche, et lit ce que lisent les membres."
        ),
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id="invite-%s")
