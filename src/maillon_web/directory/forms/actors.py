"""The sheet of an actor, written by the team."""

from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from stdnum.exceptions import ValidationError as NumberError
from stdnum.fr import siret as siret_rules

from maillon.domain.errors import InvalidInput
from maillon.reference.nomenclatures import (
    list_workforce_bands,
    load_legal_categories,
    load_naf_labels,
)
from maillon_web.directory.forms.fields import Day, LevelsForm, WebAddress, choose
from maillon_web.directory.models import Actor, ActorKind
from maillon_web.directory.selectors.communes import find_commune
from maillon_web.directory.selectors.words import list_stage_names
from maillon_web.filieres.models import Filiere

__all__ = ["NewSheetForm", "SheetForm"]


class SheetForm(LevelsForm):
    """A sheet to correct."""

    APART: ClassVar[tuple[str, ...]] = ("source",)

    commune = forms.CharField(
        label=gettext_lazy("Commune"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Son nom, ou son code Insee."),
    )
    source = forms.CharField(
        label=gettext_lazy("D’où viennent ces informations ?"),
        required=False,
        max_length=200,
        help_text=gettext_lazy(
            "Par exemple « visite du 3 mars ». Laissez vide pour « équipe d’animation » ; "
            "n’écrivez pas le nom d’une personne."
        ),
    )

    class Meta:
        model = Actor
        fields = (
            "name",
            "other_names",
            "siret",
            "rna_id",
            "legal_category_code",
            "address",
            "post_code",
            "commune",
            "naf_code",
            "band_code",
            "declared_activity",
            "website",
            "phone",
            "email",
            "closed_on",
            "visibility",
        )
        field_classes: ClassVar = {"website": WebAddress}
        widgets: ClassVar = {
            "closed_on": Day(),
            "declared_activity": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts: ClassVar = {
            "other_names": gettext_lazy("Sigle, enseigne ; séparés par « | »."),
            "naf_code": gettext_lazy("Par exemple 38.31Z."),
            "visibility": gettext_lazy("Qui voit la fiche tout entière."),
            "closed_on": gettext_lazy("Vide tant que l’établissement est ouvert."),
        }

    IDENTITY = ("name", "other_names", "siret", "rna_id", "legal_category_code")
    PLACE = ("address", "post_code", "commune")
    ACTIVITY = ("naf_code", "declared_activity", "band_code", "closed_on")
    CONTACT = ("website", "phone", "email")

    def __init__(self, data: QueryDict | None = None, *, instance: Actor, filiere: Filiere) -> None:
        self.filiere = filiere
        self.actor = instance
        self.commune_code = instance.commune_code
        super().__init__(data, instance=instance, initial={"commune": instance.commune_name})

    def add_fields(self) -> None:
        """Add the nomenclatures; close the number by which the registers know the actor."""
        super().add_fields()
        actor = self.actor
        bands = [(band.code, band.label) for band in list_workforce_bands().values()]
        self.fields["band_code"] = choose(gettext_lazy("Effectif"), bands)
        categories = {entry.code: entry.label for entry in load_legal_categories().values()}
        held = actor.legal_category_code
        categories |= {held: categories.get(held, held)} if held else {}
        ordered = sorted(categories.items(), key=lambda pair: pair[1])
        self.fields["legal_category_code"] = choose(gettext_lazy("Forme juridique"), ordered)
        # Longer than the number itself: people write it in groups.
        self.fields["siret"] = forms.CharField(
            label=_("SIRET"),
            required=False,
            max_length=20,
            help_text=_("14 chiffres ; laissez vide s’il n’y en a pas."),
        )
        if actor.siret and actor.siret == actor.external_id:
            # Another SIRET would be another actor.
            self.fields["siret"].disabled = True

    def clean_siret(self) -> str:
        """Read a SIRET in groups, and check its key."""
        typed = "".join(str(self.cleaned_data["siret"]).split())
        if not typed or typed == self.actor.siret:
            return typed
        try:
            return str(siret_rules.validate(typed))
        except NumberError as error:
            raise forms.ValidationError(
                _("Ce numéro n’est pas un SIRET : vérifiez ses 14 chiffres.")
            ) from error

    def clean_naf_code(self) -> str:
        """Accept an activity of the nomenclature, with or without its point."""
        typed = str(self.cleaned_data["naf_code"]).strip().upper()
        if typed and "." not in typed:
            typed = f"{typed[:2]}.{typed[2:]}"
        if typed and typed != self.actor.naf_code and typed not in load_naf_labels():
            raise forms.ValidationError(
                _("Ce code n’est pas dans la nomenclature : il s’écrit comme 38.31Z.")
            )
        return typed

    def clean_commune(self) -> str:
        """Find the commune, unless nobody touched it."""
        typed = str(self.cleaned_data["commune"]).strip()
        if typed == self.actor.commune_name:
            return typed
        try:
            self.commune_code = find_commune(self.filiere, typed) if typed else ""
        except InvalidInput as error:
            raise forms.ValidationError(error.for_user()) from error
        return typed

    def list_changes(self) -> dict[str, Any]:
        """Return what the person changed; the commune by its code."""
        changes = super().list_changes()
        if self.has_changed_field("commune"):
            changes["commune_code"] = self.commune_code
        return changes

    def group(self, *names: str) -> list[forms.BoundField]:
        """Return some fields, to show together."""
        return [self[name] for name in names if name in self.fields]

    @property
    def identity_fields(self) -> list[forms.BoundField]:
        """Who it is."""
        return self.group("kind", *self.IDENTITY)

    @property
    def place_fields(self) -> list[forms.BoundField]:
        """Where it is."""
        return self.group(*self.PLACE)

    @property
    def activity_fields(self) -> list[forms.BoundField]:
        """What it does."""
        return self.group("stages", *self.ACTIVITY)

    @property
    def contact_fields(self) -> list[forms.BoundField]:
        """How to reach it."""
        return self.group(*self.CONTACT)

    @property
    def reader_fields(self) -> list[forms.BoundField]:
        """Who sees what."""
        return [self["visibility"], *self.level_fields]


class NewSheetForm(SheetForm):
    """A sheet to make: what it describes, and where it stands in the chain."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Nature"),
        choices=ActorKind.choices,
        initial=ActorKind.ESTABLISHMENT,
    )
    stages = forms.MultipleChoiceField(
        label=gettext_lazy("À quels maillons est-il ?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    APART: ClassVar[tuple[str, ...]] = ("source", "stages")

    def add_fields(self) -> None:
        """Add the stages; an actor that one adds is open."""
        super().add_fields()
        del self.fields["closed_on"]
        stages = list_stage_names(self.filiere).values()
        self.fields["stages"].choices = [(stage.key, stage.label) for stage in stages]  # type: ignore[attr-defined]  # a field of choices

    def read_values(self) -> dict[str, Any]:
        """Return what is said of the new actor."""
        names = [name for name in SheetForm.Meta.fields if name in self.cleaned_data]
        values = {name: self.cleaned_data[name] for name in names if name != "commune"}
        if self.commune_code:
            values["commune_code"] = self.commune_code
        kept = {name: value for name, value in values.items() if value not in ("", None)}
        return kept | {"kind": self.cleaned_data["kind"]}
