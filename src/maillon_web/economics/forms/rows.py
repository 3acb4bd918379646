"""Rows under a form: lines that one adds without losing what is typed."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from maillon_web.ui.fields import FieldProblem

__all__ = [
    "MORE",
    "RowForm",
    "RowsForm",
    "asks_for_more",
    "list_form_problems",
    "list_row_problems",
    "make_rows",
]

MORE = "more"
"""Name of the button that asks for one more row."""

_PREFIX = "rows"
_MOST_ROWS = 60


class RowForm(forms.Form):
    """One row; it is left out when nothing was written in it."""

    def is_blank(self) -> bool:
        """Tell whether nothing was written in it; call once valid."""
        return all(value in {None, ""} for value in self.cleaned_data.values())


class RowsForm(forms.BaseFormSet[RowForm]):
    """The rows of one record."""

    def list_rows(self) -> list[dict[str, Any]]:
        """Return what was written in each row that is not blank; call once valid."""
        return [form.cleaned_data for form in self.forms if not form.is_blank()]


def make_rows(
    kind: type[RowForm],
    data: QueryDict | None,
    *,
    initial: Sequence[Mapping[str, Any]],
    blank: int = 1,
    form_kwargs: Mapping[str, Any] | None = None,
    formset: type[RowsForm] = RowsForm,
) -> RowsForm:
    """
    Return the rows of a record; with the button « one more », those that were typed and a new one.

    Parameters
    ----------
    blank
        How many empty rows follow those of the record.
    """
    factory: Any = forms.formset_factory(
        kind, formset=formset, extra=blank, max_num=_MOST_ROWS, validate_max=True
    )
    if data is not None and asks_for_more(data):
        data = _with_one_more(data)
    made: RowsForm = factory(
        data, initial=list(initial), prefix=_PREFIX, form_kwargs=dict(form_kwargs or {})
    )
    return made


def asks_for_more(data: Mapping[str, Any]) -> bool:
    """Tell whether the person only asks for one more row."""
    return MORE in data


def _with_one_more(data: QueryDict) -> QueryDict:
    name = f"{_PREFIX}-TOTAL_FORMS"
    given = str(data.get(name, ""))
    total = int(given) if given.isdecimal() and len(given) <= len(str(_MOST_ROWS)) else 0
    longer = data.copy()
    longer[name] = str(min(total + 1, _MOST_ROWS))
    return longer


def list_row_problems(rows: RowsForm, word: str) -> list[FieldProblem]:
    """Return every error of the rows, for the summary of the page; `word` names a row."""
    problems = [FieldProblem(label="", sentence=str(text)) for text in rows.non_form_errors()]
    for number, form in enumerate(rows.forms, start=1):
        problems += list_form_problems(form, f"{word} {number}")
    return problems


def list_form_problems(form: RowForm, name: str) -> list[FieldProblem]:
    """Return every error of one row, by its name."""
    whole = [FieldProblem(label=name, sentence=str(text)) for text in form.non_field_errors()]
    return [
        *whole,
        *(
            FieldProblem(
                label=_("{row}, {label}").format(row=name, label=bound.label),
                sentence=str(sentence),
                target=bound.id_for_label or "",
            )
            for bound in form
            for sentence in bound.errors
        ),
    ]
