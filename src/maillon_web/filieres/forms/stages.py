"""What a maillon is, and what tells it in the registers."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from maillon.domain.filiere import Specificity
from maillon.reference.nomenclatures import load_naf_labels
from maillon_web.filieres.models import ChainKind, Filiere, Stage

__all__ = ["ActivityFormSet", "ChainsForm", "NewStageForm", "OutputFormSet", "StageForm"]

_SPECIFICITIES = [
    (Specificity.STRONG.value, _("Le code suffit")),
    (Specificity.MEDIUM.value, _("Il faut un indice de plus")),
    (Specificity.WEAK.value, _("Simple piste")),
]


class NewStageForm(forms.Form):
    """The name of a stage to add."""

    label = forms.CharField(label=_("Nom du nouveau maillon"), max_length=120)


class StageForm(forms.Form):
    """Name, description and words of a stage; `seen` is what the person has read."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    label = forms.CharField(label=_("Nom du maillon"), max_length=120)
    description = forms.CharField(
        label=_("Ce qu’on y fait"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    keywords = forms.CharField(
        label=_("Mots qui le désignent"),
        help_text=_(
            "Un par ligne. Cherchés dans le nom et l’objet des structures, sans accents : "
            "« ressourcerie », « collecte de velos »."
        ),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    cpv_codes = forms.CharField(
        label=_("Codes d’achat public (CPV)"),
        help_text=_("Facultatif, un par ligne."),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_keywords(self) -> list[str]:
        """Return the words, one by line."""
        return split_lines(self.cleaned_data["keywords"])

    def clean_cpv_codes(self) -> list[str]:
        """Return the codes, one by line."""
        return split_lines(self.cleaned_data["cpv_codes"])


class ActivityForm(forms.Form):
    """An activity code that may be of the stage."""

    naf_code = forms.CharField(label=_("Code NAF"), max_length=20, required=False)
    specificity = forms.ChoiceField(
        label=_("Ce que dit le code"), choices=_SPECIFICITIES, initial=Specificity.MEDIUM.value
    )
    keywords = forms.CharField(
        label=_("Mots du nom qui confirment"),
        help_text=_("Séparés par des virgules."),
        max_length=1000,
        required=False,
    )

    @property
    def naf_label(self) -> str:
        """What the nomenclature says of the code."""
        return load_naf_labels().get(str(self["naf_code"].value() or ""), "")


class OutputForm(forms.Form):
    """What leaves the stage for another."""

    matter = forms.CharField(label=_("Ce qui circule"), max_length=120, required=False)
    to_stage = forms.ChoiceField(label=_("Vers"), required=False)

    def __init__(self, *args: Any, stages: Sequence[Stage] = (), **kwargs: Any) -> None:  # noqa: ANN401 - as Django's
        super().__init__(*args, **kwargs)
        choices = [("", "–"), *((stage.key, stage.shown_label) for stage in stages)]
        self.fields["to_stage"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField


ActivityFormSet: type[BaseFormSet[ActivityForm]] = forms.formset_factory(
    ActivityForm, extra=1, can_delete=True, max_num=100, absolute_max=150
)
OutputFormSet: type[BaseFormSet[OutputForm]] = forms.formset_factory(
    OutputForm, extra=1, can_delete=True, max_num=50, absolute_max=60
)


class ChainsForm(forms.Form):
    """One chain, or several that cross: which stages each goes through."""

    kind = forms.ChoiceField(
        label=_("Forme de la chaîne"), choices=ChainKind.choices, widget=forms.RadioSelect
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        filiere: Filiere,
        stages: Sequence[Stage],
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.known = [str(chain["key"]) for chain in filiere.chains]
        choices = [(stage.key, stage.shown_label) for stage in stages]
        for number, chain in enumerate([*filiere.shown_chains, {}]):
            self.fields[f"label_{number}"] = forms.CharField(
                label=_("Nom de la chaîne"),
                required=False,
                max_length=120,
                initial=chain.get("label", ""),
            )
            self.fields[f"stages_{number}"] = forms.MultipleChoiceField(
                label=_("Ses maillons"),
                required=False,
                choices=choices,
                widget=forms.CheckboxSelectMultiple,
                initial=chain.get("stages", []),
            )

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The fields of each chain, the empty one last."""
        return [
            {"label": self[f"label_{number}"], "stages": self[f"stages_{number}"]}
            for number in range(len(self.known) + 1)
        ]

    def list_chains(self) -> list[dict[str, Any]]:
        """Return the chains asked for: those without a name and without stages go."""
        values = self.cleaned_data
        listed = []
        for number in range(len(self.known) + 1):
            label, stages = values[f"label_{number}"].strip(), values[f"stages_{number}"]
            if label or stages:
                key = self.known[number] if number < len(self.known) else ""
                listed.append({"key": key, "label": label, "stages": stages})
        return listed


def split_lines(text: str) -> list[str]:
    """Return the lines of a text, each once, without the empty ones."""
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
