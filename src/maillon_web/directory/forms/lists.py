"""What a person says of a list and of its columns."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maillon.studies.reading_lists import CLEAR, ListField, list_fields
from maillon_web.directory.models import ListImport
from maillon_web.directory.services.lists import Description
from maillon_web.filieres.models import Visibility

__all__ = ["ColumnsForm", "ListForm", "SheetForm"]

_NAMING = ("name", "brand")


class ListForm(forms.Form):
    """The file, and what it is."""

    file = forms.FileField(
        label=_("Votre liste"),
        help_text=_("Un fichier CSV ou Excel (.xlsx), avec une ligne par structure."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
    )
    label = forms.CharField(
        label=_("Nom de la liste"),
        max_length=120,
        help_text=_(
            "Il sera cité comme source sur chaque fiche, par exemple « Carnet du réseau »."
        ),
    )
    dated = forms.DateField(
        label=_("Date des données"),
        help_text=_("Le jour où cette liste était à jour."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    licence = forms.CharField(
        label=_("Licence"),
        max_length=120,
        required=False,
        help_text=_("Laissez vide si la liste n’est pas publiée."),
    )
    visibility = forms.ChoiceField(
        label=_("Qui verra ce qu’elle apporte"),
        choices=Visibility.choices,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, list_import: ListImport | None = None, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        initial = {"dated": timezone.localdate(), "visibility": Visibility.MEMBERS}
        if list_import is not None:
            names = ("label", "dated", "licence", "visibility")
            initial = {name: getattr(list_import, name) for name in names}
        kwargs.setdefault("initial", initial)
        super().__init__(*args, **kwargs)
        if list_import is not None:
            self.fields["file"].required = False
            self.fields["file"].label = gettext("Remplacer le fichier « {name} »").format(
                name=list_import.file_name
            )
            self.fields["file"].help_text = gettext(
                "Laissez vide pour le garder. Avec un autre fichier, l’import reprend aux colonnes."
            )

    def clean_dated(self) -> Any:  # noqa: ANN401 - Django's own signature
        """Refuse a day to come: nobody knows it yet."""
        day = self.cleaned_data["dated"]
        if day > timezone.localdate():
            raise forms.ValidationError(gettext("Cette date n’est pas encore passée."))
        return day

    def description(self) -> Description:
        """Return what was said of the list."""
        data = self.cleaned_data
        return Description(
            label=data["label"],
            dated=data["dated"],
            licence=data["licence"],
            visibility=data["visibility"],
        )


class SheetForm(forms.Form):
    """Which sheet of the workbook is read."""

    sheet = forms.ChoiceField(label=_("Feuille du classeur"))

    def __init__(self, list_import: ListImport, data: Any = None) -> None:  # noqa: ANN401 - Django's own signature
        form = list_import.inspection["form"]
        super().__init__(data, initial={"sheet": list_import.sheet or form["sheet"]})
        self.fields["sheet"].choices = [(name, name) for name in form["sheets"]]  # type: ignore[attr-defined]  # a ChoiceField


class ColumnsForm(forms.Form):
    """Which field each column of the file feeds: proposed, then said by the person."""

    def __init__(self, list_import: ListImport, data: Any = None) -> None:  # noqa: ANN401 - Django's own signature
        super().__init__(data)
        self._columns: Sequence[Mapping[str, Any]] = list_import.inspection["columns"]
        self._known = {field.key: field for field in list_fields()}
        present = list_import.mapping or list_import.inspection["mapping"]
        choices = [("", gettext("Ne pas reprendre"))]
        choices += [(field.key, field.label) for field in self._known.values()]
        for column in self._columns:
            self.fields[_name(column)] = forms.ChoiceField(
                label=gettext("Ce que contient la colonne « {name} »").format(name=column["name"]),
                choices=choices,
                required=False,
                initial=present.get(column["name"], ""),
            )

    def list_columns(self) -> list[dict[str, Any]]:
        """Return each column with its field, in the order of the file."""
        return [
            {
                "column": column,
                "field": self[_name(column)],
                "is_doubtful": bool(column["field"]) and column["confidence"] < CLEAR,
                "is_proposed": bool(column["field"]) and column["confidence"] >= CLEAR,
            }
            for column in self._columns
        ]

    def clean(self) -> dict[str, Any]:
        """Ask for a name, and for one column by field."""
        cleaned = super().clean() or {}
        chosen: dict[str, list[Mapping[str, Any]]] = {}
        for column in self._columns:
            field = cleaned.get(_name(column))
            if field:
                chosen.setdefault(field, []).append(column)
        if not any(name in chosen for name in _NAMING):
            self.add_error(
                None,
                gettext(
                    "Dites quelle colonne contient le nom des structures : il est obligatoire."
                ),
            )
        for key, columns in chosen.items():
            if len(columns) > 1 and not self._known[key].is_several:
                self._refuse_twice(self._known[key], columns)
        return cleaned

    def _refuse_twice(self, field: ListField, columns: Sequence[Mapping[str, Any]]) -> None:
        for column in columns[1:]:
            sentence = gettext("« {field} » vient déjà de la colonne « {name} » : gardez-en une.")
            self.add_error(
                _name(column), sentence.format(field=field.label, name=columns[0]["name"])
            )

    def mapping(self) -> dict[str, str]:
        """Return the field of each column, empty when it is not read."""
        return {column["name"]: self.cleaned_data[_name(column)] for column in self._columns}


def _name(column: Mapping[str, Any]) -> str:
    return f"column_{column['position']}"
