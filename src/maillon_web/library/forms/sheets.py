"""The form of a sheet: fixed fields, the same for everyone, and those of its kind."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillon.domain.sheets import SheetKind
from maillon.reference.experiences import (
    list_fields,
    list_resource_types,
    list_territory_kinds,
)
from maillon.reference.method import get_method
from maillon_web.accounts.models import Organisation, User
from maillon_web.filieres.models import Filiere
from maillon_web.history.conflicts import VersionedForm
from maillon_web.library.forms.fields import (
    LinesField,
    RowsField,
    split_rows,
)
from maillon_web.library.forms.values import (
    DETAIL,
    LINES,
    LISTS,
    TEXTS,
    make_detail,
    read_initial,
    read_number,
    read_year,
    to_detail,
    to_sheet,
)
from maillon_web.library.models import Contribution
from maillon_web.library.selectors.sheets import is_web_address
from maillon_web.library.services.privacy import find_contacts
from maillon_web.library.words import list_countries, list_filiere_names, list_stage_names

__all__ = ["ContributionForm"]

_OLDEST = 1800
_FUNDING = ("funder", "audience", "deadline")
_TOLD_FIRST: Mapping[SheetKind, tuple[str, ...]] = {
    SheetKind.EXPERIENCE: ("lessons",),
    SheetKind.PROJECT: ("lessons",),
    SheetKind.TRADE: ("tasks", "skills", "training", "employers"),
    SheetKind.QUESTION: ("answer", "warning", "as_of"),
    SheetKind.CALL: _FUNDING,
    SheetKind.AID: _FUNDING,
    SheetKind.EVENT: ("date", "participants", "lessons"),
    SheetKind.RESOURCE: ("lessons",),
}
_SOURCE = ("passage", "doubt", "filiere", "organisation", "visibility")
_WITHOUT_TEXT = ("visibility", "filiere", "organisation", "version", "seen")


@dataclass(frozen=True, kw_only=True, slots=True)
class FormPart:
    """Fields on one subject; a folded part holds what few people fill in."""

    legend: str
    fields: Sequence[BoundField]
    is_folded: bool


class ContributionForm(VersionedForm):
    """A contributed sheet: what stands beside it, and the sheet itself, read from its JSON."""

    summary = forms.CharField(
        label=gettext_lazy("Résumé"),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy(
            "En une à quatre phrases : ce qui a été fait, par qui, ce qu’il en est sorti."
        ),
    )
    place = forms.CharField(
        label=gettext_lazy("Lieu"),
        required=False,
        max_length=200,
        help_text=gettext_lazy(
            "Comme vous le diriez à quelqu’un : « Creuse (Aubusson) ». Vide si c’est national."
        ),
    )
    country = forms.ChoiceField(label=gettext_lazy("Pays"), required=False)
    territory_kind = forms.ChoiceField(label=gettext_lazy("Sorte de territoire"), required=False)
    year = forms.IntegerField(label=gettext_lazy("Année"), required=False, min_value=_OLDEST)
    filieres = forms.MultipleChoiceField(
        label=gettext_lazy("Filières"), required=False, widget=forms.CheckboxSelectMultiple
    )
    stages = forms.MultipleChoiceField(
        label=gettext_lazy("Maillons"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Ceux des filières cochées, une fois le brouillon enregistré."),
    )
    steps = forms.MultipleChoiceField(
        label=gettext_lazy("Étapes de la démarche"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    levers = forms.MultipleChoiceField(
        label=gettext_lazy("Leviers de la démarche"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    actors = LinesField(
        label=gettext_lazy("Acteurs"),
        rows=3,
        help_text=gettext_lazy("Des organisations, une par ligne. Jamais un nom de personne."),
    )
    figures = RowsField(
        {
            "label": gettext_lazy("Ce qui est compté"),
            "value": gettext_lazy("Nombre"),
            "unit": gettext_lazy("Unité"),
            "year": gettext_lazy("Année"),
            "note": gettext_lazy("Précision"),
        },
        label=gettext_lazy("Chiffres"),
        help_text=gettext_lazy("Tels que la source les donne, sans rien recalculer."),
    )
    budget = forms.CharField(
        label=gettext_lazy("Budget"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    results = LinesField(
        label=gettext_lazy("Résultats"), help_text=gettext_lazy("Un résultat par ligne.")
    )
    difficulties = LinesField(
        label=gettext_lazy("Difficultés"),
        help_text=gettext_lazy("Une par ligne. C’est souvent ce qui aide le plus."),
    )
    contact = forms.CharField(
        label=gettext_lazy("Contact"),
        required=False,
        max_length=200,
        help_text=gettext_lazy(
            "L’organisation à qui écrire : ni nom de personne, ni adresse e-mail, ni téléphone."
        ),
    )
    links = RowsField(
        {"label": gettext_lazy("Nom du lien"), "address": gettext_lazy("Adresse (https://…)")},
        label=gettext_lazy("Liens"),
    )
    resource_type = forms.ChoiceField(label=gettext_lazy("Type de ressource"), required=False)
    keywords = LinesField(
        label=gettext_lazy("Mots clés"), rows=3, help_text=gettext_lazy("Un par ligne.")
    )
    passage = forms.CharField(
        label=gettext_lazy("D’où vient l’information"),
        required=False,
        max_length=600,
        help_text=gettext_lazy(
            "Le document et la page, la délibération, ou « témoignage de la structure », avec sa "
            "date."
        ),
    )
    doubt = forms.CharField(
        label=gettext_lazy("Ce qui reste incertain"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    class Meta:
        model = Contribution
        fields = ("title", "visibility", "filiere", "organisation")
        labels: ClassVar = {
            "title": gettext_lazy("Titre"),
            "filiere": gettext_lazy("Écrite pour la filière"),
            "organisation": gettext_lazy("Au nom de"),
        }
        help_texts: ClassVar = {
            "visibility": gettext_lazy("Une fois relue et publiée. D’ici là, personne ne la voit."),
            "filiere": gettext_lazy(
                "Son équipe pourra la compléter ; qui la pilote pourra la relire."
            ),
        }

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        instance: Contribution,
        filieres: Iterable[Filiere],
        author: User,
    ) -> None:
        self._filieres = [filiere.pk for filiere in filieres]
        self._author = author
        self.details = list_fields(SheetKind(instance.kind))
        super().__init__(data, instance=instance, initial=read_initial(instance))

    def add_fields(self) -> None:
        """Offer what is known, and the fields of this kind of sheet."""
        fields: Any = self.fields
        fields["country"].choices = list_countries()
        fields["territory_kind"].choices = [
            ("", _("Non précisé")),
            *((key, label) for key, label in list_territory_kinds().items() if key),
        ]
        fields["filieres"].choices = list_filiere_names().items()
        method = get_method()
        fields["steps"].choices = [(step.key, step.title) for step in method.steps]
        fields["levers"].choices = [
            (step.title, [(lever.key, lever.label) for lever in step.levers])
            for step in method.steps
        ]
        self._offer_stages(fields)
        self._offer_owners(fields)
        if self._kind in {SheetKind.RESOURCE, SheetKind.EVENT}:
            fields["resource_type"].choices = self._list_resource_types()
        else:
            del fields["resource_type"]
        for field in self.details:
            fields[f"{DETAIL}{field.key}"] = make_detail(field)

    @property
    def _kind(self) -> SheetKind:
        stored: Any = self.stored
        return SheetKind(stored.kind)

    def _offer_stages(self, fields: Any) -> None:  # noqa: ANN401 - fields of several kinds
        chosen = self.initial.get("filieres") or []
        if self.is_bound and isinstance(self.data, QueryDict):
            chosen = [*chosen, *self.data.getlist("filieres")]
        stages = list_stage_names(dict.fromkeys(chosen))
        if stages:
            fields["stages"].choices = stages.items()
        else:
            del fields["stages"]

    def _offer_owners(self, fields: Any) -> None:  # noqa: ANN401 - fields of several kinds
        stored: Any = self.stored
        own = {*self._filieres, stored.filiere_id} - {None}
        fields["filiere"].queryset = Filiere.objects.filter(pk__in=own).only("pk", "name")
        fields["filiere"].empty_label = _("Aucune en particulier")
        organisations = Organisation.objects.filter(
            pk__in={
                *self._author.organisation_memberships.values_list("organisation", flat=True),
                stored.organisation_id,
            }
            - {None}
        )
        fields["organisation"].queryset = organisations
        fields["organisation"].empty_label = _("Vous-même, sans organisation")

    def _list_resource_types(self) -> list[tuple[str, str]]:
        known = dict(list_resource_types())
        held = self.initial.get("resource_type") or ""
        return [
            ("", _("Non précisé")),
            *known.items(),
            *([(held, held)] if held not in known else []),
        ]

    def iter_parts(self) -> Iterator[FormPart]:
        """Yield the fields by subject, in the order in which one tells a story."""
        own = [field.key for field in self.details]
        told = _TOLD_FIRST.get(self._kind, ())
        first = [f"{DETAIL}{key}" for key in own if key in told]
        others = [f"{DETAIL}{key}" for key in own if key not in told]
        whole = (
            (_("L’essentiel"), ["title", "summary", *first]),
            (_("Où et quand"), ["place", "country", "territory_kind", "year"]),
            (_("Ce qui s’est passé"), ["actors", "results", "difficulties", "budget", "figures"]),
            (_("Où la ranger"), ["filieres", "stages", "steps", "resource_type", "keywords"]),
            (_("Leviers de la démarche"), ["levers"]),
            (_("Pour aller plus loin"), ["contact", "links"]),
            (_("Autres précisions"), others),
            (_("Source et lecture"), [*_SOURCE]),
        )
        for legend, names in whole:
            fields = [self[name] for name in names if name in self.fields]
            if fields:
                is_folded = not self._says_something(fields) and names in (["levers"], others)
                yield FormPart(legend=legend, fields=fields, is_folded=is_folded)

    @staticmethod
    def _says_something(fields: Sequence[BoundField]) -> bool:
        return any(field.errors or field.value() for field in fields)

    def clean_figures(self) -> str:
        """Refuse a figure without its name, or a number that is not one."""
        text = str(self.cleaned_data["figures"])
        for row in split_rows(text):
            cells = [*row, "", "", "", "", ""][:5]
            if not cells[0]:
                raise forms.ValidationError(_("Dites ce que compte chaque chiffre."))
            read_number(cells[1])
            read_year(cells[3])
        return text

    def clean_links(self) -> str:
        """Refuse what does not lead to a web page."""
        text = str(self.cleaned_data["links"])
        for row in split_rows(text):
            address = row[1] if len(row) > 1 else ""
            if not is_web_address(address):
                raise forms.ValidationError(
                    _("« {address} » n’est pas une adresse qui commence par https://.").format(
                        address=address or row[0]
                    )
                )
        return text

    def clean_year(self) -> int | None:
        """Refuse a year to come."""
        year: int | None = self.cleaned_data["year"]
        if year is not None and year > date.today().year + 1:  # noqa: DTZ011 - a year, whatever the zone
            raise forms.ValidationError(_("Cette année est encore à venir."))
        return year

    def clean(self) -> dict[str, Any]:
        """Refuse what tells how to reach a person, and the stages of filières not ticked."""
        given = super().clean() or self.cleaned_data
        for name, value in list(given.items()):
            if name in _WITHOUT_TEXT or not isinstance(value, str):
                continue
            text = _without_addresses(value) if name == "links" else value
            found = find_contacts(text)
            if found:
                self.add_error(name, _say_contacts(found))
        if "stages" in given:
            known = list_stage_names(given.get("filieres") or ())
            given["stages"] = [key for key in given["stages"] if key in known]
        return given

    def list_sheet_changes(self) -> dict[str, Any]:
        """Return what the person changed of the sheet itself; call once valid."""
        names = [name for name in self.cleaned_data if name in self._sheet_names()]
        changed = {name: self.cleaned_data[name] for name in names if self.has_changed_field(name)}
        sheet = {
            name: to_sheet(name, value)
            for name, value in changed.items()
            if not name.startswith(DETAIL)
        }
        details = self._read_details(changed)
        if details is not None:
            sheet["details"] = details
        return sheet

    def _sheet_names(self) -> set[str]:
        own = {f"{DETAIL}{field.key}" for field in self.details}
        return own | {*LINES, *LISTS, *TEXTS, "year", "figures", "links"}

    def _read_details(self, changed: Mapping[str, Any]) -> dict[str, Any] | None:
        stored: Any = self.stored
        details = dict(stored.sheet.get("details") or {})
        own = [field for field in self.details if f"{DETAIL}{field.key}" in changed]
        for field in own:
            value = changed[f"{DETAIL}{field.key}"]
            details[field.key] = to_detail(field, value)
        return (
            {key: value for key, value in details.items() if value not in ("", None, [])}
            if own
            else None
        )


def _without_addresses(text: str) -> str:
    return "\n".join(row[0] for row in split_rows(text))


def _say_contacts(found: list[str]) -> str:
    return _(
        "« {found} » permet de joindre une personne : retirez-le. Une fiche nomme une "
        "organisation ; son site suffit pour la joindre."
    ).format(found=" », « ".join(found[:3]))
