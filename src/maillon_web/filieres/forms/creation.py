"""What a new filière is made of."""

from typing import Any, Self

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillon.reference.filieres import list_filieres
from maillon_web.accounts.models import Organisation, OrganisationKind, User
from maillon_web.filieres.models import ChainKind, FiliereVisibility
from maillon_web.filieres.services.creating import Outline, outline_from, outline_own

__all__ = ["OWN", "CreationForm"]

OWN = "own"
_MOST_STAGES = 30
_LONGEST_LABEL = 120


class CreationForm(forms.Form):
    """Which chain, under which name, held by whom, seen by whom."""

    template = forms.ChoiceField(label=gettext_lazy("Filière"), widget=forms.RadioSelect)
    own_stages = forms.CharField(
        label=gettext_lazy("Vos maillons"),
        help_text=gettext_lazy(
            "Un par ligne, de la ressource à la fin de vie. Vous direz ensuite ce qui désigne "
            "chacun."
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
        max_length=5000,
    )
    own_kind = forms.ChoiceField(
        label=gettext_lazy("Forme de votre chaîne"),
        choices=ChainKind.choices,
        initial=ChainKind.CHAIN,
        required=False,
    )
    name = forms.CharField(
        label=gettext_lazy("Nom de la filière"),
        help_text=gettext_lazy("Laissez vide pour garder le nom proposé."),
        required=False,
        max_length=200,
    )
    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Organisation qui la porte"),
        queryset=Organisation.objects.none(),
        empty_label=None,
    )
    organisation_name = forms.CharField(
        label=gettext_lazy("Nom de votre organisation"),
        help_text=gettext_lazy("La collectivité, le réseau ou la structure qui porte la filière."),
        max_length=200,
    )
    organisation_kind = forms.ChoiceField(
        label=gettext_lazy("Type d’organisation"), choices=OrganisationKind.choices
    )
    visibility = forms.ChoiceField(
        label=gettext_lazy("Qui peut la voir ?"),
        choices=FiliereVisibility.choices,
        initial=FiliereVisibility.MEMBERS,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, author: User, **kwargs: Any) -> None:  # noqa: ANN401 - as Django's
        super().__init__(*args, **kwargs)
        self.templates = {filiere.key: filiere for filiere in list_filieres()}
        choices = [(key, filiere.label) for key, filiere in self.templates.items()]
        self.fields["template"].choices = [*choices, (OWN, _("Ma propre chaîne"))]  # type: ignore[attr-defined]  # a ChoiceField
        self._offer_organisations(author.organisations.all())

    @classmethod
    def draft(cls, data: QueryDict, *, author: User) -> Self:
        """Return the form as the person left it, without judging it."""
        kept = {name: data[name] for name in cls.base_fields if name in data}
        return cls(author=author, initial=kept)

    @property
    def offers(self) -> list[dict[str, object]]:
        """The chains to choose from: the control, the name, the sentence that explains."""
        described = {key: filiere.description for key, filiere in self.templates.items()}
        own = _("Nommez vos propres maillons : pour une filière qui n’est pas dans la liste.")
        return [
            {"widget": choice, "description": described.get(choice.data["value"], own)}
            for choice in self["template"]
        ]

    @property
    def outline(self) -> Outline:
        """The chain chosen."""
        chosen = self.cleaned_data["template"]
        if chosen != OWN:
            return outline_from(self.templates[chosen])
        return outline_own(self.cleaned_data["own_stages"], kind=self.cleaned_data["own_kind"])

    @property
    def chain_label(self) -> str:
        """Name of the chain chosen; nothing when it is an own one without a name."""
        template = self.templates.get(str(self["template"].value() or ""))
        return template.label if template else ""

    def clean_own_kind(self) -> str:
        """Return a chain when nothing is said."""
        return self.cleaned_data["own_kind"] or ChainKind.CHAIN

    def clean_own_stages(self) -> list[str]:
        """Return the names, one by line."""
        labels = [line.strip() for line in self.cleaned_data["own_stages"].splitlines()]
        labels = list(dict.fromkeys(label for label in labels if label))
        if self.data.get("template") != OWN:
            return []
        if not labels:
            raise forms.ValidationError(_("Nommez au moins un maillon, un par ligne."))
        if len(labels) > _MOST_STAGES:
            raise forms.ValidationError(
                _("{count} maillons, c’est trop pour une chaîne lisible : {most} au plus.").format(
                    count=len(labels), most=_MOST_STAGES
                )
            )
        long = next((label for label in labels if len(label) > _LONGEST_LABEL), None)
        if long:
            raise forms.ValidationError(
                _("« {label}… » est trop long : {most} caractères au plus.").format(
                    label=long[:40], most=_LONGEST_LABEL
                )
            )
        return labels

    def clean(self) -> dict[str, Any]:
        """Ask for a name where none can be proposed."""
        values = super().clean() or {}
        if values.get("template") == OWN and not values.get("name"):
            self.add_error("name", _("Donnez un nom à votre filière."))
        return values

    def _offer_organisations(self, organisations: QuerySet[Organisation]) -> None:
        known = list(organisations)
        if not known:
            del self.fields["organisation"]
            return
        del self.fields["organisation_name"], self.fields["organisation_kind"]
        field = self.fields["organisation"]
        field.queryset = organisations  # type: ignore[attr-defined]  # a ModelChoiceField
        field.initial = known[0].pk
