"""Forms of an import: the file, then what its columns and its words mean."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillon.studies.weighing.bilans import UnknownWord, list_column_roles
from maillon_web.weighings.services.importing import OpenTable
from maillon_web.weighings.words import CHANNELS, DIRECTIONS

__all__ = ["LayoutForm", "UploadForm"]

_MOST_WORDS = 40


class UploadForm(forms.Form):
    """The spreadsheet."""

    file = forms.FileField(
        label=gettext_lazy("Votre tableau de pesées"),
        help_text=gettext_lazy(
            "Un classeur .xlsx ou .ods, ou un fichier .csv : une ligne par pesée, ou une colonne "
            "par catégorie. Les titres au-dessus des en-têtes ne gênent pas."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.ods,.csv,.txt,.tsv"}),
    )


class LayoutForm(forms.Form):
    """What each column holds, what the file does not say, what unknown words mean."""

    sheet = forms.ChoiceField(label=gettext_lazy("Feuille"))
    unit = forms.ChoiceField(
        label=gettext_lazy("Unité des poids, quand rien ne la dit"),
        choices=(("kg", "kg"), ("t", "t")),
    )
    direction = forms.ChoiceField(
        label=gettext_lazy("Sens des lignes qui ne le disent pas"), required=False
    )
    site = forms.CharField(
        label=gettext_lazy("Site des lignes qui ne le disent pas"), required=False, max_length=120
    )
    category = forms.CharField(
        label=gettext_lazy("Catégorie des lignes qui ne la disent pas"),
        required=False,
        max_length=80,
    )
    fills_dates = forms.BooleanField(
        label=gettext_lazy("Une date vide est celle de la ligne du dessus"), required=False
    )
    keeps_repeated = forms.BooleanField(
        label=gettext_lazy("Ajouter aussi les pesées qui sont déjà au journal"), required=False
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        table: OpenTable,
        words: Sequence[UnknownWord],
        sites: Sequence[str],
        **kwargs: Any,  # noqa: ANN401 - Django's own signature
    ) -> None:
        super().__init__(data, **kwargs)
        self.table = table
        self._words = {f"word-{word.key}": word for word in words[:_MOST_WORDS]}
        self.sites = sites
        sheet: Any = self.fields["sheet"]
        sheet.choices = [(name, name) for name in table.sheets]
        direction: Any = self.fields["direction"]
        direction.choices = [("", _("Laisser ces lignes de côté")), *DIRECTIONS.items()]
        self.fields["site"].widget.attrs |= {"list": "sites"}
        self._add_columns()
        for name, word in self._words.items():
            self.fields[name] = forms.ChoiceField(
                label=word.text,
                required=False,
                choices=[
                    ("", CHANNELS[word.direction]["other"]),
                    *(pair for pair in CHANNELS[word.direction].items() if pair[0] != "other"),
                ],
            )

    def _add_columns(self) -> None:
        roles = list_column_roles()
        for column in self.table.layout.columns:
            self.fields[f"column-{column.place}"] = forms.ChoiceField(
                label=_("Colonne {letter}").format(letter=column.letter),
                required=False,
                choices=roles,
                initial=column.role,
            )

    def list_columns(self) -> list[dict[str, Any]]:
        """Return each column with its field and what its first cells hold."""
        return [
            {
                "column": column,
                "field": self[f"column-{column.place}"],
                "samples": self.table.list_samples(column.place),
            }
            for column in self.table.layout.columns
        ]

    def list_words(self) -> list[dict[str, Any]]:
        """Return each unknown word with its field."""
        return [{"word": word, "field": self[name]} for name, word in self._words.items()]

    def list_apart(self) -> list[Any]:
        """Return the fields that are neither columns nor words."""
        return [self[name] for name in self.fields if not name.startswith(("column-", "word-"))]

    def read_choices(self, before: dict[str, Any]) -> dict[str, Any]:
        """Return what the person says; another sheet begins anew; call once valid."""
        given = self.cleaned_data
        plain = ("unit", "direction", "site", "category", "fills_dates", "keeps_repeated")
        choices = {"sheet": given["sheet"]} | {name: given[name] for name in plain}
        if given["sheet"] != self.table.sheet:
            return choices
        words = {name.removeprefix("word-"): given[name] for name in self._words if given[name]}
        return choices | {
            "roles": {
                str(column.place): given[f"column-{column.place}"]
                for column in self.table.layout.columns
            },
            "channels": before.get("channels", {}) | words,
        }
